/** docs/limits.md is the same table as contract/limits.ts. */
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS, validateLimits } from '../../contract/limits';
import { codeRowsOf, readPage } from './markdown';

const rows = codeRowsOf(readPage('docs/limits.md'));

it('lists every limit with its default, in the same order', () => {
  const documented = rows.map(([name, fallback = '']) => [name, Number(/^\d+/.exec(fallback)?.[0])]);
  expect(documented).toEqual(Object.entries(DEFAULT_LIMITS));
});

const measured = rows.flatMap(([name = '', fallback = '']) => {
  const unit = /_(ms|bytes)$/.exec(name)?.[1];
  return unit === undefined || fallback.startsWith('0') ? [] : [[name, fallback, unit]];
});

it.each(measured)('%s, which is %s, has the unit of its name', (_name, fallback, unit = '') => {
  expect(fallback).toMatch(new RegExp(`^\\d+ ${unit}`));
});

it.each(rows)('%s may be 0 as it says', (name = '', ...cells) => {
  const mayBeZero = cells.find((cell) => cell === 'yes' || cell === 'no');
  expect(validateLimits({ [name]: 0 }, 'limits')).toHaveLength(mayBeZero === 'yes' ? 0 : 1);
});
