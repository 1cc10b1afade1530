/** A remote of raw bytes, the proxy in front of it, and clients: what one test file works with. */
import { expect } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import { statusOf } from './http-message';
import { SECRET_VALUE, startProxyProcess } from './proxy-process';
import type { ProxyProcess } from './proxy-process';
import { connectRaw } from './raw-client';
import type { RawClient } from './raw-client';
import { RawUpstream } from './raw-upstream';

export interface RigOptions {
  /** Path and query of the remote. */
  readonly remotePath?: string;
  readonly config?: Partial<RunConfig>;
  readonly env?: Readonly<Record<string, string>>;
}

export class Rig {
  readonly upstream: RawUpstream;
  readonly proxy: ProxyProcess;
  readonly #endpoint: string;
  #clients: RawClient[] = [];

  constructor(upstream: RawUpstream, proxy: ProxyProcess, endpoint: string) {
    this.upstream = upstream;
    this.proxy = proxy;
    this.#endpoint = endpoint;
  }

  async connect(): Promise<RawClient> {
    const client = await connectRaw(this.proxy.port);
    this.#clients.push(client);
    return client;
  }

  /** Connects and sends `bytes`. */
  async send(bytes: string | Buffer): Promise<RawClient> {
    return (await this.connect()).send(bytes);
  }

  /** Sends an ordinary request over a connection of its own, which must be answered as if nothing had happened. */
  async expectWorking(): Promise<void> {
    this.upstream.reset();
    const client = await this.send(POST.replace('/mcp', `${this.#endpoint}?next-request`));
    expect(statusOf(await client.answer())).toBe(200);
    const next = this.upstream.requests.filter(({ startLine }) => startLine.includes('next-request'));
    expect(next.map(({ body }) => body.toString())).toEqual([BODY]);
  }

  /** No byte a client received and no line the process wrote may hold the injected secret. */
  expectSecretKept(): void {
    for (const { received } of this.#clients) expect(received.includes(SECRET_VALUE)).toBe(false);
    expect(this.proxy.output).not.toContain(SECRET_VALUE);
  }

  /** What every test ends with: the secret was kept, the process lives and serves. */
  async settle(): Promise<void> {
    this.expectSecretKept();
    await this.expectWorking();
    expect(this.proxy.exited).toBe(false);
    for (const { socket } of this.#clients) socket.destroy();
    this.#clients = [];
    this.upstream.reset();
    this.proxy.forgetLog();
  }

  async close(): Promise<void> {
    await this.proxy.stop();
    await this.upstream.close();
  }
}

export async function createRig({ remotePath = '/mcp', config, env }: RigOptions = {}): Promise<Rig> {
  const upstream = await new RawUpstream().listen();
  const proxy = await startProxyProcess(upstream.origin + remotePath, config, env);
  return new Rig(upstream, proxy, config?.transport === 'sse' ? '/sse' : '/mcp');
}

export const BODY = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

/** A request as MCP clients send it. */
export const POST =
  'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
  `Accept: application/json, text/event-stream\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

export const GET = 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n';
