/** The older HTTP+SSE transport (MCP 2024-11-05): the remote tells on the stream where messages go. */
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../contract/run-config';
import { expectError, expectRpcError } from '../../support/expect-error';
import { statusOf, valuesOf } from '../../support/http-message';
import { SECRET_VALUE } from '../../support/proxy-process';
import type { UpstreamConnection } from '../../support/raw-upstream';
import { BODY, createRig } from '../../support/rig';
import type { Rig } from '../../support/rig';

const STREAM_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n';

function post(path: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
}

function get(path = '/sse', fields = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n${fields}\r\n`;
}

/** One proxy for all tests that need the same. */
const rigs = new Map<string, Rig>();
afterEach(() => {
  for (const { proxy, upstream } of rigs.values()) {
    upstream.reset();
    expect(proxy.exited).toBe(false);
  }
});
afterAll(async () => {
  for (const rig of rigs.values()) {
    rig.expectSecretKept();
    await rig.close();
  }
});

/** A proxy for a remote that announces `endpoint` on its streams and accepts every message. */
async function sseRig(endpoint: string, config: Partial<RunConfig> = {}, remotePath = '/sse'): Promise<Rig> {
  const key = JSON.stringify([endpoint, config, remotePath]);
  const rig = rigs.get(key) ?? (await createRig({ remotePath, config: { transport: 'sse', ...config } }));
  rigs.set(key, rig);
  rig.upstream.behave(announcing(endpoint));
  return rig;
}

function announcing(endpoint: string) {
  return async (connection: UpstreamConnection): Promise<void> => {
    const { startLine } = await connection.wholeRequest();
    connection.send(
      startLine.startsWith('POST')
        ? 'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n'
        : `${STREAM_HEAD}event: endpoint\ndata: ${endpoint}\n\n`,
    );
  };
}

/** What a client is told when it opens a stream. */
async function announced(rig: Rig, path = '/sse', fields = ''): Promise<string> {
  const client = await rig.send(get(path, fields));
  await client.receives('\n\n');
  return /data: (.*)\n/.exec(client.received.toString())?.[1] ?? '';
}

describe('the announced endpoint', () => {
  it.each<[string, string, Partial<RunConfig>, string]>([
    ['a path', '/messages?session=1', {}, '/messages?session=1'],
    ['a relative path', 'messages?session=1', {}, '/messages?session=1'],
    ['a query alone', '?session=1', {}, '/sse?session=1'],
    ['with a prefix', '/messages?session=1', { endpoint_prefix: '/team-a' }, '/team-a/messages?session=1'],
  ])('%s: %s', async (_what, endpoint, config, expected) => {
    expect(await announced(await sseRig(endpoint, config))).toBe(expected);
  });

  it('absolute, on the origin of the remote', async () => {
    const rig = await sseRig('placeholder');
    rig.upstream.behave((connection) => {
      connection.send(`${STREAM_HEAD}event: endpoint\r\ndata: ${rig.upstream.origin}/m?s=1\r\n\r\n`);
    });
    const client = await rig.send(get());
    await client.receives('event: endpoint\r\ndata: /m?s=1\r\n\r\n');
  });

  it.each([
    'https://evil.example.com/messages',
    '//evil.example.com/messages',
    'http://127.0.0.1:1/messages',
    'http://127.0.0.1@evil.example.com/',
    'javascript:alert(1)',
    '\\\\evil.example.com/messages',
    '/.//evil.example.com/messages',
    'blob:http://evil.example.com/messages',
    'http://[bad',
  ])('on another origin is refused: %s', async (endpoint) => {
    const rig = await sseRig('placeholder');
    rig.upstream.behave(announcing(endpoint));
    const client = await rig.send(get());
    await client.closed();
    expect(client.received.toString()).not.toContain('endpoint\n');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_ENDPOINT' });
    expect(rig.proxy.output).not.toContain('evil');
  });

  it('within a blob: URL of the remote’s own origin is refused', async () => {
    const rig = await sseRig('placeholder');
    rig.upstream.behave(announcing(`blob:${rig.upstream.origin}/messages`));
    const client = await rig.send(get());
    await client.closed();
    expect(client.received.toString()).not.toContain('endpoint\n');
    await rig.proxy.logs({ code: 'ERR_UPSTREAM_ENDPOINT' });
  });

  it.each([
    'text/event-stream,',
    'text/event-stream\t',
    'TEXT/EVENT-STREAM ; charset=utf-8',
    'text/html, text/event-stream',
    'application/json',
    'text/plain',
  ])('in an answer of the type %j is rewritten too: some client believes it', async (contentType) => {
    const rig = await sseRig('placeholder', { endpoint_prefix: '/team-a' });
    rig.upstream.behave(
      `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nConnection: close\r\n\r\nevent: endpoint\ndata: /m\n\n`,
    );
    const client = await rig.send(get());
    await client.receives('data: /team-a/m\n\n');
  });

  it('in an answer that is no success is rewritten too', async () => {
    const rig = await sseRig('placeholder');
    rig.upstream.behave(
      'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nevent: endpoint\ndata: //evil.example.com/\n\n',
    );
    const client = await rig.send(get());
    await client.closed();
    expect(client.received.toString()).not.toContain('evil');
  });

  it('that the stream ends in the middle of is one for some clients', async () => {
    const rig = await sseRig('placeholder', { endpoint_prefix: '/team-a' });
    rig.upstream.behave((connection) => {
      connection.send(`${STREAM_HEAD}event: endpoint\ndata: /m`);
      connection.socket.end();
    });
    const client = await rig.send(get());
    await client.receives('data: /team-a/m');
  });

  it('relative, is relative to the path that answered after a redirect', async () => {
    const rig = await sseRig('placeholder', {}, '/v1/sse');
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      const moved =
        'HTTP/1.1 307 Temporary Redirect\r\nLocation: /v2/deeper/sse?a=b\r\nContent-Length: 0\r\n\r\n';
      connection.send(
        startLine.includes('/v1/') ? moved : `${STREAM_HEAD}event: endpoint\ndata: messages?s=1\n\n`,
      );
    });
    expect(await announced(rig)).toBe('/v2/deeper/messages?s=1');
    rig.upstream.behave('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    expect(statusOf(await (await rig.send(post('/v2/deeper/messages?s=1'))).answer())).toBe(202);
  });

  const forwarded =
    'X-Forwarded-Host: mcp.example.com\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /team-a\r\n';

  it('follows X-Forwarded-* of a router that is trusted', async () => {
    const rig = await sseRig('/m?s=1', { trust_proxy_headers: true });
    expect(await announced(rig, '/sse', forwarded)).toBe('https://mcp.example.com/team-a/m?s=1');
  });

  it('follows X-Forwarded-* of nobody else', async () => {
    expect(await announced(await sseRig('/m?s=1'), '/sse', forwarded)).toBe('/m?s=1');
  });

  it('in a compressed stream is rewritten in one without coding', async () => {
    const rig = await sseRig('placeholder', { endpoint_prefix: '/team-a' });
    rig.upstream.behave((connection) => {
      const events = gzipSync('event: endpoint\ndata: /m?s=1\n\ndata: {"a":1}\n\n');
      const head = `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n`;
      connection.send(`${head}Content-Length: ${events.length}\r\n\r\n`).send(events);
    });
    const client = await rig.send(get('/sse', 'Accept-Encoding: gzip\r\n'));
    await client.receives('data: /team-a/m?s=1\n\ndata: {"a":1}\n\n');
    const answer = await client.answer();
    expect(answer.complete).toBe(true);
    expect(valuesOf(answer, 'content-encoding')).toEqual([]);
  });

  it('longer or shorter than before leaves no byte too many on the connection', async () => {
    const rig = await sseRig('placeholder', { endpoint_prefix: '/a-prefix-of-some-length' });
    const events = 'event: endpoint\ndata: /m?s=1\n\n';
    rig.upstream.behave(
      `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: ${events.length}\r\n\r\n${events}`,
    );
    const client = await rig.send(get());
    const answer = await client.answer();
    expect(answer.body.toString()).toBe(events.replace('/m', '/a-prefix-of-some-length/m'));
    client.send(get('/nowhere'));
    expectError(await client.answer(2), 404, 'ERR_PROXY_NOT_FOUND');
  });
});

describe('messages', () => {
  it.each(['/sse', '/sse/', '/events', '/events/'])(
    '%s opens a stream at the remote’s own path, query and all',
    async (path) => {
      const rig = await sseRig('/m?s=1', {}, '/events?tenant=1');
      await announced(rig, path);
      expect(rig.upstream.requests[0]?.startLine).toBe('GET /events?tenant=1 HTTP/1.1');
    },
  );

  it.each([
    ['', '/messages?session=1'],
    ['/team-a', '/team-a/messages?session=1'],
    ['/team-a', '/messages?session=1'],
  ])('with the prefix %j go where the remote said: %s', async (prefix, path) => {
    const rig = await sseRig('/messages?session=1', prefix === '' ? {} : { endpoint_prefix: prefix });
    await announced(rig);
    const answer = await (await rig.send(post(path))).answer();
    expect(statusOf(answer)).toBe(202);
    const message = rig.upstream.requests.find(({ startLine }) => startLine.startsWith('POST'));
    expect(message?.startLine).toBe('POST /messages?session=1 HTTP/1.1');
    expect(message?.body.toString()).toBe(BODY);
    expect(message && valuesOf(message, 'x-api-key')).toEqual([SECRET_VALUE]);
  });

  it('at a replica that never saw the stream arrive as well', async () => {
    const rig = await sseRig('/messages?session=other');
    const answer = await (await rig.send(post('/messages?session=1'))).answer();
    expect(statusOf(answer)).toBe(202);
    expect(rig.upstream.requests.map(({ startLine }) => startLine)).toEqual([
      'GET /sse HTTP/1.1',
      'POST /messages?session=1 HTTP/1.1',
    ]);
    expect(valuesOf(rig.upstream.requests[0] as never, 'x-api-key')).toEqual([SECRET_VALUE]);
    await expect.poll(() => rig.upstream.connections[0]?.ended).toBe(true);
  });

  it('at a replica that never saw the stream arrive where a redirect leads to it', async () => {
    const rig = await sseRig('placeholder', {}, '/v3/sse');
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      const moved = 'HTTP/1.1 307 Temporary Redirect\r\nLocation: /v4/sse/\r\nContent-Length: 0\r\n\r\n';
      if (startLine.startsWith('GET /v3/')) connection.send(moved);
      else if (startLine.startsWith('GET')) connection.send(`${STREAM_HEAD}event: endpoint\ndata: m?s=1\n\n`);
      else connection.send('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    });
    expect(statusOf(await (await rig.send(post('/v4/sse/m?s=1'))).answer())).toBe(202);
    expect(rig.upstream.requests.map(({ startLine }) => startLine)).toEqual([
      'GET /v3/sse HTTP/1.1',
      'GET /v4/sse/ HTTP/1.1',
      'POST /v4/sse/m?s=1 HTTP/1.1',
    ]);
  });

  it.each(['/messages', '/admin', '/', '/sse/../messages?x=1', '/MESSAGES?session=1'])(
    'to %s, which the remote did not announce, are not found',
    async (path) => {
      const rig = await sseRig('/m?session=1');
      await announced(rig);
      const before = rig.upstream.connections.length;
      expectRpcError(await (await rig.send(post(path))).answer(), 404, 'ERR_PROXY_NOT_FOUND');
      expect(rig.upstream.connections).toHaveLength(before);
    },
  );

  it.each(['GET', 'DELETE'])('are posted: %s on the announced path is not found', async (method) => {
    const rig = await sseRig('/m?session=1');
    await announced(rig);
    const client = await rig.send(`${method} /m?session=1 HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expectError(await client.answer(), 404, 'ERR_PROXY_NOT_FOUND');
  });

  it('of every session arrive, also where each session has a path of its own', async () => {
    const rig = await sseRig('placeholder');
    for (let session = 0; session < 70; session++) {
      rig.upstream.behave(announcing(`/messages/${session}`));
      const path = await announced(rig);
      const answer = await (await rig.send(post(path))).answer();
      expect([path, statusOf(answer)]).toEqual([`/messages/${session}`, 202]);
    }
  });
});

describe('a stream', () => {
  it('passes comments and events on as they come', async () => {
    const rig = await sseRig('placeholder');
    rig.upstream.behave((connection) => {
      connection.send(`${STREAM_HEAD}: hello\n`);
    });
    const client = await rig.send(get());
    await client.receives(': hello\n');
    (await rig.upstream.connection()).send('data: 1\n\n');
    await client.receives('data: 1\n\n');
  });

  it('is what a client asks for with GET; the answer to a message passes as it is', async () => {
    const rig = await sseRig('/messages?session=1', { endpoint_prefix: '/p' });
    await announced(rig);
    const body = 'event: endpoint\ndata: /m\n\n';
    rig.upstream.behave(
      `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const answer = await (await rig.send(post('/messages?session=1'))).answer();
    expect(answer.body.toString()).toBe(body);
    expect(valuesOf(answer, 'content-length')).toEqual([String(body.length)]);
  });
});
