/**
 * The attacker sends bodies the remote does not read, as fast as can be. The proxy takes no more than a few pieces of each
 * from the client before the remote has taken those before.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';

const KIB = 1024;
const MIB = 1024 * KIB;
const COUNT = 20;
/** More than the buffers of the system take on both connections. */
const BODY = Buffer.alloc(32 * MIB, 'x');

/**
 * One piece being read, one waiting and one being written, of 64 KiB each, what is kept to be repeated, and as much again
 * for what is in between. It is some 150 KiB once nothing moves, and up to 550 while the system's buffers still fill.
 */
const LIMIT_KIB = 640;

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({
    bystander: { calls: true },
    config: { limits: { request_body_bytes: BODY.length } },
  });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

/** A body in chunks of this size. */
function toChunks(size: number): Buffer {
  const chunk = Buffer.concat([
    Buffer.from(`${size.toString(16)}\r\n`),
    BODY.subarray(0, size),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat(Array.from({ length: Math.floor(BODY.length / chunk.length) }, () => chunk));
}

it.each([
  ['of declared length', `Content-Length: ${BODY.length}`, BODY],
  ['in large chunks', 'Transfer-Encoding: chunked', toChunks(16 * KIB)],
  ['in small chunks', 'Transfer-Encoding: chunked', toChunks(KIB)],
])('a body %s that the remote does not read', async (_name, framing, body) => {
  await rig.withoutCalls();
  rig.upstream.onAccept((socket) => socket.pause());
  const before = await rig.proxy.heldBytes();
  for (let i = 0; i < COUNT; i++) {
    const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n\r\n`);
    client.send(body);
  }
  let most = 0;
  for (let looked = 0; looked < 10; looked++) most = Math.max(most, await rig.proxy.heldBytes());
  expect((most - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(LIMIT_KIB);
});
