/**
 * A client, or the remote, vanishes without a word: its machine lost power or its network. On a quiet stream only TCP
 * keep-alive notices. That it is on is seen in the kernel's timers; `npm run vanish` lets a client vanish for real.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { OPEN_STREAM } from '../support/raw-upstream';
import { GET, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { keepAliveTimerMs } from '../support/tcp-timers';

/** Shorter than the silence after which home routers and cloud gateways forget a connection. */
const LIMIT_MS = 65_000;

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ bystander: { calls: true } });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

it('a quiet client is asked whether it is still there, and so is a quiet remote', async () => {
  rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
  const client = await rig.send(GET);
  await client.receives('data: ');
  const { socket } = await rig.upstream.connection();
  // The end of what is in flight may have timers of its own.
  await expect.poll(() => keepAliveTimerMs(rig.proxy.port, client.socket.localPort ?? 0)).toBeGreaterThan(0);
  await expect.poll(() => keepAliveTimerMs(socket.remotePort ?? 0, rig.upstream.port)).toBeGreaterThan(0);
  expect(keepAliveTimerMs(rig.proxy.port, client.socket.localPort ?? 0)).toBeLessThan(LIMIT_MS);
  expect(keepAliveTimerMs(socket.remotePort ?? 0, rig.upstream.port)).toBeLessThan(LIMIT_MS);
});

it('a client that has not asked for anything is, too', async () => {
  const client = await rig.connect();
  await expect.poll(() => keepAliveTimerMs(rig.proxy.port, client.socket.localPort ?? 0)).toBeGreaterThan(0);
});
