import { expect, it } from 'vitest';
import { buildResponseHead, toHeaderList } from '../../../runtime/src/headers/response-headers';

/** As undici hands over what came over HTTP/1.1. */
function bytes(...list: string[]): Buffer[] {
  return list.map((part) => Buffer.from(part, 'latin1'));
}

it('passes on names, order, doubles and every octet as they came', () => {
  const list = [
    'CONTENT-type',
    'text/plain',
    'Set-Cookie',
    'a',
    'set-cookie',
    'b',
    'X-Latin',
    '\u00e9\u00ff',
    'X-Empty',
    '',
  ];
  expect(buildResponseHead(bytes(...list)).headers).toEqual(list);
});

it.each([
  'Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'Alt-Svc',
])('leaves %s behind', (name) => {
  const list = bytes(name, 'x', name.toLowerCase(), 'y', 'X-Stays', 'z');
  expect(buildResponseHead(list).headers).toEqual(['X-Stays', 'z']);
});

it.each(['X-Hop', 'close, x-hop', 'x-HOP , keep-alive'])(
  'leaves behind what Connection: %s names',
  (value) => {
    expect(buildResponseHead(bytes('X-Hop', '1', 'Connection', value, 'X-Stays', '2')).headers).toEqual([
      'X-Stays',
      '2',
    ]);
  },
);

it('leaves behind what a second Connection field names', () => {
  const list = bytes('Connection', 'close', 'Connection', 'X-Hop', 'X-Hop', '1');
  expect(buildResponseHead(list).headers).toEqual([]);
});

it('tells what the exchange has to know', () => {
  const head = buildResponseHead(bytes('Content-Type', 'a/b', 'location', '/x', 'Content-Length', '7'));
  expect(head).toMatchObject({ contentType: 'a/b', location: '/x', contentLength: '7' });
  expect(buildResponseHead(bytes('X-A', 'b'))).toMatchObject({
    contentType: undefined,
    location: undefined,
    contentLength: undefined,
  });
});

it('reads the object HTTP/2 comes with, lists included', () => {
  expect(toHeaderList({ 'content-type': 'a/b', 'set-cookie': ['a', 'b'] })).toEqual([
    'content-type',
    'a/b',
    'set-cookie',
    'a',
    'set-cookie',
    'b',
  ]);
});

it.each([undefined, null])('makes nothing of %j', (raw) => expect(toHeaderList(raw)).toEqual([]));
