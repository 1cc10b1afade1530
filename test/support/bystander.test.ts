/** The bystander notices what a proxy does to it, and tells what the proxy is to blame for from what the machine is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRig } from './rig';
import type { Rig } from './rig';

let rig: Rig;
beforeEach(async () => {
  rig = await createRig({ bystander: { calls: true } });
});
afterEach(() => rig.close());

it('a proxy that stands still for more than a second has harmed it', async () => {
  rig.proxy.signal('SIGSTOP');
  await sleep(1500);
  rig.proxy.signal('SIGCONT');
  const failure = await rig.expectBystanderUnharmed().catch((error: unknown) => error);
  const told = String((failure as { readonly actual: unknown }).actual);
  expect(told).toMatch(/an event took 1\d{3} ms of the proxy's own/);
  expect(told).toMatch(/call \d+ took 1\d{3} ms of the proxy's own/);
});

it('a client and a remote that are busy meanwhile have not', async () => {
  const endMs = performance.now() + 1500;
  while (performance.now() < endMs);
  await expect(rig.expectBystanderUnharmed()).resolves.toBeUndefined();
});
