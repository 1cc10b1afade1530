/**
 * CONNECT makes Node hand the socket over: nobody but the proxy sees how it ends. Neither a reset nor a close right after it
 * may end the process or keep a connection to the remote.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_STREAM } from '../support/raw-upstream';
import { GET, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const CONNECT = 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n';

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('a reset right after it ends no process', async () => {
    for (let i = 0; i < 200; i++) {
      const client = await rig.send(CONNECT);
      await sleep(i % 3);
      client.socket.resetAndDestroy();
    }
    expect(rig.proxy.exited).toBe(false);
  });

  it.each<[string, 'resetAndDestroy' | 'end']>([
    ['reset', 'resetAndDestroy'],
    ['closed', 'end'],
  ])('behind an open stream, %s: the stream to the remote ends too', async (_how, leave) => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(GET);
    await client.receives('data: ');
    client.send(CONNECT);
    await sleep(100);
    client.socket[leave]();
    await expect
      .poll(() => rig.upstream.connections.every(({ ended }) => ended), { timeout: 5000 })
      .toBe(true);
    expect(rig.proxy.exited).toBe(false);
  });
});
