/** docs/migration.md names the objects there are. The suite on a cluster runs its commands as they are printed. */
import { expect, it } from 'vitest';
import { objectNames } from '../../lib/definition/object-names';
import { codeBlocksOf } from './markdown';

it('has one block of commands, about the objects of a proxy', () => {
  const blocks = codeBlocksOf('docs/migration.md');
  expect(blocks.map(({ language }) => language)).toEqual(['sh']);
  const names = objectNames('search');
  const verbs = blocks[0]?.code
    .split(/\n(?! )/)
    .map((line) => line.replace('kubectl --namespace toolhive ', ''));
  expect(verbs).toEqual([
    'delete mcpremoteproxy search --cascade=orphan',
    'apply --filename dist/',
    expect.stringMatching(`^patch deployment ${names.deployment} --patch '`),
    `rollout status deployment/${names.deployment}`,
    `delete rolebinding,role ${names.serviceAccount}`,
    'diff --filename dist/',
    '',
  ]);
});
