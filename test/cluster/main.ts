/** `npm run e2e:cluster [-- CASE...]`: what is synthesized, on a real cluster. */
import { renderTable } from '../../cli/table';
import { print } from '../support/print';
import { comesBack } from './cases/comes-back';
import { headers } from './cases/headers';
import { idempotent } from './cases/idempotent';
import { missingSecrets } from './cases/missing-secrets';
import { nothingLost } from './cases/nothing-lost';
import { quickStart } from './cases/quick-start';
import { serviceAccounts } from './cases/service-accounts';
import { tryKubectl } from './kubectl';
import { Stage } from './stage';

const CASES: Readonly<Record<string, (stage: Stage) => Promise<string> | string>> = {
  headers,
  'missing-secrets': missingSecrets,
  'service-accounts': serviceAccounts,
  'nothing-lost': nothingLost,
  'comes-back': comesBack,
  idempotent,
  'quick-start': quickStart,
};

const EXIT = { passed: 0, failed: 1, unable: 2 } as const;

function obstacle(names: readonly string[]): string | undefined {
  const unknown = names.filter((name) => !(name in CASES));
  if (unknown.length > 0)
    return `no case is called ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}`;
  if (!process.env['KUBECONFIG']) return 'set KUBECONFIG to the configuration of a cluster for tests';
  const version = tryKubectl(['version']);
  return version.ok ? undefined : `kubectl does not reach the cluster: ${version.stderr}`;
}

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly figure: string;
}

async function runCase(name: string, stage: Stage): Promise<Result> {
  print(`... ${name}`);
  try {
    return { name, passed: true, figure: (await CASES[name]?.(stage)) ?? '' };
  } catch (error) {
    print(String(error), stage.describe());
    return { name, passed: false, figure: String(error).split('\n')[0] ?? '' };
  }
}

async function main(args: readonly string[]): Promise<number> {
  const names = args.length > 0 ? args : Object.keys(CASES);
  const reason = obstacle(names);
  if (reason !== undefined) {
    print(reason);
    return EXIT.unable;
  }
  const stage = new Stage();
  const results: Result[] = [];
  try {
    await stage.open();
    for (const name of names) results.push(await runCase(name, stage));
  } finally {
    stage.close();
  }
  const rows = results.map(({ name, passed, figure }) => [name, passed ? 'passed' : 'FAILED', figure]);
  print('', renderTable(['CASE', 'RESULT', 'FIGURE'], rows).trimEnd());
  return results.every(({ passed }) => passed) ? EXIT.passed : EXIT.failed;
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
