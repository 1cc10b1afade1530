/** The suite says what it lacks. What it finds on a cluster is not for `npm test`. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Nothing of a cluster is set but what is given. */
function run(settings: Readonly<Record<string, string>>, ...cases: readonly string[]) {
  const { KUBECONFIG: _, E2E_LOAD_IMAGE: __, ...env } = process.env;
  const tsx = join(ROOT, 'node_modules/.bin/tsx');
  const options = { encoding: 'utf8', env: { ...env, ...settings } } as const;
  return spawnSync(tsx, [join(ROOT, 'test/cluster/main.ts'), ...cases], options);
}

it('ends with 2 without a cluster and without a command that loads images, and says what to set', () => {
  const { status, stdout } = run({});
  expect(status).toBe(2);
  expect(stdout).toContain('set KUBECONFIG');
  expect(stdout).toContain('set E2E_LOAD_IMAGE');
});

it('asks for no image where the cases need none', () => {
  const { status, stdout } = run({}, 'headers');
  expect(status).toBe(2);
  expect(stdout).toContain('set KUBECONFIG');
  expect(stdout).not.toContain('E2E_LOAD_IMAGE');
});

it.each([
  ['a cluster that is not there', {}],
  ['no kubectl', { PATH: dirname(process.execPath) }],
])('ends with 2 for %s, before anything begins', (_what, settings) => {
  const { status, stdout, stderr } = run({ KUBECONFIG: '/dev/null', ...settings }, 'headers');
  expect(status).toBe(2);
  expect(stdout).toContain('kubectl does not reach the cluster: ');
  expect(stderr).not.toContain('... headers');
});

it('ends with 2 for a case there is not, and names those there are', () => {
  const { status, stdout } = run({}, 'header');
  expect(status).toBe(2);
  expect(stdout).toMatch(/no case is called header; there are .*headers, .*idempotent/);
});
