/** `npm run e2e:cluster [-- CASE...]`: what is synthesized, on a real cluster. */
import { renderTable } from '../../cli/table';
import { ProxyRuntime } from '../../lib/index';
import { print } from '../support/print';
import { CASES } from './cases';
import type { Case } from './cases';
import { loadImage } from './image';
import { tryKubectl } from './kubectl';
import { Stage } from './stage';

const EXIT = { passed: 0, failed: 1, unable: 2, interrupted: 130 } as const;

const HOW_TO_LOAD =
  'set E2E_LOAD_IMAGE to the command that takes an image archive, as `kind load image-archive` does';

async function obstacle(names: readonly string[]): Promise<string | undefined> {
  const known = CASES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) return `no case is called ${unknown.join(', ')}; there are ${known.join(', ')}`;
  if (!process.env['KUBECONFIG']) return 'set KUBECONFIG to the configuration of a cluster for tests';
  const version = await tryKubectl(['version']);
  return version.ok ? undefined : `kubectl does not reach the cluster: ${version.stderr}`;
}

function secondsSince(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(0);
}

interface Row {
  readonly name: string;
  readonly result: 'passed' | 'FAILED' | 'not run';
  readonly figure: string;
}

async function runCase({ name, run }: Case, stage: Stage): Promise<Row> {
  const beganMs = performance.now();
  process.stderr.write(`... ${name}\n`);
  try {
    const figure = await run(stage);
    await stage.checkNoSecretShows();
    process.stderr.write(`    ${name} passed after ${secondsSince(beganMs)} s\n`);
    return { name, result: 'passed', figure };
  } catch (error) {
    print(String(error), await stage.describeWithoutSecrets());
    return { name, result: 'FAILED', figure: String(error).split('\n')[0] ?? '' };
  }
}

/** The stages that are open, for whatever ends the suite. */
const stages = new Set<Stage>();

async function closeStages(): Promise<void> {
  for (const stage of stages) await stage.close();
}

async function runCases(cases: readonly Case[], runtime: ProxyRuntime): Promise<Row[]> {
  if (cases.length === 0) return [];
  const stage = new Stage(runtime);
  stages.add(stage);
  try {
    await stage.open();
    const rows: Row[] = [];
    for (const one of cases) rows.push(await runCase(one, stage));
    return rows;
  } finally {
    await stage.close();
    stages.delete(stage);
  }
}

async function runWithImage(cases: readonly Case[]): Promise<Row[]> {
  const command = process.env['E2E_LOAD_IMAGE'];
  if (cases.length === 0) return [];
  if (!command) return cases.map(({ name }) => ({ name, result: 'not run', figure: HOW_TO_LOAD }));
  return runCases(cases, ProxyRuntime.fromImage(await loadImage(command)));
}

/** Those with one runtime beside those with the other, each in a namespace of its own, once what needs quiet is over. */
async function runAll(cases: readonly Case[]): Promise<Row[]> {
  const bundled = ProxyRuntime.bundled();
  const quiet = cases.filter(({ needsQuiet }) => needsQuiet);
  const others = cases.filter(({ needsQuiet }) => !needsQuiet);
  const of = (runtime: Case['runtime']): Case[] => others.filter((one) => one.runtime === runtime);
  const rows = await runCases(quiet, bundled);
  const pairs = await Promise.all([runCases(of('bundled'), bundled), runWithImage(of('image'))]);
  return [...rows, ...pairs.flat()];
}

async function main(args: readonly string[]): Promise<number> {
  const reason = await obstacle(args);
  if (reason !== undefined) {
    print(reason);
    return EXIT.unable;
  }
  const chosen = CASES.filter(({ name }) => args.length === 0 || args.includes(name));
  const beganMs = performance.now();
  const rows = await runAll(chosen);
  const cells = rows.map(({ name, result, figure }) => [name, result, figure]);
  print(
    '',
    `${rows.length} cases in ${secondsSince(beganMs)} s`,
    '',
    renderTable(['CASE', 'RESULT', 'FIGURE'], cells).trimEnd(),
  );
  if (rows.some(({ result }) => result === 'FAILED')) return EXIT.failed;
  return rows.some(({ result }) => result === 'not run') ? EXIT.unable : EXIT.passed;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void closeStages().finally(() => process.exit(EXIT.interrupted)));
}

void main(process.argv.slice(2))
  .finally(closeStages)
  .then((code) => (process.exitCode = code));
