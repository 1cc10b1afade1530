import { describe, expect, it } from 'vitest';
import { buildRequestTarget, buildTarget } from '../../../runtime/src/target/target-url';

describe('the paths that lead to the remote', () => {
  it.each([
    ['https://mcp.example.com/mcp', 'streamable-http', ['/mcp', '/mcp/']],
    ['https://mcp.example.com/mcp/', 'streamable-http', ['/mcp', '/mcp/']],
    ['https://mcp.example.com/v1/tools', 'streamable-http', ['/mcp', '/mcp/', '/v1/tools', '/v1/tools/']],
    ['https://mcp.example.com/v1/tools/', 'streamable-http', ['/mcp', '/mcp/', '/v1/tools', '/v1/tools/']],
    ['https://mcp.example.com', 'streamable-http', ['/mcp', '/mcp/', '/']],
    ['https://mcp.example.com/', 'streamable-http', ['/mcp', '/mcp/', '/']],
    ['https://mcp.example.com/events?a=b', 'sse', ['/sse', '/sse/', '/events', '/events/']],
    ['https://mcp.example.com/a%2Fb', 'streamable-http', ['/mcp', '/mcp/', '/a%2Fb', '/a%2Fb/']],
    ['https://mcp.example.com/a/../b', 'streamable-http', ['/mcp', '/mcp/', '/b', '/b/']],
  ] as const)('%s by %s: %j', (url, transport, endpoints) => {
    expect([...buildTarget(url, transport).endpoints]).toEqual(endpoints);
  });

  it('are served with and without the prefix of a router', () => {
    expect([...buildTarget('https://mcp.example.com/x', 'sse', '/team-a').endpoints].sort()).toEqual(
      ['/sse', '/sse/', '/x', '/x/', '/team-a/sse', '/team-a/sse/', '/team-a/x', '/team-a/x/'].sort(),
    );
  });
});

it.each([
  ['https://mcp.example.com/mcp', 'https://mcp.example.com', '/mcp', ''],
  ['https://MCP.example.com:443/mcp/', 'https://mcp.example.com', '/mcp/', ''],
  ['http://mcp.example.com:8080', 'http://mcp.example.com:8080', '/', ''],
  ['https://mcp.example.com/mcp?a=1&b', 'https://mcp.example.com', '/mcp', 'a=1&b'],
  ['https://mcp.example.com/mcp?', 'https://mcp.example.com', '/mcp', ''],
])('%s is origin %s, path %s, query %j', (url, origin, path, query) => {
  expect(buildTarget(url, 'streamable-http')).toMatchObject({ origin, path, query });
});

describe('the request target', () => {
  const build = (remote: string, query: string) => {
    const target = buildTarget(`https://mcp.example.com/mcp${remote}`, 'streamable-http');
    return buildRequestTarget(target, target.path, query);
  };

  it.each([
    ['', '', '/mcp'],
    ['', 'x=1', '/mcp?x=1'],
    ['', 'x=%ZZ&&;=&x', '/mcp?x=%ZZ&&;=&x'],
    ['?key=s', '', '/mcp?key=s'],
    ['?key=s', 'x=1', '/mcp?key=s&x=1'],
    ['?key=s&b=2', 'x=1&y', '/mcp?key=s&b=2&x=1&y'],
    ['?key=s', 'x=a%20b&&y=+', '/mcp?key=s&x=a%20b&y=+'],
    ['?key', 'x=1', '/mcp?key&x=1'],
  ])('remote %j with client %j: %s', (remote, query, target) => expect(build(remote, query)).toBe(target));

  it.each([
    'key=evil',
    'key',
    'key=',
    'key=1&key=2',
    'k%65y=evil',
    '%6B%65%79=evil',
    'a=1;key=evil',
    'key=evil;a=1',
    ';key=evil',
    'KEY=evil',
    'key[]=evil',
    'key%5Ba%5D=evil',
    '%20key%20=evil',
    'key%00x=evil',
  ])('drops %j, which would set a parameter of the remote again', (query) => {
    expect(build('?key=s', `x=1&${query}&y=2`)).toBe('/mcp?key=s&x=1&y=2');
  });

  it.each(['key2=other', 'xkey=other', 'ke%20y=other', 'a[key]=other', 'a=key', 'a=key%3Devil'])(
    'keeps %j, which is another one',
    (query) => expect(build('?key=s', query)).toBe(`/mcp?key=s&${query}`),
  );

  it.each([
    ['?a%20b=s', 'a+b=evil'],
    ['?a+b=s', 'a%20b=evil'],
    ['?%E4=s', '%E4=evil'],
    ['?a=1;b=2', 'b=evil'],
  ])('knows the remote’s own %j however the client writes it: %j', (remote, query) => {
    expect(build(remote, query)).toBe(`/mcp${remote}`);
  });

  it('has no query of the remote on any other path', () => {
    const target = buildTarget('https://mcp.example.com/sse?key=s', 'sse');
    expect(buildRequestTarget(target, '/messages', 'session=1&key=2')).toBe('/messages?session=1&key=2');
  });
});
