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

/** What one step runs: all its scenarios, or some of them. */
export interface SuiteRun {
  readonly step: Step;
  readonly scenarios: readonly Scenario[];
  readonly isWhole: boolean;
}

/** Scenario name to its checks. */
export type Results = ReadonlyMap<string, readonly Check[]>;

/** Far beyond the slowest run there is; what is not there by then has failed. */
const SUITE_TIMEOUT_MS = 240_000;

/** A line of `list`: "  - NAME [2025-06-18,2025-11-25]". */
const LISTED = /^ {2}- (?<name>\S+) \[(?<appliesTo>[^\]]+)\]$/gm;

/** Takes the scenarios named by `only`, or all of the step's when it names none. */
export async function planRun(step: Step, only: readonly string[]): Promise<SuiteRun> {
  const isWhole = only.length === 0;
  const scenarios = await listScenarios(step);
  return { step, isWhole, scenarios: scenarios.filter(({ name }) => isWhole || only.includes(name)) };
}

/** The scenarios for servers that belong to the step, in the suite's order. */
async function listScenarios({ spec, suite, extensions }: Step): Promise<readonly Scenario[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [suiteProgram(suite), 'list', '--server']);
  return [...stdout.matchAll(LISTED)].flatMap(({ groups: { name = '', appliesTo = '' } = {} }) => {
    const isExtension = appliesTo === 'extension';
    const belongs = isExtension ? extensions : appliesTo.split(',').includes(spec);
    return belongs ? [{ name, isExtension }] : [];
  });
}

export async function runSuite(run: SuiteRun, url: string, outDir: string): Promise<Results> {
  mkdirSync(outDir, { recursive: true });
  for (const selection of toSelections(run)) {
    await invoke([suiteProgram(run.step.suite), 'server', '--url', url, '-o', outDir, ...selection], outDir);
  }
  return new Map(run.scenarios.map(({ name }) => [name, readChecks(name, outDir)]));
}

/**
 * The whole suite is one run of it; anything else is one run for each scenario. The suite picks the revision of an
 * extension's scenario by itself, and refuses to be told.
 */
function toSelections({ step, scenarios, isWhole }: SuiteRun): readonly string[][] {
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

const NO_RESULT: Check = { id: 'no-result', status: 'FAILURE', errorMessage: 'the suite left no result' };

/** Results are in server-NAME-TIMESTAMP/checks.json, and a name may be the beginning of another. */
function readChecks(scenario: string, outDir: string): readonly Check[] {
  const [file] = globSync(`server-${scenario}-[0-9][0-9][0-9][0-9]-*/checks.json`, { cwd: outDir });
  if (file === undefined) return [NO_RESULT];
  return JSON.parse(readFileSync(join(outDir, file), 'utf8')) as Check[];
}
