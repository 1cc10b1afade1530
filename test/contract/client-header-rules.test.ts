import { expect, it } from 'vitest';
import { validateClientHeaders } from '../../contract/client-header-rules';

it('refuses lists of client headers that cannot be', () => {
  const problemsIn = (lists: object): string[] =>
    validateClientHeaders(lists, 'client_headers', false).map(({ path }) => path);
  expect(problemsIn({ drop: ['X-A', 'x b', ''] })).toEqual([
    'client_headers.drop[1]',
    'client_headers.drop[2]',
  ]);
  expect(problemsIn({ drop: ['a'], pass: ['b'] })).toEqual(['client_headers']);
  expect(problemsIn({ pass: [] })).toEqual(['client_headers.pass']);
  expect(problemsIn({ drop: ['a'], pass: [] })).toEqual(['client_headers.pass']);
  expect(problemsIn({ drop: [] })).toEqual([]);
  expect(problemsIn({ pass: ['X-A'] })).toEqual([]);
});

const problemsOf = (lists: object, isAuthenticated: boolean): string[] =>
  validateClientHeaders(lists, 'client_headers', isAuthenticated).map(({ code, path }) => `${code} ${path}`);

it.each(['Authorization', 'cookie', 'Proxy_Authorization'])(
  'does not let %s seem to pass where callers need tokens',
  (name) => {
    expect(problemsOf({ pass: ['X-A', name] }, true)).toEqual([
      'ERR_CLIENT_HEADERS_CREDENTIAL client_headers.pass[1]',
    ]);
  },
);

it('lets credentials pass where callers need no tokens, and be dropped anywhere', () => {
  expect(problemsOf({ pass: ['Authorization', 'Cookie'] }, false)).toEqual([]);
  expect(problemsOf({ drop: ['Authorization', 'Cookie', 'Proxy-Authorization'] }, true)).toEqual([]);
});

it.each(['Connection', 'TE', 'proxy-authorization', 'Forwarded', 'X_Forwarded_For'])(
  'does not let %s seem to pass',
  (name) => {
    expect(problemsOf({ pass: [name] }, false)).toEqual(['ERR_CLIENT_HEADERS client_headers.pass[0]']);
  },
);

it.each([
  'Mcp-Session-Id',
  'mcp_protocol_version',
  'Mcp-Param-Region',
  'Content-Type',
  'Content-Encoding',
  'Accept',
  'Last-Event-ID',
])('does not drop %s', (name) => {
  expect(problemsOf({ drop: [name] }, false)).toEqual(['ERR_CLIENT_HEADERS_PROTOCOL client_headers.drop[0]']);
});

it('drops the Origin of a page, which the remote may not know', () => {
  expect(problemsOf({ drop: ['Origin', 'User-Agent'] }, true)).toEqual([]);
});
