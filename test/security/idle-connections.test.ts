/**
 * The attacker wants the proxy to run out of memory or descriptors by opening connections and doing nothing with them.
 * Ten thousand cost little, others are served meanwhile, and all are closed in time.
 */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { RawClient } from '../support/raw-client';

const WANTED = 10_000;
/** Descriptors for everything else a process has open. */
const SPARE = 200;

/** As many as this process may open; the proxy is started with the same limit. */
function countOfConnections(): number {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) || WANTED + SPARE;
  return Math.min(WANTED, limit - SPARE);
}

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({
    config: {
      limits: {
        client_connections: 2 * WANTED,
        request_header_timeout_ms: 20_000,
        keep_alive_timeout_ms: 20_000,
      },
    },
  });
});
afterAll(() => rig.close());

async function connectMany(count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < count) {
    const batch = Array.from({ length: Math.min(250, count - clients.length) }, () => rig.connect());
    clients.push(...(await Promise.all(batch)));
  }
  return clients;
}

it(
  'holds 10,000 connections at little cost, serves others, and closes them all',
  { timeout: 90_000 },
  async () => {
    const count = countOfConnections();
    const before = await rig.proxy.usage();
    const clients = await connectMany(count);
    const during = await rig.proxy.usage();
    expect(during.resources['TCPSocketWrap']).toBe(count);
    expect((during.rss - before.rss) / count).toBeLessThan(32 * 1024);

    const other = await rig.send(POST);
    expect(statusOf(await other.answer())).toBe(200);
    await Promise.all(clients.map((client) => client.closed(60_000)));
    await rig.settle();
    await expect.poll(async () => (await rig.proxy.usage()).resources['TCPSocketWrap'] ?? 0).toBeLessThan(10);
  },
);
