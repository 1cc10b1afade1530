/** The keys an issuer publishes (RFC 7517): which of them a token may have been signed with, and whether it was. */
import { compactVerify } from 'jose/jws/compact/verify';
import { importJWK } from 'jose/key/import';
import type { CryptoKey, JWK } from 'jose';
import { isRecord } from '../../../contract/shape';

interface KeyNeeds {
  readonly kty: string;
  readonly crv?: string;
}

/** What an algorithm needs of a key. There is neither `none` here nor anything a public key could be a secret for. */
const ALGORITHMS = new Map<string, KeyNeeds>([
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg): [string, KeyNeeds] => [
    alg,
    { kty: 'RSA' },
  ]),
  ['ES256', { kty: 'EC', crv: 'P-256' }],
  ['ES384', { kty: 'EC', crv: 'P-384' }],
  ['ES512', { kty: 'EC', crv: 'P-521' }],
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  // RFC 9864 section 2.2: the same by its full name.
  ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }],
]);

/** Keys tried for one token; issuers that leave out `kid` have one or two. */
const MAX_CANDIDATES = 8;

export function isAlgorithm(alg: unknown): alg is string {
  return typeof alg === 'string' && ALGORITHMS.has(alg);
}

/** One published key. As long as the issuer publishes it unchanged it stays the same object. */
export class PublishedKey {
  /** What it is published as; its place in the set. */
  readonly text: string;
  readonly #jwk: JWK;
  readonly #imported = new Map<string, Promise<CryptoKey | Uint8Array>>();

  constructor(text: string, jwk: JWK) {
    this.text = text;
    this.#jwk = jwk;
  }

  /** Whether a token with this algorithm and key id may be of this key. The key has the last word on both. */
  fits(alg: string, kid: unknown): boolean {
    const { kty, crv, alg: ownAlg, kid: ownKid } = this.#jwk;
    const needs = ALGORITHMS.get(alg);
    if (needs?.kty !== kty || needs?.crv !== (kty === 'RSA' ? undefined : crv)) return false;
    return (ownAlg === undefined || ownAlg === alg) && (kid === undefined || kid === ownKid);
  }

  /** Keys that cannot be imported, RSA keys below 2048 bits among them, have signed nothing. */
  async hasSigned(token: string, alg: string): Promise<boolean> {
    try {
      await compactVerify(token, await this.#import(alg), { algorithms: [alg] });
      return true;
    } catch {
      return false;
    }
  }

  #import(alg: string): Promise<CryptoKey | Uint8Array> {
    const known = this.#imported.get(alg);
    if (known !== undefined) return known;
    const { kty, crv, n, e, x, y } = this.#jwk;
    const imported = importJWK({ kty, crv, n, e, x, y } as JWK, alg);
    this.#imported.set(alg, imported);
    return imported;
  }
}

/** All usable keys, by their text. */
export type KeySet = ReadonlyMap<string, PublishedKey>;

/**
 * Reads a JWK Set; undefined when it is none. Keys this runtime has no use for are left out, for one of them must not
 * spoil the others (RFC 7517 section 5). Those of `previous` that are still published are kept.
 */
export function parseKeySet(document: unknown, previous: KeySet): KeySet | undefined {
  const keys = isRecord(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) return undefined;
  return new Map(
    keys.filter(isSigningKey).map((jwk) => {
      const text = JSON.stringify(jwk);
      return [text, previous.get(text) ?? new PublishedKey(text, jwk)];
    }),
  );
}

/** A public key that may verify. A private key that was published proves nothing any more. */
function isSigningKey(jwk: unknown): jwk is JWK {
  if (!isRecord(jwk) || 'd' in jwk || 'k' in jwk) return false;
  const { use, key_ops: operations } = jwk;
  return (
    (use === undefined || use === 'sig') &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  );
}

/** Keys a token with this header may have been signed with. */
export function findCandidates(keys: KeySet, alg: string, kid: unknown): PublishedKey[] {
  return [...keys.values()].filter((key) => key.fits(alg, kid)).slice(0, MAX_CANDIDATES);
}
