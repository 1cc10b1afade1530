/** README's first screen, as it is printed: from an empty folder to a call that shows which headers arrived. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages, shellEnvironment, withSources } from '../../support/packages';
import { NAMESPACE, readQuickStart } from '../../support/quick-start';
import { tryKubectl } from '../kubectl';
import type { Stage } from '../stage';

export async function quickStart({ namespace: own }: Stage): Promise<string> {
  const namespace = `${own}-${NAMESPACE}`;
  const folder = mkdtempSync(join(tmpdir(), 'quick-start-'));
  try {
    return follow(folder, namespace);
  } finally {
    await tryKubectl(['delete', 'namespace', namespace, '--wait=false']);
    rmSync(folder, { recursive: true });
  }
}

function follow(folder: string, namespace: string): string {
  const { install, file, definition, prepare, call, printed } = readQuickStart();
  const toOwn = (text: string): string => text.replaceAll(NAMESPACE, namespace);
  const app = join(folder, 'app');
  mkdirSync(app);
  runShell(app, withSources(install, packPackages(join(folder, 'packed'))));
  writeFileSync(join(app, file), toOwn(definition));
  runShell(app, toOwn(prepare));
  const begin = performance.now();
  const answer = runShell(app, toOwn(call));
  for (const line of printed.trim().split('\n')) assert.ok(answer.includes(line.trim()), answer);
  return `called ${((performance.now() - begin) / 1000).toFixed(1)} s after the synth began`;
}

function runShell(cwd: string, commands: string): string {
  return execFileSync('bash', ['-euc', commands], { cwd, env: shellEnvironment(), encoding: 'utf8' });
}
