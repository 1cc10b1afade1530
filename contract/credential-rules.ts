/**
 * What the proxy may show the remote beside configured headers, applied to a definition at synth and to a RunConfig at
 * start: a token got in exchange for the caller's, one of the proxy's own, or one that never changes.
 */
import { refusedRemoteUrl } from './endpoint-rules';
import { headerKey, refusedHeaderName } from './header-names';
import { fieldPath, issue } from './issue';
import type { Issue } from './issue';
import { unsupported } from './run-config-fields';
import type {
  RunConfig,
  RunConfigClientCredentials,
  RunConfigRemoteAuth,
  RunConfigTokenExchange,
} from './run-config';
import { SIGN_IN, WITHOUT_SIGN_IN } from './sign-in-fields';

/** Env vars that hold the client secrets for the two kinds of token requests. */
export const TOKEN_EXCHANGE_CLIENT_SECRET_ENV = 'TOOLHIVE_TOKEN_EXCHANGE_CLIENT_SECRET';
export const CLIENT_CREDENTIALS_CLIENT_SECRET_ENV = 'TOOLHIVE_CLIENT_CREDENTIALS_CLIENT_SECRET';

const AUTHORIZATION = 'Authorization';

/** How ToolHive writes a bearer token: the name of its Secret, which is its identifier, and what it is for. */
const BEARER_TOKEN = /^([A-Za-z0-9._-]+),target=bearer_token$/;

/** What `remote_auth_config.bearer_token` says of a token in the secret of this identifier. */
export function bearerTokenText(secretId: string): string {
  return `${secretId},target=bearer_token`;
}

/** Identifier of the secret that holds the bearer token, or undefined where none is written or it cannot be read. */
export function bearerTokenSecretId({ bearer_token: text = '' }: RunConfigRemoteAuth): string | undefined {
  return BEARER_TOKEN.exec(text)?.[1];
}

/** The fields of a RunConfig that make up what the remote is shown. */
export type CredentialFields = Pick<
  RunConfig,
  | 'oidc_config'
  | 'token_exchange_config'
  | 'client_credentials_config'
  | 'remote_auth_config'
  | 'header_forward'
>;

/** A path of the RunConfig to where the user wrote that. */
type PathOf = (path: string) => string;

/** What is wrong with each by itself, and with several together. */
export function validateCredentials(fields: CredentialFields, pathOf: PathOf = (path) => path): Issue[] {
  const {
    token_exchange_config: exchange,
    client_credentials_config: own,
    remote_auth_config: bearer,
  } = fields;
  const issues = [
    ...(exchange ? validateTokenExchange(exchange, 'token_exchange_config') : []),
    ...(exchange && fields.oidc_config === undefined ? [noCaller('token_exchange_config')] : []),
    ...(own ? validateClientCredentials(own, 'client_credentials_config') : []),
    ...(bearer ? validateRemoteAuth(bearer, 'remote_auth_config') : []),
    ...(exchange && own && tokenHeaderOf(exchange) !== AUTHORIZATION ? [twoTokens()] : []),
    ...findConflicts(fields, pathOf),
  ];
  return issues.map((found) => ({ ...found, path: pathOf(found.path) }));
}

/** What is wrong with a token exchange written at `path`. */
export function validateTokenExchange(config: RunConfigTokenExchange, path: string): Issue[] {
  const { header_strategy: strategy = '', external_token_header_name: name = '' } = config;
  const nameCode = name === '' ? undefined : refusedHeaderName(name);
  return [
    ...validateTokenUrl(config.token_url, fieldPath(path, 'token_url')),
    ...(config.client_secret ? [secretInDocument(fieldPath(path, 'client_secret'))] : []),
    ...(/^(?:|replace|custom)$/.test(strategy) ? [] : [unknownStrategy(fieldPath(path, 'header_strategy'))]),
    ...(strategy === 'custom' && name === ''
      ? [noHeader(fieldPath(path, 'external_token_header_name'))]
      : []),
    ...(nameCode === undefined ? [] : [badHeader(fieldPath(path, 'external_token_header_name'))]),
  ];
}

