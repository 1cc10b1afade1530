/**
 * The attacker wants the proxy to run out of memory by keeping connections open after a request each. What a connection
 * holds between two requests is what a connection takes, and nothing of the request that is over.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusOf } from '../support/http-message';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const KIB = 1024;
const COUNT = 1000;

/** A socket with a parser and its handlers takes about 4; a response with an exchange another 4, a body its size. */
const LIMIT_KIB = 7;

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ bystander: { calls: true } });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

const BODY_BYTES = 60_000;
const LARGE =
  `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY_BYTES}\r\n\r\n` +
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":"${'x'.repeat(BODY_BYTES - 58)}"}`;
const CHUNKED = POST.replace(/Content-Length: .*\r\n\r\n.*/, 'Transfer-Encoding: chunked\r\n\r\n') + chunks();

function chunks(): string {
  const chunk = 'x'.repeat(BODY_BYTES / 10);
  return `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(10) + '0\r\n\r\n';
}

async function askEach(count: number, request: string, status: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  while (clients.length < count) {
    const batch = await Promise.all(Array.from({ length: 20 }, () => connectRaw(rig.proxy.port)));
    for (const client of batch) client.send(request);
    for (const client of batch) expect(statusOf(await client.answer())).toBe(status);
    clients.push(...batch);
  }
  return clients;
}

it.each([
  ['a small call', POST, 200],
  ['a call of 60 kB', LARGE, 200],
  ['a call of 60 kB in chunks', CHUNKED, 200],
])('1,000 connections hold nothing of %s each', async (_name, request, status) => {
  const first = await askEach(20, request, status);
  const before = await rig.proxy.heldBytes();
  const clients = await askEach(COUNT, request, status);
  const each = ((await rig.proxy.heldBytes()) - before) / COUNT / KIB;
  for (const client of clients) expect(client.ending).toBe('open');
  for (const { socket } of [...first, ...clients]) socket.destroy();
  expect(each, 'KiB held by each connection').toBeLessThan(LIMIT_KIB);
});
