/** The client goes away: the remote must be told within a second, and nothing may stay behind in the proxy. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_STREAM } from '../support/raw-upstream';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import type { RawClient } from '../support/raw-client';
import { PLAIN, WAYS } from '../support/ways';

const MIB = 1024 * 1024;
const PATIENT = { timeout: 10_000 };

/** Its stream, on both sides, the connection of its calls, and that of its probe. */
const BYSTANDER_SOCKETS = 4;

let rig: Rig;

const LEAVING: readonly (readonly [string, (client: RawClient) => void])[] = [
  ['closes', ({ socket }) => void socket.destroy()],
  ['resets', ({ socket }) => void socket.resetAndDestroy()],
  ['half-closes', ({ socket }) => void socket.end()],
];

async function expectUpstreamEnds(sinceMs: number): Promise<void> {
  await expect.poll(() => rig.upstream.connections.every(({ ended }) => ended), { timeout: 3000 }).toBe(true);
  for (const { endedAtMs } of rig.upstream.connections) expect(endedAtMs - sinceMs).toBeLessThan(1000);
}

async function abortOne(index: number): Promise<void> {
  const client = await rig.send(index % 2 === 0 ? GET : POST);
  await client.receives('data: ');
  const connection = rig.upstream.connections.at(-1);
  if (index % 3 === 0) client.socket.resetAndDestroy();
  else client.socket.destroy();
  await expect.poll(() => connection?.ended, { interval: 1 }).toBe(true);
}

async function abortMany(count: number): Promise<void> {
  rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
  for (let index = 0; index < count; index++) await abortOne(index);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('one of HTTP/1.0 that half-closes in the middle of an answer cannot take it for whole', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(GET.replace('HTTP/1.1', 'HTTP/1.0'));
    await client.receives('data: ');
    client.socket.end();
    expect(await client.closed()).toBe('reset');
    await expectUpstreamEnds(performance.now());
  });

  describe.each(LEAVING)('a client that %s', (_how, leave) => {
    it('while its request is on its way', async () => {
      const client = await rig.send(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n${BODY}`,
      );
      await expect.poll(() => rig.upstream.requests[0]?.body.toString()).toBe(BODY);
      leave(client);
      await expectUpstreamEnds(performance.now());
      expect(rig.upstream.requests[0]?.complete).toBe(false);
    });

    it('while its chunked request is on its way, which the remote must not take for complete', async () => {
      const client = await rig.send(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n`,
      );
      await expect.poll(() => rig.upstream.requests[0]?.body.toString()).toBe(BODY);
      leave(client);
      await expectUpstreamEnds(performance.now());
      expect(rig.upstream.requests[0]?.complete).toBe(false);
    });

    it('while it waits for the answer', async () => {
      rig.upstream.behave(() => {});
      const client = await rig.send(POST);
      await (await rig.upstream.connection()).wholeRequest();
      leave(client);
      await expectUpstreamEnds(performance.now());
    });

    it('in the middle of a stream', async () => {
      rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
      const client = await rig.send(GET);
      await client.receives('data: ');
      leave(client);
      await expectUpstreamEnds(performance.now());
    });
  });

  it.each(LEAVING)('a client that %s with further requests waiting behind a stream', async (_how, leave) => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(GET + POST + POST);
    await client.receives('data: ');
    leave(client);
    await expectUpstreamEnds(performance.now());
  });

  it.each(LEAVING)(
    'a client that %s with a CONNECT behind its stream, and something more',
    async (_how, leave) => {
      rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
      const client = await rig.send(GET);
      await client.receives('data: ');
      client.send('CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n');
      await sleep(50);
      client.send('x');
      await sleep(50);
      leave(client);
      await expectUpstreamEnds(performance.now());
    },
  );

  it('many times in a row, without a socket, timer or byte left behind', { timeout: 60_000 }, async () => {
    await rig.withoutCalls();
    const resourcesOf = async () => (await rig.proxy.usage()).resources;
    await expect.poll(resourcesOf, PATIENT).toMatchObject({ TCPSocketWrap: BYSTANDER_SOCKETS });
    const times = way === PLAIN ? 1000 : 200;
    // V8 has compiled what it runs by then, and keeps that.
    await abortMany(times);
    // The last connection may still be closing.
    await expect.poll(resourcesOf, PATIENT).toMatchObject({ TCPSocketWrap: BYSTANDER_SOCKETS });
    const before = await rig.proxy.usage();
    await abortMany(times);
    await expect.poll(resourcesOf, PATIENT).toEqual(before.resources);
    const after = await rig.proxy.usage();
    expect(after.heapUsed - before.heapUsed).toBeLessThan(MIB);
    expect(after.external - before.external).toBeLessThan(MIB / 2);
  });
});
