/** A remote of raw bytes, the proxy in front of it, and clients: what one test file works with. */
import { expect } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import { Bystander } from './bystander';
import type { BystanderOptions } from './bystander';
import { CA_FILE, readCredentials } from './certificates';
import { statusOf } from './http-message';
import { SECRET_VALUE, startProxyProcess } from './proxy-process';
import type { ProxyProcess, StartOptions } from './proxy-process';
import { connectRaw } from './raw-client';
import type { RawClient } from './raw-client';
import { RawUpstream } from './raw-upstream';
import type { TlsOptions } from './raw-upstream';
import { PLAIN, toEnvironment } from './ways';
import type { ForwardProxyProcess, Way } from './ways';

export interface RigOptions {
  /** How the proxy reaches the remote; over plain HTTP unless told otherwise. */
  readonly way?: Way;
  /** Somebody else who uses the proxy at the same time, and whom nothing may harm. */
  readonly bystander?: BystanderOptions;
  /** Path and query of the remote. */
  readonly remotePath?: string;
  readonly config?: Partial<RunConfig>;
  readonly env?: Readonly<Record<string, string>>;
  readonly start?: StartOptions;
}

interface RigParts {
  readonly upstream: RawUpstream;
  readonly proxy: ProxyProcess;
  readonly endpoint: string;
  readonly forwardProxy: ForwardProxyProcess | undefined;
}

export class Rig {
  readonly upstream: RawUpstream;
  readonly proxy: ProxyProcess;
  readonly #endpoint: string;
  readonly #forwardProxy: ForwardProxyProcess | undefined;
  #bystander: Bystander | undefined;
  #clients: RawClient[] = [];

  constructor({ upstream, proxy, endpoint, forwardProxy }: RigParts) {
    this.upstream = upstream;
    this.proxy = proxy;
    this.#endpoint = endpoint;
    this.#forwardProxy = forwardProxy;
  }

  /** Where the proxy connects to: the forward proxy, if there is one, or else the remote. */
  get nextPort(): number {
    return this.#forwardProxy === undefined
      ? this.upstream.port
      : Number(new URL(this.#forwardProxy.url()).port);
  }

  async invite(options: BystanderOptions): Promise<void> {
    this.#bystander = await new Bystander(this.proxy, this.upstream, this.#endpoint, options).arrive();
  }

  /** Keeps the bystander from calling until the test ends, since it may use any connection to the remote. */
  async withoutCalls(): Promise<void> {
    await this.#bystander?.pause();
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

  /**
   * Sends an ordinary request, with what the bystander shows, over a connection of its own, which must be answered as if
   * nothing had happened.
   */
  async expectWorking(): Promise<void> {
    await this.upstream.retire();
    const shown = Object.entries(this.#bystander?.headers ?? {}).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const request = POST.replace('/mcp', `${this.#endpoint}?next-request`);
    const client = await this.send(request.replace('\r\n\r\n', `\r\n${shown.join('')}\r\n`));
    expect(statusOf(await client.answer())).toBe(200);
    const next = this.upstream.requests.filter(({ startLine }) => startLine.includes('next-request'));
    expect(next.map(({ body }) => body.toString())).toEqual([BODY]);
  }

  /** What the bystander has heard so far is what it should have. */
  async expectBystanderUnharmed(): Promise<void> {
    await this.#bystander?.expectUnharmed();
  }

  /** Waits until a call gets in, which it does not before the proxy has noticed who has left. */
  async untilPlace(): Promise<void> {
    // A call of the bystander's on a connection that is not known to be its own yet would be cut.
    await this.withoutCalls();
    this.upstream.reset();
    await expect.poll(async () => statusOf(await (await this.send(POST)).answer())).toBe(200);
  }

  /** No byte a client received and no line the process wrote may hold the injected secret. */
  expectSecretKept(): void {
    for (const { received } of this.#clients) expect(received.includes(SECRET_VALUE)).toBe(false);
    expect(this.proxy.output).not.toContain(SECRET_VALUE);
  }

  /**
   * What every test ends with: the secret was kept, the process lives and serves, and nobody else was harmed. Whatever
   * comes of it, the next test finds nothing of this one.
   */
  async settle(): Promise<void> {
    try {
      await this.#expectSettled();
    } catch (error) {
      await this.#bystander?.startAfresh();
      throw error;
    } finally {
      for (const { socket } of this.#clients) socket.destroy();
      this.#clients = [];
      await this.upstream.retire();
      this.proxy.forgetLog();
      this.#bystander?.resume();
    }
  }

  async #expectSettled(): Promise<void> {
    await this.#bystander?.pause();
    this.expectSecretKept();
    await this.expectWorking();
    await this.#bystander?.expectUnharmed();
    expect(this.proxy.exited).toBe(false);
  }

  async close(): Promise<void> {
    try {
      await this.#bystander?.expectMemoryReturned();
    } finally {
      await this.#bystander?.leave();
      await this.proxy.stop();
      await this.#forwardProxy?.close();
      await this.upstream.close();
    }
  }
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const { way = PLAIN, bystander, remotePath = '/mcp', config, start } = options;
  const upstream = await new RawUpstream(toTlsOptions(way)).listen();
  const forwardProxy = await way.startForwardProxy?.();
  const proxy = await startProxyProcess(
    `${way.isSecure ? 'https' : 'http'}://127.0.0.1:${upstream.port}${remotePath}`,
    { ...(way.isSecure && !way.isUnknown && { remote_ca_file: CA_FILE }), ...config },
    { ...(forwardProxy && toEnvironment(way, forwardProxy.url())), ...options.env },
    start,
  );
  const endpoint = config?.transport === 'sse' ? '/sse' : '/mcp';
  const rig = new Rig({ upstream, proxy, endpoint, forwardProxy });
  if (bystander !== undefined) await rig.invite(bystander);
  return rig;
}

function toTlsOptions({ isSecure, lacksTls, certificate = 'good', protocols }: Way): TlsOptions | undefined {
  return isSecure && !lacksTls
    ? { ...readCredentials(certificate), ...(protocols && { protocols }) }
    : undefined;
}

export const BODY = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

/** A request as MCP clients send it. */
export const POST =
  'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
  `Accept: application/json, text/event-stream\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

export const GET = 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n';
