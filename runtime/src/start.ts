/** Puts the parts of a proxy together, in the order of the data flow, and starts it. */
import { getCACertificates } from 'node:tls';
import { DEFAULT_LIMITS } from '../../contract/limits';
import type { RunConfigLimits } from '../../contract/limits';
import type { RunConfig } from '../../contract/run-config';
import { Authenticator } from './auth/authenticator';
import type { AuthenticatorOptions } from './auth/authenticator';
import type { ForwardProxy } from './config/forward-proxy';
import type { ResolvedHeader } from './config/resolve-headers';
import type { ResolvedCredentials } from './config/resolve-credentials';
import { createClientCredentials, createTokenExchange } from './credentials/credential-source';
import type { CredentialSource } from './credentials/credential-source';
import { createTokenClient } from './credentials/token-endpoint';
import { Exchanges } from './exchange/exchanges';
import { RememberedRedirects } from './target/redirect';
import { buildOriginRules } from './http/origin-rules';
import { buildVia } from './steps/check-loop';
import { STEPS } from './steps/handle-request';
import { createAnswerFilter, createClientFilter } from './headers/client-headers';
import { buildInjectedHeaders } from './headers/outbound-headers';
import type { RemoteProxy } from './exchange/remote-proxy';
import { MessagePaths } from './sse/message-paths';
import { normalizePrefix } from './sse/public-base';
import { SseRoutes } from './sse/sse-routes';
import { buildTarget } from './target/target-url';
import type { Target } from './target/target-url';
import { Upstream } from './upstream/upstream';
import { createServer, listen } from './server';
import { shutDown } from './shutdown';
import type { Logger } from './telemetry/log';
import { orLogCrash } from './telemetry/log-crash';
import { Records } from './telemetry/records';
import { RequestLog } from './telemetry/request-log';

/** How often silence is looked for. */
const TICK_MS = 500;

export interface RunningProxy {
  /** The port listened on. */
  readonly port: number;
  /** Stops gracefully; `atOnce` leaves out the wait for endpoints to leave their Services. */
  stop(atOnce: boolean): Promise<void>;
}

export interface ProxyParts {
  readonly config: RunConfig;
  readonly headers: readonly ResolvedHeader[];
  /** PEM text of certificate authorities to trust for the remote, beside the usual ones. */
  readonly extraCa: string | undefined;
  readonly forwardProxy: ForwardProxy | undefined;
  readonly authentication: Pick<AuthenticatorOptions, 'clientSecret' | 'findForwardProxy'>;
  readonly credentials: Omit<ResolvedCredentials, 'issues'>;
  readonly log: Logger;
}

function createAuthenticator(parts: ProxyParts, { endpoints }: Target, limits: RunConfigLimits) {
  const { config, authentication, log } = parts;
  if (config.oidc_config === undefined) return undefined;
  return new Authenticator({
    ...authentication,
    oidc: config.oidc_config,
    requiredScopes: config.required_scopes ?? [],
    endpoints,
    introspectionCacheMs: limits.introspection_cache_ms,
    // Behind a router all clients come from its address.
    isShared: config.trust_proxy_headers ?? false,
    log,
  });
}

function createCredentials({ config, credentials }: ProxyParts): CredentialSource | undefined {
  const { token_exchange_config: exchange, client_credentials_config: own } = config;
  const { clientSecret, findForwardProxy } = credentials;
  if (exchange)
    return createTokenExchange(exchange, clientSecret, createTokenClient(config, findForwardProxy));
  if (own) return createClientCredentials(own, clientSecret, createTokenClient(config, findForwardProxy));
  return undefined;
}

/** The proxy, which does not listen yet. */
export function createProxy(parts: ProxyParts): RemoteProxy {
  const { config, headers, extraCa, forwardProxy, log } = parts;
  const limits = { ...DEFAULT_LIMITS, ...config.limits };
  const endpointPrefix = normalizePrefix(config.endpoint_prefix ?? '');
  const trustProxyHeaders = config.trust_proxy_headers ?? false;
  const isAuthenticated = config.oidc_config !== undefined;
  const target = buildTarget(config.remote_url, config.transport, endpointPrefix, isAuthenticated);
  const ca = extraCa === undefined ? undefined : [...getCACertificates('default'), extraCa];
  const upstream = new Upstream({ origin: target.origin, limits, forwardProxy, ca });
  const injected = buildInjectedHeaders(headers);
  const credentials = createCredentials(parts);
  const staysBehind = createClientFilter(isAuthenticated, config.client_headers);
  const requestLog = new RequestLog(log);
  let via: string | undefined;
  const remote = {
    upstream,
    injected,
    log,
    timeoutMs: limits.connect_timeout_ms,
    // Not before the first request: a hash loads all of node:crypto.
    get via() {
      return (via ??= buildVia(config.name, target.origin + target.path));
    },
  };
  const createSseRoutes = (): SseRoutes =>
    new SseRoutes({ endpointPrefix, trustProxyHeaders }, new MessagePaths(target, remote));
  return {
    target,
    transport: config.transport,
    steps: STEPS,
    injected,
    staysBehind,
    withholds: createAnswerFilter(injected, staysBehind),
    credentials,
    get via() {
      return remote.via;
    },
    originRules: buildOriginRules(config.host, config.allowed_origins ?? []),
    authenticator: createAuthenticator(parts, target, limits),
    upstream,
    redirects: new RememberedRedirects(),
    sse: config.transport === 'sse' ? createSseRoutes() : undefined,
    limits,
    // Behind a router all clients come from its address.
    exchanges: new Exchanges(limits, trustProxyHeaders),
    records: new Records(log, [(record) => requestLog.write(record)]),
    requestLog,
    log,
    draining: false,
  };
}

/** Resolves when the proxy listens; rejects when the address cannot be bound. */
export async function startProxy(parts: ProxyParts): Promise<RunningProxy> {
  const proxy = createProxy(parts);
  const server = createServer(proxy);
  const port = await listen(server.http, parts.config.host, parts.config.port);
  proxy.authenticator?.start();
  proxy.exchanges.start(TICK_MS, (nowMs) => orLogCrash(proxy.log, () => proxy.requestLog.tick(nowMs)));
  return { port, stop: (atOnce) => shutDown(server, proxy, atOnce) };
}
