/**
 * Web pages of allowed origins, and remotes that would let in others: who may ask and who may read is the proxy's own to
 * say (WHATWG Fetch section 3.3). Not a byte of a preflight, and no secret, goes to the remote.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import type { HttpMessage } from '../support/http-message';
import { BODY, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const ORIGIN = 'https://app.example.com';
const EXPOSED = 'Mcp-Session-Id, WWW-Authenticate, Retry-After';
const STREAM = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n';

describe.each(['streamable-http', 'sse'] as const)('%s', (transport) => {
  const endpoint = transport === 'sse' ? '/sse' : '/mcp';
  let rig: Rig;
  beforeAll(async () => {
    const config = { transport, allowed_origins: [ORIGIN], limits: { request_body_bytes: 1000 } } as const;
    rig = await createRig({ remotePath: endpoint, config, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  async function ask(method: string, path: string, fields = '', body = ''): Promise<HttpMessage> {
    const length = body === '' ? '' : `Content-Length: ${body.length}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ORIGIN}\r\n${fields}${length}\r\n`;
    return (await rig.send(head + body)).answer();
  }

  const preflight = (requested: string): string =>
    `Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: ${requested}\r\n`;

  function expectReadable(answer: HttpMessage): void {
    expect(valuesOf(answer, 'access-control-allow-origin')).toEqual([ORIGIN]);
    expect(valuesOf(answer, 'access-control-expose-headers')).toEqual([EXPOSED]);
    expect(valuesOf(answer, 'vary').join(', ')).toContain('Origin');
  }

  it.each([endpoint, '/messages?session=1', '/anywhere'])(
    'answers the preflight for %s itself',
    async (path) => {
      const answer = await ask('OPTIONS', path, preflight('content-type, mcp-session-id, authorization'));
      expect([statusOf(answer), answer.body.length]).toEqual([204, 0]);
      expect(valuesOf(answer, 'content-length')).toEqual([]);
      expect(valuesOf(answer, 'access-control-allow-origin')).toEqual([ORIGIN]);
      expect(valuesOf(answer, 'access-control-allow-methods')).toEqual(['GET, POST, DELETE']);
      expect(valuesOf(answer, 'access-control-allow-headers')).toEqual([
        'content-type, mcp-session-id, authorization',
      ]);
      expect(valuesOf(answer, 'access-control-max-age')).toEqual(['7200']);
      expect(rig.upstream.connections).toEqual([]);
    },
  );

  it.each(['x y', 'x-a\tx', '"', 'é', 'x'.repeat(5000)])(
    'does not repeat what is no field name: %j',
    async (name) => {
      const answer = await ask('OPTIONS', endpoint, preflight(name));
      expect(statusOf(answer)).toBe(204);
      expect(valuesOf(answer, 'access-control-allow-headers')).toEqual([]);
    },
  );

  it('lets a page read an answer of the remote, and nobody whom the remote would', async () => {
    rig.upstream.behave(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: 1\r\nAccess-Control-Allow-Origin: *\r\n' +
        'Access-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: X-Other\r\nVary: Accept\r\n' +
        'Content-Length: 2\r\n\r\n{}',
    );
    const answer = await ask('POST', endpoint, '', BODY);
    expect(answer.body.toString()).toBe('{}');
    expectReadable(answer);
    expect(valuesOf(answer, 'access-control-allow-credentials')).toEqual([]);
    expect(valuesOf(answer, 'vary').join(', ')).toContain('Accept');
  });

  it('lets a page read a stream from its head on', async () => {
    rig.upstream.behave((connection) => void connection.send(`${STREAM}: hello\n`));
    const client = await rig.send(`GET ${endpoint} HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ORIGIN}\r\n\r\n`);
    await client.receives(': hello\n');
    expect(client.received.toString()).toContain(`Access-Control-Allow-Origin: ${ORIGIN}\r\n`);
  });

  it('lets a page read our own errors', async () => {
    const missing = await ask('GET', '/nowhere');
    expectError(missing, 404, 'ERR_PROXY_NOT_FOUND');
    expectReadable(missing);
    const large = await ask('POST', endpoint, '', BODY.padEnd(2000));
    expect(statusOf(large)).toBe(413);
    expectReadable(large);
    rig.upstream.behave((connection) => void connection.socket.destroy());
    const failed = await ask('POST', endpoint, '', BODY);
    expect(statusOf(failed)).toBe(502);
    expectReadable(failed);
  });

  it('says nothing of it to whoever is no page, whatever the remote says', async () => {
    rig.upstream.behave(
      'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    );
    const client = await rig.send(
      `POST ${endpoint} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    const answer = await client.answer();
    expect(answer.headers.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
  });

  it('refuses the preflight of another origin, with nothing a browser would take for a yes', async () => {
    const head = `OPTIONS ${endpoint} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example.com\r\n`;
    const answer = await (await rig.send(`${head}${preflight('content-type')}\r\n`)).answer();
    expectError(answer, 403, 'ERR_PROXY_ORIGIN');
    expect(answer.headers.filter(([name]) => /^access-control-/i.test(name))).toEqual([]);
    expect(rig.upstream.connections).toEqual([]);
  });
});
