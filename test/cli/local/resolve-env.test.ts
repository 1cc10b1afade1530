import { describe, expect, it } from 'vitest';
import { resolveEnvOf, secret, secretEnv } from './fixtures';

const configMap = {
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'toolhive' },
  data: { k: 'v', 'a.b': 'x' },
  // For volumes only.
  binaryData: { nokey: 'AAAA' },
};

/** Issues without their paths' common beginning. */
function summaries({ issues }: ReturnType<typeof resolveEnvOf>): string[] {
  const pod =
    /^dist\.yaml:\d+:\d+ \(document 1, Deployment\/my-proxy\) spec\.template\.spec\.containers\[0\]\./;
  return issues.map(({ path, message }) => `${path.replace(pod, '')}: ${message}`);
}

describe('values', () => {
  // What a kubelet of Kubernetes 1.34 made of this container, read from /proc/<pid>/environ.
  it('resolves a container as a kubelet did', () => {
    const { container } = resolveEnvOf(
      {
        args: ['$(A)', '$(NOPE)', '$$(A)', '$(C2)'],
        envFrom: [
          { configMapRef: { name: 'settings' }, prefix: 'P_' },
          { configMapRef: { name: 'gone', optional: true } },
        ],
        env: [
          { name: 'A', valueFrom: { secretKeyRef: { name: 'gone', key: 'k', optional: true } } },
          { name: 'Z', value: '$(A)' },
          { name: 'B', valueFrom: { secretKeyRef: { name: 'both', key: 'token' } } },
          { name: 'C', value: 'Bearer $(B) $$(B) $(D) $ $(B' },
          { name: 'D', value: 'd' },
          { name: 'C2', value: '$(C)' },
        ],
      },
      configMap,
      secret(
        { data: { token: 'b2xk' }, stringData: { token: 'new' } },
        { name: 'both', namespace: 'toolhive' },
      ),
    );
    expect(container).toMatchObject({
      args: ['$(A)', '$(NOPE)', '$(A)', 'Bearer new $(B) $(D) $ $(B'],
      env: {
        P_k: 'v',
        'P_a.b': 'x',
        Z: '$(A)',
        B: 'new',
        C: 'Bearer new $(B) $(D) $ $(B',
        D: 'd',
        C2: 'Bearer new $(B) $(D) $ $(B',
      },
    });
    expect(container?.env).not.toHaveProperty('A');
  });

  it.each([
    ['data', { data: { 'api-key': 'c2VjcmV0' } }, 'secret'],
    ['data in several lines', { data: { 'api-key': 'c2Vj\ncmV0\n' } }, 'secret'],
    ['stringData', { stringData: { 'api-key': 'secret' } }, 'secret'],
    ['stringData over data', { data: { 'api-key': 'b2xk' }, stringData: { 'api-key': 'new' } }, 'new'],
    ['data that ends in a newline', { data: { 'api-key': 'c2VjcmV0Cg==' } }, 'secret\n'],
    ['nothing in data', { data: { 'api-key': null } }, ''],
    ['UTF-8', { data: { 'api-key': 'w6k=' } }, 'é'],
    ['a reference in a Secret, which is not expanded', { stringData: { 'api-key': '$(X)' } }, '$(X)'],
  ])('takes a Secret from %s', (_what, fields, value) => {
    const { container, issues } = resolveEnvOf(
      { env: [{ name: 'X', value: 'x' }, secretEnv('KEY')] },
      secret(fields),
    );
    expect(issues).toEqual([]);
    expect(container?.env['KEY']).toBe(value);
  });

  it.each([
    ['a literal', { value: 'text' }, 'text'],
    ['no value at all', {}, ''],
    ['a null', { value: null, valueFrom: null }, ''],
    ['a ConfigMap', { valueFrom: { configMapKeyRef: { name: 'settings', key: 'k' } } }, 'v'],
    ['the name of the pod', { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, 'my-proxy-local'],
    ['the namespace', { valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }, 'toolhive'],
    [
      'an optional key',
      { valueFrom: { configMapKeyRef: { name: 'settings', key: 'x', optional: true } } },
      undefined,
    ],
    [
      'an optional Secret',
      { valueFrom: { secretKeyRef: { name: 'x', key: 'x', optional: true } } },
      undefined,
    ],
  ])('takes a variable from %s', (_what, source, value) => {
    const { container, issues } = resolveEnvOf({ env: [{ name: 'X', ...source }] }, configMap);
    expect(issues).toEqual([]);
    expect(container?.env['X']).toBe(value);
  });

  it('lets env win over envFrom, later sources over earlier, and an optional one that is missing over nothing', () => {
    const { container } = resolveEnvOf(
      {
        envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'api-key-secret' } }],
        env: [
          { name: 'twice', value: 'first' },
          { name: 'twice', value: '$(twice), then second' },
          { name: 'env', value: 'from env, not $(env)' },
          secretEnv('kept', 'gone', { optional: true }),
        ],
      },
      configMap,
      secret({ stringData: { k: 'from the Secret', env: 'envFrom', kept: 'kept' } }),
    );
    expect(container?.env).toEqual({
      k: 'from the Secret',
      'a.b': 'x',
      env: 'from env, not envFrom',
      kept: 'kept',
      twice: 'first, then second',
    });
  });

  it('takes the Secret applied last', () => {
    const secrets = ['one', 'two'].map((value) => secret({ stringData: { 'api-key': value } }));
    expect(resolveEnvOf({ env: [secretEnv('KEY')] }, ...secrets).container?.env['KEY']).toBe('two');
  });

  it('has no trouble with names that objects have by themselves', () => {
    const { container } = resolveEnvOf({ env: [{ name: '__proto__', value: 'x' }] });
    expect(Object.entries(container?.env ?? {})).toEqual([['__proto__', 'x']]);
  });
});

