/**
 * The connections of clients: one request in progress on each, a bound on how many there are, and nothing kept of a
 * request that is over.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from '../exchange/exchange';
import { networkOf } from './client-network';

/** A response that knows its exchange and its connection, so that listeners are shared instead of made for each. */
export interface ClientResponse extends ServerResponse {
  exchange?: Exchange;
  clientConnection?: ClientConnection;
}

/** Requests that one connection may send ahead of their turn. */
const MAX_WAITING = 32;

export class ClientConnection {
  readonly socket: Socket;
  /** Whom it counts for. */
  readonly network: string | undefined;
  /** The response asked for last that is not over: its turn has come, or it waits for those before it. */
  #latest: ClientResponse | undefined;
  /** The response whose turn it is. */
  #current: ClientResponse | undefined;
  #waiting = 0;
  /** Nothing that comes is looked at any more. */
  #isEnding = false;
  idleSinceMs = performance.now();
  /** Bytes that had come when the last request was over. */
  #bytesWhenIdle = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    this.network = networkOf(socket.remoteAddress);
  }

  /** The response in progress, if any. */
  get current(): ClientResponse | undefined {
    return this.#current;
  }

  /** True between two requests, and while nothing of the next has come. */
  get isUnused(): boolean {
    return this.#current === undefined && this.socket.bytesRead === this.#bytesWhenIdle;
  }

  /**
   * Calls `serve` when it is the request's turn (RFC 9112 section 9.3.2): what was sent ahead waits for the answer
   * before it, and whatever follows an answer that ends its connection is never looked at.
   */
  take(response: ClientResponse, serve: (response: ClientResponse) => void): void {
    const previous = this.#latest;
    if (this.#isEnding || this.#waiting >= MAX_WAITING) return this.endAfterLatest();
    this.#latest = response;
    response.clientConnection = this;
    response.on('close', onResponseClose).on('drain', onResponseDrain);
    if (previous === undefined) return this.#begin(response, serve);
    this.#waiting++;
    this.socket.pause();
    previous.on('close', () => {
      this.#waiting--;
      if (this.socket.destroyed || !previous.shouldKeepAlive) return;
      this.socket.resume();
      this.#begin(response, serve);
    });
  }

  /** What has been asked for is answered, undisturbed; then the connection ends. */
  endAfterLatest(): void {
    this.#isEnding = true;
    if (this.#latest === undefined) this.socket.destroy();
  }

  #begin(response: ClientResponse, serve: (response: ClientResponse) => void): void {
    // The rest of its body will not be looked at.
    if (this.#isEnding && !response.req.complete) return void this.socket.destroy();
    this.#current = response;
    serve(response);
  }

  /** The connection is gone, and Node does not tell its responses. */
  abandon(): void {
    const current = this.#current;
    this.#current = undefined;
    this.#latest = undefined;
    current?.exchange?.clientClosed();
  }

  /** A response is over: nothing of it is kept. */
  released(response: ClientResponse): void {
    if (this.#latest === response) this.#latest = undefined;
    if (this.#current !== response) return;
    this.#current = undefined;
    this.idleSinceMs = performance.now();
    this.#bytesWhenIdle = this.socket.bytesRead;
    if (this.#isEnding && this.#latest === undefined) this.socket.destroy();
  }
}

function onResponseClose(this: ClientResponse): void {
  this.exchange?.clientClosed();
  this.clientConnection?.released(this);
}

function onResponseDrain(this: ClientResponse): void {
  this.exchange?.clientDrained();
}

/** So many of the longest idle connections make room at once that looking for them costs newcomers next to nothing. */
const EVICTED_SHARE = 1 / 32;

export class ClientConnections {
  readonly #limit: number;
  readonly #open = new Map<Duplex, ClientConnection>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a new connection in; false when all others are busy, so that there is no place for it. */
  accept(socket: Socket): boolean {
    const connection = new ClientConnection(socket);
    if (this.#open.size >= this.#limit && !this.#makeRoom(connection)) return false;
    this.#open.set(socket, connection);
    socket.on('close', () => this.#open.delete(socket));
    return true;
  }

  of(socket: Duplex): ClientConnection | undefined {
    return this.#open.get(socket);
  }

  /** Destroys the connections that carry no request, nor the beginning of one. */
  closeUnused(): void {
    for (const connection of this.#open.values()) if (connection.isUnused) connection.socket.destroy();
  }

  /** Idle connections go, the longest idle first; a network that holds most of all has to make do with its own. */
  #makeRoom({ network }: ClientConnection): boolean {
    const all = [...this.#open.values()];
    const own = all.filter((connection) => connection.network === network);
    const idle = (own.length > all.length / 2 ? own : all).filter(({ current }) => current === undefined);
    idle.sort((a, b) => a.idleSinceMs - b.idleSinceMs);
    const evicted = idle.slice(0, Math.ceil(this.#limit * EVICTED_SHARE));
    for (const { socket } of evicted) {
      this.#open.delete(socket);
      socket.destroy();
    }
    return evicted.length > 0;
  }
}
