import { secretEnvName } from '../../../contract/secret-id';
import type { Environment, SecretsProvider } from './provider';

/** Reads secrets from the env vars that the Deployment fills through SecretKeyRefs. */
export function createEnvironmentProvider(env: Environment): SecretsProvider {
  return {
    get: (id) => env[secretEnvName(id)] || undefined,
    locate: secretEnvName,
  };
}
