import { expect, it } from 'vitest';
import { buildResponseHead, buildTrailers } from '../../../runtime/src/headers/response-headers';

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

it.each([undefined, null])('makes nothing of %j', (raw) => {
  expect(buildResponseHead(raw).headers).toEqual([]);
  expect(buildTrailers(raw)).toEqual([]);
});

it('reads no more than there may be in earnest', () => {
  const many = Array.from({ length: 257 }, (_, index) => [`X-${index}`, 'a']).flat();
  const named = Array.from({ length: 65 }, (_, index) => `x-${index}`).join();
  for (const list of [many, ['Connection', named]]) {
    expect(buildResponseHead(bytes(...list))).toMatchObject({ headers: [], flaw: 'TOO_MANY_FIELDS' });
  }
  expect(buildResponseHead(bytes(...many.slice(2))).flaw).toBeUndefined();
});

it('gives an answer without content no length', () => {
  const list = bytes('Content-Length', '3', 'X-Stays', 'a');
  expect(buildResponseHead(list, 204).headers).toEqual(['X-Stays', 'a']);
});

it('leaves to the proxy which pages may read an answer', () => {
  const list = bytes('Access-Control-Allow-Origin', '*', 'ACCESS-control-anything', 'x', 'X-Stays', 'a');
  expect(buildResponseHead(list).headers).toEqual(['X-Stays', 'a']);
});

it('filters trailers as it does headers, and what a trailer section may not say', () => {
  const list = bytes(
    'Connection',
    'X-Hop',
    'X-Hop',
    '1',
    'Alt-Svc',
    'h3',
    'Content-Length',
    '7',
    'X-Sum',
    'a',
  );
  expect(buildTrailers(list)).toEqual(['X-Sum', 'a']);
});
