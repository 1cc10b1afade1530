/** Case 2: what is missing is told in words that help, and its arrival is all that is needed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { McpRemoteProxy } from '../../../lib/index';
import type { HeaderForwardProps } from '../../../lib/index';
import { PROGRAM } from '../../support/run-command';
import { waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const NAME = 'missing';

export async function missingSecrets(stage: Stage): Promise<string> {
  const addHeadersFromSecret = ['one', 'two'].map((key) => ({
    headerName: `X-${key}`,
    valueSecretRef: { name: 'late', key },
  }));
  const folder = apply(stage, { addHeadersFromSecret });
  const message = 'secret "late" not found';
  await waitUntil('the event', () => events(stage).includes(message));
  assert.ok(printedLocally(folder).includes(message), printedLocally(folder));

  stage.createSecret('late', { one: 'first-value-of-it', two: '' });
  await waitUntil("the runtime's own error", () => lastWords(stage).includes('ERR_SECRET_MISSING'));
  assert.match(lastWords(stage), /X-two/);

  stage.run(['patch', 'secret', 'late', '--patch', '{"stringData":{"two":"second-value"}}']);
  const took = await waitUntil('ready by itself', () => readyReplicas(stage) === '1', 120_000);
  stage.checkNoSecretShows();
  return `ready by itself after ${(took / 1000).toFixed(1)} s`;
}

function apply(stage: Stage, headerForward: HeaderForwardProps): string {
  const folder = stage.synth((chart) => {
    new McpRemoteProxy(chart, NAME, { remoteUrl: stage.remoteUrl, headerForward });
  });
  stage.applyFolder(folder);
  return folder;
}

function events(stage: Stage): string {
  return stage.run(['get', 'events', '--output', 'jsonpath={.items[*].message}']);
}

function printedLocally(folder: string): string {
  const { stderr } = spawnSync(PROGRAM, ['local', '-f', folder, '--name', NAME], { encoding: 'utf8' });
  return stderr;
}

/** The termination message of the last container that ended. */
function lastWords(stage: Stage): string {
  const status = '{.items[*].status.containerStatuses[*]';
  const paths = ['lastState', 'state'].map((state) => `${status}.${state}.terminated.message}`);
  const selector = ['--selector', `toolhive-name=${NAME}`];
  return stage.run(['get', 'pods', ...selector, '--output', `jsonpath=${paths.join('')}`]);
}

function readyReplicas(stage: Stage): string {
  return stage.run(['get', 'deployment', NAME, '--output', 'jsonpath={.status.readyReplicas}']);
}
