/** What the remote is shown: the contract's rules, in the terms of the props, and the Secrets that are referred to. */
import { validateClientHeaders } from '../../../contract/client-header-rules';
import { validateCredentials } from '../../../contract/credential-rules';
import { fieldPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { TOKEN_TYPES } from '../../definition/credentials';
import type { TokenExchangeDefinition, TokenRequestDefinition } from '../../definition/credentials';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { RunConfigDocument } from '../../run-config/run-config-document';
import { validateSecretKeyRef } from './secret-key-ref';

/** The prop behind each key of the RunConfig. */
const PROPS: ReadonlyMap<string, string> = new Map([
  ['token_exchange_config', 'tokenExchange'],
  ['client_credentials_config', 'clientCredentials'],
  ['remote_auth_config', 'bearerTokenRef'],
  ['header_forward', 'headerForward'],
  ['token_url', 'tokenUrl'],
  ['client_id', 'clientId'],
  ['external_token_header_name', 'externalTokenHeaderName'],
  ['bearer_token', 'name'],
]);

/** Where a key of the RunConfig was written. */
function propPath(path: string): string {
  return path.replace(/[a-z_]+/g, (key) => PROPS.get(key) ?? key);
}

export function validateOutbound(definition: ProxyDefinition, { config }: RunConfigDocument): Issue[] {
  const { tokenExchange, clientCredentials, bearerTokenRef, clientHeaders } = definition;
  return [
    // What is not the name of a Secret is no identifier either, and has been reported.
    ...validateCredentials(config, propPath).filter(({ path }) => path !== 'bearerTokenRef.name'),
    ...(tokenExchange === undefined ? [] : validateTokenExchange(tokenExchange)),
    ...validateClientSecret(tokenExchange, 'tokenExchange'),
    ...validateClientSecret(clientCredentials, 'clientCredentials'),
    ...(bearerTokenRef === undefined ? [] : validateSecretKeyRef(bearerTokenRef, 'bearerTokenRef')),
    ...validateClientHeaders(clientHeaders, 'clientHeaders', config.oidc_config !== undefined),
  ];
}

function validateTokenExchange({ subjectTokenType, clientId }: TokenExchangeDefinition): Issue[] {
  const path = 'tokenExchange.subjectTokenType';
  const hint = 'use access_token, id_token or jwt';
  return [
    ...(clientId === '' ? [emptyClientId()] : []),
    ...(subjectTokenType === '' || TOKEN_TYPES.includes(subjectTokenType)
      ? []
      : [issue('ERR_CREDENTIAL_CONFIG', path, 'is no type of token a caller could have', hint)]),
  ];
}

function emptyClientId(): Issue {
  return issue('ERR_CREDENTIAL_CONFIG', 'tokenExchange.clientId', 'is empty', 'write the id of the client');
}

function validateClientSecret(request: TokenRequestDefinition | undefined, path: string): Issue[] {
  const ref = request?.clientSecretRef;
  return ref === undefined ? [] : validateSecretKeyRef(ref, fieldPath(path, 'clientSecretRef'));
}
