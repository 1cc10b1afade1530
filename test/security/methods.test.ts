/**
 * The attacker wants to turn the connection into something that is not HTTP requests to the endpoint: a tunnel
 * (CONNECT), another protocol (Upgrade, h2c), or an echo of what the proxy adds (TRACE).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf, valuesOf } from '../support/http-message';
import { BODY, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

describe('answered by the proxy itself', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('CONNECT', () => {
    it.each(['other.example.com:443', 'localhost:80', '127.0.0.1:22', 'localhost/mcp', '/mcp'])(
      'opens no tunnel to %s',
      async (target) => {
        const client = await rig.send(`CONNECT ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n${POST}`);
        await client.closed();
        expect(client.received.toString('latin1')).not.toContain(' 200 ');
        expect(rig.upstream.connections).toEqual([]);
      },
    );
  });

  describe('a method that is not MCP’s', () => {
    it.each(['TRACE', 'PUT', 'PATCH', 'PROPFIND', 'PURGE', 'LINK', 'QUERY', 'SOURCE', 'M-SEARCH'])(
      '%s is refused, with a list of those that are',
      async (method) => {
        const client = await rig.send(`${method} /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n\r\n`);
        const answer = await client.answer();
        expect(statusOf(answer)).toBe(405);
        expect(valuesOf(answer, 'allow')).toEqual(['POST, GET, DELETE, HEAD, OPTIONS']);
        expect(answer.body.toString()).not.toContain('X-A');
        expect(rig.upstream.connections).toEqual([]);
      },
    );

    it('cannot be named in a header', async () => {
      const client = await rig.send(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: TRACE\r\nContent-Length: 0\r\n\r\n`,
      );
      expect(statusOf(await client.answer())).toBe(200);
      expect(rig.upstream.requests[0]?.startLine).toBe('POST /mcp HTTP/1.1');
    });
  });

  describe('HTTP/2 with prior knowledge', () => {
    it.each([
      ['the whole preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'],
      ['frames alone', '\0\0\0\x04\0\0\0\0\0'],
    ])('%s is refused', async (_name, bytes) => {
      const client = await rig.send(bytes);
      await client.closed();
      expect(client.answers().map(statusOf)).toEqual([400]);
      expect(rig.upstream.connections).toEqual([]);
    });

    it('TLS is refused', async () => {
      const client = await rig.send('\x16\x03\x01\0\x05\x01\0\0\x01\0');
      await client.closed();
      expect(rig.upstream.connections).toEqual([]);
    });
  });
});

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('Upgrade', () => {
    const WEBSOCKET = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n';

    it.each([
      ['websocket', WEBSOCKET],
      ['h2c', H2C],
      ['TLS', 'Connection: Upgrade\r\nUpgrade: TLS/1.2\r\n'],
      ['without Connection', 'Upgrade: websocket\r\n'],
    ])('to %s is not passed on', async (_name, headers) => {
      const client = await rig.send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
      expect(statusOf(await client.answer())).toBe(200);
      expectForwarded(rig.upstream, { startLine: 'GET /mcp' });
    });

    // Java's HttpClient and `curl --http2` offer h2c with their first request and go on with HTTP/1.1 when it is ignored.
    it.each([
      ['GET', ''],
      ['POST', BODY],
    ])('to h2c with a %s leaves the connection good for the next request', async (method, body) => {
      const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
      const client = await rig.send(
        `${method} /mcp HTTP/1.1\r\nHost: localhost\r\n${H2C}${length}\r\n${body}`,
      );
      expect(statusOf(await client.answer(1))).toBe(200);
      client.send(POST);
      expect(statusOf(await client.answer(2))).toBe(200);
      expect(rig.upstream.requests.map((request) => request.body.toString())).toEqual([body, BODY]);
    });

    it('is not believed when the remote answers 101', async () => {
      rig.upstream.behave((connection) => {
        connection.send(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x01a',
        );
      });
      const client = await rig.send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${WEBSOCKET}\r\n`);
      expect(statusOf(await client.answer())).toBe(502);
      expect(client.received.toString('latin1')).not.toContain('101');
    });
  });
});
