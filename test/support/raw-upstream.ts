/** A remote server of raw bytes: it records all it receives, and answers whatever a test tells it to. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Credentials } from './certificates';
import type { HttpMessage } from './http-message';
import { UpstreamConnection } from './upstream-connection';
import { Wire } from './wire';

export type { UpstreamConnection };

const PATIENCE_MS = 10_000;
const RELEASE_PATIENCE_MS = 500;

export const OK_BODY = '{"jsonrpc":"2.0","id":1,"result":{}}';

export const OK_ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${OK_BODY.length}\r\n\r\n${OK_BODY}`;

/** Head of an event stream. */
export const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';

/** An event stream that has begun, and says `data: ` so far. */
export const OPEN_STREAM = `${STREAM_HEAD}6\r\ndata: \r\n`;

/** A remote that speaks TLS. */
export interface TlsOptions extends Credentials {
  /** What it offers to speak, best first (ALPN, RFC 7301); nothing is said about it by default. */
  readonly protocols?: readonly string[];
}

/** Called once a request, as soon as its head is there. */
export type Behaviour = (connection: UpstreamConnection) => void | Promise<void>;

async function answerOk(connection: UpstreamConnection): Promise<void> {
  await connection.wholeRequest();
  connection.send(OK_ANSWER);
}

export class RawUpstream {
  readonly #server: Server;
  readonly #context: SecureContext | undefined;
  readonly #protocols: readonly string[] | undefined;
  #all: UpstreamConnection[] = [];
  #behaviour: Behaviour = answerOk;
  #onAccept: (socket: Socket) => void = () => {};
  #serveBystander: Behaviour = answerOk;
  /** Calls of a bystander that are on their way; one of them may be the one of a connection without a byte. */
  bystanderCalls = 0;

  constructor(tls?: TlsOptions) {
    this.#context = tls && createSecureContext({ cert: tls.cert, key: tls.key });
    this.#protocols = tls?.protocols;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  async listen(port = 0, host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `${this.#context === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** Connections since the last `reset`, without those that only a bystander used. */
  get connections(): UpstreamConnection[] {
    return this.#all.filter(
      ({ requests, servesBystander, isSilent }) =>
        requests.length > 0 || (!servesBystander && !(isSilent && this.bystanderCalls > 0)),
    );
  }

  /** Every request so far, over all connections. */
  get requests(): HttpMessage[] {
    return this.#all.flatMap(({ requests }) => requests);
  }

  /** Every byte received so far, over all connections. */
  get received(): Buffer {
    return Buffer.concat(this.#all.map(({ received }) => received));
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

  /** Answers the requests of a bystander, whatever the others get. */
  serveBystander(behaviour: Behaviour): void {
    this.#serveBystander = behaviour;
  }

  /** Does something to every new connection before anything is read from it. */
  onAccept(action: (socket: Socket) => void): void {
    this.#onAccept = action;
  }

  /** Forgets what was recorded, ends every connection but those of a bystander, and answers 200 again. */
  reset(): void {
    this.#behaviour = answerOk;
    this.#onAccept = () => {};
    const isKept = ({ servesBystander, ended }: UpstreamConnection): boolean => servesBystander && !ended;
    for (const connection of this.#all) if (!isKept(connection)) connection.socket.destroy();
    this.#all = this.#all.filter(isKept);
    for (const connection of this.#all) connection.forget();
  }

  /**
   * As `reset`, once the far side has let go of every connection too: until then a request may still come on one, and a
   * forward proxy makes that time longer.
   */
  async retire(): Promise<void> {
    const retiring = this.#all.filter(({ servesBystander, ended }) => !servesBystander && !ended);
    for (const { socket } of retiring) socket.resume().end();
    const areReleased = (): boolean => retiring.every(({ ended }) => ended);
    const deadlineMs = performance.now() + RELEASE_PATIENCE_MS;
    while (!areReleased() && performance.now() < deadlineMs) await sleep(1);
    this.reset();
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
    for (const { socket } of this.#all) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(raw: Socket): void {
    const wire = this.#context && new Wire(raw);
    const socket = wire === undefined ? raw : this.#secure(wire);
    this.#all.push(
      new UpstreamConnection({ socket, raw, wire }, (connection) => void this.#answer(connection)),
    );
    this.#onAccept(raw);
  }

  #secure(wire: Wire): TLSSocket {
    const protocols = this.#protocols && { ALPNProtocols: [...this.#protocols] };
    return new TLSSocket(wire, {
      isServer: true,
      ...(this.#context && { secureContext: this.#context }),
      ...protocols,
    });
  }

  async #answer(connection: UpstreamConnection): Promise<void> {
    const behaviour = connection.servesBystander ? this.#serveBystander : this.#behaviour;
    try {
      await behaviour(connection);
    } catch (error) {
      if (!connection.ended) throw error;
    }
  }
}
