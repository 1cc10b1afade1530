/** Tokens that only their issuer can read (RFC 7662). */
import type { RunConfigOidc } from '../../../contract/run-config';
import { isRecord } from '../../../contract/shape';
import { buildClientCredentials } from '../config/basic-credentials';
import type { Secret } from '../config/secret';
import type { Claims } from './claims';
import type { IssuerClient } from './issuer-client';
import { IssuerError } from './issuer-error';

/** What the issuer says of a token; undefined when it is not active. Rejects as `requestJson` does. */
export type Introspect = (token: string) => Promise<Claims | undefined>;

/** Undefined without an introspection endpoint: then there is nobody to ask. */
export function createIntrospect(
  { IntrospectionURL, ClientID }: RunConfigOidc,
  clientSecret: Secret | undefined,
  client: IssuerClient,
): Introspect | undefined {
  if (IntrospectionURL === '') return undefined;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...buildAuthorization(ClientID, clientSecret),
  };
  return async (token) => {
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const answer = await client.requestJson({ url: IntrospectionURL, method: 'POST', headers, body });
    // Section 2.2: a boolean. Whatever else there is instead, such as an error, says nothing of the token.
    if (!isRecord(answer) || typeof answer['active'] !== 'boolean') throw new IssuerError('ANSWER_INVALID');
    return answer['active'] ? answer : undefined;
  };
}

function buildAuthorization(clientId: string, secret: Secret | undefined): Record<string, string> {
  if (clientId === '' || secret === undefined) return {};
  return { authorization: buildClientCredentials(clientId, secret) };
}
