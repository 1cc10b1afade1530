/** Env vars users add to the proxy's container. */
import {
  CLIENT_CREDENTIALS_CLIENT_SECRET_ENV,
  TOKEN_EXCHANGE_CLIENT_SECRET_ENV,
} from '../../../contract/credential-rules';
import { fieldPath, indexPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { OIDC_CLIENT_SECRET_ENV, SECRET_ENV_PREFIX, SECRETS_PROVIDER_ENV } from '../../../contract/secret-id';
import { validateYamlText } from './yaml-text';
import type { EnvVarProps } from '../../props/resource-overrides';

/** What every supported Kubernetes accepts; 1.34 takes more. */
const ENV_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

export function validateEnv(env: readonly EnvVarProps[]): Issue[] {
  return env.flatMap(({ name, value }, index) => {
    const entry = indexPath('resourceOverrides.proxyDeployment.env', index);
    const path = fieldPath(entry, 'name');
    const first = env.findIndex((other) => other.name === name);
    return [
      ...validateEnvName(name, path),
      ...(first < index ? [duplicate(path, first)] : []),
      ...validateEnvValue(value, fieldPath(entry, 'value')),
    ];
  });
}

function validateEnvName(name: string, path: string): Issue[] {
  if (!ENV_NAME.test(name)) {
    const hint = 'use letters, digits, -, _ and ., not beginning with a digit';
    return [issue('ERR_ENV_NAME_INVALID', path, 'is not a name of an env var Kubernetes accepts', hint)];
  }
  if (!isReserved(name)) return validateYamlText(name, path);
  const hint = 'remove it; headers from Secrets are configured with headerForward.addHeadersFromSecret';
  return [issue('ERR_ENV_NAME_RESERVED', path, `${name} is set by the proxy itself`, hint)];
}

/** To the kernel it ends the value: an API server takes it, and no process can be started with it (execve(2)). */
function validateEnvValue(value: string, path: string): Issue[] {
  if (!value.includes('\0')) return validateYamlText(value, path);
  const message = 'holds a NUL character, with which no process can be started';
  return [issue('ERR_ENV_VALUE_NUL', path, message, 'remove it; what is no text can be written as base64')];
}

const RESERVED: readonly string[] = [
  SECRETS_PROVIDER_ENV,
  OIDC_CLIENT_SECRET_ENV,
  TOKEN_EXCHANGE_CLIENT_SECRET_ENV,
  CLIENT_CREDENTIALS_CLIENT_SECRET_ENV,
];

function isReserved(name: string): boolean {
  return RESERVED.includes(name) || name.startsWith(SECRET_ENV_PREFIX);
}

function duplicate(path: string, first: number): Issue {
  const message = `is the name at index ${first} once more, and the last one would win`;
  return issue('ERR_ENV_NAME_DUPLICATE', path, message, 'keep one of the two');
}
