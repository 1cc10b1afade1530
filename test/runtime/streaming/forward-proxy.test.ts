/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, with a forward proxy between the runtime and the remote. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRpcError } from '../../support/expect-error';
import { statusOf } from '../../support/http-message';
import { SECRET_VALUE, startProxyProcess, TENANT } from '../../support/proxy-process';
import type { ProxyProcess } from '../../support/proxy-process';
import { connectRaw } from '../../support/raw-client';
import type { RawClient } from '../../support/raw-client';
import { BODY, GET, POST } from '../../support/rig';

const CERTS = join(import.meta.dirname, '../../faults/certs');

/** How the forward proxy refuses a tunnel, by the first label of the host. */
const REFUSALS: Readonly<Record<string, (socket: Duplex) => void>> = {
  forbidden: (socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'),
  unauthorized: (socket) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
  hangup: (socket) => void socket.destroy(),
  silent: () => {},
};

/** The whole of a forward proxy: tunnels with CONNECT, and plain requests with an absolute target. */
function createForwardProxy(seen: string[]): Server {
  const proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const onward = httpRequest(request.url ?? '', { method: request.method, headers: request.rawHeaders });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  return proxy.on('connect', (request, socket, head) => {
    seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const refusal = REFUSALS[request.url?.split('.')[0] ?? ''];
    if (refusal !== undefined) return refusal(socket);
    const [host, port] = (request.url ?? '').split(':');
    const tunnel = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      tunnel.write(head);
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const end of [tunnel, socket])
      end.on('error', () => [tunnel, socket].forEach((one) => one.destroy()));
  });
}

interface Received {
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

const seen: string[] = [];
let received: Received[] = [];
const closing: (Server | TlsServer)[] = [];
let clients: RawClient[] = [];
let proxies: ProxyProcess[] = [];

/** A remote that streams its answer to GET, and echoes what it got on POST. */
function createRemote(secure: boolean): Server | TlsServer {
  const serve: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ rawHeaders: request.rawHeaders, body });
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      if (request.method === 'POST') response.end();
    });
  };
  const read = (file: string) => readFileSync(join(CERTS, file));
  return secure
    ? createTlsServer({ cert: read('good.pem'), key: read('good.key.pem') }, serve)
    : createServer(serve);
}

async function listen(server: Server | TlsServer): Promise<number> {
  closing.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

let forwardUrl: string;
let plainPort: number;
let tlsPort: number;
beforeAll(async () => {
  forwardUrl = `127.0.0.1:${await listen(createForwardProxy(seen))}`;
  plainPort = await listen(createRemote(false));
  tlsPort = await listen(createRemote(true));
});
afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  for (const proxy of proxies) {
    expect(proxy.output).not.toContain(SECRET_VALUE);
    await proxy.stop();
  }
  [clients, proxies, received] = [[], [], []];
  seen.length = 0;
});
afterAll(() => {
  for (const server of closing) server.close();
});

async function start(remote: string, env: Readonly<Record<string, string>>): Promise<RawClient> {
  const proxy = await startProxyProcess(remote, { remote_ca_file: join(CERTS, 'ca.pem') }, env);
  proxies.push(proxy);
  const client = await connectRaw(proxy.port);
  clients.push(client);
  return client;
}

function expectHeadersArrived(): void {
  expect(received).toHaveLength(1);
  const [{ rawHeaders, body }] = received as [Received];
  const valuesOf = (name: string) =>
    rawHeaders.filter((_, i) => rawHeaders[i - 1]?.toLowerCase() === name && i % 2 === 1);
  expect(valuesOf('x-api-key')).toEqual([SECRET_VALUE]);
  expect(valuesOf('x-tenant-id')).toEqual([TENANT]);
  expect(body).toBe(BODY);
}

