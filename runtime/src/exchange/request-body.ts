import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { HeldBytes } from '../held-bytes';
import type { BodyFraming } from '../http/inbound-head';
import { readAll } from '../http/inbound-request';
import { OwnFault } from '../upstream/own-fault';

/** The body of one request on its way to the remote. */
export type RequestBody = Buffer | StreamedBody;

/** Bodies up to this size are kept until the answer comes, to repeat them on a redirect or name their id in an error. */
const KEPT_BYTES = 64 * 1024;

/** No more waits here for the remote than one piece, and less than this before it. */
const WAITING_BYTES = 16 * 1024;

/** Whoever waits for a body. */
export interface BodyReceiver {
  onBody(body: RequestBody): void;
  /** Something was thrown, by `onBody` too: nobody else would catch it. */
  onCrash(error: unknown): void;
}

/**
 * Hands over the body, as soon as it is known whether all of it has come with the headers: then it goes out in one piece,
 * in one write with the headers. A longer one is streamed from its first byte on.
 */
export function receiveBody(
  request: IncomingMessage,
  { length }: BodyFraming,
  limit: number,
  receiver: BodyReceiver,
): void {
  const begin = (): void => {
    try {
      const first = readAll(request);
      const isWhole = first !== null && first.length === length;
      receiver.onBody(isWhole ? first : new StreamedBody(request, first, limit));
    } catch (error) {
      receiver.onCrash(error);
    }
  };
  // The parser hands over what it has of the body after this tick's 'request' event. What else has come is read before
  // this turn of the event loop is over, which may be the rest of a body that is short.
  process.nextTick(() => {
    if (length === undefined || length > KEPT_BYTES || request.readableLength === length) begin();
    else setImmediate(begin);
  });
}

/** Thrown into the stream when a body of undeclared length outgrows the limit. */
export class BodyTooLargeError extends Error {
  readonly code = 'ERR_PROXY_BODY_TOO_LARGE';

  constructor() {
    super('request body too large');
  }
}

/**
 * A request body as a stream of its own. Handing undici the request itself would let it destroy the client's
 * connection when the remote answers before it has read everything.
 */
export class StreamedBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #limit: number;
  received = 0;
  #kept: HeldBytes | undefined = new HeldBytes();

  constructor(request: IncomingMessage, first: Buffer | null, limit: number) {
    super({ highWaterMark: WAITING_BYTES });
    this.#request = request;
    this.#limit = limit;
    if (first !== null) this.#accept(first);
    // Whoever reads the body has a listener of its own; without a reader its end concerns nobody.
    this.on('error', ignore);
    request.on('data', this.#accept);
    request.on('end', this.#finish);
    request.on('close', this.#abandon);
  }

  /** Whether everything that came has been passed on, and more is to come. */
  get awaitsClient(): boolean {
    return !this.#request.complete && this.readableLength === 0;
  }

  /** The whole body, when it has arrived and was small enough to keep. */
  complete(): Buffer | undefined {
    return this.#request.complete ? this.#kept?.all : undefined;
  }

  /** Events of the request and streams call, and nobody else would catch what is thrown. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.destroy(new OwnFault(error));
    }
  }

  readonly #accept = (chunk: Buffer): void => {
    this.#attempt(() => this.#take(chunk));
  };

  #take(chunk: Buffer): void {
    this.received += chunk.length;
    if (this.received > this.#limit) return void this.destroy(new BodyTooLargeError());
    if (this.received > KEPT_BYTES) this.#kept = undefined;
    this.#kept?.add(chunk);
    if (!this.push(chunk)) this.#request.pause();
  }

  readonly #finish = (): void => {
    this.#attempt(() => this.push(null));
  };

  readonly #abandon = (): void => {
    if (!this.#request.complete) this.destroy(new Error('the client went away'));
  };

  override _read(): void {
    this.#attempt(() => this.#request.resume());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#request.off('data', this.#accept);
    this.#request.off('end', this.#finish);
    this.#request.off('close', this.#abandon);
    callback(error);
  }
}

function ignore(): void {}
