/** What the default requests and limits stand for: what a proxy takes when idle, at load and with a thousand open streams. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from '../proxy-pod';
import type { Stage } from '../stage';
import type { HoldResult } from '../tools/hold';

const CALLED = 'counted';
const HELD = 'held';

const STREAMS = 1000;
const IDLE_MS = 5000;
const LOAD_MS = 10_000;

/** The defaults: what a pod is placed by, and what it may not exceed. */
const REQUESTED = { memoryMib: 64, cpuMillis: 50 } as const;
const MEMORY_LIMIT_MIB = 256;

/** Memory and processor time over a while. */
interface Figure {
  readonly memoryMib: number;
  /** What of it no other pod shares. */
  readonly ownMib: number;
  readonly cpuMillis: number;
}

export async function resources(stage: Stage): Promise<string> {
  await stage.applyProxy(CALLED);
  await stage.applyProxy(HELD, { remoteUrl: stage.remoteUrl.replace('/mcp', '/quiet') });
  const idle = await measure(stage, CALLED, IDLE_MS);
  let load: Figure = idle;
  const { sent } = await stage.underLoad(CALLED, async () => {
    load = await measure(stage, CALLED, LOAD_MS);
  });
  let held: Figure = idle;
  const { opened } = await stage.during<HoldResult>(
    ['hold', stage.urlOf(HELD), String(STREAMS)],
    async () => {
      held = await measure(stage, HELD, IDLE_MS);
    },
  );
  assert.equal(opened, STREAMS);
  assert.ok(idle.cpuMillis <= REQUESTED.cpuMillis, tell(idle));
  assert.ok(load.ownMib <= REQUESTED.memoryMib, tell(load));
  // Half of it is left for what the limits of the proxy let in beyond that.
  assert.ok(held.memoryMib <= MEMORY_LIMIT_MIB / 2, tell(held));
  const perSecond = Math.round((sent * 1000) / LOAD_MS);
  return `idle ${tell(idle)}, ${perSecond} requests/s ${tell(load)}, ${STREAMS} streams ${tell(held)}`;
}

async function measure(stage: Stage, name: string, forMs: number): Promise<Figure> {
  const pod = await stage.askPods(name, '{.items[0].metadata.name}');
  const before = await usageOf(stage, pod);
  await sleep(forMs);
  const after = await usageOf(stage, pod);
  const cpuShare = (after.cpuMs - before.cpuMs) / (after.now - before.now);
  return { memoryMib: after.residentMib, ownMib: after.ownMib, cpuMillis: cpuShare * 1000 };
}

function tell({ memoryMib, ownMib, cpuMillis }: Figure): string {
  return `${memoryMib.toFixed(0)} MiB (${ownMib.toFixed(0)} its own) and ${cpuMillis.toFixed(0)}m`;
}