/** What is wrong with client credentials written at `path`. */
export function validateClientCredentials(config: RunConfigClientCredentials, path: string): Issue[] {
  const clientId = fieldPath(path, 'client_id');
  return [
    ...validateTokenUrl(config.token_url, fieldPath(path, 'token_url')),
    ...(config.client_id === ''
      ? [issue('ERR_CREDENTIAL_CONFIG', clientId, 'is empty', 'write the id of the client')]
      : []),
  ];
}

function validateRemoteAuth(config: RunConfigRemoteAuth, path: string): Issue[] {
  if (!config.bearer_token) return [unsupported(path, SIGN_IN, WITHOUT_SIGN_IN)];
  if (bearerTokenSecretId(config) !== undefined) return [];
  const hint = 'write <identifier>,target=bearer_token, the value being in TOOLHIVE_SECRET_<identifier>';
  const message = 'does not name a secret; a token itself has no place in a document';
  return [issue('ERR_CREDENTIAL_CONFIG', fieldPath(path, 'bearer_token'), message, hint)];
}

function validateTokenUrl(url: string, path: string): Issue[] {
  if (refusedRemoteUrl(url) === undefined) return [];
  const hint = 'write an absolute URL such as https://auth.example.com/token';
  return [issue('ERR_CREDENTIAL_CONFIG', path, 'is not an http or https URL', hint)];
}

function noCaller(path: string): Issue {
  const hint = 'add oidc_config (oidcConfig in a definition), which says whose tokens are exchanged';
  return issue(
    'ERR_CREDENTIAL_NO_CALLER',
    path,
    'exchanges the token of a caller, and callers are not asked for one',
    hint,
  );
}

/** In one header they are a conflict like any other. */
function twoTokens(): Issue {
  const message = "asks for a token while another is got in exchange for the caller's";
  return issue('ERR_CREDENTIAL_CONFLICT', 'client_credentials_config', message, 'keep one of the two');
}

function secretInDocument(path: string): Issue {
  const hint = `leave it empty and put the value into ${TOKEN_EXCHANGE_CLIENT_SECRET_ENV}, from a Secret`;
  return issue('ERR_CREDENTIAL_CONFIG', path, 'holds a secret, which has no place in a document', hint);
}

function unknownStrategy(path: string): Issue {
  return issue('ERR_CREDENTIAL_CONFIG', path, 'is not a header strategy', 'use replace or custom');
}

function noHeader(path: string): Issue {
  return issue(
    'ERR_CREDENTIAL_CONFIG',
    path,
    'is needed for the strategy custom',
    'write the name of the header',
  );
}

function badHeader(path: string): Issue {
  const hint = 'use a name of its own such as X-Upstream-Token';
  return issue('ERR_CREDENTIAL_CONFIG', path, 'cannot be the name of a header for a token', hint);
}

/** Whatever wins, the other would be sent to nobody: two sources of one header are a mistake. */
function findConflicts(fields: CredentialFields, pathOf: PathOf): Issue[] {
  const { add_plaintext_headers: plaintext = {}, add_headers_from_secret: secret = {} } =
    fields.header_forward ?? {};
  const sources = [
    ...Object.keys({ ...plaintext, ...secret }).map((name) => ({ name, path: 'header_forward' })),
    ...(fields.remote_auth_config?.bearer_token ? [{ name: AUTHORIZATION, path: 'remote_auth_config' }] : []),
    ...(fields.token_exchange_config
      ? [{ name: tokenHeaderOf(fields.token_exchange_config), path: 'token_exchange_config' }]
      : []),
    ...(fields.client_credentials_config ? [{ name: AUTHORIZATION, path: 'client_credentials_config' }] : []),
  ];
  return sources.flatMap(({ name, path }, index) => {
    const rival = sources.slice(0, index).find((other) => headerKey(other.name) === headerKey(name));
    if (rival === undefined || path === 'header_forward') return [];
    const message = `sets ${name}, which ${pathOf(rival.path)} sets as well`;
    return [issue('ERR_CREDENTIAL_CONFLICT', path, message, 'keep one of the two')];
  });
}

/** Header the exchanged token goes into. */
export function tokenHeaderOf(config: RunConfigTokenExchange): string {
  const { header_strategy: strategy, external_token_header_name: name } = config;
  return strategy === 'custom' && name ? name : AUTHORIZATION;
}
