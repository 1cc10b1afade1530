/**
 * The attacker has one address, or a few, and wants every place there is. Calls and streams have budgets of their own, and
 * of each an address holds three times as much as is free at most, so that others still get in.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../contract/run-config';
import type { BystanderOptions } from '../support/bystander';
import { expectError } from '../support/expect-error';
import { statusOf } from '../support/http-message';
import { pump } from '../support/pump';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const BUDGET = 16;
const COSTLY = 64;
const GREEDY = '127.0.0.1';
const OTHER = '127.0.0.2';

let rig: Rig;
let clients: RawClient[] = [];

async function start(
  config: Partial<RunConfig> = {},
  bystander: BystanderOptions = { calls: false },
): Promise<void> {
  rig = await createRig({
    bystander,
    // One stream more is the bystander's.
    config: { limits: { concurrent_requests: BUDGET, concurrent_streams: BUDGET + 1 }, ...config },
  });
  rig.upstream.behave(async (connection) => {
    const { startLine } = await connection.wholeRequest();
    if (startLine.startsWith('GET')) connection.send(OPEN_STREAM);
  });
}

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  clients = [];
  await rig.untilPlace();
  await rig.settle();
  await rig.close();
});

async function ask(address: string, request: string): Promise<RawClient> {
  const client = (await connectRaw(rig.proxy.port, address)).send(request);
  clients.push(client);
  return client;
}

/** Asks until the answer is a refusal; how many were let in. */
async function askForMore(address: string, request: string): Promise<number> {
  for (let held = 0; held <= 2 * BUDGET; held++) {
    const seen = rig.upstream.requests.length;
    const client = await ask(address, request);
    await expect.poll(() => client.answers().length + rig.upstream.requests.length - seen).toBeGreaterThan(0);
    if (rig.upstream.requests.length > seen) continue;
    expectError(await client.answer(), 503, 'ERR_PROXY_OVERLOADED');
    return held;
  }
  throw new Error('nothing was refused');
}

const CHUNKED = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
const CALL = POST.replace(/\r\n\r\n.*/, '\r\n\r\n').replace(/Content-Length: \d+/, 'Content-Length: 0');

describe.each([
  ['calls', CALL, GET],
  ['streams', GET, CALL],
])('%s held by one address', (_kind, held, other) => {
  it('leave places for another address, and all of the other budget', async () => {
    await start();
    // The bystander holds one stream.
    expect(await askForMore(GREEDY, held)).toBe(12);
    expect(await askForMore(OTHER, held)).toBe(3);
    expect(await askForMore('127.0.0.3', held)).toBe(1);
    expect(await askForMore('127.0.0.4', held)).toBe(0);
    expect(await askForMore(OTHER, other)).toBe(12);
  });

  it('are given back', async () => {
    await start();
    const before = await askForMore(GREEDY, held);
    for (const { socket } of clients) socket.destroy();
    await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended)).toBe(true);
    expect(await askForMore(GREEDY, held)).toBe(before);
  });

  it('may be all there are behind a router, where everybody comes from one address', async () => {
    await start({ trust_proxy_headers: true });
    expect(await askForMore(GREEDY, held)).toBe(BUDGET);
  });
});

it('nobody at another address notices', async () => {
  await start({}, { calls: true });
  await askForMore(GREEDY, CALL);
  await askForMore(GREEDY, GET);
  // For a few calls of the bystander's.
  await sleep(300);
  await rig.expectBystanderUnharmed();
});

it('addresses that have sent many small pieces leave places for others, however many they are', async () => {
  await start();
  const addresses = Array.from({ length: 2 * BUDGET }, (_, i) => `127.0.4.${i + 1}`);
  for (const address of addresses) {
    const client = await ask(address, `${CHUNKED}${'1\r\na\r\n'.repeat(3000)}0\r\n\r\n`);
    await rig.untilPlace();
    client.socket.destroy();
  }
  await rig.untilPlace();
  rig.upstream.behave(() => {});
  const seen = rig.upstream.requests.length;
  for (const address of addresses) await ask(address, CALL);
  await expect.poll(() => rig.upstream.requests.length - seen).toBe((3 / 4) * BUDGET);
  rig.upstream.behave('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
  expect(statusOf(await (await ask(OTHER, CALL)).answer())).toBe(202);
});

it('an idle connection of another address stays open and is served', async () => {
  await start({ limits: { client_connections: BUDGET } }, { calls: false });
  rig.upstream.behave('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
  const other = await ask(OTHER, CALL);
  await other.answer();
  for (let i = 0; i < 4 * BUDGET; i++) await (await ask(GREEDY, CALL)).answer();
  expect(statusOf(await other.send(CALL).answer(2))).toBe(202);
});

it('of an address with many endless bodies in chunks of one byte, a newcomer does not wait for all of them', async () => {
  await start({ limits: { concurrent_requests: 4 * COSTLY } }, { calls: true });
  rig.upstream.behave(() => {});
  const chunks = Buffer.from('1\r\na\r\n'.repeat(20_000));
  for (let i = 0; i < COSTLY; i++) pump((await ask(GREEDY, CHUNKED)).socket, chunks);
  await sleep(1000);
  const tookMs: number[] = [];
  for (let i = 0; i < 7; i++) {
    const beginMs = performance.now();
    await (await ask(GREEDY, 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')).answer();
    tookMs.push(performance.now() - beginMs);
  }
  // More than a second, when newcomers waited behind all of them.
  expect(tookMs.sort((a, b) => a - b)[3], 'milliseconds, the median').toBeLessThan(500);
  await rig.expectBystanderUnharmed();
});
