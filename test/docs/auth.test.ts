/** docs/auth.md says the times, the causes and the codes that hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../contract/limits';
import { REMEMBERED_TOKENS } from '../../runtime/src/auth/authenticator';
import { MAX_CHECKS } from '../../runtime/src/auth/checks';
import { CLOCK_LEEWAY_MS } from '../../runtime/src/auth/claims';
import { ISSUER_TIMEOUT_MS } from '../../runtime/src/auth/issuer-client';
import {
  KEYS_FRESH_MS,
  KEYS_OUTAGE_MS,
  KEYS_RENEW_MS,
  KEYS_RETRY_MS,
  UNKNOWN_KEY_BURST,
  UNKNOWN_KEY_INTERVAL_MS,
} from '../../runtime/src/auth/key-source';
import { PROXY_ERRORS } from '../../runtime/src/errors';
import { codeRowsOf, readPage, ROOT } from './markdown';

const page = readPage('docs/auth.md');
const [, times = ''] = page.split(/^## Times$/m);

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

it('has the times', () => {
  const documented = [...times.matchAll(/^\| (\d+) (s|min|h) /gm)].map(
    ([, count, unit = '']) => Number(count) * (UNITS_MS[unit] ?? Number.NaN),
  );
  expect(documented).toEqual([
    CLOCK_LEEWAY_MS,
    KEYS_RENEW_MS,
    KEYS_FRESH_MS,
    KEYS_OUTAGE_MS,
    KEYS_RETRY_MS,
    ISSUER_TIMEOUT_MS,
    UNKNOWN_KEY_INTERVAL_MS,
    DEFAULT_LIMITS.token_grace_ms,
  ]);
});

it('has the numbers', () => {
  expect(times).toContain(`after the first ${UNKNOWN_KEY_BURST}`);
  expect(times).toContain(`${REMEMBERED_TOKENS.toLocaleString('en')} at most`);
  expect(times).toContain(`up to ${MAX_CHECKS} tokens`);
});

it('has every cause once', () => {
  const source = readFileSync(join(ROOT, 'runtime/src/auth/caller.ts'), 'utf8');
  const union = /export type AuthCause =([^;]*);/.exec(source)?.[1] ?? '';
  const causes = [...union.matchAll(/'(\w+)'/g)].map(([, cause]) => cause);
  const documented = codeRowsOf(page).flatMap(
    ([cell = '']) => cell.match(/^[A-Z_, ]+$/)?.[0].split(', ') ?? [],
  );
  expect(documented.sort()).toEqual(causes.sort());
  expect(causes.length).toBeGreaterThan(15);
});

it('has every answer', () => {
  const documented = [...page.matchAll(/^\| (\d{3}) `(ERR_\w+)`/gm)].map(([, status, code]) => [
    code,
    Number(status),
  ]);
  const answers = Object.entries(PROXY_ERRORS).filter(([code]) => code.startsWith('ERR_AUTH_'));
  expect(documented.sort()).toEqual(answers.map(([code, { status }]) => [code, status]).sort());
});
