/**
 * The attacker wants the injected headers to open something else on the remote's host than the MCP endpoint, by a path
 * that the proxy takes for the endpoint and the remote for another, or that the proxy tidies up into another.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectForwarded } from '../support/expect-forwarded';
import { statusOf, valuesOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

async function get(target: string, method = 'GET') {
  return (await rig.send(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).answer();
}

describe('answered by the proxy itself', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true }, remotePath: '/team/v1/mcp' });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('any other path is not found, and opens no connection', () => {
    it.each([
      '/',
      '/admin',
      '/team/v1',
      '/team/v1/mcp/admin',
      '/mcp/admin',
      '/mcp//',
      '//mcp',
      '/./mcp',
      '/mcp/.',
      '/mcp/..',
      '/mcp/../admin',
      '/team/v1/mcp/../../../admin',
      '/admin/../mcp',
      '/mcp/%2e%2e/admin',
      '/mcp/%2E%2E/admin',
      '/mcp/.%2e/admin',
      '/mcp/%252e%252e/admin',
      '/mcp%2f..%2fadmin',
      '/mcp%2Fadmin',
      '/mcp%5c..%5cadmin',
      '/mcp\\..\\admin',
      '\\mcp',
      '/\\mcp',
      '/mcp;/../admin',
      '/mcp;a=b',
      '/mcp;',
      '/mcp#',
      '/mcp#/../admin',
      '/mcp%23',
      '/mcp%3fa=b',
      '/mcp%00',
      '/mcp%0d%0aX-A:%20b',
      '/mcp%20',
      '/mcp.',
      '/mcp&a=b',
      '/MCP',
      '/Mcp',
      '/%6dcp',
      '/team%2fv1%2fmcp',
      '/team//v1/mcp',
      '/sse',
      '/health/../mcp',
      '/health/',
      '/Health',
      '///other.example.com/mcp',
      '@other.example.com/mcp',
    ])('%s', async (path) => {
      const answer = await get(path);
      // What is no request target at all (RFC 9112 section 3.2) is refused before it is looked up.
      expect(statusOf(answer)).toBe(path.startsWith('/') ? 404 : 400);
      expect(rig.upstream.connections).toEqual([]);
    });

    it('says where the endpoint is, and does not repeat what was asked for', async () => {
      const answer = await get('/admin?<script>');
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        error: { code: 'ERR_PROXY_NOT_FOUND', endpoint: '/mcp' },
      });
      expect(answer.body.toString()).not.toContain('script');
      expect(valuesOf(answer, 'content-type')).toEqual(['application/json']);
    });
  });

  describe('the health endpoint', () => {
    it.each(['/health', '/health?a=b', '/health?/../mcp'])('%s opens no connection either', async (path) => {
      expect(statusOf(await get(path))).toBe(200);
      expect(rig.upstream.connections).toEqual([]);
    });
  });
});

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true }, remotePath: '/team/v1/mcp' });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('the endpoint, in each of its spellings, leads to the path of the remote', () => {
    it.each(['/mcp', '/mcp/', '/team/v1/mcp', '/team/v1/mcp/'])('%s', async (path) => {
      expect(statusOf(await get(path))).toBe(200);
      expectForwarded(rig.upstream, { startLine: 'GET /team/v1/mcp' });
    });
  });

  // Some frameworks route by these headers.
  it.each(['X-Original-URL', 'X-Rewrite-URL', 'x_original_url'])(
    '%s does not reach the remote',
    async (name) => {
      await (await rig.send(`GET /mcp HTTP/1.1\r\nHost: localhost\r\n${name}: /admin\r\n\r\n`)).answer();
      expectForwarded(rig.upstream, { startLine: 'GET /team/v1/mcp' });
    },
  );
});
