/** One connection of a client: one request in progress on it, and nothing kept of a request that is over. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Exchange } from '../exchange/exchange';
import { inTurn } from '../turns';
import { stopParsing, stopReading } from '../workarounds';
import { networkOf } from './client-network';

/** A response that knows its exchange and its connection, so that listeners are shared instead of made for each. */
export interface ClientResponse extends ServerResponse {
  exchange?: Exchange;
  clientConnection?: ClientConnection;
}

/** What a socket knows, for the same reason. */
interface Known {
  clientConnection?: ClientConnection;
}

/** Requests that one connection may send ahead of their turn. */
const MAX_WAITING = 32;

/** Who has all connections. */
export interface ConnectionOwner {
  restOthers(one: ClientConnection): void;
}

export class ClientConnection {
  readonly socket: Socket & Known;
  readonly #owner: ConnectionOwner;
  /** Whom it counts for. */
  readonly network: string | undefined;
  /** The response asked for last that is not over: its turn has come, or it waits for those before it. */
  #latest: ClientResponse | undefined;
  /** The response whose turn it is. */
  #current: ClientResponse | undefined;
  #waiting = 0;
  /** Nothing that comes is looked at any more. */
  #isEnding = false;
  /** Nothing is read before its turn comes. */
  #isResting = false;
  /** Somebody wants to read meanwhile. */
  #isWanted = false;
  /** It is its turn. */
  #isInTurn = false;
  idleSinceMs = performance.now();
  /** Bytes that had come when the last request was over. */
  #bytesWhenIdle = 0;

  constructor(socket: Socket, owner: ConnectionOwner) {
    this.socket = socket;
    this.#owner = owner;
    this.network = networkOf(socket.remoteAddress);
    this.socket.clientConnection = this;
    // Before Node's own, which ends the connection.
    socket.on('resume', onSocketResume).prependListener('end', onSocketEnd);
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
    this.#pause();
    previous.on('close', () => {
      this.#waiting--;
      if (this.socket.destroyed || !previous.shouldKeepAlive) return;
      this.socket.resume();
      this.#begin(response, serve);
    });
  }

  /** What it sends costs more than others should wait for: the rest comes in turn. */
  onCostly(): void {
    if (!this.#isResting && !this.#isInTurn) this.#owner.restOthers(this);
    this.#restUntilTurn(false);
  }

  /** Reads no more before its turn comes. */
  rest(): void {
    this.#restUntilTurn(!this.socket.isPaused());
  }

  #restUntilTurn(isWanted: boolean): void {
    if (this.#isResting) return;
    this.#isResting = true;
    this.#isWanted = isWanted;
    this.socket.pause();
    inTurn(this.network, () => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#isResting = false;
    if (this.#isWanted) this.socket.resume();
    // What is there is read before this turn of the event loop is over.
    this.#isInTurn = true;
    setImmediate(() => (this.#isInTurn = false));
  }

  /** Whoever resumes the socket, Node among them, knows nothing of its rest. */
  resumed(): void {
    if (!this.#isResting) return;
    this.#isWanted = true;
    stopReading(this.socket);
  }

  #pause(): void {
    this.#isWanted = false;
    this.socket.pause();
  }

  /** What has been asked for is answered, undisturbed; then the connection ends. */
  endAfterLatest(): void {
    this.#isEnding = true;
    stopParsing(this.socket);
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

  /** The client sends no more, which Node takes for its leave: the connection ends. */
  ended(): void {
    this.#current?.exchange?.clientEnded();
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

function onSocketResume(this: Known): void {
  this.clientConnection?.resumed();
}

function onSocketEnd(this: Known): void {
  this.clientConnection?.ended();
}

function onResponseClose(this: ClientResponse): void {
  this.exchange?.clientClosed();
  this.clientConnection?.released(this);
}

function onResponseDrain(this: ClientResponse): void {
  this.exchange?.clientDrained();
}

/** Node hands over sockets as streams of any kind. */
export function connectionOf(socket: Duplex): ClientConnection | undefined {
  return (socket as Duplex & Known).clientConnection;
}
