/**
 * The attacker wants a line break in something that is passed on to start a line of its own, in the request the remote
 * sees, in the answer another client sees, or in the log.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

const BREAKS = ['%0d%0a', '%0D%0A', '%0a', '%0d', '%00', '%E5%98%8A%E5%98%8D', '%c0%8a', '%250d%250a'];

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('an encoded line break', () => {
    it.each(BREAKS)('%s in the query stays as it was written', async (line) => {
      const query = `a=b${line}X-API-Key:%20mine${line}${line}`;
      await (await rig.send(`GET /mcp?${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).answer();
      expectForwarded(rig.upstream, { startLine: `GET /mcp?${query}` });
    });

    it.each(BREAKS)('%s in a value stays as it was written', async (line) => {
      const value = `b${line}X-API-Key: mine`;
      await (await rig.send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: ${value}\r\n\r\n`)).answer();
      expectForwarded(rig.upstream, { startLine: 'GET /mcp', headers: { 'x-a': value } });
    });
  });
});

describe('before there is a connection to the remote', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each(BREAKS)('an encoded line break in the path, %s, is not found', async (line) => {
    const client = await rig.send(`GET /mcp${line}X-API-Key:%20mine HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect(statusOf(await client.answer())).toBe(404);
    expect(rig.upstream.connections).toEqual([]);
  });

  describe('a raw line break', () => {
    it.each([
      ['LF in the query', 'GET /mcp?a=b\nX-API-Key: mine HTTP/1.1\r\nHost: localhost\r\n\r\n'],
      ['CR in the query', 'GET /mcp?a=b\rX-API-Key: mine HTTP/1.1\r\nHost: localhost\r\n\r\n'],
      ['LF in a value', 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: b\nX-API-Key: mine\r\n\r\n'],
      ['CR in a value', 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: b\rX-API-Key: mine\r\n\r\n'],
      ['CR in a name', 'GET /mcp HTTP/1.1\r\nHost: localhost\r\nX-A\rX-API-Key: mine\r\n\r\n'],
      ['LF in Host', 'GET /mcp HTTP/1.1\r\nHost: localhost\nX-API-Key: mine\r\n\r\n'],
      [
        'LF in Mcp-Session-Id',
        'GET /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: a\nX-API-Key: b\r\n\r\n',
      ],
    ])('%s is refused', async (_name, bytes) => {
      const client = await rig.send(bytes);
      expect(statusOf(await client.answer())).toBe(400);
      await client.closed();
      expect(rig.upstream.requests).toEqual([]);
    });
  });

  it('keeps every line of the log one JSON object, whatever is asked for', async () => {
    const evil = '%0a{"level":"info","msg":"forged"}';
    await (await rig.send(`GET /mcp?${evil} HTTP/1.1\r\nHost: localhost\r\nX-A: "\\u000a"\r\n\r\n`)).answer();
    for (const line of rig.proxy.output.split('\n').filter(Boolean))
      expect(JSON.parse(line)).toBeTypeOf('object');
    expect(rig.proxy.output).not.toContain('forged');
  });
});
