/** One step of the plan: the suite against the server, then against the proxy in front of it. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findLosses } from './checks';
import type { Check, Loss } from './checks';
import { InjectionAudit, createInjection } from './injection';
import { pinnedVersion } from './install';
import type { Step } from './plan';
import { startProxy } from './proxy-process';
import { runSuite } from './run-suite';
import type { Results, SuiteRun } from './run-suite';
import { startReferenceServer } from './server/reference-server';
import type { Generation } from './server/reference-server';

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

/** Runs the suite against the URL it is given, and keeps its files in a folder named after the side. */
type RunSide = (side: string, url: string) => Promise<Results>;

export async function compare(run: SuiteRun, report: (progress: string) => void): Promise<Comparison> {
  const { step, scenarios } = run;
  const version = pinnedVersion(step.suite);
  const outDir = join(RESULTS_DIR, `${step.spec}_${version}`);
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const runSide: RunSide = (side, url) => {
    report(`${step.spec}, suite ${version}, ${side}, number of scenarios: ${scenarios.length}`);
    return runSuite(run, url, join(outDir, side));
  };
  const direct = await runDirect(step.generation, runSide);
  const [proxied, audit] = await runProxied(step.generation, runSide, outDir);
  const rows = scenarios.map(({ name }) => toRow(name, direct, proxied));
  return { step, version, rows, audit };
}

async function runDirect(generation: Generation, runSide: RunSide): Promise<Results> {
  const server = await startReferenceServer(generation, () => {});
  return runSide('direct', server.url).finally(() => server.stop());
}

async function runProxied(
  generation: Generation,
  runSide: RunSide,
  outDir: string,
): Promise<[Results, InjectionAudit]> {
  const injection = createInjection();
  const audit = new InjectionAudit(injection);
  const server = await startReferenceServer(generation, (request) => audit.observe(request));
  try {
    const proxy = await startProxy(server.url, injection, outDir);
    const results = await runSide('proxied', proxy.url).finally(() => proxy.stop());
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
