/** The container's env, in the operator's order. */
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
    ...oidcSecretEnv(definition),
    ...headerSecretsEnv(definition),
    ...env,
    ...DEFAULTS.filter(({ name }) => !given.has(name)),
  ];
}

function oidcSecretEnv({ oidc }: ProxyDefinition): EnvEntry[] {
  return oidc?.clientSecretRef === undefined
    ? []
    : [{ name: OIDC_CLIENT_SECRET_ENV, secret: oidc.clientSecretRef }];
}

function headerSecretsEnv({ name, headerForward }: ProxyDefinition): EnvEntry[] {
  if (headerForward.fromSecret.length === 0) return [];
  return [
    { name: SECRETS_PROVIDER_ENV, value: ENVIRONMENT_PROVIDER },
    ...headerForward.fromSecret.map(({ headerName, valueSecretRef }) => ({
      name: secretEnvName(secretId(name, headerName)),
      secret: valueSecretRef,
    })),
  ];
}
