/** README's first screen, as it is printed: from an empty folder to a call that shows which headers arrived. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packPackages, shellEnvironment, withSources } from '../../support/packages';
import { print } from '../../support/print';
import { NAMESPACE, readQuickStart } from '../../support/quick-start';
import { tryKubectl } from '../kubectl';
import { checkNoSecretShows, describeWithoutSecrets } from '../sight';
import type { Stage } from '../stage';

const execute = promisify(execFile);

/** What stands in the Secret of the page. */
const SECRETS = ['not-the-real-one'];

export async function quickStart({ namespace: own }: Stage): Promise<string> {
  const namespace = `${own}-${NAMESPACE}`;
  const folder = mkdtempSync(join(tmpdir(), 'quick-start-'));
  try {
    const figure = await follow(folder, namespace);
    await checkNoSecretShows(namespace, SECRETS);
    return figure;
  } catch (error) {
    print(await describeWithoutSecrets(namespace, SECRETS));
    throw error;
  } finally {
    await tryKubectl(['delete', 'namespace', namespace, '--wait=false']);
    rmSync(folder, { recursive: true });
  }
}

async function follow(folder: string, namespace: string): Promise<string> {
  const { install, file, definition, prepare, call, printed } = readQuickStart();
  const toOwn = (text: string): string => text.replaceAll(NAMESPACE, namespace);
  const app = join(folder, 'app');
  mkdirSync(app);
  await runShell(app, withSources(install, await packPackages(join(folder, 'packed'))));
  writeFileSync(join(app, file), toOwn(definition));
  await runShell(app, toOwn(prepare));
  const begin = performance.now();
  const answer = await runShell(app, toOwn(call));
  for (const line of printed.trim().split('\n')) assert.ok(answer.includes(line.trim()), answer);
  return `called ${((performance.now() - begin) / 1000).toFixed(1)} s after the synth began`;
}

async function runShell(cwd: string, commands: string): Promise<string> {
  const { stdout } = await execute('bash', ['-euc', commands], { cwd, env: shellEnvironment() });
  return stdout;
}
