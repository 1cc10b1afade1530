/** Puts the parts of a proxy together, in the order of the data flow, and starts it. */
import { DEFAULT_LIMITS } from '../../contract/limits';
import type { RunConfig } from '../../contract/run-config';
import type { ForwardProxy } from './config/forward-proxy';
import type { ResolvedHeader } from './config/resolve-headers';
import { IdleWatch } from './exchange/idle-watch';
import { buildOriginRules } from './steps/origin-check';
import { buildInjectedHeaders } from './headers/outbound-headers';
import type { Proxy } from './proxy';
import { MessagePaths } from './sse/message-paths';
import { normalizePrefix } from './sse/public-base';
import { SseRoutes } from './sse/sse-routes';
import { buildTarget } from './steps/target-url';
import { createUpstream } from './upstream/upstream';
import { createServer, listen } from './http/server';
import { shutDown } from './shutdown';
import type { Logger } from './telemetry/log';

/** How often silence is looked for. */
const IDLE_CHECK_MS = 1000;

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
  readonly log: Logger;
}

function createProxy({ config, headers, extraCa, forwardProxy, log }: ProxyParts): Proxy {
  const limits = { ...DEFAULT_LIMITS, ...config.limits };
  const endpointPrefix = normalizePrefix(config.endpoint_prefix ?? '');
  const target = buildTarget(config.remote_url, config.transport, endpointPrefix);
  const decoded = config.transport === 'sse';
  const upstream = createUpstream({ origin: target.origin, limits, decoded, forwardProxy, extraCa });
  const injected = buildInjectedHeaders(headers);
  const publicBase = { endpointPrefix, trustProxyHeaders: config.trust_proxy_headers ?? false };
  const messagePaths = new MessagePaths(target, {
    upstream,
    injected,
    log,
    timeoutMs: limits.connect_timeout_ms,
  });
  return {
    target,
    transport: config.transport,
    injected,
    originRules: buildOriginRules(config.host, config.allowed_origins ?? []),
    upstream,
    sse: config.transport === 'sse' ? new SseRoutes(publicBase, messagePaths) : undefined,
    limits,
    watch: new IdleWatch(),
    log,
    exchanges: new Set(),
    draining: false,
  };
}

/** Resolves when the proxy listens; rejects when the address cannot be bound. */
export async function startProxy(parts: ProxyParts): Promise<RunningProxy> {
  const proxy = createProxy(parts);
  const server = createServer(proxy);
  const port = await listen(server.http, parts.config.host, parts.config.port);
  proxy.watch.start(IDLE_CHECK_MS);
  return { port, stop: (atOnce) => shutDown(server, proxy, atOnce) };
}