describe('what the kubelet refuses, in its words', () => {
  const other = secret({ stringData: { other: 'hunter2' } });

  it.each([
    [{ env: [secretEnv('KEY')] }, [], 'env["KEY"].valueFrom.secretKeyRef: secret "api-key-secret" not found'],
    [
      { env: [secretEnv('KEY', 'token')] },
      [other],
      `env["KEY"].valueFrom.secretKeyRef: couldn't find key token in Secret toolhive/api-key-secret`,
    ],
    [
      { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'nocm', key: 'k' } } }] },
      [],
      'env["X"].valueFrom.configMapKeyRef: configmap "nocm" not found',
    ],
    [
      { env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'nokey' } } }] },
      [configMap],
      `env["X"].valueFrom.configMapKeyRef: couldn't find key nokey in ConfigMap toolhive/settings`,
    ],
    [
      { envFrom: [{ secretRef: { name: 'nosecret' } }] },
      [],
      'envFrom[0].secretRef: secret "nosecret" not found',
    ],
    [
      { envFrom: [{ configMapRef: { name: 'nocm' } }] },
      [],
      'envFrom[0].configMapRef: configmap "nocm" not found',
    ],
    [
      { env: [secretEnv('KEY')] },
      [secret({ data: { 'api-key': '//8=' } })],
      'env["KEY"].valueFrom.secretKeyRef: string field contains invalid UTF-8',
    ],
    [
      { env: [secretEnv('KEY')] },
      [secret({ data: { 'api-key': 'YQBi' } })],
      'env["KEY"]: environment variable value can\'t contain null(\\x00)',
    ],
  ])('%j', (container, objects, summary) => {
    expect(summaries(resolveEnvOf(container, ...objects))).toEqual([summary]);
  });

  it('reports all of them at once, and no value', () => {
    const resolved = resolveEnvOf(
      { env: [secretEnv('A', 'a'), { name: 'B', value: 'b' }, secretEnv('C', 'c')] },
      other,
    );
    expect(resolved.container).toBeUndefined();
    expect(summaries(resolved)).toEqual([
      `env["A"].valueFrom.secretKeyRef: couldn't find key a in Secret toolhive/api-key-secret`,
      `env["C"].valueFrom.secretKeyRef: couldn't find key c in Secret toolhive/api-key-secret`,
    ]);
    expect(resolved.issues[0]?.hint).toBe('add the key, or name another one; the Secret has other');
    expect(JSON.stringify(resolved.issues)).not.toContain('hunter2');
  });

  it('does not see a Secret of another namespace, and says where it is', () => {
    const elsewhere = secret({ stringData: { 'api-key': 'x' } }, { namespace: 'default' });
    expect(resolveEnvOf({ env: [secretEnv('KEY')] }, elsewhere).issues).toMatchObject([
      {
        code: 'ERR_LOCAL_OBJECT_NOT_FOUND',
        message: 'secret "api-key-secret" not found',
        hint: 'the Secret given is in namespace default; the pod is in toolhive',
      },
    ]);
  });
});

describe('what only the API server or a cluster can tell', () => {
  it.each([
    [{ env: [{ name: 'X', value: 8080 }] }, 'env[0].value: expected a string, found a number'],
    [{ env: [{ value: 'x' }] }, 'env[0].name: is required'],
    [
      { env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 's' } } }] },
      'env[0].valueFrom.secretKeyRef.key: is required',
    ],
    [{ args: [true] }, 'args[0]: expected a string, found a boolean'],
    [
      { env: [{ name: 'X', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] },
      'env["X"].valueFrom.fieldRef: status.podIP has a value only in a cluster',
    ],
    [
      { env: [{ name: 'X', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } }] },
      'env["X"].valueFrom: resourceFieldRef has a value only in a cluster',
    ],
    [
      { command: ['/bin/sh'] },
      'command: the command of an image cannot be run here: this runtime takes its place',
    ],
  ])('%j', (container, summary) => {
    expect(summaries(resolveEnvOf(container))).toEqual([summary]);
  });

  it.each([
    [{ data: { 'api-key': 'abc' } }, 'ERR_LOCAL_BASE64', '33:3', 'data["api-key"]'],
    [{ data: { 'api-key': 'ab-_' } }, 'ERR_LOCAL_BASE64', '33:3', 'data["api-key"]'],
    [{ stringData: { 'api-key': 1234 } }, 'ERR_FIELD_TYPE', '33:3', 'stringData["api-key"]'],
    [{ stringData: ['hunter2'] }, 'ERR_FIELD_TYPE', '32:1', 'stringData'],
  ])('refuses the Secret %j', (fields, code, place, field) => {
    const { issues } = resolveEnvOf({}, secret(fields));
    const path = `dist.yaml:${place} (document 3, Secret/api-key-secret) ${field}`;
    expect(issues).toMatchObject([{ code, path }]);
    expect(JSON.stringify(issues)).not.toMatch(/abc|ab-_|1234|hunter2/);
  });
});
