/**
 * ToolHive's fields of `remote_auth_config` beside `bearer_token`: how a person signs in at the remote, and what is kept of
 * that. Its encoder writes some of them without a value, which asks for nothing.
 */
import { isUnset, unsupported } from './run-config-fields';
import { isRecord } from './shape';
import type { Shape } from './shape';

/** What `remote_auth_config` asks for that holds no token: ToolHive's runner would try one. */
export const SIGN_IN = 'a sign-in of a person at the remote';

const SIGN_IN_FIELDS = [
  'authorize_url',
  'cached_cimd_client_id',
  'cached_client_id',
  'cached_client_secret_ref',
  'cached_dcr_callback_port',
  'cached_refresh_token_ref',
  'cached_reg_client_uri',
  'cached_reg_token_ref',
  'cached_secret_expiry',
  'cached_token_auth_method',
  'cached_token_expiry',
  'callback_port',
  'client_id',
  'client_secret',
  'client_secret_file',
  'env_vars',
  'headers',
  'issuer',
  'oauth_params',
  'resource',
  'scope_param_name',
  'scopes',
  'skip_browser',
  'timeout',
  'token_url',
  'use_pkce',
];

/** What the proxy can show the remote instead. */
export const WITHOUT_SIGN_IN =
  'remove it; a token in a Secret is bearer_token, one that the proxy asks for itself client_credentials_config';

/** A time that was never set, as Go writes it. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** The shape of each: nothing that means anything. */
export const SIGN_IN_SHAPES: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(SIGN_IN_FIELDS.map((name) => [name, withoutValue(SIGN_IN)])),
  bearer_token_file: withoutValue('a bearer token in a file'),
};

function withoutValue(what: string): Shape {
  return (value, path, issues) => {
    if (!isZero(value)) issues.push(unsupported(path, what, WITHOUT_SIGN_IN));
  };
}

function isZero(value: unknown): boolean {
  if (isRecord(value)) return Object.keys(value).length === 0;
  return isUnset(value) || value === 0 || value === NO_TIME;
}
