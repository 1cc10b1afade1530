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
  const { token_exchange_config: exchange, client_credentials_config: own } = config;
  const url = exchange?.token_url ?? own?.token_url;
  const name = exchange ? TOKEN_EXCHANGE_CLIENT_SECRET_ENV : CLIENT_CREDENTIALS_CLIENT_SECRET_ENV;
  const clientSecret = url === undefined ? undefined : readSecretEnv(env, name);
  const isMissing = own !== undefined && exchange === undefined && clientSecret === undefined;
  return {
    clientSecret,
    findForwardProxy: (asked) => resolveForwardProxy(asked, env).proxy,
    issues: [
      ...(isMissing ? [missingClientSecret(name)] : []),
      ...(url === undefined ? [] : resolveForwardProxy(url, env).issues),
    ],
  };
}

function missingClientSecret(name: string): Issue {
  const message = `the client has no secret: ${name} is unset or empty`;
  const hint = `set ${name}, in Kubernetes through the Secret and key that the Deployment names for it`;
  return issue('ERR_SECRET_MISSING', 'client_credentials_config', message, hint);
}
