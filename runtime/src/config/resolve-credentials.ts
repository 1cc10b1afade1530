/** What credentials for the remote that are got when they are needed take from the world around them. */
import {
  CLIENT_CREDENTIALS_CLIENT_SECRET_ENV,
  TOKEN_EXCHANGE_CLIENT_SECRET_ENV,
} from '../../../contract/credential-rules';
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import type { Environment } from '../secrets/provider';
import { resolveForwardProxy } from './forward-proxy';
import type { ForwardProxy } from './forward-proxy';
import { readSecretEnv } from './secret';
import type { Secret } from './secret';

export interface ResolvedCredentials {
  /** The client secret for the token endpoint; missing for a public client. */
  readonly clientSecret: Secret | undefined;
  /** The forward proxy that requests for a URL go through, if any. */
  readonly findForwardProxy: (url: string) => ForwardProxy | undefined;
  readonly issues: readonly Issue[];
}

export function resolveCredentials(config: RunConfig, env: Environment): ResolvedCredentials {
  const request = findTokenRequest(config);
  const { url, variable } = request ?? {};
  return {
    clientSecret: variable === undefined ? undefined : readSecretEnv(env, variable),
    findForwardProxy: (asked) => resolveForwardProxy(asked, env).proxy,
    issues: [
      ...(request !== undefined && isSecretMissing(request, env) ? [missingClientSecret(request)] : []),
      ...(url === undefined ? [] : resolveForwardProxy(url, env).issues),
    ],
  };
}

/** How the configuration has tokens asked for. */
interface TokenRequest {
  /** Where that is written. */
  readonly path: string;
  readonly url: string;
  /** Env var with the client secret. */
  readonly variable: string;
  /** Whether a client without a secret may ask. */
  readonly mayBePublic: boolean;
}

function findTokenRequest({
  token_exchange_config: exchange,
  client_credentials_config: own,
}: RunConfig): TokenRequest | undefined {
  if (exchange !== undefined) {
    const [path, variable] = ['token_exchange_config', TOKEN_EXCHANGE_CLIENT_SECRET_ENV] as const;
    return { path, url: exchange.token_url, variable, mayBePublic: true };
  }
  if (own === undefined) return undefined;
  const [path, variable] = ['client_credentials_config', CLIENT_CREDENTIALS_CLIENT_SECRET_ENV] as const;
  return { path, url: own.token_url, variable, mayBePublic: false };
}

/** A public client has no such env var at all; one that is blank was meant to be a secret. */
function isSecretMissing({ variable, mayBePublic }: TokenRequest, env: Environment): boolean {
  const value = env[variable];
  return value === undefined ? !mayBePublic : value.trim() === '';
}

function missingClientSecret({ variable, path }: TokenRequest): Issue {
  const message = `the client has no secret: ${variable} is unset or blank`;
  const hint = `set ${variable}, in Kubernetes through the Secret and key that the Deployment names for it`;
  return issue('ERR_SECRET_MISSING', path, message, hint);
}
