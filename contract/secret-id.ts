/**
 * The names under which a header's secret travels from the Deployment to the runtime. They are ToolHive's, so that
 * either runner resolves what either side wrote.
 */

/** Env var that names the secrets provider; looked at before anything else. */
export const SECRETS_PROVIDER_ENV = 'TOOLHIVE_SECRETS_PROVIDER';

/** The provider that reads `TOOLHIVE_SECRET_<identifier>` from the process environment. */
export const ENVIRONMENT_PROVIDER = 'environment';

/** What every secret's env var name starts with. */
export const SECRET_ENV_PREFIX = 'TOOLHIVE_SECRET_';

/** Where both runners look for the OIDC client secret. */
export const OIDC_CLIENT_SECRET_ENV = 'TOOLHIVE_OIDC_CLIENT_SECRET';

/** An identifier the environment can carry. */
const SECRET_ID = /^[A-Za-z0-9_]+$/;

/**
 * Upper case, every other character one `_` per code point. ASCII letters only are raised: `toUpperCase` would turn
 * one `ß` into two letters, where ToolHive's mapping keeps one character for one.
 */
function normalize(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase()).replace(/[^A-Z0-9_]/gu, '_');
}

/** Identifier of the secret behind `headerName` of the proxy `proxyName`, such as `HEADER_FORWARD_X_API_KEY_MY_PROXY`. */
export function secretId(proxyName: string, headerName: string): string {
  return `HEADER_FORWARD_${normalize(headerName)}_${normalize(proxyName)}`;
}

/** Env var that carries the secret of `id`. */
export function secretEnvName(id: string): string {
  return SECRET_ENV_PREFIX + id;
}

/** True when `id` can be part of an env var name. */
export function isSecretId(id: string): boolean {
  return SECRET_ID.test(id);
}
