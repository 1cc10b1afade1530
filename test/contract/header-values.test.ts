import { expect, it } from 'vitest';
import { refusedHeaderValue } from '../../contract/header-values';

/** What each code unit does in the middle of a value. */
const VERDICTS = Array.from({ length: 0x180 }, (_, code) => {
  const verdict = refusedHeaderValue(`a${String.fromCharCode(code)}b`);
  return { code, verdict };
});

it('takes space and every visible US-ASCII character inside a value', () => {
  const accepted = VERDICTS.filter(({ verdict }) => verdict === undefined).map(({ code }) => code);
  expect(accepted).toEqual(Array.from({ length: 0x7e - 0x20 + 1 }, (_, i) => 0x20 + i));
});

it('calls 0x00 to 0x1f and 0x7f control characters, and the rest not US-ASCII', () => {
  for (const { code, verdict } of VERDICTS) {
    if (code < 0x20 || code === 0x7f) expect(verdict).toBe('ERR_HEADER_VALUE_CONTROL');
    if (code > 0x7f) expect(verdict).toBe('ERR_HEADER_VALUE_NON_ASCII');
  }
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
