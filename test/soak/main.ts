/**
 * Mixed load with aborts and faults against one proxy process. Fails when its memory has grown by more than a fifth
 * since the first minute, when anything was unhandled, or when it does not serve or stop afterwards.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startBundle } from '../../bench/bundle-process';
import type { BundleProcess } from '../../bench/bundle-process';
import { runClient } from './load';
import type { Outcomes } from './load';
import { startRemote } from './remote';

const USAGE = 'usage: npm run soak -- [--minutes 10] [--clients 16]';
const REPORT_INTERVAL_MS = 10_000;
const WARM_UP_MS = 60_000;
const ALLOWED_GROWTH = 1.2;
const MIB = 1024 * 1024;

interface Plan {
  readonly clients: number;
  readonly durationMs: number;
}

function parsePlan(): Plan {
  const options = {
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '16' },
  } as const;
  const { values } = parseArgs({ options });
  return { clients: Number(values.clients), durationMs: Number(values.minutes) * 60_000 };
}

/** Runs the load, reporting memory all along; resolves with its growth since the first minute. */
async function soak(
  proxy: BundleProcess,
  { clients, durationMs }: Plan,
  outcomes: Outcomes,
): Promise<number> {
  const begin = Date.now();
  const end = begin + durationMs;
  const load = Array.from({ length: clients }, () => runClient(proxy.endpoint, outcomes, end));
  let warm: number | undefined;
  while (Date.now() < end) {
    await sleep(Math.min(REPORT_INTERVAL_MS, end - Date.now()));
    const bytes = await proxy.residentBytes();
    printProgress(Date.now() - begin, outcomes, bytes);
    if (Date.now() - begin >= Math.min(WARM_UP_MS, durationMs / 2)) warm ??= bytes;
  }
  await Promise.all(load);
  const last = await proxy.residentBytes();
  return last / (warm ?? last);
}

function printProgress(elapsedMs: number, outcomes: Outcomes, bytes: number): void {
  const requests = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
  const time = `${Math.round(elapsedMs / 1000)} s`.padStart(6);
  const memory = `${(bytes / MIB).toFixed(1)} MiB`.padStart(11);
  const bar = '#'.repeat(Math.round(bytes / (4 * MIB)));
  process.stdout.write(`${time}  ${`${requests} requests`.padStart(16)}  ${memory}  ${bar}\n`);
}

async function main(): Promise<number> {
  const plan = parsePlan();
  if (!(plan.durationMs > 0 && plan.clients > 0) || process.platform !== 'linux') {
    process.stderr.write(`${USAGE}\nreads memory from /proc, which only Linux has\n`);
    return 2;
  }
  const { server, origin } = await startRemote();
  const proxy = await startBundle({ remoteOrigin: origin });
  process.stdout.write(
    `${plan.clients} clients for ${plan.durationMs / 60_000} min; one # is 4 MiB of the proxy\n`,
  );
  const outcomes: Outcomes = new Map();
  const growth = await soak(proxy, plan, outcomes);
  const { status } = await fetch(proxy.endpoint, { method: 'POST', body: '{}' });
  const code = await proxy.stop();
  server.closeAllConnections();
  server.close();

  const failures = [
    ...(growth > ALLOWED_GROWTH ? ['memory has grown by more than a fifth since the first minute'] : []),
    ...(proxy.complaints === '' ? [] : [`standard error says:\n${proxy.complaints}`]),
    ...(status === 200 ? [] : [`the last request was answered ${status}`]),
    ...(code === 0 ? [] : [`the proxy ended with ${code}`]),
  ];
  process.stdout.write(`\n${[...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join(', ')}\n`);
  process.stdout.write(`memory at the end is ${growth.toFixed(2)} of its value after the first minute\n`);
  for (const failure of failures) process.stdout.write(`FAILED: ${failure}\n`);
  return failures.length === 0 ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));
