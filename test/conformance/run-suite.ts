/** Runs one release of the suite against one URL, and reads the results it leaves in files. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, globSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from './checks';
import { suiteProgram } from './install';
import type { Step } from './plan';

export interface Scenario {
  readonly name: string;
  /** Belongs to an extension of the protocol and to no revision. */
  readonly isExtension: boolean;
}

/** Scenario name to its checks. */
export type Results = ReadonlyMap<string, readonly Check[]>;

/** Far beyond the slowest run there is; what is not there by then has failed. */
const SUITE_TIMEOUT_MS = 240_000;

/** A line of `list`: "  - NAME [2025-06-18,2025-11-25]". */
const LISTED = /^ {2}- (?<name>\S+) \[(?<appliesTo>[^\]]+)\]$/gm;

/** The scenarios for servers that belong to the step, in the suite's order. */
export async function listScenarios({ spec, suite, extensions }: Step): Promise<readonly Scenario[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [suiteProgram(suite), 'list', '--server']);
  return [...stdout.matchAll(LISTED)].flatMap(({ groups: { name = '', appliesTo = '' } = {} }) => {
    const isExtension = appliesTo === 'extension';
    const belongs = isExtension ? extensions : appliesTo.split(',').includes(spec);
    return belongs ? [{ name, isExtension }] : [];
  });
}

/** `isWhole` says that `scenarios` are all there are, which is one run of the suite instead of one each. */
export async function runSuite(
  step: Step,
  scenarios: readonly Scenario[],
  isWhole: boolean,
  url: string,
  outDir: string,
): Promise<Results> {
  mkdirSync(outDir, { recursive: true });
  for (const selection of toSelections(step, scenarios, isWhole)) {
    await invoke([suiteProgram(step.suite), 'server', '--url', url, '-o', outDir, ...selection], outDir);
  }
  return new Map(scenarios.map(({ name }) => [name, readChecks(name, outDir)]));
}

/** The suite picks the revision of an extension's scenario by itself, and refuses to be told. */
function toSelections(step: Step, scenarios: readonly Scenario[], isWhole: boolean): readonly string[][] {
  const revision = ['--spec-version', step.spec];
  const single = scenarios.filter(({ isExtension }) => isExtension || !isWhole);
  const whole = isWhole ? [['--suite', 'all', ...revision]] : [];
  return [
    ...whole,
    ...single.map(({ name, isExtension }) => ['--scenario', name, ...(isExtension ? [] : revision)]),
  ];
}

/** The exit code says no more than the results do. */
async function invoke(args: readonly string[], outDir: string): Promise<void> {
  const log = openSync(join(outDir, 'suite.log'), 'a');
  const child = spawn(process.execPath, args, { stdio: ['ignore', log, log], timeout: SUITE_TIMEOUT_MS });
  await once(child, 'exit');
  closeSync(log);
}

/** Results are in server-NAME-TIMESTAMP/checks.json. */
function readChecks(scenario: string, outDir: string): readonly Check[] {
  const [file] = globSync(join(outDir, `server-${scenario}-[0-9][0-9][0-9][0-9]-*`, 'checks.json'));
  if (file === undefined) return [NO_RESULT];
  return JSON.parse(readFileSync(file, 'utf8')) as Check[];
}

const NO_RESULT: Check = { id: 'no-result', status: 'FAILURE', errorMessage: 'the suite left no result' };
