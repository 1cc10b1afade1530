/**
 * Whatever a remote sends on its stream, and however a client reads it: the endpoint it is told is on the proxy's own
 * origin, or the public one that configuration or a trusted router named.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EndpointRefusedError } from '../../../runtime/src/sse/endpoint-refused-error';
import { EndpointRewriter } from '../../../runtime/src/sse/endpoint-rewriter';
import { resolveEndpoint } from '../../../runtime/src/sse/resolve-endpoint';
import { READERS, RESOLVERS } from '../../support/event-stream-clients';

const REMOTE = 'http://remote.example.com';
const CALLED = 'http://proxy.example.com:8080/sse';
const PUBLIC = 'https://public.example.com';

/** Bases as configuration allows them, and the origin a client ends up at with each. */
const BASES = [
  ['', new URL(CALLED).origin],
  ['/team-a', new URL(CALLED).origin],
  [PUBLIC, PUBLIC],
  [`${PUBLIC}/team-a`, PUBLIC],
] as const;

const URL_PARTS = [
  '/',
  '//',
  '/.//',
  '/..//',
  '/%2e//',
  '\\',
  '/\\',
  'evil.example.com',
  'remote.example.com',
  'http://',
  'http:',
  'https://',
  'blob:',
  'blob:http://remote.example.com',
  'javascript:',
  'data:',
  'file:',
  '@',
  ':',
  ':80',
  '?',
  '#',
  '.',
  '..',
  'x',
  'messages',
  '[',
  '%',
  '\t',
  ' ',
];
const STREAM_PARTS = [
  'event:',
  'event',
  'endpoint',
  'event: endpoint',
  'event: message',
  'data:',
  'data: ',
  'data: /messages?s=1',
  'data: //evil.example.com/',
  'data: http://evil.example.com/',
  'id: 1',
  'retry: 1',
  ': c',
  ' ',
  '\t',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\f',
  '\0',
  '\x1c',
  '\x85',
  '\xa0',
  '\u2028',
  '\uFEFF',
  'x'.repeat(9000),
];

const announced = fc.array(fc.constantFrom(...URL_PARTS), { maxLength: 6 }).map((parts) => parts.join(''));
const wellFormed = announced.map((endpoint) => `event: endpoint\ndata: ${endpoint}\n\n`);
const illFormed = fc
  .array(fc.oneof(fc.constantFrom(...STREAM_PARTS), announced), { maxLength: 16 })
  .map((parts) => parts.join(''));
const withMore = fc
  .tuple(illFormed, announced, illFormed)
  .map(([before, endpoint, after]) => `event: endpoint\n${before}\ndata: ${endpoint}\n${after}\n\n`);
const stream = fc
  .array(fc.oneof(wellFormed, illFormed, withMore), { maxLength: 3 })
  .map((parts) => parts.join(''));

/** What a client gets of `text`, that comes in pieces of these sizes, and whether it ends rather than is cut. */
function relay(text: string, sizes: readonly number[], base: string): { text: string; isWhole: boolean } {
  const rewriter = new EndpointRewriter((endpoint) => base + resolveEndpoint(endpoint, REMOTE, '/sse?key=1'));
  const out: Buffer[] = [];
  try {
    for (const chunk of toChunks(Buffer.from(text), sizes)) out.push(rewriter.push(chunk));
    out.push(rewriter.end());
    return { text: Buffer.concat(out).toString(), isWhole: true };
  } catch (error) {
    if (!(error instanceof EndpointRefusedError)) throw error;
    return { text: Buffer.concat(out).toString(), isWhole: false };
  }
}

/** Pieces of these sizes; the last one is repeated. */
function toChunks(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)] as number;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(9000)), {
  minLength: 1,
  maxLength: 8,
});

it.each(Object.entries(READERS))('read as: %s', (_reader, read) => {
  fc.assert(
    fc.property(stream, sizes, fc.constantFrom(...BASES), (text, pieces, [base, origin]) => {
      const relayed = relay(text, pieces, base);
      const origins = read(relayed.text, relayed.isWhole).flatMap((endpoint) =>
        Object.values(RESOLVERS).map((resolve) => resolve(endpoint, CALLED)),
      );
      const posted = origins.filter((one) => one !== undefined);
      expect(posted).toEqual(posted.map(() => origin));
    }),
    { numRuns: 3000 },
  );
});

describe('what the property is about is seen by the clients in question', () => {
  const evil = 'http://evil.example.com';
  it.each(Object.entries(READERS))('%s', (_reader, read) => {
    const [endpoint = ''] = read(`event: endpoint\ndata: ${evil}/x\n\n`, true);
    expect(Object.values(RESOLVERS).map((resolve) => resolve(endpoint, CALLED))).toEqual([evil, evil, evil]);
  });

  it.each([
    ['LF only, trimmed, the last run of data', 'event:\rendpoint\ndata: //evil.example.com\n\n'],
    ['LF only, trimmed, the last run of data', 'event: endpoint\ndata: //evil.example.com'],
    ['splitlines()', 'data: \u2028event: endpoint\u2028data: //evil.example.com\u2028\u2028\n\n'],
    ['patterns, trimmed of controls', 'event: \x01endpoint\ndata: //evil.example.com\n\n'],
    ['every line stripped', 'event: endpoint\n data: //evil.example.com\n\n'],
  ])('%s: %j', (reader, text) => {
    const [endpoint = ''] = READERS[reader]?.(text, true) ?? [];
    expect(RESOLVERS['WHATWG URL']?.(endpoint, CALLED)).toBe(evil);
  });
});

describe('an endpoint', () => {
  it.each([
    ['/messages?s=1', '/messages?s=1'],
    ['messages?s=1', '/v1/messages?s=1'],
    ['?s=1', '/v1/sse?s=1'],
    ['', '/v1/sse'],
    ['../messages', '/messages'],
    [`${REMOTE}/messages`, '/messages'],
    ['http:messages', '/v1/messages'],
    ['/a//b', '/a//b'],
    ['/mé?ü#x', '/m%C3%A9?%C3%BC'],
  ])('%j is passed on as %s, relative to the path that answered', (endpoint, expected) => {
    expect(resolveEndpoint(endpoint, REMOTE, '/v1/sse?key=1')).toBe(expected);
  });

  it.each([
    '//evil.example.com/x',
    '/.//evil.example.com/x',
    '/x/..//evil.example.com/x',
    '/%2e//evil.example.com/x',
    './/evil.example.com/x',
    '\\\\evil.example.com/x',
    '/\\evil.example.com/x',
    `${REMOTE}//evil.example.com/x`,
    'https://remote.example.com/x',
    'http://remote.example.com:81/x',
    'http://remote.example.com@evil.example.com/x',
    `blob:${REMOTE}/x`,
    'blob:http://evil.example.com/x',
    'javascript:alert(1)',
    'data:text/plain,x',
    'http://[bad',
  ])('%j is refused', (endpoint) => {
    const resolve = () => resolveEndpoint(endpoint, REMOTE, '/sse');
    expect(resolve).toThrow(EndpointRefusedError);
    expect(resolve).not.toThrow(/evil/);
  });
});
