import { describe, expect, it } from 'vitest';
import { deployment, resolveObjects, RUN_CONFIG, runConfigMap } from './fixtures';

const elsewhere = {
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { template: { spec: { containers: [{ name: 'web' }] } } },
};

describe('the proxy to run', () => {
  it('is the only Deployment with the container and the RunConfig of one', () => {
    const unmounted = deployment({ name: 'unmounted', container: { volumeMounts: [] } });
    const { container, issues } = resolveObjects([elsewhere, unmounted, runConfigMap(), deployment()]);
    expect(issues).toEqual([]);
    expect(container).toEqual({
      name: 'my-proxy',
      namespace: 'toolhive',
      args: ['run', '--foreground=true', 'placeholder'],
      env: {},
      runConfig: RUN_CONFIG,
      files: new Map(),
    });
  });

  it('is the one that --name names', () => {
    const objects = ['one', 'two'].flatMap((name) => [deployment({ name }), runConfigMap({ name })]);
    expect(resolveObjects(objects, 'two').container?.name).toBe('two');
  });

  it('is the last of two manifests for one Deployment', () => {
    const objects = [deployment(), deployment({ container: { args: ['run'] } }), runConfigMap()];
    expect(resolveObjects(objects).container?.args).toEqual(['run']);
  });

  it.each([
    ['several', undefined, 'ERR_LOCAL_DEPLOYMENT_AMBIGUOUS', /2 proxies: toolhive\/one, toolhive\/two/],
    ['another name', 'three', 'ERR_LOCAL_DEPLOYMENT_NOT_FOUND', /"three"/],
  ])('%s', (_what, name, code, message) => {
    const { container, issues } = resolveObjects(
      [deployment({ name: 'one' }), deployment({ name: 'two' })],
      name,
    );
    expect(container).toBeUndefined();
    expect(issues).toMatchObject([{ code, message: expect.stringMatching(message) }]);
    expect(issues[0]?.hint).toContain('one');
  });

  it('cannot be chosen by name in two namespaces', () => {
    const objects = ['staging', 'production'].map((namespace) => deployment({ namespace }));
    expect(resolveObjects(objects, 'my-proxy').issues).toMatchObject([
      { code: 'ERR_LOCAL_DEPLOYMENT_AMBIGUOUS', path: '--name' },
    ]);
  });

  it('is missing among other Deployments', () => {
    expect(resolveObjects([elsewhere]).issues).toMatchObject([
      { code: 'ERR_LOCAL_DEPLOYMENT_NOT_FOUND', path: '-f' },
    ]);
  });

  it('has no namespace: it and all it refers to go to the default one', () => {
    const objects = [deployment({ namespace: null }), runConfigMap({ namespace: 'default' })];
    expect(resolveObjects(objects).container?.namespace).toBe('default');
  });
});

describe('the RunConfig', () => {
  const path = 'dist.yaml Deployment/my-proxy.spec.template.spec.volumes[0].configMap';
  const mount = 'MountVolume.SetUp failed for volume "runconfig" : ';

  it.each([
    ['missing', [], 'ERR_LOCAL_OBJECT_NOT_FOUND', `${mount}configmap "my-proxy-runconfig" not found`],
    [
      'elsewhere',
      [runConfigMap({ namespace: 'default' })],
      'ERR_LOCAL_OBJECT_NOT_FOUND',
      `${mount}configmap "my-proxy-runconfig" not found`,
    ],
    [
      'without its key',
      [{ kind: 'ConfigMap', metadata: { name: 'my-proxy-runconfig' }, data: {} }],
      'ERR_LOCAL_KEY_NOT_FOUND',
      'the container needs /etc/runconfig/runconfig.json, which is not in this volume',
    ],
  ])('is %s', (_what, objects, code, message) => {
    expect(resolveObjects([deployment(), ...objects]).issues).toMatchObject([{ code, path, message }]);
  });
});
