/** One connection of a client: one request in progress on it, and nothing kept of a request that is over. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServedRequest } from './served-request';
import { inTurn, turnOfEventLoop } from '../turns';
import { endAfterAnswer, keepsConnection, onClientEnd, readInto, stopParsing } from '../workarounds';
import { networkOf } from './client-network';
import { InboundRequest } from './inbound-request';
import { beginningOf, bufferFor } from './read-buffers';
import { Reader } from './reader';

/** A response that knows its exchange and its connection, so that listeners are shared instead of made for each. */
export interface ClientResponse extends ServerResponse {
  exchange?: ServedRequest;
  clientConnection?: ClientConnection;
}

/** What a socket knows, for the same reason. */
interface Known {
  clientConnection?: ClientConnection;
}

/** Requests that one connection may send ahead of their turn. */
const MAX_AHEAD = 32;

/** One that was sent ahead, and what is done when its turn has come. */
interface Pending {
  readonly response: ClientResponse;
  readonly serve: (response: ClientResponse) => void;
}

/** Most connections never have any: they share one that stays empty. */
const NOTHING_AHEAD: Pending[] = [];

/** Who has all connections. */
export interface ConnectionOwner {
  /** Requests of all connections that were sent ahead. */
  ahead: number;
  /** Whether one more may be, by a network. */
  isPlaceAhead(network: string | undefined): boolean;
  restOthers(one: ClientConnection): void;
  /** Something in the proxy itself is wrong. Never throws. */
  onCrash(error: unknown): void;
}

