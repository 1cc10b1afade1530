/** What a token, or an introspection answer, has to say before anyone comes in (RFC 7519 section 4.1). */
import type { AuthCause, Caller } from './caller';

/** How far clocks may be apart. */
export const CLOCK_LEEWAY_MS = 10_000;

export interface Expected {
  readonly issuer: string;
  readonly audience: string;
}

export type Claims = Readonly<Record<string, unknown>>;

/** The caller, or the first thing that is wrong. Issuer and audience are compared byte for byte. */
export function readCaller(claims: Claims, expected: Expected, nowMs: number): Caller | AuthCause {
  if (claims['iss'] !== expected.issuer) return 'ISSUER';
  if (!isMeantFor(claims['aud'], expected.audience)) return 'AUDIENCE';
  const subject = claims['sub'];
  if (typeof subject !== 'string' || subject.trim() === '') return 'SUBJECT';
  const { exp: expiresAt, nbf: notBefore = 0, iat: issuedAt = 0 } = claims;
  if (!isNumericDate(expiresAt) || !isNumericDate(notBefore) || !isNumericDate(issuedAt)) return 'TIMES';
  const acceptedUntilMs = expiresAt * 1000 + CLOCK_LEEWAY_MS;
  if (acceptedUntilMs <= nowMs) return 'EXPIRED';
  // What was issued in the future is of a clock that is not to be believed, its `exp` included.
  if (Math.max(notBefore, issuedAt) * 1000 > nowMs + CLOCK_LEEWAY_MS) return 'NOT_YET_VALID';
  const { issuer } = expected;
  const [client, scopes] = [readClient(claims), readScopes(claims)];
  return { kind: 'caller', subject, issuer, client, scopes, acceptedUntilMs };
}

/** One audience or a list of them (RFC 7519 section 4.1.3); anything else is nobody's. */
function isMeantFor(claim: unknown, audience: string): boolean {
  const audiences: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return audiences.every((one) => typeof one === 'string') && audiences.includes(audience);
}

/** Seconds since the epoch. JSON can write numbers that are infinite once read. */
function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function readClient({ client_id: id, azp, cid }: Claims): string | undefined {
  return [id, azp, cid].find((claim) => typeof claim === 'string');
}

function readScopes({ scope, scp }: Claims): string[] {
  return [scope, scp].flatMap((value) => {
    if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
    return typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : [];
  });
}
