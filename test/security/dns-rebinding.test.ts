/**
 * A web page wants its script to use the proxy of whoever looks at it: directly, from another site, or by a name of
 * its own that it has rebound to 127.0.0.1 (MCP transports, "Security Warning"). Nothing reaches the remote.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import { BODY, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({
    bystander: { calls: true },
    config: { allowed_origins: ['https://app.example.com'] },
  });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

async function ask(method: string, headers: string) {
  const body = method === 'POST' ? BODY : '';
  const length = `Content-Length: ${body.length}\r\n`;
  return (await rig.send(`${method} /mcp HTTP/1.1\r\n${headers}\r\n${length}\r\n${body}`)).answer();
}

describe('a page of another site', () => {
  it.each([
    'Origin: https://other.example.com',
    'Origin: null',
    'Origin: ',
    'Origin: file://',
    'Origin: http://localhost.other.example.com',
    'Origin: http://127.0.0.1.other.example.com',
    'Origin: http://other.example.com/localhost',
    'Origin: http://localhost@other.example.com',
    'Origin: http://localhost:80@other.example.com',
    'Origin: https://app.example.com.other.example.com',
    'Origin: https://app.example.com:8443',
    'Origin: http://app.example.com',
    'Origin: https://app.example.com, https://other.example.com',
    'Origin: https://app.example.com https://other.example.com',
    'Origin: https://app.example.com\r\nOrigin: https://other.example.com',
    'Origin: https://other.example.com\r\nOrigin: https://app.example.com',
    'ORIGIN: https://other.example.com',
  ])('%s', async (origin) => {
    for (const method of ['POST', 'GET', 'OPTIONS', 'DELETE']) {
      const answer = await ask(method, `Host: localhost\r\n${origin}`);
      const expectRefusal = method === 'POST' ? expectRpcError : expectError;
      expectRefusal(answer, 403, 'ERR_PROXY_ORIGIN');
      expect(valuesOf(answer, 'access-control-allow-origin')).toEqual([]);
    }
    expect(rig.upstream.connections).toEqual([]);
  });
});

describe('a name rebound to this address', () => {
  it.each([
    'other.example.com',
    'other.example.com:8080',
    'localhost.other.example.com',
    '127.0.0.1.example.com',
  ])('%s, with an Origin to match or none', async (host) => {
    for (const headers of [`Host: ${host}`, `Host: ${host}\r\nOrigin: http://${host}`]) {
      expectRpcError(await ask('POST', headers), 421, 'ERR_PROXY_MISDIRECTED');
    }
    expect(rig.upstream.connections).toEqual([]);
  });
});

describe('who may', () => {
  it.each([
    'Host: localhost',
    'Host: 127.0.0.1:8080',
    'Host: [::1]:8080',
    'Host: localhost\r\nOrigin: https://app.example.com',
    'Host: localhost\r\nOrigin: http://localhost:6274',
    'Host: 127.0.0.1\r\nOrigin: http://127.0.0.1',
  ])('%s', async (headers) => {
    expect(statusOf(await ask('POST', headers))).toBe(200);
  });
});
