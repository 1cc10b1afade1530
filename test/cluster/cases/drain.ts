/**
 * A node is drained while a PodDisruptionBudget keeps one pod of two. Where there is no other node, the second pod
 * stays until the successor of the first may be started on this one; then it goes as well.
 */
import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { ApiObject, Duration } from 'cdk8s';
import { kubectl, startKubectl, tryKubectl, waitUntil } from '../kubectl';
import { oneAtATime } from '../one-at-a-time';
import type { Stage } from '../stage';
import type { FollowResult } from '../tools/follow';
import { loseNothing } from './nothing-lost';

/** Shorter than the default, so that the stream is cut soon. */
const GRACE = Duration.seconds(12);

export async function drain(stage: Stage): Promise<string> {
  return oneAtATime(() => drainNodeOf(stage));
}

async function drainNodeOf(stage: Stage): Promise<string> {
  // One has the load, and one an open stream. Drain goes by labels, whatever the namespace: nobody else has such names.
  const [called, followed] = [`${stage.namespace}-called`, `${stage.namespace}-followed`];
  await deploy(stage, called, stage.remoteUrl);
  await deploy(stage, followed, stage.remoteUrl.replace('/mcp', '/resumable'));
  const node = await stage.askPods(called, '{.items[0].spec.nodeName}');
  stage.onClose(() => tryKubectl(['uncordon', node]));

  let lost = '';
  const stream = await stage.during<FollowResult>(['follow', stage.urlOf(followed)], async () => {
    lost = await loseNothing(stage, called, 'drain', () => drainNode(node, [called, followed]));
  });
  const told = JSON.stringify(stream);
  assert.ok(stream.resumed > 0, `the stream never ended: ${told}`);
  assert.deepEqual(stream.errors, [], 'the stream did not end cleanly');
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
async function drainNode(node: string, names: readonly string[]): Promise<void> {
  const selector = `--pod-selector=toolhive-name in (${names.join(', ')})`;
  // /tmp of a proxy is an emptyDir, which drain asks to be told about.
  const drain = startKubectl(['drain', node, selector, '--delete-emptydir-data', '--timeout=120s']);
  let refused = '';
  drain.stderr?.setEncoding('utf8').on('data', (part: string) => (refused += part));
  const ended = new Promise<number | null>((resolve) => drain.once('close', resolve));
  let isOver = false;
  void ended.then(() => (isOver = true));
  const printed = drain.stdout === null ? '' : text(drain.stdout);
  const held = (): number => new Set(refused.match(/(?<=evicting pods\/)\S+(?=.* disruption budget)/g)).size;
  await waitUntil('the budgets hold one pod each', () => held() >= names.length || isOver);
  await kubectl(['uncordon', node]);
  assert.equal(await ended, 0, `kubectl drain\n${await printed}${refused}`);
}