export class ClientConnection {
  readonly socket: Socket & Known;
  readonly #owner: ConnectionOwner;
  /** Whom it counts for. */
  readonly network: string | undefined;
  readonly reader: Reader;
  /** The response whose turn it is, or comes next. */
  #current: ClientResponse | undefined;
  /** What was asked for while another request was in progress, oldest first. */
  #ahead: Pending[] = NOTHING_AHEAD;
  /** Nothing that comes is looked at any more. */
  #isEnding = false;
  idleSinceMs = performance.now();
  /** The turn of the event loop in which the latest request came. */
  #tookInTurn = -1;
  /** Bytes that had come when the last request was over. */
  #bytesWhenIdle = 0;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.socket = socket;
    this.#owner = owner;
    this.network = networkOf(socket.remoteAddress);
    this.socket.clientConnection = this;
    this.reader = new Reader(socket, this.network, {
      onSurprise: () => owner.restOthers(this),
      onCrash: (error) => this.crash(error),
    });
    socket.on('resume', onSocketResume);
    onClientEnd(this.socket, onSocketEnd);
  }

  /** What it is read into next: a longer buffer only for what can be nothing but the rest of a body. */
  nextBuffer(): Buffer {
    const latest = this.#latest;
    return bufferFor(latest === undefined || latest.req.complete ? 0 : restOf(latest.req));
  }

  /** The response to what was asked for last, of what is not over. */
  get #latest(): ClientResponse | undefined {
    return this.#ahead.at(-1)?.response ?? this.#current;
  }

  /** The response in progress, if any. */
  get current(): ClientResponse | undefined {
    return this.#current;
  }

  /** True between two requests, and while nothing of the next has come. */
  get isUnused(): boolean {
    return this.#current === undefined && !this.#hasReadMore();
  }

  /**
   * Calls `serve` when it is the request's turn (RFC 9112 section 9.3.2): what was sent ahead waits for the answer
   * before it, and whatever follows an answer that ends its connection is never looked at.
   */
  take(response: ClientResponse, serve: (response: ClientResponse) => void): void {
    const turn = turnOfEventLoop();
    // A client that waits for its answers sends no more before one has been written.
    const isAhead = this.#current !== undefined || this.#tookInTurn === turn;
    this.#tookInTurn = turn;
    if (this.#isEnding || (isAhead && !this.#isPlaceAhead())) return this.endAfterLatest();
    response.clientConnection = this;
    response.on('close', onResponseClose).on('drain', onResponseDrain);
    if (isAhead) return this.#keepAhead({ response, serve });
    this.#current = response;
    serve(response);
  }

  /** Whether anything has been read since the last request was over. */
  #hasReadMore(): boolean {
    return this.socket.bytesRead !== this.#bytesWhenIdle;
  }

  #isPlaceAhead(): boolean {
    return this.#ahead.length < MAX_AHEAD && this.#owner.isPlaceAhead(this.network);
  }

  #keepAhead(pending: Pending): void {
    if (this.#ahead === NOTHING_AHEAD) this.#ahead = [];
    this.#ahead.push(pending);
    this.#owner.ahead++;
    if (this.#current === undefined) this.#goOn();
    // Reading goes on in turn, since only what is read tells that the client has gone.
    this.reader.onCostly(true);
  }

  /** What was sent ahead is never looked at. */
  dropAhead(): void {
    this.#owner.ahead -= this.#ahead.length;
    this.#ahead = NOTHING_AHEAD;
  }

  /** How many requests were sent ahead. */
  get ahead(): number {
    return this.#ahead.length;
  }

  /** What has been asked for is answered, undisturbed; then the connection ends. */
  endAfterLatest(): void {
    this.#isEnding = true;
    stopParsing(this.socket);
    const latest = this.#latest;
    if (latest === undefined) return void this.socket.destroy();
    endAfterAnswer(latest);
    // A body that nobody will look at must not keep the end of the connection from being seen.
    if (latest !== this.#current && !latest.req.complete) latest.req.resume();
    this.reader.onCostly(true);
  }

  /** The connection is gone, and Node does not tell its responses. */
  abandon(): void {
    const current = this.#current;
    this.#current = undefined;
    this.dropAhead();
    current?.exchange?.clientClosed();
  }

  /** The client sends no more, which Node takes for its leave: the connection ends. */
  ended(): void {
    this.#current?.exchange?.clientEnded();
  }

  /** A response is over: nothing of it is kept. */
  released(response: ClientResponse): void {
    if (this.#current !== response) return;
    this.#current = undefined;
    this.idleSinceMs = performance.now();
    this.#bytesWhenIdle = this.socket.bytesRead;
    if (!keepsConnection(response) || this.socket.destroyed) this.dropAhead();
    if (!this.#goOn() && this.#isEnding) this.socket.destroy();
  }

  /** The turn of what was sent ahead first comes next; false when nothing was. */
  #goOn(): boolean {
    const next = this.#ahead.shift();
    if (next === undefined) return false;
    this.#owner.ahead--;
    this.#current = next.response;
    inTurn('costly', this.network, {
      goOn: () => this.#begin(next),
      onCrash: (error) => this.crash(error),
    });
    return true;
  }

  /** Whoever sends much ahead comes in turn with it. */
  #begin({ response, serve }: Pending): void {
    if (this.socket.destroyed) return;
    // The rest of its body will not be looked at.
    if (this.#isEnding && !response.req.complete) return void this.socket.destroy();
    serve(response);
  }

  /** Something in the proxy itself is wrong: this connection ends, and whatever is in progress on it. */
  crash(error: unknown): void {
    this.#owner.onCrash(error);
    this.socket.destroy();
  }
}

function restOf(request: IncomingMessage): number {
  return request instanceof InboundRequest ? request.declaredRest : 0;
}

/** A listener of Node's events: nobody else would catch what it throws. */
function guarded<T extends Known>(listener: (this: T) => void): (this: T) => void {
  return function (this: T): void {
    try {
      listener.call(this);
    } catch (error) {
      this.clientConnection?.crash(error);
    }
  };
}

const onSocketResume = guarded(function (this: Known) {
  this.clientConnection?.reader.resumed();
});

const onSocketEnd = guarded(function (this: Known) {
  this.clientConnection?.ended();
});

const onResponseClose = guarded(function (this: ClientResponse) {
  this.exchange?.clientClosed();
  this.clientConnection?.released(this);
});

const onResponseDrain = guarded(function (this: ClientResponse) {
  this.exchange?.clientDrained();
});

/** Has a connection read so that nothing of it costs others much. */
export function readInTurn(socket: Socket): void {
  readInto(socket, () => nextBufferOf(connectionOf(socket)) ?? bufferFor(0), beginningOf);
}

/** Called by Node whenever something has come, where nobody would catch what is thrown. */
function nextBufferOf(connection: ClientConnection | undefined): Buffer | undefined {
  try {
    return connection?.nextBuffer();
  } catch (error) {
    connection?.crash(error);
    return undefined;
  }
}

/** Node hands over sockets as streams of any kind. */
export function connectionOf(socket: Duplex): ClientConnection | undefined {
  return (socket as Duplex & Known).clientConnection;
}
