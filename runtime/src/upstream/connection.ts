/** One connection to the remote. It carries one request at a time, so that nobody's trouble is anybody else's. */
import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Dispatcher } from 'undici';
import { inTurn } from '../turns';
import { endedUnclosed } from '../workarounds';
import { ForwardProxyRefusal } from './connector';
import type { Connector } from './connector';
import { Flow } from './flow';
import { OwnFault } from './own-fault';
import type { OutboundRequest, UpstreamCall } from './upstream-call';

/** How requests are put on a connection: as they are, or the way a forward proxy wants them. */
export interface ConnectionOptions {
  /** Scheme, host and port of the other end. */
  readonly origin: string;
  readonly connector: Connector;
  /**
   * Absolute-form for a forward proxy (RFC 9112 section 3.2.2): what goes before each target, and fields for it. Such a
   * connection carries one request: there are forward proxies that close it after the answer without having said so,
   * and a POST that goes out at that moment is lost.
   */
  readonly forward: { readonly prefix: string; readonly fields: readonly string[] } | undefined;
  readonly headerBytes: number;
  readonly idleMs: number;
}

/** What a connection tells its pool. */
export interface ConnectionOwner {
  /** The request is over, and the connection may carry the next one. */
  onFree(connection: Connection): void;
  onClosed(connection: Connection): void;
}

/** How much earlier than the remote announces in `Keep-Alive: timeout` a connection is given up. */
const KEEP_ALIVE_MARGIN_MS = 1000;

/** The ways a connection ends that say nothing about the request on it. */
const CLOSED_BY_REMOTE: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** Over TLS the end of the connection is the end of an answer only when an alert says so (RFC 9112 section 9.8). */
class MissingCloseNotifyError extends Error {
  readonly code = 'CLOSE_NOTIFY_MISSING';
}

function exchangeIsOver(): Error {
  return new Error('the exchange is over');
}

