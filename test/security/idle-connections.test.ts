/**
 * The attacker wants the proxy to run out of memory or descriptors by opening connections and doing nothing with them,
 * or nothing any more. Only so many are held, at little cost; newcomers get in all the same, and others notice nothing.
 */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../contract/limits';
import { statusOf } from '../support/http-message';
import type { Usage } from '../support/proxy-process';
import type { RawClient } from '../support/raw-client';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const WANTED = 10_000;
const { client_connections: HELD } = DEFAULT_LIMITS;
/** Descriptors for everything else a process has open. */
const SPARE = 200;
const KIB = 1024;

/** As many as this process may open. */
function countOfConnections(): number {
  const limit = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) || WANTED + SPARE;
  return Math.min(WANTED, limit - SPARE);
}

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ bystander: { calls: true } });
});
afterEach(() => rig.settle(), 30_000);
afterAll(() => rig.close());

async function connectMany(count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < count) {
    const batch = Array.from({ length: Math.min(250, count - clients.length) }, () => rig.connect());
    clients.push(...(await Promise.all(batch)));
  }
  return clients;
}

function countOfSockets({ resources }: Usage): number {
  return resources['TCPSocketWrap'] ?? 0;
}

it(
  'ten thousand connections: as many as may be are held, and a newcomer gets in',
  { timeout: 90_000 },
  async () => {
    const before = await rig.proxy.usage();
    const clients = await connectMany(countOfConnections());
    // The last ones may wait in the system's queue still.
    await expect.poll(() => clients.at(-1)?.ending).toBe('open');
    const during = await rig.proxy.usage();
    expect(countOfSockets(during)).toBeLessThan(HELD + SPARE);
    expect((during.rss - before.rss) / HELD).toBeLessThan(32 * KIB);

    expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
    for (const { socket } of clients) socket.destroy();
    await expect
      .poll(async () => countOfSockets(await rig.proxy.usage()), { timeout: 20_000 })
      .toBeLessThan(countOfSockets(before) + 10);
  },
);

it('connections with a request in progress stay, however many come', { timeout: 90_000 }, async () => {
  rig.upstream.behave(() => {});
  const waiting = await rig.send(GET);
  await expect.poll(() => rig.upstream.requests.length).toBe(1);
  const clients = await connectMany(Math.min(HELD + SPARE, countOfConnections()));
  (await rig.upstream.connection()).send('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  expect((await waiting.answer()).body.toString()).toBe('ok');
  for (const { socket } of clients) socket.destroy();
});

it('a connection keeps nothing of the request it carried', { timeout: 60_000 }, async () => {
  const body = 'a'.repeat(60 * KIB);
  const request = `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const ask = (client: RawClient) => client.send(request).answer();
  for (const client of await connectMany(50)) await ask(client);
  const before = await rig.proxy.usage();
  const clients = await connectMany(500);
  for (const client of clients) await ask(client);
  const after = await rig.proxy.usage();
  const bytes = after.heapUsed + after.external - before.heapUsed - before.external;
  expect(bytes / clients.length).toBeLessThan(12 * KIB);
});
