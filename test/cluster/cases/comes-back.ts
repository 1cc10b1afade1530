/** A process that was killed is back within the time a start takes, and a pod that does not answer gets no traffic. */
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

/** From the start of the container to what Kubernetes calls ready. */
const READY_WITHIN_MS = 2000;
/**
 * From there to the Service: one second at most kube-proxy waits between two changes of its rules, and another one is for the
 * control plane to write endpoints and for the node to change the rules, which a busy one does not do at once.
 */
const LED_TO_WITHIN_MS = 2000;
const OUT_WITHIN_MS = 5000;

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
    ...(await timeWaysOut(stage)),
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
  await waitUntil('no pod', async () => (await podsOf(stage, NAME)).length === 0);
  const back = await timeReturn(stage, NAME, () => stage.scale(NAME, 1));
  return checkReturn(back, (await usageOf(stage, await onlyPod(stage, NAME))).startedAt);
}

async function timeRestart(stage: Stage): Promise<string> {
  const pod = await onlyPod(stage, NAME);
  const back = await timeReturn(stage, NAME, async () => {
    await signalProxy(stage, pod, 'SIGKILL');
    await awaitRestart(stage, pod);
  });
  return checkReturn(back, (await usageOf(stage, pod)).startedAt);
}

/** Asked for its start, the container would hold a second process, which is too much for this limit: its log says when. */
async function timeOutOfMemory(stage: Stage): Promise<string> {
  const remoteUrl = stage.remoteUrl.replace('/mcp', '/quiet');
  const limits = { memory: `${MEMORY_LIMIT.toMebibytes()}Mi` };
  await stage.applyProxy(SMALL, { remoteUrl, resources: { limits } });
  const pod = await onlyPod(stage, SMALL);
  const back = await timeReturn(stage, SMALL, async () => {
    await stage.during<HoldResult>(['hold', stage.urlOf(SMALL), String(STREAMS)], () =>
      awaitRestart(stage, pod),
    );
  });
  assert.equal(await askContainer(stage, pod, 'lastState.terminated.reason'), 'OOMKilled');
  const [line = ''] = (await stage.run(['logs', pod])).split('\n');
  return checkReturn(back, Date.parse((JSON.parse(line) as { time: string }).time));
}

/** Of two pods one gets no request while it cannot answer: neither while it stands still, nor from its end until it is back. */
async function timeWaysOut(stage: Stage): Promise<string[]> {
  const first = await onlyPod(stage, NAME);
  await stage.scale(NAME, 2);
  await sleep(LED_TO_WITHIN_MS);
  const second = (await podsOf(stage, NAME)).find((pod) => pod !== first) ?? '';
  const killed = await timeWayOut(stage, first, 'SIGKILL', () => awaitLateRestart(stage, first));
  const stopped = await timeWayOut(stage, second, 'SIGSTOP', () => awaitReady(stage, second, false));
  await signalProxy(stage, second, 'SIGCONT');
  return [`unready pod out within ${stopped}`, `killed one within ${killed} and until it was back`];
}

/** The kubelet puts off the second restart of a container. */
async function awaitLateRestart(stage: Stage, pod: string): Promise<void> {
  const begin = performance.now();
  await awaitRestart(stage, pod, 2);
  assert.ok(performance.now() - begin > OUT_WITHIN_MS, `${pod} was back too soon to be kept away from`);
}

/** What a question is told that went to a process that was killed, or to one that stands still; anything else is not its. */
const TOLD_BY = { SIGKILL: /^ECONN/, SIGSTOP: /^silent$/ } as const;

async function timeWayOut(
  stage: Stage,
  pod: string,
  signal: keyof typeof TOLD_BY,
  happen: () => Promise<unknown>,
): Promise<string> {
  let signalledAt = 0;
  const { failures } = await pollDuring(stage, NAME, async () => {
    signalledAt = await signalProxy(stage, pod, signal);
    await happen();
  });
  const last = failures.findLast(({ told }) => TOLD_BY[signal].test(told));
  assert.ok(last !== undefined, `the pod was never asked after ${signal}`);
  const outAfterMs = last.at - signalledAt;
  assert.ok(outAfterMs <= OUT_WITHIN_MS, `still asked ${outAfterMs} ms after ${signal}: ${last.told}`);
  return seconds(outAfterMs);
}

/** When a pod was back, in epoch milliseconds of the cluster's clock. */
interface Return {
  readonly readyAt: number;
  /** Until when the Service led nowhere: who is sent where is up to kube-proxy. */
  readonly ledNowhereUntil: number;
}

async function timeReturn(stage: Stage, name: string, happen: () => Promise<void>): Promise<Return> {
  const watch = watchReady(stage, name);
  let beganHere = 0;
  const { beganAt, failures } = await pollDuring(stage, name, async () => {
    beganHere = Date.now();
    await happen();
    await stage.awaitServed(name);
  });
  const last = failures.at(-1);
  assert.ok(last !== undefined, `${name} was never seen to be away`);
  const clockAhead = beganAt - beganHere;
  return { readyAt: watch.stop() + clockAhead, ledNowhereUntil: last.at };
}

async function pollDuring(stage: Stage, name: string, happen: () => Promise<unknown>): Promise<PollResult> {
  return stage.during<PollResult>(['poll', stage.urlOf(name)], async () => {
    await happen();
    // What Kubernetes says of a pod is then so at the Service as well.
    await sleep(LED_TO_WITHIN_MS);
  });
}

async function awaitRestart(stage: Stage, pod: string, times = 1): Promise<void> {
  await waitUntil(
    'a restart',
    async () => (await askContainer(stage, pod, 'restartCount')) === String(times),
  );
  await awaitReady(stage, pod, true);
}

async function awaitReady(stage: Stage, pod: string, isReady: boolean): Promise<void> {
  await waitUntil(
    `${isReady ? 'a ready' : 'an unready'} pod`,
    async () => (await askContainer(stage, pod, 'ready')) === String(isReady),
  );
}

/** A field of the status of a pod's container. */
async function askContainer(stage: Stage, pod: string, field: string): Promise<string> {
  return stage.run(['get', 'pod', pod, `--output=jsonpath={.status.containerStatuses[0].${field}}`]);
}

async function podsOf(stage: Stage, name: string): Promise<string[]> {
  const names = await stage.askPods(name, '{.items[*].metadata.name}');
  return names.split(' ').filter((pod) => pod !== '');
}

async function onlyPod(stage: Stage, name: string): Promise<string> {
  const [pod = '', ...others] = await podsOf(stage, name);
  assert.ok(pod !== '' && others.length === 0, `${name} has not one pod: ${pod} ${others.join(' ')}`);
  return pod;
}

function checkReturn({ readyAt, ledNowhereUntil }: Return, startedAt: number): string {
  const ready = readyAt - startedAt;
  const ledTo = ledNowhereUntil - startedAt;
  const told = `ready ${ready.toFixed(0)} ms after the start of the container, led to after ${ledTo.toFixed(0)} ms`;
  assert.ok(ready > 0 && ready <= READY_WITHIN_MS, told);
  assert.ok(ledTo <= ready + LED_TO_WITHIN_MS, told);
  return `${seconds(ready)} (${seconds(ledTo)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
