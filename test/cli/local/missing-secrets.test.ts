/** A Secret nobody gave is told once, with the line that makes it. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deployment, resolveEnvOf, resolveObjects, runConfigMap, secret, secretEnv } from './fixtures';

function hintsOf(env: readonly unknown[], ...objects: unknown[]): string[] {
  return resolveEnvOf({ env }, ...objects).issues.map(({ hint }) => hint);
}

const LINE = 'kubectl create secret generic api-key-secret --namespace=toolhive';

it('names all of its keys, each once', () => {
  const env = [secretEnv('A', 'a'), secretEnv('B', 'b.txt'), secretEnv('C', 'a')];
  expect(hintsOf(env)).toEqual([
    `give a file with the Secret to --secrets; this makes one: ${LINE} --from-literal=a=... --from-literal=b.txt=... ` +
      '--dry-run=client -o yaml > api-key-secret.yaml',
  ]);
});

it('is one for several proxies', () => {
  const proxies = ['one', 'two'].flatMap((name) => [
    deployment({ name, container: { env: [secretEnv('A', name)] } }),
    runConfigMap({ name }),
  ]);
  const { issues } = resolveObjects(proxies);
  expect(issues).toHaveLength(1);
  expect(issues[0]?.hint).toContain(`${LINE} --from-literal=one=... --from-literal=two=...`);
});

it('is of another namespace', () => {
  expect(hintsOf([secretEnv('A')], secret({}, { namespace: 'other' }))).toEqual([
    'the Secret given is in namespace other; the pod is in toolhive',
  ]);
});

it('is wanted whole', () => {
  const { issues } = resolveEnvOf({ envFrom: [{ secretRef: { name: 'api-key-secret' } }] });
  expect(issues).toHaveLength(1);
  expect(issues[0]?.hint).toContain(`${LINE} --from-literal=KEY=...`);
});

describe('the line', () => {
  it.each(["a'b", '$(touch x)', 'a b', '`x`', 'a;b', 'ü', '\\'])('has %j as one word', (key) => {
    const [hint = ''] = hintsOf([secretEnv('A', key)]);
    const words = /--namespace=toolhive (.*) --dry-run/.exec(hint)?.[1] ?? '';
    expect(execFileSync('sh', ['-c', `printf %s ${words}`], { encoding: 'utf8' })).toBe(
      `--from-literal=${key}=...`,
    );
  });
});
