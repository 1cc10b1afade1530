/** What authentication says of a request: who calls, or why nobody may. */
import type { ProxyErrorCode } from '../errors';

/** Who calls, as the issuer vouches for it. The token itself is not kept. */
export interface Caller {
  readonly kind: 'caller';
  /** `sub`: unique and stable within the issuer. */
  readonly subject: string;
  readonly issuer: string;
  /** The client the token was issued to: `client_id` (RFC 9068 section 2.2), or `azp` or `cid` as others have it. */
  readonly client: string | undefined;
  /** `scope` (RFC 8693 section 4.2) or `scp`, as Entra and Okta have it. */
  readonly scopes: readonly string[];
  /** Until when the token is accepted, the leeway between clocks included; milliseconds since the epoch. */
  readonly acceptedUntilMs: number;
}

/** Why a caller may not come in, for the log; the caller is told the fixed text of the code. */
export type AuthCause =
  // what the request carries
  | 'NO_TOKEN'
  | 'SEVERAL_CREDENTIALS'
  // the token as such
  | 'NOT_A_JWT'
  | 'OPAQUE_TOKEN'
  | 'ALGORITHM'
  | 'CRITICAL_HEADER'
  | 'TOKEN_TYPE'
  | 'UNKNOWN_KEY'
  | 'SIGNATURE'
  | 'INACTIVE'
  // what it says
  | 'ISSUER'
  | 'AUDIENCE'
  | 'SUBJECT'
  | 'TIMES'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'SCOPE'
  // it cannot be checked
  | 'ISSUER_UNAVAILABLE'
  | 'TOO_MANY_CHECKS'
  | 'KEYS_ASKED_FOR';

export type AuthErrorCode = Extract<ProxyErrorCode, `ERR_AUTH_${string}`>;

/** Why a request is refused. */
export interface Flaw {
  readonly code: AuthErrorCode;
  readonly cause: AuthCause;
}

export interface Refusal extends Flaw {
  readonly kind: 'refusal';
  /** Header fields that belong to the answer: names and values in turn. */
  readonly fields: readonly string[];
}

export function isRefusal(result: Caller | Refusal): result is Refusal {
  return result.kind === 'refusal';
}
