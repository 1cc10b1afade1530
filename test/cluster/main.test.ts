/** The suite says what it lacks. What it finds on a cluster is not for `npm test`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function run(...cases: readonly string[]) {
  const { KUBECONFIG: _, ...env } = process.env;
  const tsx = join(ROOT, 'node_modules/.bin/tsx');
  return spawnSync(tsx, [join(ROOT, 'test/cluster/main.ts'), ...cases], { encoding: 'utf8', env });
}

it('ends with 2 without a cluster, and says what to set', () => {
  const { status, stdout } = run();
  expect(status).toBe(2);
  expect(stdout).toContain('set KUBECONFIG');
});

it('ends with 2 for a case there is not, and names those there are', () => {
  const { status, stdout } = run('header');
  expect(status).toBe(2);
  expect(stdout).toMatch(/no case is called header; there are .*headers, .*idempotent/);
});
