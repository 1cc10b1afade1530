/**
 * The load, a process of its own: so many connections, each of which sends a request, reads the whole answer and sends
 * the next. It writes to sockets itself, so that what it costs stays small beside what is measured.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { quantile } from './statistics';

export interface LoadPlan {
  readonly port: number;
  /** Path and query asked for. */
  readonly path: string;
  readonly bodyBytes: number;
  readonly requests: number;
  readonly connections: number;
  /** Tokens of the callers, one a connection, in turn. */
  readonly tokens?: readonly string[];
}

export interface LoadReport {
  /** Every connection sends as many, so that it may be a few more than was asked for. */
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const HEAD_END = '\r\n\r\n';

function renderRequest({ path, bodyBytes }: LoadPlan, token: string | undefined): string {
  const frame = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: '' } });
  const body = frame.replace('""', `"${'x'.repeat(Math.max(0, bodyBytes - frame.length))}"`);
  return (
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nContent-Type: application/json\r\n` +
    `Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2025-11-25\r\n` +
    (token === undefined ? '' : `Authorization: Bearer ${token}\r\n`) +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** One connection, which asks again and again. */
class Asker {
  readonly #socket: Socket;
  readonly #request: string;
  /** Bytes the answer still lacks; NaN until its head is there. */
  #missing = Number.NaN;
  #head = '';
  #askedAtMs = 0;
  #answered: (() => void) | undefined;
  #fail: (error: Error) => void = () => {};

  constructor(port: number, request: string) {
    this.#request = request;
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed')));
    this.#socket.on('error', (error) => this.#fail(error));
  }

  /** Asks `count` times; resolves with how long each answer took. */
  async run(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      this.#askedAtMs = performance.now();
      await this.#ask();
      times.push(performance.now() - this.#askedAtMs);
    }
    this.#fail = () => {};
    this.#socket.destroy();
    return times;
  }

  #ask(): Promise<void> {
    this.#missing = Number.NaN;
    this.#head = '';
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#fail = reject;
      this.#socket.write(this.#request);
    });
  }

  #receive(chunk: Buffer): void {
    if (Number.isNaN(this.#missing)) this.#receiveHead(chunk);
    else this.#missing -= chunk.length;
    if (this.#missing === 0) this.#answered?.();
  }

  #receiveHead(chunk: Buffer): void {
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    const [, status, length] = /^HTTP\/1.1 (\d+) .*?^content-length: (\d+)/ims.exec(this.#head) ?? [];
    if (status !== '200') return this.#fail(new Error(`unexpected answer: ${this.#head.slice(0, 500)}`));
    this.#missing = Number(length) - (this.#head.length - end - HEAD_END.length);
  }
}

async function runLoad(plan: LoadPlan): Promise<LoadReport> {
  const { port, connections, tokens = [] } = plan;
  const askers = Array.from(
    { length: connections },
    (_, index) => new Asker(port, renderRequest(plan, tokens[index % tokens.length])),
  );
  const begin = performance.now();
  const each = Math.ceil(plan.requests / plan.connections);
  const times = (await Promise.all(askers.map((asker) => asker.run(each)))).flat();
  return {
    requests: times.length,
    seconds: (performance.now() - begin) / 1000,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  };
}

process.on('message', (plan: LoadPlan) => {
  void runLoad(plan).then(
    (report) => process.send?.(report),
    (error: unknown) => process.stderr.write(`${String(error)}\n`, () => process.exit(1)),
  );
});
process.on('disconnect', () => process.exit());
