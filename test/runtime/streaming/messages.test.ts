/** What goes in comes out: methods, statuses, framing and bytes of single messages. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../../support/expect-forwarded';
import { statusOf, valuesOf } from '../../support/http-message';
import { BODY, createRig, POST } from '../../support/rig';
import type { Rig } from '../../support/rig';
import { WAYS } from '../../support/ways';

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a request', () => {
    it.each(['GET', 'DELETE', 'OPTIONS', 'POST'])('%s without a body', async (method) => {
      const client = await rig.send(
        `${method} /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: s1\r\n\r\n`,
      );
      expect(statusOf(await client.answer())).toBe(200);
      expectForwarded(rig.upstream, { startLine: `${method} /mcp`, headers: { 'mcp-session-id': 's1' } });
    });

    it('HEAD, whose answer has the length of a body and none', async () => {
      rig.upstream.behave('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: a/b\r\n\r\n');
      const client = await rig.send('HEAD /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const answer = await client.answerToHead();
      expect(valuesOf(answer, 'content-length')).toEqual(['1000']);
      client.send('GET /mcp?after HTTP/1.1\r\nHost: localhost\r\n\r\n');
      rig.upstream.behave('HTTP/1.1 204 No Content\r\n\r\n');
      await client.receives('204 No Content');
      expect(client.received.subarray(answer.size).toString()).toMatch(/^HTTP\/1\.1 204/);
    });

    it.each(['PUT', 'PATCH', 'TRACE', 'PROPFIND'])(
      '%s is not part of MCP, and goes nowhere',
      async (method) => {
        const client = await rig.send(`${method} /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        const answer = await client.answer();
        expect(statusOf(answer)).toBe(405);
        expect(valuesOf(answer, 'allow')).toEqual(['POST, GET, DELETE, HEAD, OPTIONS']);
        expect(rig.upstream.connections).toEqual([]);
      },
    );

    it('with a body of declared length, in one piece', async () => {
      const client = await rig.send(POST);
      await client.answer();
      expectForwarded(rig.upstream, {
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        body: BODY,
      });
      expect(valuesOf(rig.upstream.requests[0] as never, 'content-length')).toEqual([String(BODY.length)]);
    });

    it('with a body of undeclared length', async () => {
      const client = await rig.send(
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n',
      );
      await client.answer();
      expectForwarded(rig.upstream, { body: 'abcdefg' });
    });

    it('with every octet in its body', async () => {
      const body = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256));
      const client = await rig.send(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: x-own\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      client.send(body);
      await client.answer();
      expect(rig.upstream.requests[0]?.body.equals(body)).toBe(true);
    });

    it('of the protocol to come: unknown fields as written', async () => {
      const client = await rig.send(
        'GET /mcp HTTP/1.1\r\nhost: localhost\r\nMcp-Param-Region: eu\r\nMCP-protocol-VERSION: 2026-07-28\r\nLast-Event-ID: 7\r\n\r\n',
      );
      await client.answer();
      expect(rig.upstream.received.toString('latin1')).toContain(
        'Mcp-Param-Region: eu\r\nMCP-protocol-VERSION: 2026-07-28\r\nLast-Event-ID: 7\r\n',
      );
    });
  });

  describe('an answer', () => {
    const get = 'GET /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n';

    it.each([200, 201, 202, 400, 403, 404, 405, 406, 409, 415, 429, 500, 502, 503, 599])(
      '%i passes with its reason, fields and body as they are',
      async (status) => {
        const body = `{"status":${status},"detail":"\u00e9"}`;
        rig.upstream.behave(
          `HTTP/1.1 ${status} Some Reason\r\nX-B: 2\r\nX-a: 1\r\nRetry-After: 9\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
        const answer = await (await rig.send(get)).answer();
        expect(answer.startLine).toBe(`HTTP/1.1 ${status} Some Reason`);
        expect(answer.headers.slice(0, 3)).toEqual([
          ['X-B', '2'],
          ['X-a', '1'],
          ['Retry-After', '9'],
        ]);
        expect(answer.body.toString('latin1')).toBe(body);
      },
    );

    it('401 passes when no credential of the proxy’s own is in question', async () => {
      rig.upstream.behave(
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n',
      );
      const answer = await (await rig.send(get)).answer();
      expect(statusOf(answer)).toBe(401);
      expect(valuesOf(answer, 'www-authenticate')).toEqual(['Bearer']);
    });

    it.each([
      ['204 No Content', 'ETag: "a"'],
      ['304 Not Modified', 'ETag: "a"'],
      ['304 Not Modified', 'Content-Length: 500'],
    ])('%s with %s has no body, and the connection goes on', async (status, field) => {
      rig.upstream.behave(`HTTP/1.1 ${status}\r\n${field}\r\n\r\n`);
      const client = await rig.send(get);
      const answer = await client.answer();
      expect(answer.startLine).toBe(`HTTP/1.1 ${status}`);
      expect(valuesOf(answer, 'transfer-encoding')).toEqual([]);
      rig.upstream.behave('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      client.send(get);
      expect((await client.answer(2)).body.toString()).toBe('ok');
    });

    // RFC 9110 section 8.6: a server MUST NOT send Content-Length with it, whatever the remote did.
    it.each(['0', '5'])('204 goes out without the remote’s Content-Length of %s', async (length) => {
      rig.upstream.behave(`HTTP/1.1 204 No Content\r\nContent-Length: ${length}\r\n\r\n`);
      const client = await rig.send(get);
      const answer = await client.answer();
      expect(answer.startLine).toBe('HTTP/1.1 204 No Content');
      expect(valuesOf(answer, 'content-length')).toEqual([]);
      rig.upstream.behave('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      client.send(get);
      expect((await client.answer(2)).body.toString()).toBe('ok');
    });

    it('202 without a body, as every notification gets', async () => {
      rig.upstream.behave('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
      const answer = await (await rig.send(POST)).answer();
      expect([statusOf(answer), answer.body.length]).toEqual([202, 0]);
    });

    it.each([
      ['gzip', gzipSync('{"a":1}')],
      ['br', brotliCompressSync('{"a":1}')],
      ['invented', Buffer.from([0, 1, 2, 255])],
    ])('coded with %s keeps its bytes', async (coding, body) => {
      rig.upstream.behave(async (connection) => {
        await connection.wholeRequest();
        connection.send(
          `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
        );
        connection.send(body);
      });
      const answer = await (await rig.send(get)).answer();
      expect(valuesOf(answer, 'content-encoding')).toEqual([coding]);
      expect(answer.body.equals(body)).toBe(true);
    });

    it('in chunks keeps its trailers', async () => {
      rig.upstream.behave(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 6\r\n\r\n',
      );
      const client = await rig.send(get);
      const answer = await client.answer();
      expect(answer.body.toString()).toBe('abc');
      expect(client.received.toString()).toMatch(/\r\n0\r\nX-Sum: 6\r\n\r\n$/);
    });

    it('without any framing ends with the connection to the remote', async () => {
      rig.upstream.behave(async (connection) => {
        await connection.wholeRequest();
        connection.send('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end');
        connection.socket.end();
      });
      const answer = await (await rig.send(get)).answer();
      expect(answer.complete).toBe(true);
      expect(answer.body.toString()).toBe('to the end');
    });

    it('says nothing of the connection to the remote', async () => {
      rig.upstream.behave(
        'HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=1\r\nX-Hop: 1\r\n' +
          'Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nAlt-Svc: h3=":443"\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n',
      );
      const answer = await (await rig.send(get)).answer();
      const names = answer.headers.map(([name]) => name.toLowerCase());
      expect(names).toContain('x-stays');
      for (const gone of ['x-hop', 'proxy-authenticate', 'upgrade', 'alt-svc'])
        expect(names).not.toContain(gone);
      expect(valuesOf(answer, 'keep-alive')).not.toContain('timeout=1');
    });

    it('before all of the request was read leaves the connection usable, or ends it', async () => {
      rig.upstream.behave((connection) => {
        connection.send('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
      });
      const client = await rig.send(
        'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\nabc',
      );
      expect(statusOf(await client.answer())).toBe(413);
      rig.upstream.behave('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      client.send('x'.repeat(299_997) + get);
      await expect
        .poll(() => client.ending !== 'open' || client.answers().length === 2, { timeout: 5000 })
        .toBe(true);
    });
  });

  describe('interim answers', () => {
    it('103 passes on before the final answer', async () => {
      rig.upstream.behave(async (connection) => {
        await connection.wholeRequest();
        connection.send('HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nX-Hint: 1\r\n\r\n');
      });
      const client = await rig.send(POST);
      await client.receives('HTTP/1.1 103 Early Hints\r\n');
      await client.receives('X-Hint: 1\r\n\r\n');
      (await rig.upstream.connection()).send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      expect((await client.answer()).body.toString()).toBe('ok');
    });

    it('100 is the proxy’s own: it asks for the body once it knows where to send it', async () => {
      const head = POST.slice(0, POST.indexOf('\r\n\r\n'));
      const client = await rig.send(`${head}\r\nExpect: 100-continue\r\n\r\n`);
      await client.receives('HTTP/1.1 100 Continue\r\n\r\n');
      client.send(BODY);
      expect(statusOf(await client.answer())).toBe(200);
      const [request] = rig.upstream.requests;
      expect(request?.body.toString()).toBe(BODY);
      expect(request && valuesOf(request, 'expect')).toEqual([]);
    });

    it('100 is not said where nothing is', async () => {
      const client = await rig.send(
        'POST /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n',
      );
      expect(statusOf(await client.answer())).toBe(404);
      expect(client.received.toString()).not.toContain('100 Continue');
      expect(rig.upstream.connections).toEqual([]);
    });
  });
});
