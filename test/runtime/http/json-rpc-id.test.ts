/** What a client wrote as its id comes back character by character, or there is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonRpcId } from '../../../runtime/src/http/json-rpc-id';

/** The id as it would be written into an answer. */
function written(id: string, around = (text: string) => text): string | undefined {
  const body = around(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`);
  const parsed = parseJsonRpcId(Buffer.from(body));
  return parsed === undefined ? undefined : JSON.stringify(parsed);
}

it.each([
  '1',
  '0',
  '-0',
  '1.0',
  '1e2',
  '9007199254740993',
  '-9007199254740993',
  '123456789012345678901234567890',
  '1e400',
  '0.1000000000000000055511151231257827',
  '1E-400',
])('the number %s', (id) => expect(written(id)).toBe(id));

it('any number there is', () => {
  const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?$/);
  fc.assert(
    fc.property(digits, (id) => {
      expect(written(id)).toBe(id);
    }),
  );
});

it('any string there is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(written(JSON.stringify(text))).toBe(JSON.stringify(text));
    }),
  );
});

it.each(['null', 'true', '{}', '[1]', '[]'])('%s is no id', (id) => expect(written(id)).toBeUndefined());

it('an id further in is none of the request', () => {
  expect(written('1', (text) => text.replace('"ping"', '"ping","params":{"id":2}'))).toBe('1');
  expect(parseJsonRpcId(Buffer.from('{"method":"x","params":{"id":2}}'))).toBeUndefined();
});

it('of one that is written twice the last counts, as everywhere in JSON.parse', () => {
  expect(written('1', (text) => text.replace('"id":1', '"id":2,"id":1'))).toBe('1');
});

it.each([
  ['beside others', '{"id":7,"params":{"id":1}}', '7'],
  ['under its name in escapes', '{"\\u0069d":7,"params":{"id":7.0}}', undefined],
  ['twice, the second time in escapes', '{"id":7,"\\u0069d":7.0}', undefined],
  ['behind what looks like one in a name', '{"a\\"id":7.0,"id":7}', '7'],
  ['before what looks like one in a name', '{"id":7,"a\\"id":7.0}', '7'],
  ['before what looks like one in a text', '{"id":7,"params":"\\"id\\":7.0"}', '7'],
  ['null beside a number', '{"id":null,"params":{"id":7}}', undefined],
  ['between two others', '{"params":{"id":7.0},"id":7,"more":{"id":7.0}}', undefined],
  ['with white space all around', '{ "id"\t:\r\n 7.0 }', '7.0'],
])('is right or not there: %s', (_what, members, expected) => {
  const body = Buffer.from(members.replace(/\}$/, ',"method":"x"}'));
  const parsed = parseJsonRpcId(body);
  expect(parsed === undefined ? undefined : JSON.stringify(parsed)).toBe(expected);
});

it('never differs from what the parser makes of the request', () => {
  const number = fc.constantFrom('1', '1.0', '1e0', '2', '10e-1');
  const key = fc.constantFrom('"id"', '"\\u0069d"', '"a\\"id"', '"b"');
  const member = fc.tuple(key, fc.oneof(number, fc.constantFrom('null', '"s"', '"id"', '"\\"id\\":1.0"')));
  const members = fc.array(member, { maxLength: 4 });
  const render = (all: [string, string][]): string => all.map(([name, value]) => `${name}:${value}`).join();
  fc.assert(
    fc.property(members, members, (outer, inner) => {
      const body = `{${[render(outer), `"in":{${render(inner)}}`, '"method":"x"'].filter(Boolean).join()}}`;
      const parsed = parseJsonRpcId(Buffer.from(body));
      if (parsed === undefined) return;
      const last = outer.findLast(([name]) => JSON.parse(name) === 'id');
      expect(JSON.stringify(parsed)).toBe(last?.[1]);
    }),
    { numRuns: 2000 },
  );
});

describe('costs about as much as reading the body, 64 KiB of', () => {
  const fill = (piece: string, end: string): string => piece.repeat((64 * 1024 - 60) / piece.length) + end;
  it.each([
    ['numbers', `{"method":"x","id":1,"params":[${fill('0,', '0]}')}`],
    ['objects', `{"method":"x","id":1,"params":[${fill('{},', '0]}')}`],
    ['ids', `{"method":"x","params":[${fill('{"id":1},', '0],"id":1,"z":{"id":1.0}}')}`],
    ['ids, none of them its own', `{"method":"x","params":[${fill('{"id":1},', '0],"\\u0069d":1}')}`],
    ['white space after a name', `{"method":"x","id":1,"params":[{"id"${fill(' ', ':1}]}')}`],
    ['depth', `{"method":"x","id":1,"params":${fill('[', '')}`],
    ['objects in objects', `{"method":"x","id":1,"params":${'{"a":'.repeat(9000)}1${'}'.repeat(9001)}`],
  ])('%s', (_what, text) => {
    const body = Buffer.from(text);
    const bestOf = (count: number, action: () => void): number =>
      Math.min(...Array.from({ length: count }, () => timeMs(action)));
    const plainMs = bestOf(20, () => parsePlainly(text));
    expect(bestOf(20, () => parseJsonRpcId(body))).toBeLessThan(4 * plainMs + 0.5);
  });
});

function timeMs(action: () => void): number {
  const begin = performance.now();
  action();
  return performance.now() - begin;
}

function parsePlainly(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    // Some of the bodies end too early.
  }
}

it.each([
  ['bytes that are not UTF-8', Buffer.from('{"id":"\xff","method":"x"}', 'latin1')],
  ['a byte order mark', Buffer.from('\uFEFF{"id":1,"method":"x"}')],
  ['a response', Buffer.from('{"id":1,"result":{}}')],
  ['a batch', Buffer.from('[{"id":1,"method":"x"}]')],
  ['lists a thousand times a thousand deep', Buffer.from('['.repeat(60_000) + ']'.repeat(60_000))],
])('%s has none', (_what, body) => expect(parseJsonRpcId(body)).toBeUndefined());
