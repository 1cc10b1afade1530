import { expect, it } from 'vitest';
import { parsePort } from '../../../runtime/src/commands/port';

it.each([
  ['0', 0],
  ['8080', 8080],
  ['65535', 65535],
])('reads %s', (text, port) => expect(parsePort(text)).toBe(port));

it.each(['', ' 1', '-1', '65536', '80.5', '0x50', '1e3', 'http', 'NaN'])('refuses %j', (text) => {
  expect(() => parsePort(text)).toThrow('expected a port, a whole number from 0 to 65535');
});
