/** What is missing is told in words that help, and its arrival is all that is needed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../support/run-command';
import { waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const NAME = 'missing';

export async function missingSecrets(stage: Stage): Promise<string> {
  const addHeadersFromSecret = ['one', 'two', 'three'].map((key) => ({
    headerName: `X-${key}`,
    valueSecretRef: { name: 'late', key },
  }));
  const folder = stage.synthProxy(NAME, { headerForward: { addHeadersFromSecret } });
  await stage.applyFolder(folder);
  await expectToldAlike(stage, folder, 'secret "late" not found');
  const pods = await stage.stayingPods(NAME);

  const whatIsThere = { one: 'first-value-of-it' };
  await stage.createSecret('late', whatIsThere);
  writeSecret(stage, folder, whatIsThere);
  await expectToldAlike(stage, folder, `couldn't find key two in Secret ${stage.namespace}/late`);

  await changeSecret(stage, { two: '', three: '' });
  const namesBoth = (text: string): boolean =>
    ['ERR_SECRET_MISSING', 'X-two', 'X-three'].every((word) => text.includes(word));
  await waitUntil("the runtime's own error", async () => namesBoth(await lastWords(stage)));
  // The next container has said nothing yet when it has just been started.
  await waitUntil('the same in the log', async () =>
    namesBoth(await stage.run(['logs', `deployment/${NAME}`])),
  );

  await changeSecret(stage, { two: 'second-value', three: 'third-value' });
  const took = await waitUntil(
    'ready by itself',
    async () =>
      (await stage.run(['get', 'deployment', NAME, '--output=jsonpath={.status.readyReplicas}'])) === '1',
    120_000,
  );
  assert.deepEqual(await stage.stayingPods(NAME), pods);
  return `both told as \`local\` does, ready by itself ${(took / 1000).toFixed(0)} s after the Secret was whole`;
}

/** The kubelet and `local` say the same of the same manifests. */
async function expectToldAlike(stage: Stage, folder: string, message: string): Promise<void> {
  await waitUntil(`the kubelet says: ${message}`, async () => (await waitingFor(stage)) === message);
  const { stderr } = await runCommand(['local', '-f', folder, '--name', NAME]);
  assert.ok(stderr.includes(message), stderr);
}

/** What the cluster has of the Secret, beside the manifests. */
function writeSecret(
  { namespace }: Stage,
  folder: string,
  stringData: Readonly<Record<string, string>>,
): void {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'late', namespace }, stringData };
  writeFileSync(join(folder, 'secret.yaml'), JSON.stringify(secret));
}

/** What the kubelet says a container waits for. */
async function waitingFor(stage: Stage): Promise<string> {
  return stage.askPods(NAME, '{.items[*].status.containerStatuses[*].state.waiting.message}');
}

async function changeSecret(stage: Stage, stringData: Readonly<Record<string, string>>): Promise<void> {
  await stage.run(['patch', 'secret', 'late', '--patch', JSON.stringify({ stringData })]);
}

/** The termination message of the last container that ended. */
async function lastWords(stage: Stage): Promise<string> {
  const status = '{.items[*].status.containerStatuses[*]';
  const paths = ['lastState', 'state'].map((state) => `${status}.${state}.terminated.message}`);
  return stage.askPods(NAME, paths.join(''));
}
