/**
 * The process runs out of descriptors, which is nobody's fault but its own limit's: requests are refused as overload,
 * never as if the remote had failed; those in progress go on, and all is well once there is room again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRpcError } from '../support/expect-error';
import { statusOf, valuesOf } from '../support/http-message';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { createRig, GET, POST } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const DESCRIPTORS = 80;
const FEW_DESCRIPTORS = {
  start: { descriptors: DESCRIPTORS },
  bystander: { calls: false, comesAnew: false },
};

describe.each(WAYS)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ way, ...FEW_DESCRIPTORS });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  /** Takes a descriptor each on both sides, until the proxy says that none is left. */
  async function openStreams(): Promise<{ open: RawClient[]; refused: RawClient }> {
    rig.upstream.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    // Connections first, while there is room for them: what is asked on them needs the other half.
    const clients = await Promise.all(Array.from({ length: DESCRIPTORS / 2 }, () => rig.connect()));
    const open: RawClient[] = [];
    for (const client of clients) {
      client.send(GET);
      await expect.poll(() => client.received.length).toBeGreaterThan(0);
      if (statusOf(client.answers()[0] as never) !== 200) return { open, refused: client };
      open.push(client);
    }
    throw new Error('there was room for all');
  }

  it('is said to be overload, and is over when somebody leaves', async () => {
    const { open, refused } = await openStreams();
    const answer = await refused.answer();
    expect(statusOf(answer)).toBe(503);
    expect(valuesOf(answer, 'retry-after')).toEqual(['1']);
    await rig.proxy.logs({ code: 'ERR_PROXY_OVERLOADED', cause: 'EMFILE' });
    expectRpcError(await refused.send(POST).answer(2), 503, 'ERR_PROXY_OVERLOADED');
    expect(open.every(({ ending }) => ending === 'open')).toBe(true);

    for (const { socket } of open.splice(0, 5)) socket.destroy();
    await expect.poll(async () => statusOf(await (await rig.send(POST)).answer())).toBe(200);
    expect(open.every(({ ending }) => ending === 'open')).toBe(true);
  });
});

describe('a client that takes all descriptors with connections', () => {
  it('leaves the streams that are open as they are', async () => {
    const rig = await createRig(FEW_DESCRIPTORS);
    const clients = await Promise.all(Array.from({ length: 2 * DESCRIPTORS }, () => rig.connect()));
    for (const { socket } of clients) socket.destroy();
    await rig.expectBystanderUnharmed();
    await rig.settle();
    await rig.close();
  });
});
