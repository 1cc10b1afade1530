/** The one place a token is taken from: a single Authorization field of the Bearer scheme (RFC 6750 section 2.1). */
import type { Flaw } from './caller';

/** Longer than tokens are in earnest; the header limit is usually met first. */
const MAX_CREDENTIAL_LENGTH = 32 * 1024;

/** RFC 9110 section 11.4: the scheme in any case, one or more spaces, and a `token68`. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

const NAME = 'authorization';

/** A Bearer credential, whatever is wrong with it. */
const BEARER_SCHEME = /^bearer\s+\S/i;

const NONE: Flaw = { code: 'ERR_AUTH_TOKEN_MISSING', cause: 'NO_TOKEN' };
const SEVERAL: Flaw = { code: 'ERR_AUTH_REQUEST', cause: 'SEVERAL_CREDENTIALS' };
const MALFORMED: Flaw = { code: 'ERR_AUTH_TOKEN_INVALID', cause: 'NOT_A_JWT' };

/** The value of the one Authorization field in a raw header list (names and values in turn), not yet looked at. */
export function findCredential(raw: readonly string[]): string | Flaw {
  let found: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    if (name.length !== NAME.length || name.toLowerCase() !== NAME) continue;
    if (found !== undefined) return SEVERAL;
    found = raw[i + 1];
  }
  if (found === undefined) return NONE;
  return found.length > MAX_CREDENTIAL_LENGTH ? flawOf(found) : found;
}

/** A token, or why there is none. */
export type ParsedCredential =
  { readonly kind: 'token'; readonly token: string } | { readonly kind: 'flaw'; readonly flaw: Flaw };

/** The token in a field value. */
export function parseCredential(credential: string): ParsedCredential {
  const token = BEARER.exec(credential)?.[1];
  return token === undefined ? { kind: 'flaw', flaw: flawOf(credential) } : { kind: 'token', token };
}

/** A credential of another scheme counts as none. */
function flawOf(credential: string): Flaw {
  return BEARER_SCHEME.test(credential) ? MALFORMED : NONE;
}

/** The token of a request, given as a raw header list. */
export function readBearerToken(raw: readonly string[]): ParsedCredential {
  const credential = findCredential(raw);
  return typeof credential === 'string' ? parseCredential(credential) : { kind: 'flaw', flaw: credential };
}
