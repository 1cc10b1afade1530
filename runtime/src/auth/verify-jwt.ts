/** Signed tokens: read strictly, judged by what they say, and only then checked against the issuer's keys. */
import type { AuthCause, Caller } from './caller';
import { readCaller } from './claims';
import type { Expected } from './claims';
import { parseCompactJws } from './compact-jws';
import { findCandidates, isAlgorithm } from './key-set';
import type { PublishedKey } from './key-set';
import type { KeySource } from './key-source';
import { IssuerError } from './issuer-error';

/** A caller, and the key that vouches for them. */
export interface Verified {
  readonly caller: Caller;
  readonly key: PublishedKey;
}

/** Waits for the issuer, where there is a place for one more who does; rejects with an IssuerError. */
export type Wait = <T>(ask: () => Promise<T>) => Promise<T>;

/** Where keys come from. Only who has to wait for them needs `wait`. */
export interface Keys {
  readonly keys: KeySource;
  readonly wait: Wait;
}

/** RFC 8725 section 3.11 and RFC 9068 section 4: other kinds of JWT of the same issuer are no access tokens. */
const ACCESS_TOKEN_TYPE = /^(?:application\/)?(?:at\+)?jwt$/i;

/** Rejects with an IssuerError when the token cannot be checked. */
export async function verifyJwt(
  token: string,
  expected: Expected,
  source: Keys,
  nowMs: number,
): Promise<Verified | AuthCause> {
  const jws = parseCompactJws(token);
  if (jws === undefined) return 'NOT_A_JWT';
  const { alg, crit, typ, kid } = jws.header;
  if (!isAlgorithm(alg)) return 'ALGORITHM';
  // RFC 7515 section 4.1.11: this runtime understands no extension.
  if (crit !== undefined) return 'CRITICAL_HEADER';
  if (typ !== undefined && !(typeof typ === 'string' && ACCESS_TOKEN_TYPE.test(typ))) return 'TOKEN_TYPE';
  const caller = readCaller(jws.claims, expected, nowMs);
  if (typeof caller === 'string') return caller;
  const key = await findSigner(token, alg, kid, source);
  return typeof key === 'string' ? key : { caller, key };
}

/** Looks again in newer keys for a key that is not known, which may have been published a moment ago. */
async function findSigner(
  token: string,
  alg: string,
  kid: unknown,
  { keys: source, wait }: Keys,
): Promise<PublishedKey | AuthCause> {
  const sinceMs = source.steadyMs();
  const atHand = source.current();
  let keys = atHand instanceof Promise ? await wait(() => atHand) : atHand;
  if (keys === undefined) throw new IssuerError('NO_KEYS');
  for (; keys !== undefined; keys = await wait(() => source.newerThan(sinceMs))) {
    const candidates = findCandidates(keys, alg, kid);
    for (const key of candidates) if (await key.hasSigned(token, alg)) return key;
    // A token that names its key was signed by that or by nobody.
    if (kid !== undefined && candidates.length > 0) return 'SIGNATURE';
  }
  return 'UNKNOWN_KEY';
}
