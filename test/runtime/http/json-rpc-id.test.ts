/** What a client wrote as its id comes back character by character, or there is none. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
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
  fc.assert(fc.property(digits, (id) => written(id) === id));
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
  ['bytes that are not UTF-8', Buffer.from('{"id":"\xff","method":"x"}', 'latin1')],
  ['a byte order mark', Buffer.from('\uFEFF{"id":1,"method":"x"}')],
  ['a response', Buffer.from('{"id":1,"result":{}}')],
  ['a batch', Buffer.from('[{"id":1,"method":"x"}]')],
  ['lists a thousand times a thousand deep', Buffer.from('['.repeat(60_000) + ']'.repeat(60_000))],
])('%s has none', (_what, body) => expect(parseJsonRpcId(body)).toBeUndefined());
