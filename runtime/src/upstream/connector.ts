/** The ways a connection to the remote can be made: directly, or through the tunnel of a forward proxy. */
import { buildConnector, Client } from 'undici';
import type { Dispatcher } from 'undici';
import type { LookupFunction, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { ForwardProxy } from '../config/forward-proxy';
import { OwnFault } from './own-fault';
import { keepResetsErrors, refuseHeadOnce, socketBeingConnected, watchForClosure } from '../workarounds';

/** Makes one connection and tells how it went, once; calling what it returns gives up. */
export type Connector = (options: buildConnector.Options, done: buildConnector.Callback) => () => void;

/** What every connection shares, to the remote and to a forward proxy. */
export interface ConnectOptions {
  /** Time for each of connecting and the TLS handshake. */
  readonly timeoutMs: number;
  /**
   * Whom to trust; made once, because reading the certificates takes many times as long as a handshake, and not before
   * somebody needs it, because it loads all of node:tls.
   */
  readonly getSecureContext: () => SecureContext;
  /** Resolves names instead of the system's own way. */
  readonly lookup?: LookupFunction | undefined;
  /** Bytes of a header section. */
  readonly headerBytes: number;
}

/** Quiet connections are probed, so that one whose other end has vanished does not stay for ever. */
const TCP_KEEP_ALIVE_MS = 30_000;

export function createDirectConnector({ timeoutMs, getSecureContext, lookup }: ConnectOptions): Connector {
  const build = (isSecure: boolean): buildConnector.connector =>
    buildConnector({
      timeout: timeoutMs,
      allowH2: false,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      // Said outright, since NODE_TLS_REJECT_UNAUTHORIZED=0 would switch verification off by itself.
      rejectUnauthorized: true,
      ...(isSecure && { secureContext: getSecureContext() }),
      ...(lookup && { lookup }),
    });
  let connect: buildConnector.connector | undefined;
  return (options, done) => {
    connect ??= build(options.protocol === 'https:');
    const socket = socketBeingConnected(connect, options, (...result) => {
      const fault = result[1] && prepare(result[1]);
      if (fault) done(fault, null);
      else done(...result);
    });
    return () => socket.destroy();
  };
}

/** Returns what went wrong, which undici, that calls, would not tell anybody. */
function prepare(socket: Socket): OwnFault | undefined {
  try {
    adapt(socket);
    return undefined;
  } catch (error) {
    socket.destroy();
    return new OwnFault(error);
  }
}

function adapt(socket: Socket): void {
  // Without length or chunks the end of an answer is the end of the connection, which then has to be a proper one.
  keepResetsErrors(socket);
  watchForClosure(socket);
  refuseHeadOnce(socket);
}

/** The forward proxy did not let a request or a tunnel through: with a status, or by closing the connection. */
export class ForwardProxyRefusal extends Error {
  readonly code: string;

  constructor(how: number | 'CLOSED') {
    super('refused by the forward proxy');
    this.code = `FORWARD_PROXY_${how}`;
  }
}

/** Names and values in turn that a forward proxy wants of each request it is sent. */
export function toProxyFields({ authorization }: ForwardProxy): string[] {
  return authorization === undefined ? [] : ['proxy-authorization', authorization.reveal()];
}

/** A connector for https remotes: CONNECT (RFC 9110 section 9.3.6), then TLS with the remote through the tunnel. */
export function createTunnelConnector(proxy: ForwardProxy, options: ConnectOptions): Connector {
  const toProxy = createDirectConnector(options);
  const toRemote = createDirectConnector(options);
  return (remote, done) => {
    const tunnel = new Tunnel(proxy, options, toProxy, {
      opened: (httpSocket) => (tunnel.giveUp = toRemote({ ...remote, httpSocket }, done)),
      failed: (error) => done(error, null),
    });
    tunnel.open(`${remote.hostname}:${remote.port || 443}`);
    return () => tunnel.giveUp();
  };
}

interface TunnelListener {
  opened(socket: Socket): void;
  failed(error: Error): void;
}

/** One CONNECT, on a connection of its own. */
class Tunnel implements Dispatcher.DispatchHandler {
  readonly #proxy: ForwardProxy;
  readonly #client: Client;
  readonly #listener: TunnelListener;
  giveUp: () => void = () => {};

  constructor(proxy: ForwardProxy, options: ConnectOptions, connect: Connector, listener: TunnelListener) {
    this.#proxy = proxy;
    this.#listener = listener;
    this.#client = new Client(proxy.origin, {
      connect: (target, connected) => (this.giveUp = connect(target, connected)),
      allowH2: false,
      maxHeaderSize: options.headerBytes,
      // Whoever waits for the connection says for how long.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  open(authority: string): void {
    const headers = ['host', authority, ...toProxyFields(this.#proxy)];
    this.#client.dispatch({ method: 'CONNECT', path: authority, headers }, this);
  }

  onRequestStart(): void {}

  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    socket: Socket,
  ): void {
    this.giveUp = () => socket.destroy();
    if (status >= 200 && status < 300) return this.#listener.opened(socket);
    socket.on('error', () => {}).destroy();
    this.#listener.failed(new ForwardProxyRefusal(status));
  }

  onResponseStart(): void {}
  onResponseData(): void {}
  onResponseEnd(): void {}

  onResponseError(
    _controller: Dispatcher.DispatchController | undefined,
    error: NodeJS.ErrnoException,
  ): void {
    // Under its own code undici would take it for a reason to connect again, for ever.
    const isClosed = error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET';
    this.#listener.failed(isClosed ? new ForwardProxyRefusal('CLOSED') : error);
  }
}
