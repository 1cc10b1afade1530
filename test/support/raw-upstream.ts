/** A remote server of raw bytes: it records all it receives, and answers whatever a test tells it to. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { vi } from 'vitest';
import { parseRequest } from './http-message';
import type { HttpMessage } from './http-message';

const PATIENCE_MS = 10_000;

export const OK_BODY = '{"jsonrpc":"2.0","id":1,"result":{}}';

export const OK_ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${OK_BODY.length}\r\n\r\n${OK_BODY}`;

/** Head of an event stream. */
export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

/** An event stream that has begun, and says `data: ` so far. */
export const OPEN_STREAM = `${STREAM_HEAD}6\r\ndata: \r\n`;

/** Called once a request, as soon as its head is there. */
export type Behaviour = (connection: UpstreamConnection) => void | Promise<void>;

async function answerOk(connection: UpstreamConnection): Promise<void> {
  await connection.wholeRequest();
  connection.send(OK_ANSWER);
}

export class UpstreamConnection {
  readonly socket: Socket;
  /** Requests in the order they came; the last one may still be on its way. */
  readonly requests: HttpMessage[] = [];
  readonly #chunks: Buffer[] = [];
  #unread: Buffer = Buffer.alloc(0);
  #current: HttpMessage | undefined;
  ended = false;
  endedAtMs = Number.NaN;

  constructor(socket: Socket, announce: (connection: UpstreamConnection) => void) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk, announce));
    for (const event of ['end', 'error', 'close']) socket.on(event, () => this.#end());
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  send(bytes: string | Buffer): this {
    this.socket.write(bytes, 'latin1');
    return this;
  }

  /** The request being answered, once all of it has arrived. */
  async wholeRequest(): Promise<HttpMessage> {
    const index = Math.max(0, this.requests.length - 1);
    return vi.waitFor(
      () => {
        const request = this.requests[index];
        if (request?.complete !== true) throw new Error('the request is not complete');
        return request;
      },
      { timeout: PATIENCE_MS, interval: 1 },
    );
  }

  #receive(chunk: Buffer, announce: (connection: UpstreamConnection) => void): void {
    this.#chunks.push(chunk);
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const request = parseRequest(this.#unread);
      if (request === undefined) return;
      if (this.#current === undefined) this.requests.push(request);
      else this.requests[this.requests.length - 1] = request;
      if (this.#current === undefined) announce(this);
      this.#current = request.complete ? undefined : request;
      if (!request.complete) return;
      this.#unread = this.#unread.subarray(request.size);
    }
  }

  #end(): void {
    if (!this.ended) this.endedAtMs = performance.now();
    this.ended = true;
  }
}

export class RawUpstream {
  readonly #server: Server;
  connections: UpstreamConnection[] = [];
  #behaviour: Behaviour = answerOk;
  #onAccept: (socket: Socket) => void = () => {};

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every request so far, over all connections. */
  get requests(): HttpMessage[] {
    return this.connections.flatMap(({ requests }) => requests);
  }

  /** Every byte received so far, over all connections. */
  get received(): Buffer {
    return Buffer.concat(this.connections.map(({ received }) => received));
  }

  /** Answers requests with `behaviour` until `reset`; bytes are sent when the whole request has arrived. */
  behave(behaviour: Behaviour | string): void {
    this.#behaviour =
      typeof behaviour === 'string'
        ? async (connection) => {
            await connection.wholeRequest();
            connection.send(behaviour);
          }
        : behaviour;
  }

  /** Does something to every new connection before anything is read from it. */
  onAccept(action: (socket: Socket) => void): void {
    this.#onAccept = action;
  }

  /** Forgets what was recorded, ends every connection and answers 200 again. */
  reset(): void {
    this.#behaviour = answerOk;
    this.#onAccept = () => {};
    for (const { socket } of this.connections) socket.destroy();
    this.connections = [];
  }

  /** The latest connection, waiting for the first one. */
  async connection(): Promise<UpstreamConnection> {
    return vi.waitFor(
      () => {
        const latest = this.connections.at(-1);
        if (latest === undefined) throw new Error('nobody connected');
        return latest;
      },
      { timeout: PATIENCE_MS, interval: 1 },
    );
  }

  async close(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    this.connections.push(new UpstreamConnection(socket, (connection) => void this.#answer(connection)));
    this.#onAccept(socket);
  }

  async #answer(connection: UpstreamConnection): Promise<void> {
    try {
      await this.#behaviour(connection);
    } catch (error) {
      if (!connection.ended) throw error;
    }
  }
}
