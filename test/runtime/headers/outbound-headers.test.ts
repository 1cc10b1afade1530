import { describe, expect, it } from 'vitest';
import { Secret } from '../../../runtime/src/config/secret';
import { readInboundHead } from '../../../runtime/src/http/inbound-head';
import { buildInjectedHeaders, buildOutboundHeaders } from '../../../runtime/src/headers/outbound-headers';
import type { InjectedHeaders } from '../../../runtime/src/headers/outbound-headers';

type Pair = readonly [name: string, value: string];

function inject(...pairs: Pair[]): InjectedHeaders {
  return buildInjectedHeaders(
    pairs.map(([name, value]) => ({ name, source: 'plaintext', value: new Secret(value) })),
  );
}

/** What reaches the remote of what a client sent. */
function outbound(inbound: readonly Pair[], injected = inject(), connection?: string): Pair[] {
  const raw = [...(connection === undefined ? [] : ['Connection', connection]), ...inbound.flat()];
  const list = buildOutboundHeaders(raw, readInboundHead(raw).connectionOptions, injected);
  return list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1] as string] as const] : []));
}

it('passes on what is not its business: names as written, doubles, order, obs-text', () => {
  const sent: Pair[] = [
    ['aCCept', 'application/json, text/event-stream'],
    ['MCP-Protocol-Version', '2025-11-25'],
    ['Mcp-Session-Id', 'abc'],
    ['X-Twice', '1'],
    ['x-twice', '2'],
    ['Accept-Encoding', 'gzip, br'],
    ['Cookie', 'a=b'],
    ['Authorization', 'Bearer of-the-client'],
    ['X-Latin', '\u00e9'],
    ['X-Empty', ''],
    ['constructor', '1'],
    ['__proto__', '2'],
  ];
  expect(outbound(sent)).toEqual(sent);
});

describe('stays behind', () => {
  it.each([
    'Connection',
    'HTTP2-Settings',
    'Keep-Alive',
    'Proxy-Authenticate',
    'Proxy-Authorization',
    'Proxy-Connection',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Host',
    'Content-Length',
    'Expect',
    'Forwarded',
    'X-Real-IP',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Prefix',
    'X-Forwarded-Client-Cert',
    'X-Original-URL',
    'X-Rewrite-URL',
  ])('%s, in every spelling', (name) => {
    const spellings = [name, name.toLowerCase(), name.toUpperCase(), name.replaceAll('-', '_')];
    expect(outbound(spellings.map((spelling) => [spelling, 'x'] as const))).toEqual([]);
  });

  it.each([
    ['X-Hop', 'X-Hop'],
    ['x-hop', 'X-Hop'],
    ['close, X-Hop', 'X-HOP'],
    [' X-Hop ,keep-alive', 'x_hop'],
  ])('what Connection: %s names, %s', (connection, name) => {
    expect(
      outbound(
        [
          [name, '1'],
          ['X-Stays', '2'],
        ],
        inject(),
        connection,
      ),
    ).toEqual([['X-Stays', '2']]);
  });
});

describe('what is injected', () => {
  const key = inject(['X-API-Key', 'ours']);

  it.each<[string, Pair[], string?]>([
    ['nothing', []],
    ['the same name', [['X-API-Key', 'theirs']]],
    ['another case', [['x-api-KEY', 'theirs']]],
    ['underscores', [['x_api_key', 'theirs']]],
    ['a mix', [['X-API_Key', 'theirs']]],
    [
      'all at once',
      [
        ['X-API-Key', '1'],
        ['x_api_key', '2'],
        ['X_Api-Key', '3'],
      ],
    ],
    ['its removal', [], 'X-API-Key'],
    ['its removal in another spelling', [['X-API-Key', 'theirs']], 'close, x_api_key'],
  ])('replaces whatever a client says about it: %s', (_what, sent, connection) => {
    expect(outbound(sent, key, connection)).toEqual([['X-API-Key', 'ours']]);
  });

  it('comes after what the client sent, in the configured order and spelling', () => {
    const injected = inject(['X-b', '1'], ['x_A', ''], ['Authorization', 'Bearer ours']);
    expect(
      outbound(
        [
          ['authorization', 'theirs'],
          ['X-Own', 'kept'],
        ],
        injected,
      ),
    ).toEqual([
      ['X-Own', 'kept'],
      ['X-b', '1'],
      ['x_A', ''],
      ['Authorization', 'Bearer ours'],
    ]);
  });

  it('leaves names alone that only look similar', () => {
    const similar: Pair[] = [
      ['X-API-Key2', 'a'],
      ['X.API.Key', 'b'],
      ['XAPIKey', 'c'],
      ['X-API--Key', 'd'],
    ];
    expect(outbound(similar, key)).toEqual([...similar, ['X-API-Key', 'ours']]);
  });

  it('cannot be changed by anyone once built, and what the client sent is not touched', () => {
    const sent = ['X-API-Key', 'theirs', 'X-Own', '1'];
    buildOutboundHeaders(Object.freeze(sent), undefined, key);
    expect(sent).toEqual(['X-API-Key', 'theirs', 'X-Own', '1']);
    expect(Object.isFrozen(key)).toBe(true);
  });
});

it('counts every Connection field', () => {
  const sent: Pair[] = [
    ['Connection', 'X-A'],
    ['X-A', '1'],
    ['connection', 'close, x_b'],
    ['X-B', '2'],
    ['X-C', '3'],
  ];
  expect(outbound(sent)).toEqual([['X-C', '3']]);
});
