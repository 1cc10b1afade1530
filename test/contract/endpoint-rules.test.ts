import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPort,
  refusedRemoteUrl,
  validateAllowedOrigins,
  validateEndpointPrefix,
  validatePort,
  validateRemoteUrl,
  validateTransport,
} from '../../contract/endpoint-rules';

describe('the URL of the remote', () => {
  it.each([
    'https://mcp.example.com',
    'https://mcp.example.com/mcp',
    'HTTPS://MCP.example.com/mcp/',
    'http://localhost:3000/mcp?tenant=a&b=%20',
    'http://127.0.0.1/mcp',
    'http://[::1]:8080/sse',
    'https://xn--bcher-kva.example.com/a%2Fb',
    'https://mcp.example.com/a@b',
    'https://mcp.example.com:1/a:0',
    'https://mcp.example.com?user=a@b',
    'https://mcp.example.com:443/mcp',
    'http://MCP.EXAMPLE.COM:80',
    'http://mcp.example.com:443/mcp',
    'http://[2001:DB8::1]/mcp',
    'http://[0:0:0:0:0:0:0:1]:80/mcp',
    'http://[::ffff:10.0.0.5]:8080/mcp',
    'https://mcp.example.com./mcp',
    'https://mcp.example.com/a//b/...',
    'https://mcp.example.com/..a/.well-known/%2f',
    "https://mcp.example.com/~a!$&'()*+,;=:@|[b]",
    'https://mcp.example.com/mcp?a=../b&c={d}|^`[e]%&f',
  ])('may be %s', (url) => {
    expect(refusedRemoteUrl(url)).toBeUndefined();
    expect(validateRemoteUrl(url, 'remoteUrl')).toEqual([]);
  });

  it.each([
    ['', 'ERR_REMOTE_URL_INVALID'],
    ['mcp.example.com', 'ERR_REMOTE_URL_INVALID'],
    ['/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['//mcp.example.com/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https:/mcp.example.com', 'ERR_REMOTE_URL_INVALID'],
    ['https:mcp.example.com', 'ERR_REMOTE_URL_INVALID'],
    ['https:///mcp.example.com', 'ERR_REMOTE_URL_INVALID'],
    ['https://', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com:99999/', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com:0/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['http://[::1]:00', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a b', 'ERR_REMOTE_URL_INVALID'],
    [' https://mcp.example.com', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/mcp\n', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com\\mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://bücher.example.com/', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a/../mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/./mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/mcp/..', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/mcp/.', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/..', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a/%2e%2e/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a/.%2E/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/%2E/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/{tenant}/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a^b', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/a"b', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/100%', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/%zz', 'ERR_REMOTE_URL_INVALID'],
    ["https://mcp.example.com/mcp?a='b'", 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/mcp?a="b"', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com/mcp?', 'ERR_REMOTE_URL_INVALID'],
    ['https://127.1/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://0x7f.1/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://2130706433/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://0x7f000001/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://0177.0.0.1/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://127.0.0.1./mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://127.0.0.01/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://[::1]:/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://[::1]:0443/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://%6dcp.example.com/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com:/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com:0443/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['https://mcp.example.com:08443/mcp', 'ERR_REMOTE_URL_INVALID'],
    ['ftp://mcp.example.com/', 'ERR_REMOTE_URL_SCHEME'],
    ['ws://mcp.example.com/', 'ERR_REMOTE_URL_SCHEME'],
    ['file:///etc/passwd', 'ERR_REMOTE_URL_SCHEME'],
    ['javascript:alert(1)', 'ERR_REMOTE_URL_SCHEME'],
    ['https://user:pass@mcp.example.com/', 'ERR_REMOTE_URL_CREDENTIALS'],
    ['https://user@mcp.example.com/', 'ERR_REMOTE_URL_CREDENTIALS'],
    ['https://@mcp.example.com/', 'ERR_REMOTE_URL_CREDENTIALS'],
    ['https://:@mcp.example.com/', 'ERR_REMOTE_URL_CREDENTIALS'],
    ['https://mcp.example.com/mcp#top', 'ERR_REMOTE_URL_FRAGMENT'],
    ['https://mcp.example.com/mcp#', 'ERR_REMOTE_URL_FRAGMENT'],
  ])('may not be %j: %s', (url, code) => {
    expect(refusedRemoteUrl(url)).toBe(code);
    expect(validateRemoteUrl(url, 'remoteUrl')).toMatchObject([{ code, path: 'remoteUrl' }]);
  });

  it('that is accepted is sent as it is written, whatever it is', () => {
    const part = fc.constantFrom(
      ...Array.from('/.:@?[]%{}|^`\'"<>&=-_~+0127fFxX'),
      '..',
      '%2e',
      '%2F',
      'mcp',
      'example.com',
    );
    const parts = fc.array(part, { maxLength: 8 }).map((list) => list.join(''));
    const url = fc
      .tuple(fc.constantFrom('https://', 'http://mcp.example.com'), parts)
      .map((list) => list.join(''));
    fc.assert(
      fc.property(url, (text) => {
        if (refusedRemoteUrl(text) !== undefined) return;
        const { protocol, host, pathname, search } = new URL(text);
        const [, authority, path] = /^https?:\/\/([^/?]*)(.*)$/.exec(text) ?? [];
        expect(authority?.toLowerCase().replace(protocol === 'http:' ? /:80$/ : /:443$/, '')).toBe(host);
        expect(path?.startsWith('/') ? path : `/${path}`).toBe(pathname + search);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['https://127.1/mcp', /host .* four decimal numbers/],
    ['https://mcp.example.com/a/../mcp', /path .* segment/],
    ['mcp.example.com', /not a URL.* absolute URL/],
  ])('%s is refused with the remedy that fits', (url, expected) => {
    const [issue] = validateRemoteUrl(url, 'remoteUrl');
    expect(`${issue?.message} ${issue?.hint}`).toMatch(expected);
  });

  it('is not quoted when it holds credentials', () => {
    const [issue] = validateRemoteUrl('https://user:hunter2@mcp.example.com/', 'remoteUrl');
    expect(JSON.stringify(issue)).not.toContain('hunter2');
  });
});

it.each([
  [1, true],
  [8080, true],
  [65535, true],
  [0, false],
  [-1, false],
  [65536, false],
  [80.5, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
])('%d is a port: %s', (port, answer) => {
  expect(isPort(port)).toBe(answer);
  expect(validatePort(port, 'port').map(({ code }) => code)).toEqual(answer ? [] : ['ERR_PORT_RANGE']);
});

it.each([
  ['streamable-http', []],
  ['sse', []],
  ['stdio', ['ERR_TRANSPORT_UNKNOWN']],
  ['SSE', ['ERR_TRANSPORT_UNKNOWN']],
  ['', ['ERR_TRANSPORT_UNKNOWN']],
])('transport %j: %j', (transport, codes) => {
  expect(validateTransport(transport, 'transport').map(({ code }) => code)).toEqual(codes);
});

describe('an endpoint prefix', () => {
  it.each(['', '/team-a', 'team-a', '/team-a/', '/a/b/c', "/~a!$&'()*+,;=:@b", '/a%20b', '/...'])(
    'may be %j',
    (prefix) => expect(validateEndpointPrefix(prefix, 'endpointPrefix')).toEqual([]),
  );

  it.each([
    '/',
    '//',
    '/a//b',
    '/a/../b',
    '/a/%2e%2E/b',
    '/.%2e',
    '/./a',
    '..',
    '/a?b',
    '/a#b',
    '/a b',
    '/a\\b',
    '/a%2',
    '/a%zz',
    '/ä',
    '/a\n',
    'https://evil.example.com',
    '//evil.example.com',
  ])('may not be %j', (prefix) => {
    expect(validateEndpointPrefix(prefix, 'endpointPrefix')).toMatchObject([
      { code: 'ERR_ENDPOINT_PREFIX_INVALID', path: 'endpointPrefix' },
    ]);
  });
});

describe('allowed origins', () => {
  it.each([
    'https://app.example.com',
    'http://localhost:6274',
    'https://APP.example.com',
    'http://[::1]:3000',
    'https://app.example.com:8443',
  ])('%s', (origin) => expect(validateAllowedOrigins([origin], 'allowed_origins')).toEqual([]));

  it.each([
    '*',
    '',
    'null',
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com:443',
    'https://app.example.com/path',
    'https://user@app.example.com',
    'file:///',
    'https://*.example.com',
  ])('refuses %j', (origin) => {
    expect(validateAllowedOrigins(['https://ok.example.com', origin], 'allowed_origins')).toMatchObject([
      { code: 'ERR_ORIGIN_INVALID', path: 'allowed_origins[1]' },
    ]);
  });

  it('leaves to the shape what is no list of text', () => {
    expect(validateAllowedOrigins('https://app.example.com', 'a')).toEqual([]);
    expect(validateAllowedOrigins([7, null], 'a')).toEqual([]);
    expect(validateAllowedOrigins(undefined, 'a')).toEqual([]);
  });
});
