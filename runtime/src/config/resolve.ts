/** Everything a RunConfig refers to, taken from the world around it: secrets, files and env vars. */
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import type { Environment } from '../secrets/provider';
import { resolveForwardProxy } from './forward-proxy';
import type { ForwardProxy } from './forward-proxy';
import { resolveAuthentication } from './resolve-authentication';
import type { ResolvedAuthentication } from './resolve-authentication';
import { resolveCredentials } from './resolve-credentials';
import type { ResolvedCredentials } from './resolve-credentials';
import { loadRemoteCa } from './load-remote-ca';
import { resolveHeaders } from './resolve-headers';
import type { ResolvedHeaders } from './resolve-headers';

export interface Resolved extends ResolvedHeaders {
  /** PEM text of certificate authorities to trust for the remote, beside the usual ones. */
  readonly extraCa: string | undefined;
  /** Missing where the remote is reached directly. */
  readonly forwardProxy: ForwardProxy | undefined;
  /** What is needed to know callers by their tokens. */
  readonly authentication: Omit<ResolvedAuthentication, 'issues'>;
  /** What is needed to get credentials for the remote. */
  readonly credentials: Omit<ResolvedCredentials, 'issues'>;
}

/** Resolves what it can and reports every problem at once. */
export function resolve(config: RunConfig, env: Environment): Resolved {
  const resolvedHeaders = resolveHeaders(config, env);
  const ca = loadRemoteCa(config.remote_ca_file);
  const forward = resolveForwardProxy(config.remote_url, env);
  const authentication = resolveAuthentication(config, env);
  const credentials = resolveCredentials(config, env);
  return {
    ...resolvedHeaders,
    issues: [
      ...resolvedHeaders.issues,
      ...(ca.issues ?? []),
      ...withoutRepeats([...forward.issues, ...authentication.issues, ...credentials.issues]),
    ],
    extraCa: ca.pem,
    forwardProxy: forward.proxy,
    authentication,
    credentials,
  };
}

/** One env var may be in use for several places. */
function withoutRepeats(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((problem) => [problem.path, problem])).values()];
}
