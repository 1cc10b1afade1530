/** Pods come and go under load, and no request fails. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { McpRemoteProxyProps } from '../../../lib/index';
import { waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const NAME = 'busy';
/** Before and after what happens. */
const STEADY_MS = 2000;

function propsOf(tenant: string): Partial<McpRemoteProxyProps> {
  return { headerForward: { addPlaintextHeaders: { 'X-Tenant-ID': tenant } } };
}

export async function nothingLost(stage: Stage): Promise<string> {
  await stage.applyProxy(NAME, propsOf('first'));
  await stage.scale(NAME, 2);
  const happenings: Record<string, () => Promise<unknown>> = {
    header: () => stage.applyProxy(NAME, propsOf('second')),
    restart: async () => {
      await stage.run(['rollout', 'restart', `deployment/${NAME}`]);
      await stage.awaitRollout(NAME);
    },
    'pod deleted': async () => {
      const [pod = ''] = await stage.stayingPods(NAME);
      await stage.run(['delete', 'pod', pod]);
      await stage.awaitRollout(NAME);
    },
    '3 -> 1': async () => {
      await stage.scale(NAME, 3);
      await stage.scale(NAME, 1);
      const count = async (): Promise<number> =>
        (await stage.askPods(NAME, '{.items[*].metadata.name}')).split(' ').length;
      await waitUntil('one pod', async () => (await count()) === 1);
      await stage.scale(NAME, 2);
    },
    undo: async () => {
      await stage.run(['rollout', 'undo', `deployment/${NAME}`]);
      await stage.awaitRollout(NAME);
    },
  };
  const figures: string[] = [];
  for (const [what, happen] of Object.entries(happenings)) {
    const before = await stage.stayingPods(NAME);
    figures.push(`${what} ${await loseNothing(stage, NAME, what, happen)}`);
    const after = await stage.stayingPods(NAME);
    assert.equal(after.length, 2, `${what}: ${after.join(' ')}`);
    assert.ok(
      before.some((pod) => !after.includes(pod)),
      `${what}: no pod went`,
    );
  }
  return figures.join(', ');
}

/** Puts a steady load on a proxy before, while and after something happens; gives how many requests failed of how many. */
export async function loseNothing(
  stage: Stage,
  name: string,
  what: string,
  happen: () => Promise<unknown>,
): Promise<string> {
  const { sent, failed, failures } = await stage.underLoad(name, async () => {
    await sleep(STEADY_MS);
    await happen();
    await sleep(STEADY_MS);
  });
  assert.ok(sent > 100, `${what}: only ${sent} requests were sent`);
  assert.equal(failed, 0, `${what}: ${failed} of ${sent} failed: ${JSON.stringify(failures)}`);
  return `0 of ${sent}`;
}
