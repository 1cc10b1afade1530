/** Messages that are almost HTTP: a good one with some of its bytes replaced, left out, doubled or moved. */
import fc from 'fast-check';

/** What parsers stumble over, beside single bytes. */
const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\0',
  ' ',
  '\t',
  ':',
  ',',
  ';',
  '0',
  '-1',
  'ffffffffffffffff',
  'HTTP/1.1',
  'chunked',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'X-API-Key: mine\r\n',
  'Connection: close\r\n',
  'Expect: 100-continue\r\n',
  '0\r\n\r\n',
];

const piece = fc.oneof(
  fc.constantFrom(...PIECES),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);

/** Each replaces some bytes at a place by a piece; without bytes it is an insertion, without a piece a deletion. */
const mutation = fc.record({
  at: fc.nat(),
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 24 }) }),
  piece: fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.constant('') }),
});

/** One of `messages` with up to four mutations, as latin1 text. */
export function mutationsOf(messages: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...messages), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([message, mutations]) => mutations.reduce(apply, message));
}

function apply(
  message: string,
  { at, length, piece }: { at: number; length: number; piece: string },
): string {
  const place = at % (message.length + 1);
  return message.slice(0, place) + piece + message.slice(place + length);
}
