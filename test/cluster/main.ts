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

const HOW_TO_REACH = 'set KUBECONFIG to the configuration of a cluster for tests';
const HOW_TO_LOAD =
  'set E2E_LOAD_IMAGE to the command that takes an image archive, as `kind load image-archive` does, or name cases without `:image`';

async function obstacle(names: readonly string[], chosen: readonly Case[]): Promise<string | undefined> {
  const known = CASES.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) return `no case is called ${unknown.join(', ')}; there are ${known.join(', ')}`;
  const { KUBECONFIG, E2E_LOAD_IMAGE } = process.env;
  const needsImage = chosen.some(({ runtime }) => runtime === 'image');
  const unset = [
    ...(KUBECONFIG ? [] : [HOW_TO_REACH]),
    ...(needsImage && !E2E_LOAD_IMAGE ? [HOW_TO_LOAD] : []),
  ];
  if (unset.length > 0) return unset.join('\n');
  const { ok, stderr } = await tryKubectl(['version']).catch((error: unknown) => ({
    ok: false,
    stderr: String(error),
  }));
  return ok ? undefined : `kubectl does not reach the cluster: ${stderr}`;
}

function secondsSince(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(0);
}

interface Row {
  readonly name: string;
  readonly result: 'passed' | 'FAILED';
  readonly figure: string;
}

function toFailed({ name }: Case, error: unknown): Row {
  return { name, result: 'FAILED', figure: String(error).split('\n')[0] ?? '' };
}

async function runCase(one: Case, stage: Stage): Promise<Row> {
  const { name, run } = one;
  const beganMs = performance.now();
  process.stderr.write(`... ${name}\n`);
  try {
    const figure = await run(stage);
    await stage.checkNoSecretShows();
    process.stderr.write(`    ${name} passed after ${secondsSince(beganMs)} s\n`);
    return { name, result: 'passed', figure };
  } catch (error) {
    print(`${name}: ${String(error)}`, await stage.describe());
    return toFailed(one, error);
  }
}

/** The stages that are open, for whatever ends the suite. */
const stages = new Set<Stage>();

async function closeStages(): Promise<void> {
  for (const stage of stages) await stage.close();
}

/** What stands in the way of all of them is said once, and fails each. */
async function runCases(
  cases: readonly Case[],
  getRuntime: () => ProxyRuntime | Promise<ProxyRuntime>,
): Promise<Row[]> {
  if (cases.length === 0) return [];
  let stage: Stage | undefined;
  try {
    stage = new Stage(await getRuntime());
    stages.add(stage);
    await stage.open();
    const rows: Row[] = [];
    for (const one of cases) rows.push(await runCase(one, stage));
    return rows;
  } catch (error) {
    print(String(error), (await stage?.describe()) ?? '');
    return cases.map((one) => toFailed(one, error));
  } finally {
    await stage?.close();
    if (stage) stages.delete(stage);
  }
}

/** Those with one runtime beside those with the other, each in a namespace of its own, once what needs quiet is over. */
async function runAll(cases: readonly Case[]): Promise<Row[]> {
  const bundled = (): ProxyRuntime => ProxyRuntime.bundled();
  const image = async (): Promise<ProxyRuntime> =>
    ProxyRuntime.fromImage(await loadImage(process.env['E2E_LOAD_IMAGE'] ?? ''));
  const quiet = cases.filter(({ needsQuiet }) => needsQuiet);
  const others = cases.filter(({ needsQuiet }) => !needsQuiet);
  const of = (runtime: Case['runtime']): Case[] => others.filter((one) => one.runtime === runtime);
  const rows = await runCases(quiet, bundled);
  const pairs = await Promise.all([runCases(of('bundled'), bundled), runCases(of('image'), image)]);
  return [...rows, ...pairs.flat()];
}

async function main(args: readonly string[]): Promise<number> {
  const chosen = CASES.filter(({ name }) => args.length === 0 || args.includes(name));
  const reason = await obstacle(args, chosen);
  if (reason !== undefined) {
    print(reason);
    return EXIT.unable;
  }
  const beganMs = performance.now();
  const rows = await runAll(chosen);
  const cells = rows.map(({ name, result, figure }) => [name, result, figure]);
  print(
    '',
    `${rows.length} cases in ${secondsSince(beganMs)} s`,
    '',
    renderTable(['CASE', 'RESULT', 'FIGURE'], cells).trimEnd(),
  );
  return rows.some(({ result }) => result === 'FAILED') ? EXIT.failed : EXIT.passed;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void closeStages().finally(() => process.exit(EXIT.interrupted)));
}

void main(process.argv.slice(2))
  .finally(closeStages)
  .then((code) => (process.exitCode = code));
