/**
 * Somebody else who uses the proxy while a test does its worst: a client with an open event stream that keeps receiving
 * events, calls in a steady rhythm, and a probe that asks /health. None of them may notice anything.
 */
import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { expect, vi } from 'vitest';
import { HealthWatch } from './health-watch';
import { valuesOf } from './http-message';
import { watchProxy } from './proxy-blame';
import type { ProxyProcess, Usage } from './proxy-process';
import { STREAM_HEAD } from './raw-upstream';
import type { RawUpstream, UpstreamConnection } from './raw-upstream';
import { BYSTANDER_FIELD } from './upstream-connection';

const RHYTHM_MS = 50;
/** Of the proxy's own time, for a call and for an event. */
const LIMIT_MS = 1000;
/** Whoever is to blame, what has not come by then does not come. */
const PATIENCE_MS = 10_000;
const MEMORY_PATIENCE_MS = 10_000;
/** More than a process learns about its own code while tests run, and far less than an attack leaves behind. */
const MEMORY_LIMIT = 8 * 1024 * 1024;

/** An address of its own, where the whole of 127.0.0.0/8 is the machine's: what one address takes is bounded. */
const FROM = process.platform === 'linux' ? { localAddress: '127.0.0.9' } : {};

export interface BystanderOptions {
  /** Whether it calls as well, which takes a connection to the remote now and then. */
  readonly calls: boolean;
  /** Whether it comes anew now and then, which takes a connection more than it has (default: yes). */
  readonly comesAnew?: boolean;
  /** Fields it sends with every request, such as a token. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class Bystander {
  readonly #proxy: ProxyProcess;
  readonly #upstream: RawUpstream;
  readonly #endpoint: string;
  readonly #calls: boolean;
  readonly #comesAnew: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #harm: string[] = [];
  #health: HealthWatch | undefined;
  #before: Usage | undefined;
  #stream: IncomingMessage | undefined;
  #remoteSide: UpstreamConnection | undefined;
  #telling: NodeJS.Timeout | undefined;
  #told = 0;
  #heard = '';
  /** Events that were told and not heard yet, oldest first. */
  #onTheirWay: { readonly end: number; readonly blameMs: () => number }[] = [];
  #toldBytes = 0;
  #called = 0;
  #call: Promise<void> | undefined;
  #rhythm: NodeJS.Timeout | undefined;

