import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { ENVIRONMENT_PROVIDER, SECRETS_PROVIDER_ENV } from '../../../contract/secret-id';
import { createEnvironmentProvider } from './environment';
import type { Environment, SecretsProvider } from './provider';

/** The provider that TOOLHIVE_SECRETS_PROVIDER names. Nothing else is consulted: there is no default and no fallback. */
export function createSecretsProvider(env: Environment): SecretsProvider | Issue {
  const name = env[SECRETS_PROVIDER_ENV];
  if (name === ENVIRONMENT_PROVIDER) return createEnvironmentProvider(env);
  return issue(
    'ERR_SECRETS_PROVIDER',
    SECRETS_PROVIDER_ENV,
    name === undefined
      ? 'is not set, and headers come from secrets'
      : `is ${JSON.stringify(name)}, which is not a secrets provider of this runtime`,
    `set ${SECRETS_PROVIDER_ENV}=${ENVIRONMENT_PROVIDER}`,
  );
}
