/** One connection of the remote of raw bytes: what it received, request by request, and what a test does to it. */
import type { Socket } from 'node:net';
import { vi } from 'vitest';
import { parseRequest, valuesOf } from './http-message';
import type { HttpMessage } from './http-message';
import type { Wire } from './wire';

const PATIENCE_MS = 10_000;
const EMPTY_LINE = Buffer.from('\r\n\r\n');

/** A request with this field is a bystander's: it is served aside, and no test sees it among what was received. */
export const BYSTANDER_FIELD = 'X-Bystander';

interface Received extends HttpMessage {
  readonly isBystanders: boolean;
}

/** What a connection is made of. */
interface ConnectionParts {
  /** What bytes are read from and written to. */
  readonly socket: Socket;
  /** The TCP connection: the same, or what is below TLS. */
  readonly raw: Socket;
  /** What is between them under TLS. */
  readonly wire: Wire | undefined;
}

export class UpstreamConnection {
  readonly socket: Socket;
  readonly wire: Wire | undefined;
  readonly #raw: Socket;
  #all: Received[] = [];
  /** Bytes of whole requests that are not a bystander's. */
  #kept: Buffer[] = [];
  /** What came after the last whole request, in the pieces it came in. */
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  #isOnItsWay = false;
  /** Whether the request on its way can be complete now; reading it again with every piece would take for ever. */
  #mayBeComplete: () => boolean = () => true;
  ended = false;
  endedAtMs = Number.NaN;

  constructor({ socket, raw, wire }: ConnectionParts, announce: (connection: UpstreamConnection) => void) {
    this.socket = socket;
    this.wire = wire;
    this.#raw = raw;
    if (wire !== undefined) raw.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk, announce));
    for (const event of ['end', 'error', 'close']) socket.on(event, () => this.#end());
  }

  /** Requests in the order they came; the last one may still be on its way. */
  get requests(): HttpMessage[] {
    if (this.#isOnItsWay) this.#readRequest();
    return this.#all.filter(({ isBystanders }) => !isBystanders);
  }

  get received(): Buffer {
    return Buffer.concat(this.servesBystander ? this.#kept : [...this.#kept, ...this.#unread]);
  }

  /** Whether the latest request is a bystander's. */
  get servesBystander(): boolean {
    return this.#all.at(-1)?.isBystanders ?? false;
  }

  get isSilent(): boolean {
    return this.#all.length === 0 && this.#unreadBytes === 0;
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes, 'latin1');
    return this;
  }

  /** Cuts the connection with a TCP reset, TLS or not. */
  reset(): void {
    this.#raw.resetAndDestroy();
  }

  /** Ends the TCP connection; under TLS nothing says so before. */
  finish(): void {
    this.#raw.end();
  }

  /** Forgets all requests but the latest. */
  forget(): void {
    this.#all = this.#all.slice(-1);
    this.#kept = [];
  }

  /** The request being answered, once all of it has arrived. */
  async wholeRequest(): Promise<HttpMessage> {
    const all = this.#all;
    const index = Math.max(0, all.length - 1);
    return vi.waitFor(
      () => {
        const request = all[index];
        if (request?.complete !== true) throw new Error('the request is not complete');
        return request;
      },
      { timeout: PATIENCE_MS, interval: 1 },
    );
  }

  #receive(chunk: Buffer, announce: (connection: UpstreamConnection) => void): void {
    this.#unread.push(chunk);
    this.#unreadBytes += chunk.length;
    while (this.#unreadBytes > 0 && this.#mayBeComplete()) {
      const isKnown = this.#isOnItsWay;
      const request = this.#readRequest();
      if (request === undefined) return;
      if (!isKnown) announce(this);
      if (!request.complete) return;
      this.#finish(request);
    }
  }

  /** Reads the request on its way as far as it is there; undefined until its head is. */
  #readRequest(): Received | undefined {
    const bytes = Buffer.concat(this.#unread);
    this.#unread = [bytes];
    const parsed = parseRequest(bytes);
    if (parsed === undefined) return undefined;
    const request = toReceived(parsed);
    if (this.#isOnItsWay) this.#all.pop();
    this.#all.push(request);
    this.#isOnItsWay = true;
    this.#mayBeComplete =
      request.framing === 'chunked' ? () => this.#endsLikeChunks() : this.#toLengthCheck(request);
    return request;
  }

  #toLengthCheck(request: HttpMessage): () => boolean {
    const bodyBytes = Number(valuesOf(request, 'content-length')[0] ?? 0);
    const neededBytes = request.size - request.body.length + bodyBytes;
    return () => this.#unreadBytes >= neededBytes;
  }

  /** The last chunk and the trailers end with an empty line (RFC 9112 section 7.1). */
  #endsLikeChunks(): boolean {
    return Buffer.concat(this.#unread.slice(-4)).subarray(-4).equals(EMPTY_LINE);
  }

  #finish({ size, isBystanders }: Received): void {
    const [bytes = Buffer.alloc(0)] = this.#unread;
    if (!isBystanders) this.#kept.push(bytes.subarray(0, size));
    this.#unread = size === bytes.length ? [] : [bytes.subarray(size)];
    this.#unreadBytes = bytes.length - size;
    this.#mayBeComplete = () => true;
    this.#isOnItsWay = false;
  }

  #end(): void {
    if (!this.ended) this.endedAtMs = performance.now();
    this.ended = true;
  }
}

/** The tests' forward proxy passes the absolute-form on (RFC 9112 section 3.2.2), where others write the origin-form. */
function toReceived(request: HttpMessage): Received {
  const startLine = request.startLine.replace(/ https?:\/\/[^/ ]+/, ' ');
  return { ...request, startLine, isBystanders: valuesOf(request, BYSTANDER_FIELD).length > 0 };
}