  constructor(proxy: ProxyProcess, upstream: RawUpstream, endpoint: string, options: BystanderOptions) {
    this.#proxy = proxy;
    this.#upstream = upstream;
    this.#endpoint = endpoint;
    this.#calls = options.calls;
    this.#comesAnew = options.comesAnew ?? true;
    this.headers = options.headers ?? {};
    upstream.serveBystander((connection) => this.#serve(connection));
  }

  async arrive(): Promise<this> {
    this.#health = await HealthWatch.start({ ...FROM, comesAnew: this.#comesAnew }, this.#proxy);
    this.#proxy.clock = this.#health;
    await this.#openStream();
    this.#telling = setInterval(() => this.#tell(), RHYTHM_MS);
    await this.expectUnharmed();
    this.#before = await this.#proxy.usage();
    this.resume();
    return this;
  }

  /** Stops calling until `resume`, for tests that look at what a connection to the remote is used for next. */
  async pause(): Promise<void> {
    clearInterval(this.#rhythm);
    await this.#call;
  }

  resume(): void {
    clearInterval(this.#rhythm);
    if (this.#calls) this.#rhythm = setInterval(() => void this.#ask(), RHYTHM_MS);
  }

  /** Every event has arrived and nothing else, every call was answered, and /health within 100 ms. */
  async expectUnharmed(): Promise<void> {
    this.#tell();
    await vi.waitFor(() => expect(this.#heard).toBe(renderEvents(this.#told)), {
      timeout: PATIENCE_MS,
      interval: 1,
    });
    this.#forgetEvents();
    if (this.#calls) await this.#ask();
    expect(this.#harm.splice(0)).toEqual([]);
    await this.#health?.expectHealthy();
  }

  /** Forgets the harm that was done, with a stream that is open again. */
  async startAfresh(): Promise<void> {
    await this.pause();
    this.#closeStream();
    await this.#openStream();
    await this.#health?.forget();
    this.#harm.length = 0;
  }

  /** What the process held for others it holds no longer. */
  async expectMemoryReturned(): Promise<void> {
    const before = toBytes(this.#before as Usage);
    await vi.waitFor(
      async () => expect(toBytes(await this.#proxy.usage()) - before).toBeLessThan(MEMORY_LIMIT),
      { timeout: MEMORY_PATIENCE_MS, interval: 200 },
    );
  }

  async leave(): Promise<void> {
    await this.pause();
    clearInterval(this.#telling);
    this.#closeStream();
    this.#agent.destroy();
    await this.#health?.stop();
  }

  /** The remote's side of it: a stream for GET, and an answer with the id that was asked for for everything else. */
  async #serve(connection: UpstreamConnection): Promise<void> {
    const request = await connection.wholeRequest();
    if (request.startLine.startsWith('GET')) {
      this.#forgetEvents();
      this.#remoteSide = connection.send(STREAM_HEAD);
      return;
    }
    const answer = renderAnswer(Number(valuesOf(request, BYSTANDER_FIELD)[0]), request.body.length);
    // Closed, so that no request of the test's finds itself on the connection.
    const head = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${answer.length}\r\n\r\n`;
    connection.send(head + answer).socket.end();
  }

  async #openStream(): Promise<void> {
    const headers = { accept: 'text/event-stream', [BYSTANDER_FIELD]: 'stream' };
    const stream = await this.#request({ headers, agent: false });
    stream.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    stream.on('error', () => {}).on('close', () => this.#harm.push('the stream has ended'));
    this.#stream = stream;
  }

  #closeStream(): void {
    this.#stream?.removeAllListeners('data').removeAllListeners('close').destroy();
  }

  #tell(): void {
    const event = renderEvent(++this.#told);
    this.#toldBytes += event.length;
    this.#onTheirWay.push({ end: this.#toldBytes, blameMs: watchProxy(this.#proxy.pid) });
    this.#remoteSide?.send(`${event.length.toString(16)}\r\n${event}\r\n`);
  }

  #hear(text: string): void {
    this.#heard += text;
    while ((this.#onTheirWay[0]?.end ?? Infinity) <= this.#heard.length) {
      this.#judge('an event', this.#onTheirWay.shift()?.blameMs() ?? 0);
    }
  }

  #judge(what: string, tookMs: number): void {
    if (tookMs > LIMIT_MS) this.#harm.push(`${what} took ${Math.round(tookMs)} ms of the proxy's own`);
  }

  #forgetEvents(): void {
    [this.#told, this.#toldBytes, this.#heard, this.#onTheirWay] = [0, 0, '', []];
  }

  /** Calls, unless the last call is still on its way. */
  #ask(): Promise<void> {
    this.#call ??= this.#callOnce().finally(() => (this.#call = undefined));
    return this.#call;
  }

  async #callOnce(): Promise<void> {
    const id = ++this.#called;
    const body = `{"jsonrpc":"2.0","id":${id},"method":"tools/call"}`;
    const blameMs = watchProxy(this.#proxy.pid);
    this.#upstream.bystanderCalls++;
    const answer = await this.#post(id, body).catch(String);
    this.#upstream.bystanderCalls--;
    if (answer !== renderAnswer(id, body.length)) this.#harm.push(`call ${id} was answered ${answer}`);
    else this.#judge(`call ${id}`, blameMs());
  }

  async #post(id: number, body: string): Promise<string> {
    const headers = { 'content-type': 'application/json', [BYSTANDER_FIELD]: String(id) };
    const answer = await this.#request({ method: 'POST', headers, agent: this.#agent }, body);
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
    return answer.statusCode === 200 ? text : `${answer.statusCode} ${text}`;
  }

  #request(options: RequestOptions, body = ''): Promise<IncomingMessage> {
    const to = { ...FROM, host: '127.0.0.1', port: this.#proxy.port, path: this.#endpoint };
    return new Promise((resolve, reject) => {
      const headers = { ...this.headers, ...(options.headers as Record<string, string>) };
      const request = httpRequest({ ...to, ...options, headers }, resolve);
      // A connection that was kept may be closed at the very moment it is used again.
      request.on('error', (error) =>
        request.reusedSocket ? resolve(this.#request(options, body)) : reject(error),
      );
      request.end(body);
    });
  }
}

function toBytes({ heapUsed, external }: Usage): number {
  return heapUsed + external;
}

function renderAnswer(id: number, bodyLength: number): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${bodyLength}}`;
}

function renderEvent(number: number): string {
  return `id: ${number}\ndata: {}\n\n`;
}

function renderEvents(count: number): string {
  return Array.from({ length: count }, (_, index) => renderEvent(index + 1)).join('');
}