export class Connection implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #owner: ConnectionOwner;
  readonly #forward: ConnectionOptions['forward'];
  #giveUp: () => void = () => {};
  #socket: Socket | null = null;
  readonly #flow = new Flow((error) => this.#crash(this.#call, error));
  #controller: Dispatcher.DispatchController | undefined;
  #call: UpstreamCall | undefined;
  #hasAnswered = false;
  #isReused = false;
  #isClosed = false;
  /** Nobody wants the answer any more. */
  #isAbandoned = false;
  /** When the connection was made, in milliseconds of `performance.now()`. */
  connectedMs = performance.now();

  constructor(options: ConnectionOptions, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#forward = options.forward;
    this.#client = new Client(options.origin, {
      connect: (target, connected) => this.#connect(options.connector, target, connected),
      allowH2: false,
      maxHeaderSize: options.headerBytes,
      // Exchanges watch over silence by themselves: they know an event stream, which may be quiet, from other answers.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: options.idleMs,
      // What the remote announces may shorten that, but not lengthen it.
      keepAliveMaxTimeout: options.idleMs,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
    });
    this.#client.on('connect', () => this.#onConnect());
    this.#client.on('disconnect', () => this.#onDisconnect());
  }

  /**
   * A connection costs several times what a request does, and over TLS fifty times: however many are wanted at once,
   * they are made in turn.
   */
  #connect(connector: Connector, ...[target, connected]: Parameters<Connector>): void {
    const goOn = (): void => {
      if (this.#isClosed || this.#isAbandoned) return;
      this.#giveUp = connector(target, (...result) => {
        this.#socket = result[1];
        connected(...result);
      });
    };
    const onCrash = (error: unknown): void => this.#crash(this.#call, error);
    inTurn('connecting', this.#call?.network, { goOn, onCrash });
  }

  /** Sends a request; the call has the connection for itself until it is over. */
  send(call: UpstreamCall, request: OutboundRequest): void {
    this.#call = call;
    this.#hasAnswered = false;
    call.connection = this;
    if (!this.#isReused) return this.#dispatch(request);
    // The remote may have closed it meanwhile: what the system knows of that is read before anything is sent.
    setImmediate(() => {
      if (this.#call === call) this.#dispatch(request);
    });
  }

  #dispatch(request: OutboundRequest): void {
    try {
      this.#put(request);
    } catch (error) {
      this.#crash(this.#call, error);
    }
  }

  #put({ method, target, headers, body }: OutboundRequest): void {
    const forward = this.#forward;
    this.#client.dispatch(
      {
        method: method,
        path: forward === undefined ? target : forward.prefix + target,
        headers: forward === undefined ? (headers as string[]) : [...headers, ...forward.fields],
        body: body ?? null,
        reset: forward !== undefined,
      },
      this,
    );
  }

  pause(): void {
    this.#flow.pause();
  }

  resume(): void {
    this.#flow.resume();
  }

  /**
   * Lets go of the request, whose connection is of no use to others then. The call is told nothing more, but what goes
   * wrong in this. However many are let go of at once, when a router restarts for one, their connections are closed in turn.
   */
  abandon(): void {
    const call = this.#detach();
    this.#isAbandoned = true;
    inTurn('closing', call?.network, {
      goOn: () => this.abort(),
      onCrash: (error) => call?.onCrash(error),
    });
  }

  /** Lets go of the request at once. */
  abort(): void {
    this.#detach();
    this.#controller?.abort(exchangeIsOver());
    this.close();
  }

  /** Closes the connection, or stops making it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Never rejects; what it waits for is of no interest.
    void this.#client.destroy();
    this.#giveUp();
    this.#owner.onClosed(this);
  }

  #detach(): UpstreamCall | undefined {
    const call = this.#call;
    this.#call = undefined;
    if (call !== undefined) call.connection = undefined;
    return call;
  }

  #onConnect(): void {
    this.connectedMs = performance.now();
    this.#isReused = false;
  }

  /** A request that waits for its turn on the wire gets a new connection from undici by itself: nothing of it was sent. */
  #onDisconnect(): void {
    if (this.#call === undefined) this.close();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const call = this.#call;
    try {
      this.#flow.begin(controller, call?.network);
      call?.onStart();
    } catch (error) {
      this.#crash(call, error);
    }
    // Nothing of it goes out then.
    if (this.#isAbandoned) controller.abort(exchangeIsOver());
  }

  onBodySent(): void {
    const call = this.#call;
    try {
      call?.onSent();
    } catch (error) {
      this.#crash(call, error);
    }
  }

  onRequestSent(): void {
    this.onBodySent();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason?: string,
  ): void {
    this.#hasAnswered = true;
    const call = this.#call;
    try {
      // Only a forward proxy answers 407, and only we could give it what it asks for (RFC 9110 section 15.5.8).
      if (status === 407 && this.#forward !== undefined) this.#failWith(new ForwardProxyRefusal(status));
      else call?.onHead(status, controller.rawHeaders, reason);
    } catch (error) {
      this.#crash(call, error);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const call = this.#call;
    try {
      call?.onData(chunk);
      this.#flow.passed(chunk);
    } catch (error) {
      this.#crash(call, error);
    }
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#socket !== null && endedUnclosed(this.#socket)) {
      return this.onResponseError(controller, new MissingCloseNotifyError('cut'));
    }
    if (this.#isAbandoned) return this.close();
    const call = this.#detach();
    this.#isReused = true;
    this.#controller = undefined;
    try {
      // First of all free: what the call sends next may use this very connection.
      if (this.#forward === undefined) this.#owner.onFree(this);
      else this.close();
      call?.onEnd(controller.rawTrailers);
    } catch (error) {
      call?.onCrash(error);
    }
  }

  onResponseError(
    _controller: Dispatcher.DispatchController | undefined,
    error: Error & { code?: string },
  ): void {
    const isStale = this.#isReused && !this.#hasAnswered && CLOSED_BY_REMOTE.has(error.code ?? '');
    const call = this.#detach();
    try {
      this.close();
      if (error instanceof OwnFault) call?.onCrash(error.cause);
      else call?.onError(error, isStale);
    } catch (thrown) {
      call?.onCrash(thrown);
    }
  }

  #failWith(error: Error): void {
    const call = this.#detach();
    this.abort();
    call?.onError(error, false);
  }

  /**
   * What the call has thrown must not come to undici, which would make an error of the connection of it. Neither may undici
   * lose the connection while it is at work on it.
   */
  #crash(call: UpstreamCall | undefined, error: unknown): void {
    this.abandon();
    call?.onCrash(error);
  }
}
