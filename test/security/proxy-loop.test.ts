/**
 * A remote_url that leads back to the proxy, directly or through another one, would have it hand itself each request
 * until every connection is in use (RFC 9110 section 7.6.3). One round is enough to tell.
 */
import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { HealthWatch } from '../support/health-watch';
import { expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { SECRET_VALUE, startProxyProcess } from '../support/proxy-process';
import type { ProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import { RawUpstream } from '../support/raw-upstream';
import { POST } from '../support/rig';
import { FORWARDED, PLAIN, toEnvironment } from '../support/ways';
import type { ForwardProxyProcess, Way } from '../support/ways';

const REQUESTS = 20;

let proxies: ProxyProcess[] = [];
let line: Line | undefined;
let forwardProxy: ForwardProxyProcess | undefined;

afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  proxies = [];
  await line?.close();
  await forwardProxy?.close();
  line = forwardProxy = undefined;
});

/** A TCP line to a port that is known later than its own. */
class Line {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  target = 0;
  connections = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.connections++;
      const onward = connect(this.target, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) this.#sockets.add(end.on('error', () => {}));
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function start(remoteUrl: string, way = PLAIN): Promise<ProxyProcess> {
  forwardProxy ??= await way.startForwardProxy?.();
  const env = forwardProxy === undefined ? {} : toEnvironment(way, forwardProxy.url());
  const proxy = await startProxyProcess(remoteUrl, {}, env);
  proxies.push(proxy);
  return proxy;
}

/** A chain of proxies, the last of which has the first for its remote. */
async function startLoop(length: number, way: Way): Promise<ProxyProcess> {
  line = new Line();
  let remotePort = await line.listen();
  for (let i = 0; i < length; i++) remotePort = (await start(`http://127.0.0.1:${remotePort}/mcp`, way)).port;
  line.target = remotePort;
  return proxies.at(-1) as ProxyProcess;
}

// A proxy does not speak TLS where it listens, and a loop through others looks the same however each is reached. Without
// a bystander but for /health: there is no remote for anybody.
it.each([
  ['itself', 1, PLAIN],
  ['itself, through a forward proxy', 1, FORWARDED],
  ['another proxy, whose remote is this one', 2, PLAIN],
  ['a proxy before a proxy before this one', 3, PLAIN],
])('the remote is %s', async (_name, length, way) => {
  const proxy = await startLoop(length, way);
  const health = await HealthWatch.start({ comesAnew: false }, proxy);
  for (let i = 0; i < REQUESTS; i++) {
    const client = (await connectRaw(proxy.port)).send(POST);
    const answer = await client.answer();
    expectRpcError(answer, 508, 'ERR_PROXY_LOOP');
    client.socket.destroy();
  }
  // One through a forward proxy carries one request.
  expect(line?.connections).toBeLessThanOrEqual(way === FORWARDED ? REQUESTS : 2);
  await health.expectHealthy();
  await health.stop();
  for (const one of proxies) {
    expect((await one.usage()).resources['TCPSocketWrap'] ?? 0).toBeLessThan(10);
    expect(one.output).not.toContain(SECRET_VALUE);
  }
  await proxy.logs({ msg: 'request refused', code: 'ERR_PROXY_LOOP', status: 508, level: 'warn' });
});

it.each([PLAIN, FORWARDED])('many at once need no more connections than they are, $name', async (way) => {
  const proxy = await startLoop(1, way);
  const clients = await Promise.all(Array.from({ length: REQUESTS }, () => connectRaw(proxy.port)));
  for (const client of clients) client.send(POST);
  for (const client of clients) expectRpcError(await client.answer(), 508, 'ERR_PROXY_LOOP');
  expect(line?.connections).toBeLessThanOrEqual(REQUESTS);
  for (const { socket } of clients) socket.destroy();
});

it('a chain of proxies that ends at a remote is none, and each says that it was there', async () => {
  const upstream = await new RawUpstream().listen();
  const inner = await start(`${upstream.origin}/mcp`);
  const outer = await start(`http://127.0.0.1:${inner.port}/mcp`);
  const client = (await connectRaw(outer.port)).send(
    POST.replace('\r\n', '\r\nVia: 1.1 gateway.example\r\n'),
  );
  expect(statusOf(await client.answer())).toBe(200);
  const via = upstream.requests.flatMap((request) => valuesOf(request, 'via')).join(', ');
  expect(via.split(/, */)).toHaveLength(3);
  expect(via).toMatch(/^1\.1 gateway\.example, *1\.1 \S+, *1\.1 \S+$/);
  expect(via).not.toMatch(/under-test|127\.0\.0\.1/);
  client.socket.destroy();
  await upstream.close();
});
