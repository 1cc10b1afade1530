/** Case 5: a container that was killed is back within the time a start takes, and gets no traffic until then. */
import assert from 'node:assert/strict';
import { waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const NAME = 'mortal';
const READY_WITHIN_MS = 2000;

export async function comesBack(stage: Stage): Promise<string> {
  stage.applyProxy(NAME, {});
  const first = timesOf(stage);
  const pod = stage.run(podsOf('{.items[0].metadata.name}'));
  // PID 1 of a container ignores signals from inside it that it does not handle; SIGQUIT it ends by at once.
  stage.run(['exec', pod, '--', 'node', '--eval', "process.kill(1, 'SIGQUIT')"]);
  await waitUntil(
    'a restart',
    () => stage.run(podsOf('{.items[0].status.containerStatuses[0].restartCount}')) === '1',
  );
  await waitUntil('ready again', () => timesOf(stage).isReady);
  const second = timesOf(stage);
  for (const { tookMs } of [first, second]) {
    // Kubernetes tells times in whole seconds.
    assert.ok(tookMs <= READY_WITHIN_MS + 1000, `ready ${tookMs / 1000} s after the container started`);
  }
  return `ready ${first.tookMs / 1000} s after its start, ${second.tookMs / 1000} s after a restart (whole seconds)`;
}

function podsOf(path: string): string[] {
  return ['get', 'pods', '--selector', `toolhive-name=${NAME}`, '--output', `jsonpath=${path}`];
}

function timesOf(stage: Stage): { isReady: boolean; tookMs: number } {
  const status = '{.items[0].status.conditions[?(@.type=="Ready")]';
  const started = stage.run(podsOf('{.items[0].status.containerStatuses[0].state.running.startedAt}'));
  const [isReady, since] = ['status', 'lastTransitionTime'].map((field) =>
    stage.run(podsOf(`${status}.${field}}`)),
  );
  return { isReady: isReady === 'True', tookMs: Date.parse(since ?? '') - Date.parse(started) };
}
