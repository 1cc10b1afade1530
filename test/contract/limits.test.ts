import { expect, it } from 'vitest';
import { DEFAULT_LIMITS, validateLimits } from '../../contract/limits';

const NAMES = Object.keys(DEFAULT_LIMITS);
const MAY_BE_ZERO = [
  'response_header_timeout_ms',
  'response_idle_timeout_ms',
  'event_stream_idle_timeout_ms',
  'upstream_connection_age_ms',
  'introspection_cache_ms',
  'token_grace_ms',
  'shutdown_delay_ms',
];

it('finds its own defaults in range', () =>
  expect(validateLimits({ ...DEFAULT_LIMITS }, 'limits')).toEqual([]));

it('names the unit in every key', () => {
  for (const name of NAMES) expect(name).toMatch(/_(?:ms|bytes|requests|streams|connections)$/);
});

it.each(NAMES)('%s: 1 and 2^31 - 1 are the ends of its range, 0 only where it means something', (name) => {
  const isAccepted = (value: number) => validateLimits({ [name]: value }, 'limits').length === 0;
  expect([1, 2 ** 31 - 1].map(isAccepted)).toEqual([true, true]);
  expect([-1, 1.5, 2 ** 31, Number.NaN, Infinity].map(isAccepted)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(isAccepted(0)).toBe(MAY_BE_ZERO.includes(name));
});

it('reports each limit out of range with its path', () => {
  expect(validateLimits({ header_bytes: 0, shutdown_delay_ms: -1 }, 'limits')).toMatchObject([
    { code: 'ERR_LIMIT_RANGE', path: 'limits.header_bytes' },
    { code: 'ERR_LIMIT_RANGE', path: 'limits.shutdown_delay_ms' },
  ]);
});
