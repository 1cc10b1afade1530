import { expect, it } from 'vitest';
import { refusedHeaderValue } from '../../contract/header-values';

/** What each code unit does in the middle of a value. */
const VERDICTS = Array.from({ length: 0x180 }, (_, code) => {
  const verdict = refusedHeaderValue(`a${String.fromCharCode(code)}b`);
  return { code, verdict };
});

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

it.each([
  ['takes space and every visible US-ASCII character', undefined, range(0x20, 0x7e)],
  ['calls 0x00 to 0x1f and 0x7f control characters', 'ERR_HEADER_VALUE_CONTROL', [...range(0, 0x1f), 0x7f]],
  ['calls the rest not US-ASCII', 'ERR_HEADER_VALUE_NON_ASCII', range(0x80, 0x17f)],
])('%s inside a value', (_what, wanted, codes) => {
  expect(VERDICTS.filter(({ verdict }) => verdict === wanted).map(({ code }) => code)).toEqual(codes);
});

it.each([
  ['', undefined],
  ['Bearer abc.def-ghi', undefined],
  ['a  b', undefined],
  [' a', 'ERR_HEADER_VALUE_WHITESPACE'],
  ['a ', 'ERR_HEADER_VALUE_WHITESPACE'],
  [' ', 'ERR_HEADER_VALUE_WHITESPACE'],
  ['\ta', 'ERR_HEADER_VALUE_CONTROL'],
  ['a\r\nX-Evil: 1', 'ERR_HEADER_VALUE_CONTROL'],
  ['a\n', 'ERR_HEADER_VALUE_CONTROL'],
  ['\0', 'ERR_HEADER_VALUE_CONTROL'],
  ['\u00a0a', 'ERR_HEADER_VALUE_NON_ASCII'],
  ['Ünïcode', 'ERR_HEADER_VALUE_NON_ASCII'],
  ['\u010aX', 'ERR_HEADER_VALUE_NON_ASCII'],
  ['🔑', 'ERR_HEADER_VALUE_NON_ASCII'],
  ['\ud800', 'ERR_HEADER_VALUE_NON_ASCII'],
])('%j: %s', (value, code) => expect(refusedHeaderValue(value)).toBe(code));
