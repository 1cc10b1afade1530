/**
 * The attacker sends bodies the remote does not read, as fast as can be. The proxy takes no more than a few pieces of each
 * from the client before the remote has taken those before.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pump } from '../support/pump';
import type { RawClient } from '../support/raw-client';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const KIB = 1024;
const COUNT = 6;
/** More than the buffers of the system take on all connections. */
const BODY_BYTES = 256 * KIB * KIB;
/** Nothing moves any more when nothing has moved for as long as this. */
const STILL_MS = 300;
/** What trickles on after this fills the system's buffers, which grow for as long as half a minute, and nothing else. */
const LOOK_MS = 5000;

/**
 * What is read of a connection comes in pieces of up to 64 KiB. They wait in three places: in the request, up to two; in the
 * body made of it, one and up to 16 KiB before it; and where they are written to the remote, up to two. That is 336 KiB
 * at the most, and up to 280 were seen, while the system's buffers filled and once nothing moved. That is what is held
 * after a collection: as long as bodies move, there are besides the pieces that are done with and V8 has not collected.
 */
const LIMIT_KIB = 384;

let rig: Rig;

/** A piece of a body in chunks of this size. */
function toChunks(size: number): Buffer {
  const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
  return Buffer.from(chunk.repeat(Math.floor((64 * KIB) / size)));
}

/** What the proxy holds at most, until none of them gets rid of anything more, or next to nothing. */
async function mostHeldBytes(clients: readonly RawClient[]): Promise<number> {
  const sent = (): number => clients.reduce((sum, { socket }) => sum + socket.bytesWritten, 0);
  const endMs = performance.now() + LOOK_MS;
  let [most, seen, movedMs] = [0, -1, performance.now()];
  while (performance.now() - movedMs < STILL_MS && performance.now() < endMs) {
    if (sent() !== seen) [seen, movedMs] = [sent(), performance.now()];
    most = Math.max(most, await rig.proxy.heldBytes());
    await sleep(50);
  }
  return most;
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { request_body_bytes: BODY_BYTES } },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([
    ['of declared length', `Content-Length: ${BODY_BYTES}`, Buffer.alloc(64 * KIB, 'x')],
    ['in large chunks', 'Transfer-Encoding: chunked', toChunks(16 * KIB)],
    ['in small chunks', 'Transfer-Encoding: chunked', toChunks(KIB)],
  ])('a body %s that the remote does not read', async (_name, framing, piece) => {
    await rig.withoutCalls();
    rig.upstream.onAccept((socket) => socket.pause());
    const before = await rig.proxy.heldBytes();
    const clients: RawClient[] = [];
    for (let i = 0; i < COUNT; i++) {
      const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n\r\n`);
      pump(client.socket, piece);
      clients.push(client);
    }
    const heldKib = ((await mostHeldBytes(clients)) - before) / COUNT / KIB;
    expect(heldKib, 'KiB held for each').toBeLessThan(LIMIT_KIB);
  });
});
