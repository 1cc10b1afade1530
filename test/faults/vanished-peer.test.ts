/**
 * A client, or the remote, vanishes without a word: its machine lost power or its network. On a quiet stream only TCP
 * keep-alive notices. That it is on is seen in the kernel's timers; `npm run vanish` lets a client vanish for real.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OPEN_STREAM } from '../support/raw-upstream';
import { GET, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';
import { keepAliveTimerMs, keepAliveTimersTo } from '../support/tcp-timers';

/** Shorter than the silence after which home routers and cloud gateways forget a connection. */
const LIMIT_MS = 65_000;

let rig: Rig;

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it('a quiet client is asked whether it is still there, and so is a quiet remote', async () => {
    rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
    const client = await rig.send(GET);
    await client.receives('data: ');
    const ofClient = (): number => keepAliveTimerMs(rig.proxy.port, client.socket.localPort ?? 0) ?? 0;
    // As a forward proxy is asked, where there is one: the remote is its affair.
    const ofRemote = (): number[] => keepAliveTimersTo(rig.nextPort).map((timerMs) => timerMs ?? 0);
    // The end of what is in flight may have timers of its own.
    await expect.poll(ofClient).toBeGreaterThan(0);
    // One is the bystander's.
    await expect.poll(() => ofRemote().filter((timerMs) => timerMs > 0).length).toBeGreaterThanOrEqual(2);
    expect(Math.max(ofClient(), ...ofRemote())).toBeLessThan(LIMIT_MS);
  });

  it('a client that has not asked for anything is, too', async () => {
    const client = await rig.connect();
    await expect
      .poll(() => keepAliveTimerMs(rig.proxy.port, client.socket.localPort ?? 0))
      .toBeGreaterThan(0);
  });
});
