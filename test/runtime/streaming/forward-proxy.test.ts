/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, with a forward proxy between the runtime and the remote. */
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CA_FILE, readCredentials } from '../../support/certificates';
import { expectError, expectRpcError } from '../../support/expect-error';
import { expectForwarded } from '../../support/expect-forwarded';
import { ForwardProxy } from '../../support/forward-proxy';
import { freePort } from '../../support/free-port';
import { statusOf, valuesOf } from '../../support/http-message';
import { OK_ANSWER, OPEN_STREAM } from '../../support/raw-upstream';
import { BODY, createRig, GET, POST } from '../../support/rig';
import type { Rig, RigOptions } from '../../support/rig';
import { FORWARD_PROXIES, PLAIN, SECURE } from '../../support/ways';
import type { Way } from '../../support/ways';

const FORWARDED_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

async function start(options: RigOptions): Promise<Rig> {
  const rig = await createRig(options);
  onTestFinished(async () => {
    rig.expectSecretKept();
    await rig.close();
  });
  return rig;
}

async function listen(proxy = new ForwardProxy()): Promise<ForwardProxy> {
  onTestFinished(() => proxy.close());
  return proxy.listen();
}

describe.each(FORWARD_PROXIES)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('every header and the whole body arrive', async () => {
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    const [request] = rig.upstream.requests;
    expect(request).toMatchObject({ startLine: 'POST /mcp HTTP/1.1', complete: true });
    expect(request?.body.toString()).toBe(BODY);
    expect(request && valuesOf(request, 'x-tenant-id')).toHaveLength(1);
    expect(request && valuesOf(request, 'x-api-key')).toHaveLength(1);
    expect(request && valuesOf(request, 'host')).toEqual([`127.0.0.1:${rig.upstream.port}`]);
  });

  it('a long body arrives, in chunks or not', async () => {
    const body = 'a'.repeat(300_000);
    const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    for (const rest of [
      `Content-Length: ${body.length}\r\n\r\n${body}`,
      `Transfer-Encoding: chunked\r\n\r\n${chunk}`,
    ]) {
      expect(statusOf(await (await rig.send(head + rest)).answer())).toBe(200);
    }
    expect(rig.upstream.requests.map((request) => request.body.toString() === body)).toEqual([true, true]);
  });

  it('events arrive as they are sent, and calls are answered beside them', async () => {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    const stream = await rig.send(GET);
    await stream.receives('data: ');
    const connection = await rig.upstream.connection();
    for (const event of ['first', 'second']) {
      connection.send(`${event.length.toString(16)}\r\n${event}\r\n`);
      await stream.receives(event);
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    }
  });

  it('many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => (await rig.send(POST)).answer()),
    );
    expect(answers.map(statusOf)).toEqual(answers.map(() => 200));
  });
});

