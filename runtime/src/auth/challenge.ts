/** What a refused caller is told: a code, and a challenge (RFC 6750 section 3) made of fixed texts and the configuration. */
import type { AuthErrorCode, Flaw, Refusal } from './caller';
import type { ProtectedResource } from './protected-resource';

/** RFC 6750 section 3 wants a parameter in every challenge, and there is no other that is always there. */
const REALM = 'mcp';

/** RFC 6750 section 3.1; a request without any credential is told no error. */
const ERRORS: Readonly<Partial<Record<AuthErrorCode, readonly [error: string, description: string]>>> = {
  ERR_AUTH_REQUEST: ['invalid_request', 'more than one credential was sent'],
  ERR_AUTH_TOKEN_INVALID: [
    'invalid_token',
    'the access token is malformed, expired, revoked, or not meant for this server',
  ],
  ERR_AUTH_SCOPE: ['insufficient_scope', 'the access token lacks a scope that is needed here'],
};

/** Makes refusals. The fields of each code are rendered once. */
export type ToRefusal = (flaw: Flaw) => Refusal;

export function createToRefusal(resource: ProtectedResource): ToRefusal {
  const fields: Record<AuthErrorCode, readonly string[]> = {
    ERR_AUTH_REQUEST: toFields('ERR_AUTH_REQUEST', resource, resource.scopes),
    ERR_AUTH_TOKEN_MISSING: toFields('ERR_AUTH_TOKEN_MISSING', resource, resource.scopes),
    ERR_AUTH_TOKEN_INVALID: toFields('ERR_AUTH_TOKEN_INVALID', resource, resource.scopes),
    ERR_AUTH_SCOPE: toFields('ERR_AUTH_SCOPE', resource, resource.requiredScopes),
    ERR_AUTH_UNAVAILABLE: [],
  };
  return ({ code, cause }) => ({ kind: 'refusal', code, cause, fields: fields[code] });
}

function toFields(
  code: AuthErrorCode,
  { metadataUrl }: ProtectedResource,
  scopes: readonly string[],
): readonly string[] {
  const [error, description] = ERRORS[code] ?? [];
  const parameters = Object.entries({
    realm: REALM,
    error,
    error_description: description,
    scope: scopes.length === 0 ? undefined : scopes.join(' '),
    // RFC 9728 section 5.1
    resource_metadata: metadataUrl,
  }).filter(([, value]) => value !== undefined);
  return ['WWW-Authenticate', `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}`];
}
