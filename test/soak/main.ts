/**
 * Mixed load with aborts, faults and attacks against one proxy process. Fails when its memory has grown by more than a
 * tenth since the first minute, when a bystander was harmed, when anything was unhandled, or when it does not serve or
 * stop afterwards.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startBundle } from '../../bench/bundle-process';
import type { BundleProcess } from '../../bench/bundle-process';
import { median } from '../../bench/statistics';
import { print } from '../support/print';
import { runAttacker } from './attackers';
import { startBystander } from './bystander';
import type { Harm } from './bystander';
import { runClient } from './load';
import type { Outcomes } from './load';
import { startRemote } from './remote';

const USAGE = 'usage: npm run soak -- [--minutes 10] [--clients 16] [--attackers 8]';
const REPORT_INTERVAL_MS = 10_000;
/** So many reports are a minute. */
const MINUTE = 6;
const ALLOWED_GROWTH = 1.1;
const MIB = 1024 * 1024;

interface Plan {
  readonly clients: number;
  readonly attackers: number;
  readonly durationMs: number;
}

function parsePlan(): Plan {
  const options = {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '16' },
    attackers: { type: 'string', default: '8' },
  } as const;
  const { values } = parseArgs({ options });
  return {
    clients: Number(values.clients),
    attackers: Number(values.attackers),
    durationMs: Number(values.minutes) * 60_000,
  };
}

/** Runs the load, reporting memory all along; resolves with that of the last minute by that of the first. */
async function soak(proxy: BundleProcess, plan: Plan, outcomes: Outcomes): Promise<number> {
  const { clients, attackers, durationMs } = plan;
  const begin = Date.now();
  const end = begin + durationMs;
  const load = [
    ...Array.from({ length: clients }, () => runClient(proxy.endpoint, outcomes, end)),
    ...Array.from({ length: attackers }, () => runAttacker(proxy.port, outcomes, end)),
  ];
  const seen: number[] = [];
  while (Date.now() < end) {
    await sleep(Math.min(REPORT_INTERVAL_MS, end - Date.now()));
    const bytes = await proxy.residentBytes();
    printProgress(Date.now() - begin, outcomes, bytes);
    seen.push(bytes);
  }
  await Promise.all(load);
  const minute = Math.min(MINUTE, Math.ceil(seen.length / 2));
  return median(seen.slice(-minute)) / median(seen.slice(0, minute));
}

function printProgress(elapsedMs: number, outcomes: Outcomes, bytes: number): void {
  const requests = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const time = `${Math.round(elapsedMs / 1000)} s`.padStart(6);
  const memory = `${(bytes / MIB).toFixed(1)} MiB`.padStart(11);
  const bar = '#'.repeat(Math.round(bytes / (4 * MIB)));
  print(`${time}  ${`${requests} requests`.padStart(16)}  ${memory}  ${bar}`);
}

function describe(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([what, count]) => `${what}: ${count}`).join(', ');
}

function findHarm({ failures, events, calls }: Harm): string[] {
  const harm = [...failures].map(([failure, count]) => `the bystander: ${failure} (${count} times)`);
  return events === 0 || calls === 0 ? [...harm, 'the bystander got nothing at all'] : harm;
}

async function run(plan: Plan): Promise<number> {
  const { server, origin } = await startRemote();
  const proxy = await startBundle({ remoteOrigin: origin });
  print(
    `${plan.clients} clients and ${plan.attackers} attackers for ${plan.durationMs / 60_000} min; one # is 4 MiB of the proxy`,
  );
  const outcomes: Outcomes = new Map();
  const bystander = startBystander(proxy.endpoint);
  const growth = await soak(proxy, plan, outcomes);
  bystander.stop();
  const { status } = await fetch(proxy.endpoint, { method: 'POST', body: '{}' });
  const code = await proxy.stop();
  server.closeAllConnections();
  server.close();

  const failures = [
    ...(growth > ALLOWED_GROWTH ? ['memory has grown by more than a tenth since the first minute'] : []),
    ...findHarm(bystander.harm),
    ...(proxy.complaints === '' ? [] : [`standard error says:\n${proxy.complaints}`]),
    ...(status === 200 ? [] : [`the last request was answered ${status}`]),
    ...(code === 0 ? [] : [`the proxy ended with ${code}`]),
  ];
  const { events, calls } = bystander.harm;
  print('', describe(outcomes), `the bystander: ${events} events, ${calls} calls`);
  print(`memory of the last minute is ${growth.toFixed(2)} of that of the first`);
  print(...failures.map((failure) => `FAILED: ${failure}`));
  return failures.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const plan = parsePlan();
  if (plan.durationMs > 0 && plan.clients > 0 && plan.attackers >= 0 && process.platform === 'linux')
    return run(plan);
  process.stderr.write(`${USAGE}\nreads memory from /proc, which only Linux has\n`);
  return 2;
}

void main().then((code) => (process.exitCode = code));
