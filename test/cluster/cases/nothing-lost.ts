/** Case 4: pods come and go under load, and no request fails. */
import assert from 'node:assert/strict';
import type { McpRemoteProxyProps } from '../../../lib/index';
import { sleep, waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const NAME = 'busy';
/** Before and after what happens. */
const STEADY_MS = 2000;

function propsOf(tenant: string): Partial<McpRemoteProxyProps> {
  return { headerForward: { addPlaintextHeaders: { 'X-Tenant-ID': tenant } } };
}

export async function nothingLost(stage: Stage): Promise<string> {
  stage.applyProxy(NAME, propsOf('first'));
  scale(stage, 2);
  const happenings: Record<string, () => Promise<void> | void> = {
    header: () => void stage.applyProxy(NAME, propsOf('second')),
    restart: () => {
      stage.run(['rollout', 'restart', `deployment/${NAME}`]);
      stage.awaitRollout(NAME);
    },
    'pod deleted': () => {
      stage.run(['delete', 'pod', firstPod(stage)]);
      stage.awaitRollout(NAME);
    },
    '3 -> 1': async () => {
      scale(stage, 3);
      scale(stage, 1);
      await waitUntil('one pod', () => stage.run(podsOf('name')).trim().split('\n').length === 1);
      scale(stage, 2);
    },
    undo: () => {
      stage.run(['rollout', 'undo', `deployment/${NAME}`]);
      stage.awaitRollout(NAME);
    },
  };
  const figures: string[] = [];
  for (const [what, happen] of Object.entries(happenings)) {
    const { sent, failed, failures } = await stage.underLoad(NAME, async () => {
      await sleep(STEADY_MS);
      await happen();
      await sleep(STEADY_MS);
    });
    assert.ok(sent > 100, `${what}: only ${sent} requests were sent`);
    assert.equal(failed, 0, `${what}: ${failed} of ${sent} failed: ${JSON.stringify(failures)}`);
    figures.push(`${what} 0 of ${sent}`);
  }
  return figures.join(', ');
}

function scale(stage: Stage, replicas: number): void {
  stage.run(['scale', `deployment/${NAME}`, `--replicas=${replicas}`]);
  stage.awaitRollout(NAME);
}

function podsOf(output: string): string[] {
  return ['get', 'pods', '--selector', `toolhive-name=${NAME}`, '--output', output];
}

function firstPod(stage: Stage): string {
  return stage.run(podsOf('jsonpath={.items[0].metadata.name}'));
}