describe('an https remote', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'is reached by %s through a tunnel, so that nobody reads along',
    async (name) => {
      const proxy = await listen();
      const rig = await start({ way: SECURE, env: { [name]: proxy.url() } });
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
      const authority = `127.0.0.1:${rig.upstream.port}`;
      expect(proxy.heads).toHaveLength(1);
      expect(proxy.heads[0]).toMatch(
        new RegExp(`^CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}(\r\nconnection: close)?$`),
      );
      expectForwarded(rig.upstream, { headers: FORWARDED_HEADERS, body: BODY });
    },
  );

  it('has the forward proxy’s credentials on the tunnel and nowhere else', async () => {
    const proxy = await listen();
    const rig = await start({ way: SECURE, env: { HTTPS_PROXY: proxy.url('user:pass-word') } });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(proxy.heads[0]).toContain(`Basic ${Buffer.from('user:pass-word').toString('base64')}`);
    expectForwarded(rig.upstream, { headers: FORWARDED_HEADERS, body: BODY });
    expect(rig.proxy.output).not.toContain('pass-word');
  });

  it('has them decoded, percent sign and all', async () => {
    const proxy = await listen();
    const rig = await start({ way: SECURE, env: { HTTPS_PROXY: proxy.url('user:50%25-off') } });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(proxy.heads[0]).toContain(`Basic ${Buffer.from('user:50%-off').toString('base64')}`);
  });

  it.each<[string, (socket: Socket) => void, number, string]>([
    ['403', (socket) => socket.end('HTTP/1.1 403 No\r\n\r\n'), 502, 'ERR_UPSTREAM_CONNECT'],
    ['407', (socket) => socket.end('HTTP/1.1 407 Who\r\n\r\n'), 502, 'ERR_UPSTREAM_CONNECT'],
    ['a hangup', (socket) => socket.end(), 502, 'ERR_UPSTREAM_CONNECT'],
    ['a reset', (socket) => socket.resetAndDestroy(), 502, 'ERR_UPSTREAM_CONNECT'],
    ['silence', () => {}, 504, 'ERR_UPSTREAM_CONNECT_TIMEOUT'],
  ])('that the forward proxy refuses with %s', async (_how, refuse, status, code) => {
    const proxy = await listen();
    proxy.refuse(refuse);
    const rig = await start({
      way: SECURE,
      env: { HTTPS_PROXY: proxy.url() },
      config: { limits: { connect_timeout_ms: 1000 } },
    });
    expectRpcError(await (await rig.send(POST)).answer(), status, code);
    expect(rig.upstream.received.toString()).toBe('');
  });
});

describe('an http remote', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('is reached by %s in absolute-form', async (name) => {
    const proxy = await listen();
    const rig = await start({ env: { [name]: proxy.url() } });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(proxy.requestLines).toEqual([`POST ${rig.upstream.origin}/mcp HTTP/1.1`]);
    expectForwarded(rig.upstream, { headers: FORWARDED_HEADERS, body: BODY });
  });

  it('has the forward proxy’s credentials with each request, and never the client’s', async () => {
    const proxy = await listen();
    const rig = await start({ env: { HTTP_PROXY: proxy.url('user:pass-word') } });
    const own = POST.replace('\r\n', '\r\nProxy-Authorization: Basic bWluZQ==\r\n');
    const client = await rig.send(own + own);
    expect(statusOf(await client.answer(2))).toBe(200);
    const authorization = `Basic ${Buffer.from('user:pass-word').toString('base64')}`;
    expect(rig.upstream.requests.map((request) => valuesOf(request, 'proxy-authorization'))).toEqual([
      [authorization],
      [authorization],
    ]);
    expect(rig.proxy.output).not.toContain('pass-word');
  });

  // A forward proxy may close a connection after an answer without having said so.
  it('costs a connection for each request, so that none is lost', async () => {
    const proxy = await listen();
    const rig = await start({ env: { HTTP_PROXY: proxy.url() } });
    const client = await rig.send(POST + POST + POST);
    expect(statusOf(await client.answer(3))).toBe(200);
    expect(proxy.heads).toHaveLength(3);
    for (const head of proxy.heads) expect(head).toMatch(/^connection: close$/im);
  });

  it.each<[string, (socket: Socket) => void, number, string]>([
    ['407', (socket) => socket.end('HTTP/1.1 407 Who\r\n\r\n'), 502, 'ERR_UPSTREAM_CONNECT'],
    ['a hangup', (socket) => socket.end(), 502, 'ERR_UPSTREAM_CLOSED'],
    ['a reset', (socket) => socket.resetAndDestroy(), 502, 'ERR_UPSTREAM_CLOSED'],
    ['silence', () => {}, 504, 'ERR_UPSTREAM_TIMEOUT'],
  ])('that the forward proxy refuses with %s', async (_how, refuse, status, code) => {
    const proxy = await listen();
    proxy.refuse(refuse);
    const rig = await start({
      env: { HTTP_PROXY: proxy.url() },
      config: { limits: { response_header_timeout_ms: 1000 } },
    });
    expectRpcError(await (await rig.send(POST)).answer(), status, code);
    expect(rig.upstream.received.toString()).toBe('');
  });

  it('gets a header of any name there as well, and what a client sends twice', async () => {
    const proxy = await listen();
    const rig = await start({
      env: { HTTP_PROXY: proxy.url() },
      config: { header_forward: { add_plaintext_headers: Object.fromEntries([['__proto__', 'odd-name']]) } },
    });
    const client = await rig.send(POST.replace('\r\n', '\r\nX-Twice: 1\r\nX-Twice: 2\r\nx-twice: 3\r\n'));
    expect(statusOf(await client.answer())).toBe(200);
    const [request] = rig.upstream.requests;
    expect(request && valuesOf(request, '__proto__')).toEqual(['odd-name']);
    expect(request && valuesOf(request, 'x-twice')).toEqual(['1', '2', '3']);
  });
});

