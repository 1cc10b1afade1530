/** What authentication takes from the world around it. */
import { OIDC_CLIENT_SECRET_ENV } from '../../../contract/oidc-rules';
import type { Issue } from '../../../contract/issue';
import type { RunConfig } from '../../../contract/run-config';
import type { Environment } from '../secrets/provider';
import { resolveForwardProxy } from './forward-proxy';
import type { ForwardProxy } from './forward-proxy';
import { readSecretEnv } from './secret';
import type { Secret } from './secret';

export interface ResolvedAuthentication {
  /** For introspection. */
  readonly clientSecret: Secret | undefined;
  /** The forward proxy that requests of the issuer's go through; discovery may name further places. */
  readonly findForwardProxy: (url: string) => ForwardProxy | undefined;
  readonly issues: readonly Issue[];
}

/** Names of the cluster's own: nothing outside of it could resolve them. */
const CLUSTER_NAME = /\.svc(?:\.cluster\.local)?$/;

export function resolveAuthentication(config: RunConfig, env: Environment): ResolvedAuthentication {
  const { Issuer = '', JWKSURL = '', IntrospectionURL = '' } = config.oidc_config ?? {};
  const urls = [Issuer, JWKSURL, IntrospectionURL].filter((url) => url !== '');
  const resolveFor = (url: string) =>
    CLUSTER_NAME.test(new URL(url).hostname) ? { issues: [] } : resolveForwardProxy(url, env);
  return {
    clientSecret: readSecretEnv(env, OIDC_CLIENT_SECRET_ENV),
    findForwardProxy: (url) => resolveFor(url).proxy,
    issues: urls.flatMap((url) => resolveFor(url).issues),
  };
}
