/** Whoever cuts a body or an answer into the smallest pieces makes the proxy hold no more of it than of large ones. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { STREAM_HEAD } from '../support/raw-upstream';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const KIB = 1024;
const APART_MS = 100;
const COUNT = 20;
/** Some 13 MiB were held of such a call, and 10 of such an answer, when each piece was an object of its own. */
const LIMIT_KIB = 1536;

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each([1, 4, 64])('a call that waits, with a body in chunks of %i bytes', async (size) => {
    await rig.withoutCalls();
    rig.upstream.behave(() => {});
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`;
    const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n';
    const before = await rig.proxy.heldBytes();
    const complete = (): number => rig.upstream.requests.filter((request) => request.complete).length;
    for (let sent = 1; sent <= COUNT; sent++) {
      await rig.send(`${head}${chunk.repeat(60_000 / size)}0\r\n\r\n`);
      await expect.poll(complete, { timeout: 15_000 }).toBe(sent);
    }
    expect(((await rig.proxy.heldBytes()) - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(
      LIMIT_KIB,
    );
  });

  it('an answer in chunks of one byte that its client does not read', async () => {
    await rig.withoutCalls();
    const pieces = Buffer.from('1\r\n\n\r\n'.repeat(100_000));
    rig.upstream.behave((connection) => {
      connection.send(STREAM_HEAD);
      for (let i = 0; i < 10; i++) connection.send(pieces);
    });
    const before = await rig.proxy.heldBytes();
    for (let i = 0; i < COUNT; i++) {
      const client = await rig.connect();
      client.socket.pause();
      client.send('GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
      // One after the other: what is looked at is what each holds.
      await sleep(APART_MS);
    }
    let most = 0;
    for (let looked = 0; looked < 5; looked++) most = Math.max(most, await rig.proxy.heldBytes());
    expect((most - before) / COUNT / KIB, 'KiB held for each').toBeLessThan(LIMIT_KIB);
  });
});
