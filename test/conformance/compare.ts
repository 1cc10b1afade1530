/** One step of the plan: the suite against the server, then against the proxy in front of it. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findLosses } from './checks';
import type { Check, Loss } from './checks';
import { InjectionAudit, createInjection } from './injection';
import { pinnedVersion } from './install';
import type { Step } from './plan';
import { startProxy } from './proxy-process';
import { listScenarios, runSuite } from './run-suite';
import type { Results } from './run-suite';
import { startReferenceServer } from './server/reference-server';

const RESULTS_DIR = join(__dirname, '..', '..', 'build', 'conformance');

export interface Row {
  readonly scenario: string;
  readonly direct: readonly Check[];
  readonly proxied: readonly Check[];
  readonly losses: readonly Loss[];
}

export interface Comparison {
  readonly step: Step;
  /** Full version of the suite. */
  readonly version: string;
  readonly rows: readonly Row[];
  /** What reached the server through the proxy. */
  readonly audit: InjectionAudit;
}

/** Runs the suite against the URL it is given, and keeps its files in a folder of that name. */
type Run = (side: string, url: string) => Promise<Results>;

/** Runs the scenarios of the step, or those of them named by `only` when it names any. */
export async function compare(
  step: Step,
  only: readonly string[],
  report: (progress: string) => void,
): Promise<Comparison> {
  const version = pinnedVersion(step.suite);
  const isWhole = only.length === 0;
  const scenarios = (await listScenarios(step)).filter(({ name }) => isWhole || only.includes(name));
  const outDir = join(RESULTS_DIR, `${step.spec}_${version}`);
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const run: Run = (side, url) => {
    report(`${step.spec}, suite ${version}, ${side}: ${scenarios.length} scenarios`);
    return runSuite(step, scenarios, isWhole, url, join(outDir, side));
  };
  const direct = await runDirect(step, run);
  const [proxied, audit] = await runProxied(step, outDir, run);
  const rows = scenarios.map(({ name }) => toRow(name, direct, proxied));
  return { step, version, rows, audit };
}

async function runDirect({ generation }: Step, run: Run): Promise<Results> {
  const server = await startReferenceServer(generation, () => {});
  try {
    return await run('direct', server.url);
  } finally {
    await server.stop();
  }
}

async function runProxied(
  { generation }: Step,
  outDir: string,
  run: Run,
): Promise<[Results, InjectionAudit]> {
  const injection = createInjection();
  const audit = new InjectionAudit(injection);
  const server = await startReferenceServer(generation, (request) => audit.observe(request));
  try {
    const proxy = await startProxy(server.url, injection, outDir);
    const results = await run('proxied', proxy.url).finally(() => proxy.stop());
    return [results, audit];
  } finally {
    await server.stop();
  }
}

function toRow(scenario: string, directResults: Results, proxiedResults: Results): Row {
  const direct = directResults.get(scenario) ?? [];
  const proxied = proxiedResults.get(scenario) ?? [];
  return { scenario, direct, proxied, losses: findLosses(scenario, direct, proxied) };
}
