/** Every command says of every field that is refused what `fromManifest` says of it. */
import { describe, expect, it } from 'vitest';
import { formatIssues } from '../../../contract/issue';
import { manifestPath } from '../../crds/schema';
import { issuesOf } from '../../lib/custom-resource/support';
import { CONSTRUCTS_PROGRAM, PROGRAM, runCommand } from '../../support/run-command';

const COMMANDS = [
  ['synth', CONSTRUCTS_PROGRAM],
  ['convert', CONSTRUCTS_PROGRAM],
  ['local', PROGRAM],
  ['check', PROGRAM],
] as const;

const NAMES = {
  v1alpha1: ['every-field', 'tokens-of-the-cluster', 'issuer-in-a-config-map'],
  v1beta1: ['every-field', 'shared-policies', 'policies-in-a-config-map'],
};

describe.each(Object.entries(NAMES))('%s', (version, names) => {
  const path = manifestPath(version);
  const expected = names.flatMap((name) => issuesOf({ path, name }));

  it('has many', () => expect(expected.length).toBeGreaterThan(15));

  it.each(COMMANDS)('%s', async (command, program) => {
    const { code, stdout, stderr } = await runCommand([command, '-f', path], { program });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [, problems] = formatIssues('', expected).split(/^: \d+ problems/);
    expect(stderr).toContain(`${expected.length} problems${problems}`);
  });
});
