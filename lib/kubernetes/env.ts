/** The container's env, in the operator's order. */
import {
  CLIENT_CREDENTIALS_CLIENT_SECRET_ENV,
  TOKEN_EXCHANGE_CLIENT_SECRET_ENV,
} from '../../contract/credential-rules';
import {
  ENVIRONMENT_PROVIDER,
  OIDC_CLIENT_SECRET_ENV,
  secretEnvName,
  secretId,
  SECRETS_PROVIDER_ENV,
} from '../../contract/secret-id';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { SecretKeyRefProps } from '../props/secret-key-ref';

/** A variable with a literal value, or with one the kubelet takes from a Secret. */
export type EnvEntry =
  | { readonly name: string; readonly value: string; readonly secret?: never }
  | { readonly name: string; readonly secret: SecretKeyRefProps; readonly value?: never };

/** What ToolHive's runner expects in a pod; a user's value comes first. */
const DEFAULTS: readonly EnvEntry[] = [
  { name: 'XDG_CONFIG_HOME', value: '/tmp' },
  { name: 'HOME', value: '/tmp' },
  { name: 'TOOLHIVE_RUNTIME', value: 'kubernetes' },
  { name: 'UNSTRUCTURED_LOGS', value: 'false' },
];

export function buildEnv(definition: ProxyDefinition): EnvEntry[] {
  const { env } = definition.overrides;
  const given = new Set(env.map(({ name }) => name));
  return [
    ...secretEnv(TOKEN_EXCHANGE_CLIENT_SECRET_ENV, definition.tokenExchange?.clientSecretRef),
    ...secretEnv(CLIENT_CREDENTIALS_CLIENT_SECRET_ENV, definition.clientCredentials?.clientSecretRef),
    ...secretEnv(OIDC_CLIENT_SECRET_ENV, definition.oidc?.clientSecretRef),
    ...providedSecretsEnv(definition),
    ...env,
    ...DEFAULTS.filter(({ name }) => !given.has(name)),
  ];
}

function secretEnv(name: string, secret: SecretKeyRefProps | undefined): EnvEntry[] {
  return secret === undefined ? [] : [{ name, secret }];
}

/** What both runners get from the secrets provider, by identifier. */
function providedSecretsEnv({ name, headerForward, bearerTokenRef }: ProxyDefinition): EnvEntry[] {
  const secrets: EnvEntry[] = [
    // Its identifier is the name of the Secret, as the operator has it.
    ...(bearerTokenRef === undefined
      ? []
      : [{ name: secretEnvName(bearerTokenRef.name), secret: bearerTokenRef }]),
    ...headerForward.fromSecret.map(({ headerName, valueSecretRef }) => ({
      name: secretEnvName(secretId(name, headerName)),
      secret: valueSecretRef,
    })),
  ];
  return secrets.length === 0
    ? []
    : [{ name: SECRETS_PROVIDER_ENV, value: ENVIRONMENT_PROVIDER }, ...secrets];
}
