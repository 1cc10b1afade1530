/** Puts the parts of a proxy together, in the order of the data flow, and starts it. */
import type { RunConfig } from '../../contract/run-config';
import type { ResolvedHeader } from './config/resolve-headers';
import { DEFAULT_LIMITS } from './limits';
import { IdleWatch } from './proxy/idle-watch';
import { buildOriginRules } from './proxy/origin-check';
import { buildInjectedHeaders } from './proxy/outbound-headers';
import type { Proxy } from './proxy/proxy';
import { buildTarget } from './proxy/target-url';
import { createUpstream } from './proxy/upstream';
import { createServer, listen } from './server';
import { DEFAULT_SHUTDOWN, shutDown } from './shutdown';
import type { Logger } from './telemetry/log';

/** How often silence is looked for. */
const IDLE_CHECK_MS = 1000;

export interface RunningProxy {
  readonly port: number;
  stop(): Promise<void>;
}

export function createProxy(config: RunConfig, headers: readonly ResolvedHeader[], log: Logger): Proxy {
  const target = buildTarget(config.remote_url, config.transport);
  return {
    target,
    transport: config.transport,
    injected: buildInjectedHeaders(headers),
    originRules: buildOriginRules(config.host, config.allowed_origins ?? []),
    upstream: createUpstream(target.origin, DEFAULT_LIMITS),
    limits: DEFAULT_LIMITS,
    watch: new IdleWatch(),
    log,
    exchanges: new Set(),
    draining: false,
  };
}

export async function startProxy(
  config: RunConfig,
  headers: readonly ResolvedHeader[],
  log: Logger,
): Promise<RunningProxy> {
  const proxy = createProxy(config, headers, log);
  const server = createServer(proxy);
  const port = await listen(server, config.host, config.port);
  proxy.watch.start(IDLE_CHECK_MS);
  return { port, stop: () => shutDown(server, proxy, DEFAULT_SHUTDOWN) };
}