describe('an https remote', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'is reached by %s through a tunnel, so that nobody reads along',
    async (name) => {
      const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, { [name]: `http://${forwardUrl}` });
      client.send(POST);
      expect(statusOf(await client.answer())).toBe(200);
      expect(seen).toEqual([`CONNECT 127.0.0.1:${tlsPort}`]);
      expectHeadersArrived();
    },
  );

  it('streams through it', async () => {
    const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, { HTTPS_PROXY: `http://${forwardUrl}` });
    client.send(GET);
    await client.receives('data: 1\n\n');
  });

  it('is verified behind it as well', async () => {
    const proxy = await startProxyProcess(
      `https://127.0.0.1:${tlsPort}/mcp`,
      {},
      { HTTPS_PROXY: `http://${forwardUrl}` },
    );
    proxies.push(proxy);
    const client = (await connectRaw(proxy.port)).send(POST);
    clients.push(client);
    expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_TLS');
    expect(received).toEqual([]);
  });

  it('has the forward proxy’s credentials on the tunnel and nowhere else', async () => {
    const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, {
      HTTPS_PROXY: `http://user:pass-word@${forwardUrl}`,
    });
    client.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(seen[0]).toContain(`Basic ${Buffer.from('user:pass-word').toString('base64')}`);
    expect(received[0]?.rawHeaders.join('\n')).not.toMatch(/^proxy-/im);
    expect(proxies[0]?.output).not.toContain('pass-word');
  });

  it('has them decoded, percent sign and all', async () => {
    const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, {
      HTTPS_PROXY: `http://user:50%25-off@${forwardUrl}`,
    });
    client.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(seen[0]).toContain(`Basic ${Buffer.from('user:50%-off').toString('base64')}`);
  });

  it.each([
    ['forbidden', 502, 'ERR_UPSTREAM_CONNECT'],
    ['unauthorized', 502, 'ERR_UPSTREAM_CONNECT'],
    ['hangup', 502, 'ERR_UPSTREAM_CONNECT'],
    ['silent', 504, 'ERR_UPSTREAM_CONNECT_TIMEOUT'],
  ])('that the forward proxy does not reach (%s) is answered %i %s', async (host, status, code) => {
    const proxy = await startProxyProcess(
      `https://${host}.example.com/mcp`,
      { limits: { connect_timeout_ms: 1000 } },
      { HTTPS_PROXY: `http://${forwardUrl}` },
    );
    proxies.push(proxy);
    const client = (await connectRaw(proxy.port)).send(POST);
    clients.push(client);
    expectRpcError(await client.answer(), status, code);
    expect(seen[0]).toBe(`CONNECT ${host}.example.com:443`);
  });

  it('that HTTP_PROXY alone does not concern is reached directly', async () => {
    const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, { HTTP_PROXY: `http://${forwardUrl}` });
    client.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(seen).toEqual([]);
  });
});

describe('an http remote', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('is reached by %s', async (name) => {
    const client = await start(`http://127.0.0.1:${plainPort}/mcp`, { [name]: `http://${forwardUrl}` });
    client.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(seen).toHaveLength(1);
    expectHeadersArrived();
  });

  it('sets a header of any name there as well', async () => {
    const forward = { add_plaintext_headers: Object.fromEntries([['__proto__', 'odd-name']]) };
    const proxy = await startProxyProcess(
      `http://127.0.0.1:${plainPort}/mcp`,
      { header_forward: forward },
      { HTTP_PROXY: `http://${forwardUrl}` },
    );
    proxies.push(proxy);
    const client = (await connectRaw(proxy.port)).send(POST);
    clients.push(client);
    expect(statusOf(await client.answer())).toBe(200);
    const { rawHeaders = [] } = received[0] ?? {};
    expect(rawHeaders[rawHeaders.indexOf('__proto__') + 1]).toBe('odd-name');
  });

  it('keeps what a client sends twice', async () => {
    const client = await start(`http://127.0.0.1:${plainPort}/mcp`, { HTTP_PROXY: `http://${forwardUrl}` });
    client.send(POST.replace('\r\n', '\r\nX-Twice: 1\r\nX-Twice: 2\r\nx-twice: 3\r\n'));
    expect(statusOf(await client.answer())).toBe(200);
    const values = received[0]?.rawHeaders.filter((_, i, all) => all[i - 1]?.toLowerCase() === 'x-twice');
    expect(values?.join(', ')).toBe('1, 2, 3');
  });
});

describe('NO_PROXY', () => {
  it.each(['127.0.0.1', '127.0.0.0/8', '*', 'other.example.com,127.0.0.1', 'other.example.com 127.0.0.1'])(
    '%s: directly',
    async (list) => {
      const env = { HTTP_PROXY: `http://${forwardUrl}`, NO_PROXY: list };
      const client = await start(`http://127.0.0.1:${plainPort}/mcp`, env);
      client.send(POST);
      expect(statusOf(await client.answer())).toBe(200);
      expect(seen).toEqual([]);
    },
  );

  it('that names others changes nothing', async () => {
    const env = { HTTP_PROXY: `http://${forwardUrl}`, NO_PROXY: 'other.example.com,.example.org' };
    const client = await start(`http://127.0.0.1:${plainPort}/mcp`, env);
    client.send(POST);
    expect(statusOf(await client.answer())).toBe(200);
    expect(seen).toHaveLength(1);
  });
});

it('a forward proxy that is not there is an error of the connection', async () => {
  const closed = createServer();
  await once(closed.listen(0, '127.0.0.1'), 'listening');
  const { port } = closed.address() as AddressInfo;
  await once(closed.close(), 'close');
  const client = await start(`https://127.0.0.1:${tlsPort}/mcp`, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
  client.send(POST);
  expectRpcError(await client.answer(), 502, 'ERR_UPSTREAM_CONNECT');
});
