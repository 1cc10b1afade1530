import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { ENVIRONMENT_PROVIDER, SECRETS_PROVIDER_ENV } from '../../../contract/secret-id';
import { createEnvironmentProvider } from './environment';
import type { Environment, SecretsProvider } from './provider';

/** Either a provider or why there is none. */
type CreatedProvider =
  | { readonly provider: SecretsProvider; readonly problem?: never }
  | { readonly problem: Issue; readonly provider?: never };

/** The provider that TOOLHIVE_SECRETS_PROVIDER names. Nothing else is consulted: there is no default and no fallback. */
export function createSecretsProvider(env: Environment): CreatedProvider {
  const name = env[SECRETS_PROVIDER_ENV];
  if (name === ENVIRONMENT_PROVIDER) return { provider: createEnvironmentProvider(env) };
  return {
    problem: issue(
      'ERR_SECRETS_PROVIDER',
      SECRETS_PROVIDER_ENV,
      // What it holds is not shown: it may be a secret put into the wrong variable.
      name
        ? 'holds something else than the name of a secrets provider of this runtime'
        : 'is unset or empty, and headers come from secrets',
      `set ${SECRETS_PROVIDER_ENV}=${ENVIRONMENT_PROVIDER}`,
    ),
  };
}
