/**
 * The attacker wants a request line or Host to mean one thing to the proxy and another to the remote, or to whatever
 * logs and routes in between (RFC 9112 section 3).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

async function statusOfAnswerTo(bytes: string): Promise<number> {
  return statusOf(await (await rig.send(bytes)).answer());
}

describe('answered by the proxy itself', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('a request line that is refused', () => {
    it.each([
      ['HTTP/0.9', 'GET /mcp'],
      ['HTTP/1.2', 'GET /mcp HTTP/1.2'],
      ['HTTP/1.10', 'GET /mcp HTTP/1.10'],
      ['HTTP/2.0', 'GET /mcp HTTP/2.0'],
      ['another protocol', 'GET /mcp ICE/1.0'],
      ['a protocol in lower case', 'GET /mcp http/1.1'],
      ['a method in lower case', 'get /mcp HTTP/1.1'],
      ['an unknown method', 'FETCH /mcp HTTP/1.1'],
      ['tabs for spaces', 'GET\t/mcp\tHTTP/1.1'],
      ['a space in the target', 'GET /mcp /mcp HTTP/1.1'],
      ['a control character in the query', 'GET /mcp?a=\x01 HTTP/1.1'],
      ['a NUL in the path', 'GET /mcp\0 HTTP/1.1'],
      ['a byte outside US-ASCII in the query', 'GET /mcp?a=\xe9 HTTP/1.1'],
    ])('%s', async (_name, line) => {
      const client = await rig.send(`${line}\r\nHost: localhost\r\n\r\n`);
      expect(statusOf(await client.answer())).toBe(400);
      await client.closed();
      expect(rig.upstream.requests).toEqual([]);
    });

    it('HTTP/0.9 without any header', async () => {
      const client = await rig.send('GET /mcp\r\n\r\n');
      await client.closed();
      expect(rig.upstream.requests).toEqual([]);
    });
  });

  describe('a target that is not a path', () => {
    it.each([
      ['absolute, of the same host', 'http://localhost/mcp'],
      ['absolute, of another host', 'http://other.example.com/mcp'],
      ['absolute, of a metadata service', 'http://169.254.169.254/mcp'],
      ['absolute, with credentials', 'http://a:b@localhost/mcp'],
      ['absolute, with another scheme', 'file:///mcp'],
      ['without a scheme', '//other.example.com/mcp'],
      ['the server as a whole', '*'],
    ])('%s, is not found', async (_name, target) => {
      expect(await statusOfAnswerTo(`OPTIONS ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toBe(404);
      expect(rig.upstream.connections).toEqual([]);
    });
  });

  describe('Host', () => {
    it.each([
      ['none', '', 400],
      ['two, the same', 'Host: localhost\r\nHost: localhost\r\n', 400],
      ['two, the second another', 'Host: localhost\r\nHost: other.example.com\r\n', 400],
      ['two, the first another', 'Host: other.example.com\r\nHost: localhost\r\n', 400],
      ['another host', 'Host: other.example.com\r\n', 421],
      ['a list', 'Host: localhost, other.example.com\r\n', 421],
      ['with credentials', 'Host: localhost@other.example.com\r\n', 421],
      ['with a path', 'Host: localhost/other.example.com\r\n', 421],
      ['with a name that only begins well', 'Host: localhost.other.example.com\r\n', 421],
      ['an address that only begins well', 'Host: 127.0.0.1.other.example.com\r\n', 421],
      ['empty', 'Host: \r\n', 421],
    ])('%s', async (_name, hosts, status) => {
      expect(await statusOfAnswerTo(`GET /mcp HTTP/1.1\r\n${hosts}\r\n`)).toBe(status);
      expect(rig.upstream.connections).toEqual([]);
    });
  });
});

describe.each(WAYS)('Host, $name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('is always the remote’s on the way out', async () => {
    expect(await statusOfAnswerTo('GET /mcp HTTP/1.1\r\nHost: LOCALHOST:1234\r\n\r\n')).toBe(200);
    expectForwarded(rig.upstream, { startLine: 'GET /mcp' });
  });

  it.each(['X-Forwarded-Host', 'X_Forwarded_Host', 'X-Host', 'Forwarded'])(
    'cannot be given under another name (%s)',
    async (name) => {
      const value = 'host=other.example.com';
      await statusOfAnswerTo(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${name}: ${value}\r\n\r\n`);
      const passed = name === 'X-Host' ? { 'x-host': value } : {};
      expectForwarded(rig.upstream, { startLine: 'GET /mcp', headers: passed });
    },
  );
});
