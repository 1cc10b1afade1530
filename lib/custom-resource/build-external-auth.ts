/** ProxyDefinition -> the MCPExternalAuthConfig that says what the remote is shown. */
import type { TokenExchangeDefinition } from '../definition/credentials';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { withoutEmpty } from './plain-object';
import type { PlainObject } from './plain-object';

/** Its spec, or undefined where the remote is shown nothing of the kind. */
export function buildExternalAuth({
  tokenExchange,
  bearerTokenRef,
}: ProxyDefinition): PlainObject | undefined {
  if (tokenExchange !== undefined)
    return { type: 'tokenExchange', tokenExchange: buildTokenExchange(tokenExchange) };
  return bearerTokenRef && { type: 'bearerToken', bearerToken: { tokenSecretRef: bearerTokenRef } };
}

function buildTokenExchange(definition: TokenExchangeDefinition): PlainObject {
  const { tokenUrl, clientId, clientSecretRef, audience, scopes, subjectTokenType, headerName } = definition;
  return {
    tokenUrl,
    clientId,
    clientSecretRef,
    audience,
    ...withoutEmpty({ scopes, subjectTokenType, externalTokenHeaderName: headerName }),
  };
}
