/** All connections to the remote are in use: requests wait for one, but neither for ever nor without a client. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRpcError } from '../support/expect-error';
import { statusOf } from '../support/http-message';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const CONCURRENT = 20;

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: false },
      config: {
        limits: {
          // One is the bystander's stream.
          upstream_connections: 2,
          connect_timeout_ms: 1000,
          concurrent_requests: CONCURRENT,
        },
      },
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('a connection is waited for', async () => {
    let [atOnce, most] = [0, 0];
    rig.upstream.behave(async (connection) => {
      most = Math.max(most, ++atOnce);
      await sleep(100);
      atOnce--;
      connection.send(OK_ANSWER);
    });
    const clients = await Promise.all(Array.from({ length: 5 }, () => rig.send(POST)));
    const answers = await Promise.all(clients.map((client) => client.answer()));
    expect(answers.map(statusOf)).toEqual([200, 200, 200, 200, 200]);
    expect(most).toBe(1);
  });

  // A stream may hold the connection for hours.
  it('a connection is not waited for longer than one may take to be made', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    await (await rig.send(GET)).receives('data: ');
    expectRpcError(await (await rig.send(POST)).answer(), 504, 'ERR_UPSTREAM_CONNECT_TIMEOUT');
  });

  it('a request whose client has gone leaves its place, and is not sent', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const stream = await rig.send(GET);
    await stream.receives('data: ');
    for (let i = 0; i < 3 * CONCURRENT; i++) {
      const client = await rig.send(POST);
      await sleep(5);
      client.socket.destroy();
    }
    rig.upstream.behave(OK_ANSWER);
    const client = await rig.send(POST);
    stream.socket.destroy();
    expect(statusOf(await client.answer())).toBe(200);
    expect(rig.upstream.requests).toHaveLength(2);
  });
});
