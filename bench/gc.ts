/**
 * Fails when requests that are over reach V8's old generation, which only long collections empty. A plain node:http
 * proxy under the same load, in the same run, shows what cannot be helped.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { align, print } from '../test/support/print';
import { BUNDLE, startBundle } from './bundle-process';
import type { BundleProcess } from './bundle-process';
import { CASES, WARM_UP_ROUNDS } from './cases';
import type { Case } from './cases';
import { Load, startRemote } from './helper-process';
import { median } from './statistics';

const PLAIN_PROXY = join(import.meta.dirname, 'plain-proxy.mjs');
const PROBE = join(import.meta.dirname, 'heap-probe.mjs');
const CONNECTIONS = 32;
const ROUNDS = 5;

/** Less than a request that is over would leave behind: its exchange alone is more. */
const ALLOWED_BYTES_PER_REQUEST = 256;

const USAGE = `Usage: npm run gc -- [BUNDLE.mjs]

Puts a fixed load on a bundle of the runtime (default: the one npm run build makes) and on a plain proxy, and counts the
collections of each and what they move into the old generation. Ends with 1 when that is more of the bundle's than of the
plain proxy's by ${ALLOWED_BYTES_PER_REQUEST} bytes a request. Takes about a minute.
`;

/** What the probe answers. */
interface Collections {
  readonly minor: number;
  readonly major: number;
  readonly promotedBytes: number;
}

interface Round extends Collections {
  readonly requests: number;
}

const promotedPerRequest = (rounds: readonly Round[]): number =>
  median(rounds.map(({ promotedBytes, requests }) => promotedBytes / requests));

async function runRound(proxy: BundleProcess, load: Load, plan: Case): Promise<Round> {
  const report = await load.run({ port: proxy.port, connections: CONNECTIONS, ...plan });
  return { ...((await proxy.ask('collections')) as Collections), requests: report.requests };
}

async function measure(bundle: string, remoteOrigin: string, load: Load, plan: Case): Promise<Round[]> {
  const proxy = await startBundle({ remoteOrigin, bundle, preload: [PROBE] });
  await runRound(proxy, load, { ...plan, requests: plan.requests * WARM_UP_ROUNDS });
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await runRound(proxy, load, plan));
  await proxy.stop();
  return rounds;
}

function toRow(name: string, proxy: string, rounds: readonly Round[]): string[] {
  const sum = (pick: (round: Round) => number): number => rounds.reduce((total, one) => total + pick(one), 0);
  return [
    name,
    proxy,
    String(sum(({ requests }) => requests)),
    String(sum(({ minor }) => minor)),
    String(sum(({ major }) => major)),
    promotedPerRequest(rounds).toFixed(0),
  ];
}

/** Both under the same load; whether the bundle keeps up with the plain proxy. */
async function runCase(name: string, bundle: string, remoteOrigin: string, load: Load): Promise<boolean> {
  const plan = CASES[name] as Case;
  const plain = await measure(PLAIN_PROXY, remoteOrigin, load, plan);
  const ours = await measure(bundle, remoteOrigin, load, plan);
  const head = ['case', 'proxy', 'requests', 'scavenges', 'mark-compacts', 'bytes promoted per request'];
  print(...align([head, toRow(name, 'plain', plain), toRow(name, 'bundle', ours)]), '');
  return promotedPerRequest(ours) <= promotedPerRequest(plain) + ALLOWED_BYTES_PER_REQUEST;
}

async function runCases(bundle: string): Promise<number> {
  const { remote, remoteOrigin } = await startRemote();
  const load = new Load();
  let failed = 0;
  for (const name of ['call', 'upload']) {
    if (await runCase(name, bundle, remoteOrigin, load)) continue;
    print(`FAILED: requests of the case ${name} outlive their end`);
    failed++;
  }
  load.stop();
  remote.stop();
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [bundle = BUNDLE, ...more] = positionals;
  if (more.length === 0 && existsSync(bundle)) return runCases(bundle);
  process.stderr.write(USAGE);
  return 2;
}

void main().then((code) => (process.exitCode = code));
