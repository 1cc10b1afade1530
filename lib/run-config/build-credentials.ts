/** What the remote is shown, in the keys of the RunConfig. Secrets are named, or left to the environment. */
import { bearerTokenText } from '../../contract/credential-rules';
import type {
  RunConfig,
  RunConfigClientCredentials,
  RunConfigClientHeaders,
  RunConfigTokenExchange,
} from '../../contract/run-config';
import type {
  ClientHeadersDefinition,
  TokenExchangeDefinition,
  TokenRequestDefinition,
} from '../definition/credentials';
import type { ProxyDefinition } from '../definition/proxy-definition';

/** Every key the operator always writes, empty ones too. */
export function buildTokenExchange(definition: TokenExchangeDefinition): RunConfigTokenExchange {
  const { tokenUrl, clientId, audience, scopes, subjectTokenType, headerName } = definition;
  return {
    token_url: tokenUrl,
    client_id: clientId,
    client_secret: '',
    audience,
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(subjectTokenType === '' ? {} : { subject_token_type: subjectTokenType }),
    ...(headerName === ''
      ? { header_strategy: 'replace' }
      : { header_strategy: 'custom', external_token_header_name: headerName }),
  };
}

/** The keys of a RunConfig about credentials that are in use. */
export function buildCredentials(
  definition: ProxyDefinition,
): Pick<RunConfig, 'remote_auth_config' | 'client_credentials_config' | 'client_headers'> {
  const { bearerTokenRef, clientCredentials, clientHeaders } = definition;
  const lists = buildClientHeaders(clientHeaders);
  return {
    ...(bearerTokenRef === undefined
      ? {}
      : { remote_auth_config: { bearer_token: bearerTokenText(bearerTokenRef.name) } }),
    ...(clientCredentials === undefined
      ? {}
      : { client_credentials_config: buildClientCredentials(clientCredentials) }),
    ...(Object.keys(lists).length === 0 ? {} : { client_headers: lists }),
  };
}

function buildClientCredentials(definition: TokenRequestDefinition): RunConfigClientCredentials {
  const { tokenUrl, clientId, audience, scopes } = definition;
  return {
    token_url: tokenUrl,
    client_id: clientId,
    ...(audience === '' ? {} : { audience }),
    ...(scopes.length === 0 ? {} : { scopes }),
  };
}

function buildClientHeaders({ drop, pass = [] }: ClientHeadersDefinition): RunConfigClientHeaders {
  return { ...(drop.length === 0 ? {} : { drop }), ...(pass.length === 0 ? {} : { pass }) };
}
