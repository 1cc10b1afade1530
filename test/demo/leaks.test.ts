import { expect, it } from 'vitest';
import { findLeaks } from '../../examples/demo/leaks';
import { createThrowAwaySecrets } from '../../examples/demo/throw-away-secrets';
import { resolveEnvOf, secretEnv } from '../cli/local/fixtures';
import { parse } from 'yaml';

it.each([
  ['token: hunter2', true],
  ['...hunter2...', true],
  ['token: aHVudGVyMg==', true],
  ['hunter', false],
  ['', false],
])('a secret in %j: %s', (text, leaks) => {
  expect(findLeaks(['other', 'hunter2'], [{ name: 'a file', text }])).toEqual(leaks ? ['a file'] : []);
});

it('makes Secrets that a container can take its env from, different each time', () => {
  const refs = [{ name: 'api-key-secret', key: 'api-key' }];
  const [one, two] = [createThrowAwaySecrets(refs), createThrowAwaySecrets(refs)];
  const { container } = resolveEnvOf({ env: [secretEnv('KEY')] }, parse(one.manifest));
  expect(container?.env).toEqual({ KEY: one.values[0] });
  expect(one.values).not.toEqual(two.values);
});
