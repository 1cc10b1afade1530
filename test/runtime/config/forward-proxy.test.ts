import { describe, expect, it } from 'vitest';
import { resolveForwardProxy } from '../../../runtime/src/config/forward-proxy';

const HTTPS = 'https://mcp.example.com/mcp';
const HTTP = 'http://mcp.example.com/mcp';
const PROXY = 'http://proxy.example.com:3128';

function proxyOf(remoteUrl: string, env: Record<string, string>): unknown {
  const { proxy, issues } = resolveForwardProxy(remoteUrl, env);
  expect(issues).toEqual([]);
  return proxy && { origin: proxy.origin, authorization: proxy.authorization?.reveal() };
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

describe('which variable counts', () => {
  const other = 'http://other.example.com:3128';
  it.each<[string, Record<string, string>, string | undefined]>([
    [HTTPS, { HTTPS_PROXY: PROXY }, PROXY],
    [HTTPS, { https_proxy: PROXY }, PROXY],
    [HTTPS, { https_proxy: PROXY, HTTPS_PROXY: other }, PROXY],
    [HTTPS, { https_proxy: '', HTTPS_PROXY: PROXY }, PROXY],
    [HTTPS, { HTTP_PROXY: PROXY }, undefined],
    [HTTP, { HTTP_PROXY: PROXY }, PROXY],
    [HTTP, { HTTP_PROXY: `${PROXY}/`, HTTPS_PROXY: other }, PROXY],
    [HTTP, { HTTPS_PROXY: PROXY }, undefined],
    [HTTP, { HTTP_PROXY: '' }, undefined],
    [HTTP, { HTTP_PROXY: `${PROXY}\n` }, PROXY],
    [HTTP, {}, undefined],
    [HTTP, { HTTP_PROXY: PROXY, NO_PROXY: 'example.com' }, undefined],
    [HTTP, { HTTP_PROXY: PROXY, no_proxy: 'example.com' }, undefined],
    [HTTP, { HTTP_PROXY: PROXY, no_proxy: 'a.test', NO_PROXY: 'example.com' }, PROXY],
    [HTTP, { HTTP_PROXY: PROXY, NO_PROXY: 'mcp.example.com:443' }, PROXY],
  ])('%s with %j: %s', (remoteUrl, env, origin) => {
    expect(proxyOf(remoteUrl, env)).toEqual(origin && { origin, authorization: undefined });
  });
});

it.each([
  ['http://proxy.example.com', 'http://proxy.example.com', undefined],
  ['https://proxy.example.com:8443', 'https://proxy.example.com:8443', undefined],
  ['http://user:pass@proxy.example.com:3128', PROXY, basic('user:pass')],
  ['http://user@proxy.example.com:3128', PROXY, basic('user:')],
  ['http://:pass@proxy.example.com:3128', PROXY, basic(':pass')],
  ['http://user:50%25off@proxy.example.com:3128', PROXY, basic('user:50%off')],
  ['http://user:a%3Ab%2Fc%40d@proxy.example.com:3128', PROXY, basic('user:a:b/c@d')],
  ['http://us%C3%A9r:p%C3%A4ss@proxy.example.com:3128', PROXY, basic('usér:päss')],
  ['http://[2001:db8::1]:3128', 'http://[2001:db8::1]:3128', undefined],
])('%s is read as %s', (url, origin, authorization) => {
  expect(proxyOf(HTTP, { HTTP_PROXY: url })).toEqual({ origin, authorization });
});

describe('is refused by its name, and never quoted', () => {
  it.each([
    'hunter2',
    'hunter2.example.com:3128',
    'http://',
    'socks5://hunter2.example.com:1080',
    'http://user:hunter2%@proxy.example.com:3128',
    'http://user:hunter2%zz@proxy.example.com:3128',
    'http://user:hunter2%ff@proxy.example.com:3128',
    'http://hunter2%:pass@proxy.example.com:3128',
    'http://user:1/hunter2@proxy.example.com:3128',
    'http://user:1?hunter2@proxy.example.com:3128',
    'http://user:1#hunter2@proxy.example.com:3128',
    'http://user:hunter2\\@proxy.example.com:3128',
    'http://user:hunter2 @proxy.example.com:3128',
    'http://user:hunter2\n@proxy.example.com:3128',
    'http://us%3Aer:hunter2@proxy.example.com:3128',
    'http://user:hunter2%0A@proxy.example.com:3128',
    'http://proxy.example.com:0',
    'http://proxy.example.com:3128/hunter2',
  ])('%j', (url) => {
    for (const [remoteUrl, name] of [
      [HTTP, 'HTTP_PROXY'],
      [HTTPS, 'https_proxy'],
    ] as const) {
      const { proxy, issues } = resolveForwardProxy(remoteUrl, { [name]: url });
      expect(proxy).toBeUndefined();
      expect(issues).toMatchObject([{ code: 'ERR_FORWARD_PROXY_INVALID', path: name }]);
      expect(JSON.stringify(issues)).not.toContain('hunter2');
    }
  });

  it('unless nothing would go through it', () => {
    const env = { HTTP_PROXY: 'hunter2', HTTPS_PROXY: PROXY, NO_PROXY: '127.0.0.1' };
    expect(proxyOf(HTTPS, env)).toEqual({ origin: PROXY, authorization: undefined });
    expect(proxyOf('http://127.0.0.1/', env)).toBeUndefined();
  });
});
