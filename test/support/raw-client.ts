/** A client that is nothing but a TCP connection: it sends the bytes it is told to and keeps all that come back. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { vi } from 'vitest';
import { parseResponse, parseResponses, statusOf } from './http-message';
import type { HttpMessage } from './http-message';

/** How long the far side may take before a test gives up on it. */
const PATIENCE_MS = 10_000;

export class RawClient {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  /** Whether the far side has ended the connection, and how. */
  ending: 'open' | 'closed' | 'reset' = 'open';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    socket.on('end', () => (this.ending = 'closed'));
    socket.on('close', () => (this.ending = this.ending === 'open' ? 'closed' : this.ending));
    socket.on('error', () => (this.ending = 'reset'));
  }

  /** Everything received so far. */
  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Text stands for its latin1 bytes. */
  send(bytes: string | Buffer): this {
    this.socket.write(bytes, 'latin1');
    return this;
  }

  /** All final answers so far; interim ones (1xx) are left out. */
  answers(): HttpMessage[] {
    return parseResponses(this.received).filter((message) => statusOf(message) >= 200);
  }

  /** Waits for the `count`th final answer to be complete, or cut by the end of the connection. */
  async answer(count = 1): Promise<HttpMessage> {
    return vi.waitFor(
      () => {
        const message = this.answers()[count - 1];
        if (message === undefined) throw new Error(`no answer ${count} in ${this.#excerpt()}`);
        if (!message.complete && this.ending === 'open') throw new Error(`unfinished: ${this.#excerpt()}`);
        return message;
      },
      { timeout: PATIENCE_MS, interval: 2 },
    );
  }

  /** Waits for the answer to a HEAD request, which looks like one whose body is missing. */
  async answerToHead(): Promise<HttpMessage> {
    return vi.waitFor(
      () => {
        const message = parseResponse(this.received, true);
        if (message === undefined) throw new Error(`no answer in ${this.#excerpt()}`);
        return message;
      },
      { timeout: PATIENCE_MS, interval: 2 },
    );
  }

  /** Waits until the received bytes hold `text`. */
  async receives(text: string): Promise<void> {
    await vi.waitFor(
      () => {
        if (!this.received.includes(text, 0, 'latin1')) throw new Error(`no ${text} in ${this.#excerpt()}`);
      },
      { timeout: PATIENCE_MS, interval: 2 },
    );
  }

  /** Waits for the far side to end the connection. */
  async closed(timeoutMs = PATIENCE_MS): Promise<'closed' | 'reset'> {
    return vi.waitFor(
      () => {
        if (this.ending === 'open') throw new Error(`still open after ${this.#excerpt()}`);
        return this.ending;
      },
      { timeout: timeoutMs, interval: 2 },
    );
  }

  #excerpt(): string {
    return `${JSON.stringify(this.received.toString('latin1', 0, 500))} (${this.ending})`;
  }
}

/** `localAddress` is where the client is seen to come from: on Linux any 127.x.y.z will do. */
export async function connectRaw(port: number, localAddress?: string): Promise<RawClient> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    allowHalfOpen: true,
    // Finding a port takes long where an address is asked for and thousands are in use.
    ...(localAddress !== undefined && { localAddress }),
  });
  await once(socket, 'connect');
  return new RawClient(socket);
}
