/** The connections to the remote: HTTP/1.1, one request at a time on each, certificates always verified. */
import type { LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { RunConfigLimits } from '../../../contract/limits';
import { Connection } from './connection';
import type { ConnectionOptions, ConnectionOwner } from './connection';
import type { OutboundRequest, UpstreamCall } from './upstream-call';
import { createDirectConnector, createTunnelConnector, toProxyFields } from './connector';
import type { ForwardProxy } from '../config/forward-proxy';

/** The limits that are about connections. */
export type UpstreamLimits = Pick<
  RunConfigLimits,
  | 'connect_timeout_ms'
  | 'header_bytes'
  | 'upstream_connections'
  | 'upstream_connection_age_ms'
  | 'upstream_idle_timeout_ms'
>;

export interface UpstreamOptions {
  /** Scheme, host and port of the remote. */
  readonly origin: string;
  readonly limits: UpstreamLimits;
  /** PEM texts of the certificate authorities to trust instead of the usual ones. */
  readonly ca: readonly string[] | undefined;
  /** Resolves names instead of the system's own way; a forward proxy resolves by itself. */
  readonly lookup?: LookupFunction;
  /** The forward proxy that requests for the remote go through, if any. */
  readonly forwardProxy: ForwardProxy | undefined;
}

export class Upstream implements ConnectionOwner {
  readonly #options: ConnectionOptions;
  readonly #limits: UpstreamLimits;
  readonly #open = new Set<Connection>();
  /** The one used last is used next, so that what is not needed grows old and goes. */
  readonly #idle: Connection[] = [];
  readonly #waiting: { readonly call: UpstreamCall; readonly request: OutboundRequest }[] = [];

  constructor(options: UpstreamOptions) {
    this.#limits = options.limits;
    this.#options = toConnectionOptions(options);
  }

  /** Sends a request over an idle connection, or a new one where `isFresh` or none is idle; waits when all are in use. */
  send(call: UpstreamCall, request: OutboundRequest, isFresh = false): void {
    const connection = (isFresh ? undefined : this.#takeIdle()) ?? this.#create();
    if (connection === undefined) this.#waiting.push({ call, request });
    else connection.send(call, request);
  }

  /** Lets go of a request, whether it has a connection or waits for one. The call is told nothing more. */
  cancel(call: UpstreamCall): void {
    if (call.connection !== undefined) return call.connection.abandon();
    const place = this.#waiting.findIndex((waiting) => waiting.call === call);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** Closes every connection; what was on them is told nothing. */
  destroy(): void {
    this.#waiting.length = 0;
    for (const connection of this.#open) connection.abort();
  }

  onFree(connection: Connection): void {
    if (this.#isTooOld(connection)) return connection.close();
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else connection.send(next.call, next.request);
  }

  onClosed(connection: Connection): void {
    this.#open.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
    const next = this.#waiting.shift();
    try {
      if (next !== undefined) this.send(next.call, next.request);
    } catch (error) {
      next?.call.onCrash(error);
    }
  }

  #takeIdle(): Connection | undefined {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (!this.#isTooOld(connection)) return connection;
      connection.close();
    }
    return undefined;
  }

  /** Undefined when there are as many connections as there may be. An idle one makes room for a fresh one. */
  #create(): Connection | undefined {
    if (this.#open.size >= this.#limits.upstream_connections) this.#idle.shift()?.close();
    if (this.#open.size >= this.#limits.upstream_connections) return undefined;
    const connection = new Connection(this.#options, this);
    this.#open.add(connection);
    return connection;
  }

  /** A remote behind DNS moves, and only new connections follow it. */
  #isTooOld({ connectedMs }: Connection): boolean {
    const { upstream_connection_age_ms: limitMs } = this.#limits;
    return limitMs > 0 && performance.now() - connectedMs >= limitMs;
  }
}

/** The same connections with the same rules, whichever way they are made. */
function toConnectionOptions({
  origin,
  limits,
  ca,
  lookup,
  forwardProxy,
}: UpstreamOptions): ConnectionOptions {
  let secureContext: SecureContext | undefined;
  const connect = {
    timeoutMs: limits.connect_timeout_ms,
    getSecureContext: () => (secureContext ??= createSecureContext(ca === undefined ? {} : { ca: [...ca] })),
    headerBytes: limits.header_bytes,
  };
  const shared = { headerBytes: limits.header_bytes, idleMs: limits.upstream_idle_timeout_ms };
  if (forwardProxy === undefined) {
    return {
      ...shared,
      origin,
      connector: createDirectConnector({ ...connect, lookup }),
      forward: undefined,
    };
  }
  if (origin.startsWith('https:')) {
    return { ...shared, origin, connector: createTunnelConnector(forwardProxy, connect), forward: undefined };
  }
  const fields = ['host', new URL(origin).host, ...toProxyFields(forwardProxy)];
  return {
    ...shared,
    origin: forwardProxy.origin,
    connector: createDirectConnector(connect),
    forward: { prefix: origin, fields },
  };
}
