/**
 * Case 4, f: a node is drained while a PodDisruptionBudget keeps one pod of two. Where there is no other node, the second pod
 * stays until the successor of the first may be started on this one; then it goes as well.
 */
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { ApiObject, Duration } from 'cdk8s';
import { kubectl, startKubectl, waitUntil } from '../kubectl';
import { oneAtATime } from '../one-at-a-time';
import type { Stage } from '../stage';
import type { FollowResult } from '../tools/follow';
import { loseNothing } from './nothing-lost';

/** One proxy has the load, and one an open stream. */
const CALLED = 'called';
const FOLLOWED = 'followed';

/** Shorter than the default, so that the stream is cut soon. */
const GRACE = Duration.seconds(12);

export async function drain(stage: Stage): Promise<string> {
  return oneAtATime(() => drainNodeOf(stage));
}

async function drainNodeOf(stage: Stage): Promise<string> {
  const remoteUrl = stage.remoteUrl.replace('/mcp', '/resumable');
  await deploy(stage, CALLED, stage.remoteUrl);
  await deploy(stage, FOLLOWED, remoteUrl);
  const node = await stage.askPods(CALLED, '{.items[0].spec.nodeName}');
  stage.onClose(() => kubectl(['uncordon', node]));

  let lost = '';
  const stream = await stage.during<FollowResult>(['follow', stage.urlOf(FOLLOWED)], async () => {
    lost = await loseNothing(stage, CALLED, 'drain', () => drainNode(node));
  });
  const told = JSON.stringify(stream);
  assert.ok(stream.resumed > 0, `the stream was never cut: ${told}`);
  assert.deepEqual([stream.missing, stream.doubled], [0, 0], told);
  return `drain ${lost}, a stream resumed ${stream.resumed} times with 0 of ${stream.events} events lost`;
}

async function deploy(stage: Stage, name: string, remoteUrl: string): Promise<void> {
  await stage.applyProxy(name, { remoteUrl, terminationGracePeriod: GRACE });
  await stage.scale(name, 2);
  await stage.apply((chart) => {
    new ApiObject(chart, name, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: { 'toolhive-name': name } } },
    });
  });
}

/** Nothing can be started on the node, until no pod is left that may go. */
async function drainNode(node: string): Promise<void> {
  const selector = `--pod-selector=toolhive-name in (${CALLED}, ${FOLLOWED})`;
  // /tmp of a proxy is an emptyDir, which drain asks to be told about.
  const drain = startKubectl(['drain', node, selector, '--delete-emptydir-data', '--timeout=120s']);
  let refused = '';
  drain.stderr?.setEncoding('utf8').on('data', (part: string) => (refused += part));
  const ended = new Promise<number | null>((resolve) => drain.once('close', resolve));
  let isOver = false;
  void ended.then(() => (isOver = true));
  const printed = drain.stdout === null ? '' : text(drain.stdout);
  const held = (): number => new Set(refused.match(/(?<=evicting pods\/)\S+(?=.* disruption budget)/g)).size;
  await waitUntil('the budgets hold one pod each', () => held() >= 2 || isOver);
  await kubectl(['uncordon', node]);
  assert.equal(await ended, 0, `kubectl drain\n${await printed}${refused}`);
}
