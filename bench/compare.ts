/** What a request costs in two or more bundles of the runtime, measured in turns in one run. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CA_FILE } from '../test/support/certificates';
import { align, print } from '../test/support/print';
import { startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { CASES, WARM_UP_ROUNDS } from './cases';
import type { Case } from './cases';
import { Load, startRemote } from './helper-process';
import { runMeasure } from './run-measure';
import type { LoadReport } from './load';
import { median, medianError } from './statistics';

const USAGE = `Usage: npm run compare -- [options] BASE.mjs OTHER.mjs...

CPU time per request of each bundle of the runtime, in turns, over many short rounds, as medians. The ratio is the median
over the rounds of a bundle's CPU time by that of the first, with its 95 % confidence interval: what is within it of 1 is
noise. More rounds make it narrower, a machine with other work to do makes it wider.

  --case         call, upload or download, or several with commas (default: call)
  --rounds       default: 21
  --requests     of a round; default: 4000 (upload 1000, download 200)
  --connections  default: 32
  --tls          the remote speaks TLS
`;

interface Options {
  readonly bundles: readonly string[];
  readonly cases: readonly string[];
  readonly rounds: number;
  readonly requests: number | undefined;
  readonly connections: number;
  readonly tls: boolean;
}

/** Throws on whatever makes no sense. */
function parseOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      case: { type: 'string', default: 'call' },
      rounds: { type: 'string', default: '21' },
      requests: { type: 'string' },
      connections: { type: 'string', default: '32' },
      tls: { type: 'boolean', default: false },
    },
  });
  const cases = values.case.split(',');
  const unknown = cases.find((name) => CASES[name] === undefined);
  if (unknown !== undefined) throw new Error(`--case ${unknown}: expected ${Object.keys(CASES).join(', ')}`);
  const missing = positionals.find((bundle) => !existsSync(bundle));
  if (missing !== undefined) throw new Error(`there is no ${missing}`);
  if (positionals.length < 2) throw new Error('two bundles at least');
  if (process.platform !== 'linux') throw new Error('reads CPU time from /proc, which only Linux has');
  return {
    bundles: positionals,
    cases,
    rounds: parseCount('--rounds', values.rounds),
    requests: values.requests === undefined ? undefined : parseCount('--requests', values.requests),
    connections: parseCount('--connections', values.connections),
    tls: values.tls,
  };
}

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${option} ${text}: expected a whole number above 0`);
}

/** What one round of one bundle took, a request each. */
interface Round extends LoadReport {
  readonly cpuUs: number;
  readonly userUs: number;
  readonly systemUs: number;
  readonly requestsPerSecond: number;
}

/** One bundle under test. */
class Contender {
  readonly name: string;
  readonly #proxy: BundleProcess;
  readonly rounds: Round[] = [];
  residentBytes = 0;

  constructor(name: string, proxy: BundleProcess) {
    this.name = name;
    this.#proxy = proxy;
  }

  async run(load: Load, { path, bodyBytes }: Case, requests: number, connections: number): Promise<Round> {
    const before = await this.#proxy.cpuTime();
    const report = await load.run({ port: this.#proxy.port, path, bodyBytes, requests, connections });
    const after = await this.#proxy.cpuTime();
    this.residentBytes = await this.#proxy.residentBytes();
    const perRequestUs = (ms: number): number => (ms * 1000) / report.requests;
    return {
      ...report,
      cpuUs: perRequestUs(after.totalMs - before.totalMs),
      userUs: perRequestUs(after.userMs - before.userMs),
      systemUs: perRequestUs(after.systemMs - before.systemMs),
      requestsPerSecond: report.requests / report.seconds,
    };
  }

  async stop(): Promise<void> {
    await this.#proxy.stop();
  }
}

async function runCase(name: string, remoteOrigin: string, load: Load, options: Options): Promise<void> {
  const plan = CASES[name] as Case;
  const requests = options.requests ?? plan.requests;
  const contenders: Contender[] = [];
  for (const bundle of options.bundles) {
    const config = options.tls ? { remote_ca_file: CA_FILE } : {};
    contenders.push(new Contender(bundle, await startBundle({ remoteOrigin, bundle, config })));
  }
  for (const one of contenders) await one.run(load, plan, requests * WARM_UP_ROUNDS, options.connections);
  for (let round = 0; round < options.rounds; round++) {
    // Backwards every other time, so that nobody always follows the same neighbour.
    for (const one of round % 2 === 0 ? contenders : contenders.toReversed()) {
      one.rounds.push(await one.run(load, plan, requests, options.connections));
    }
    const costs = contenders.map(({ rounds }) => (rounds.at(-1) as Round).cpuUs.toFixed(1));
    print(`  round ${round + 1} of ${options.rounds}: ${costs.join('  ')} us`);
  }
  for (const one of contenders) await one.stop();
  printResult(contenders);
}

function printResult(contenders: readonly Contender[]): void {
  const base = contenders[0] as Contender;
  const rows = contenders.map(({ name, rounds, residentBytes }) => {
    const mid = (pick: (round: Round) => number): number => median(rounds.map(pick));
    const ratios = rounds.map((round, index) => round.cpuUs / (base.rounds[index] as Round).cpuUs);
    return [
      name,
      mid(({ cpuUs }) => cpuUs).toFixed(1),
      mid(({ userUs }) => userUs).toFixed(1),
      mid(({ systemUs }) => systemUs).toFixed(1),
      `${median(ratios).toFixed(3)} +-${medianError(ratios).toFixed(3)}`,
      mid(({ requestsPerSecond }) => requestsPerSecond).toFixed(0),
      mid(({ p50Ms }) => p50Ms).toFixed(2),
      mid(({ p99Ms }) => p99Ms).toFixed(2),
      (residentBytes / 1024 / 1024).toFixed(0),
    ];
  });
  const head = ['bundle', 'CPU us', 'user', 'system', 'ratio', 'req/s', 'p50 ms', 'p99 ms', 'RSS MiB'];
  print('', ...align([head, ...rows]), '');
}

async function measure(options: Options): Promise<number> {
  const { remote, remoteOrigin } = await startRemote(options.tls);
  const load = new Load();
  for (const name of options.cases) {
    print(`${name}: ${options.connections} connections`);
    await runCase(name, remoteOrigin, load, options);
  }
  load.stop();
  remote.stop();
  return 0;
}

void runMeasure(USAGE, parseOptions, measure);
