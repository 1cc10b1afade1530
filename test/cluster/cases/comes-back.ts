/** Case 5: a process that was killed is back within the time a start takes, and a pod that does not answer gets no traffic. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Size } from 'cdk8s';
import { waitUntil } from '../kubectl';
import { signalProxy, usageOf } from '../proxy-pod';
import { watchReady } from '../ready-watch';
import type { Stage } from '../stage';
import type { HoldResult } from '../tools/hold';
import type { PollResult } from '../tools/poll';

const NAME = 'mortal';
const SMALL = 'small';

/** From the start of the container. */
const READY_WITHIN_MS = 2000;
const OUT_WITHIN_MS = 5000;

/** For what was seen by Kubernetes to be so at the Service as well. */
const SETTLE_MS = 1000;

/** Less than that many quiet streams take. */
const MEMORY_LIMIT = Size.mebibytes(80);
const STREAMS = 1400;

export async function comesBack(stage: Stage): Promise<string> {
  await stage.applyProxy(NAME);
  await shareProcesses(stage);
  const figures = [
    `ready (through the Service) ${await timeStart(stage)} after the start`,
    `${await timeRestart(stage)} after the restart that follows SIGKILL`,
    `${await timeOutOfMemory(stage)} after one for memory`,
    `unready pod out within ${await timeWayOut(stage)}`,
  ];
  return figures.join(', ');
}

/** So that a signal can come from beside the process: it would be the first one of its namespace, which nothing there kills. */
async function shareProcesses(stage: Stage): Promise<void> {
  const patch = { spec: { template: { spec: { shareProcessNamespace: true } } } };
  await stage.run(['patch', 'deployment', NAME, '--patch', JSON.stringify(patch)]);
  await stage.awaitRollout(NAME);
}

async function timeStart(stage: Stage): Promise<string> {
  await stage.scale(NAME, 0);
  await waitUntil('no pod', async () => (await stage.askPods(NAME, '{.items}')) === '[]');
  const back = await timeReturn(stage, NAME, () => stage.scale(NAME, 1));
  return checkReady(back, (await usageOf(stage, await firstPod(stage))).startedAt);
}

async function timeRestart(stage: Stage): Promise<string> {
  const back = await timeReturn(stage, NAME, async () => {
    await signalProxy(stage, await firstPod(stage), 'SIGKILL');
    await awaitRestart(stage, NAME);
  });
  return checkReady(back, (await usageOf(stage, await firstPod(stage))).startedAt);
}

/** Asked for its start, the container would hold a second process, which is too much for this limit: its log says when. */
async function timeOutOfMemory(stage: Stage): Promise<string> {
  const remoteUrl = stage.remoteUrl.replace('/mcp', '/quiet');
  const limits = { memory: `${MEMORY_LIMIT.toMebibytes()}Mi` };
  await stage.applyProxy(SMALL, { remoteUrl, resources: { limits } });
  const back = await timeReturn(stage, SMALL, async () => {
    await stage.during<HoldResult>(['hold', stage.urlOf(SMALL), String(STREAMS)], () =>
      awaitRestart(stage, SMALL),
    );
  });
  const reason = '{.items[0].status.containerStatuses[0].lastState.terminated.reason}';
  assert.equal(await stage.askPods(SMALL, reason), 'OOMKilled');
  const [line = ''] = (await stage.run(['logs', `deployment/${SMALL}`])).split('\n');
  return checkReady(back, Date.parse((JSON.parse(line) as { time: string }).time));
}

async function timeWayOut(stage: Stage): Promise<string> {
  await stage.scale(NAME, 2);
  const pod = await firstPod(stage);
  let stoppedAt = 0;
  const { lastFailedAt, failed } = await pollDuring(stage, NAME, async () => {
    stoppedAt = await signalProxy(stage, pod, 'SIGSTOP');
    await waitUntil('an unready pod', async () => (await readyReplicas(stage, NAME)) === 1);
  });
  await signalProxy(stage, pod, 'SIGCONT');
  assert.ok(failed > 0, 'the pod that stood still was never asked');
  const outAfterMs = lastFailedAt - stoppedAt;
  assert.ok(outAfterMs <= OUT_WITHIN_MS, `still asked ${outAfterMs} ms after it stood still`);
  return seconds(outAfterMs);
}

/** When a pod was back, in epoch milliseconds of the cluster's clock. */
interface Return {
  readonly readyAt: number;
  /** When the Service led there: who is sent where is up to kube-proxy. */
  readonly servedAt: number;
}

async function timeReturn(stage: Stage, name: string, happen: () => Promise<void>): Promise<Return> {
  const watch = watchReady(stage, name);
  let beganHere = 0;
  const { beganAt, upAgainAt } = await pollDuring(stage, name, async () => {
    beganHere = Date.now();
    await happen();
    await stage.awaitServed(name);
  });
  const clockAhead = beganAt - beganHere;
  return { readyAt: watch.stop() + clockAhead, servedAt: upAgainAt };
}

async function pollDuring(stage: Stage, name: string, happen: () => Promise<void>): Promise<PollResult> {
  return stage.during<PollResult>(['poll', stage.urlOf(name)], async () => {
    await happen();
    await sleep(SETTLE_MS);
  });
}

async function awaitRestart(stage: Stage, name: string): Promise<void> {
  const count = '{.items[0].status.containerStatuses[0].restartCount}';
  await waitUntil('a restart', async () => (await stage.askPods(name, count)) === '1');
  await waitUntil('ready again', async () => (await readyReplicas(stage, name)) === 1);
}

async function readyReplicas(stage: Stage, name: string): Promise<number> {
  return Number(await stage.run(['get', 'deployment', name, '--output=jsonpath={.status.readyReplicas}']));
}

async function firstPod(stage: Stage): Promise<string> {
  return stage.askPods(NAME, '{.items[0].metadata.name}');
}

function checkReady({ readyAt, servedAt }: Return, startedAt: number): string {
  const [ready, served] = [readyAt - startedAt, servedAt - startedAt];
  const told = `${ready.toFixed(0)} ms after the start of the container, served after ${served.toFixed(0)} ms`;
  assert.ok(ready > 0 && ready <= READY_WITHIN_MS, `ready ${told}`);
  assert.ok(served > 0, `ready ${told}`);
  return `${seconds(ready)} (${seconds(served)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