describe('a forward proxy', () => {
  const ways: readonly [Way, string][] = [
    [SECURE, 'HTTPS_PROXY'],
    [PLAIN, 'HTTP_PROXY'],
  ];

  it.each(ways)('that speaks TLS itself, for a remote reached $name', async (way, name) => {
    const proxy = await listen(new ForwardProxy(readCredentials('good')));
    const config = { remote_ca_file: CA_FILE };
    const rig = await start({ way, config, env: { [name]: proxy.url() } });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(proxy.heads).toHaveLength(1);
  });

  it.each(ways)(
    'that cannot prove who it is, for a remote reached $name, is sent nothing',
    async (way, name) => {
      const proxy = await listen(new ForwardProxy(readCredentials('self-signed')));
      const rig = await start({ way, env: { [name]: proxy.url('user:pass-word') } });
      expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_TLS');
      expect(proxy.heads).toEqual([]);
    },
  );

  it.each(ways)('that is not there, for a remote reached $name', async (way, name) => {
    const rig = await start({ way, env: { [name]: `http://127.0.0.1:${await freePort()}` } });
    expectRpcError(await (await rig.send(POST)).answer(), 502, 'ERR_UPSTREAM_CONNECT');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_CONNECT', cause: 'ECONNREFUSED' });
  });

  it('that the other scheme’s variable names is not asked', async () => {
    const proxy = await listen();
    for (const [way, name] of [[SECURE, 'HTTP_PROXY'] as const, [PLAIN, 'HTTPS_PROXY'] as const]) {
      const rig = await start({ way, env: { [name]: proxy.url() } });
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    }
    expect(proxy.heads).toEqual([]);
  });

  it('answers for itself where it cannot reach an http remote', async () => {
    const proxy = await listen();
    proxy.refuse((socket) => socket.end('HTTP/1.1 504 Slow\r\nContent-Length: 2\r\n\r\nno'));
    const rig = await start({ env: { HTTP_PROXY: proxy.url() } });
    const answer = await (await rig.send(POST)).answer();
    expect([statusOf(answer), answer.body.toString()]).toEqual([504, 'no']);
  });
});

describe('NO_PROXY', () => {
  it.each(['127.0.0.1', '127.0.0.0/8', '*', 'other.example.com,127.0.0.1', 'other.example.com 127.0.0.1'])(
    '%s: directly',
    async (list) => {
      const proxy = await listen();
      const rig = await start({ env: { HTTP_PROXY: proxy.url(), NO_PROXY: list } });
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
      expect(proxy.heads).toEqual([]);
    },
  );

  it('that names others changes nothing', async () => {
    const proxy = await listen();
    const env = { HTTP_PROXY: proxy.url(), NO_PROXY: 'other.example.com,.example.org' };
    const rig = await start({ env });
    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(proxy.heads).toHaveLength(1);
  });
});

it('a client that asks for what is not there learns nothing of the forward proxy', async () => {
  const proxy = await listen();
  const rig = await start({ env: { HTTP_PROXY: proxy.url() } });
  const client = await rig.send('GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n');
  expectError(await client.answer(), 404, 'ERR_PROXY_NOT_FOUND');
  expect(proxy.heads).toEqual([]);
});
