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
      label: 'my-proxy',
      args: ['run', '--foreground=true', 'placeholder'],
      env: {},
      runConfig: RUN_CONFIG,
      files: new Map(),
    });
  });

  it.each([
    ['is the one that --name names', ['two'], ['two']],
    ['is the one named with its namespace', ['toolhive/two'], ['two']],
    ['are those that --name names, in the order of the files', ['two', 'one'], ['one', 'two']],
    ['are all', [], ['one', 'two', 'three']],
  ])('%s', (_what, names, labels) => {
    const objects = ['one', 'two', 'three'].flatMap((name) => [deployment({ name }), runConfigMap({ name })]);
    const { containers, issues } = resolveObjects(objects, ...names);
    expect(issues).toEqual([]);
    expect(containers.map(({ label }) => label)).toEqual(labels);
  });

  it('is the last of two manifests for one Deployment', () => {
    const objects = [deployment(), deployment({ container: { args: ['run'] } }), runConfigMap()];
    expect(resolveObjects(objects).container?.args).toEqual(['run']);
  });

  it('is none of another name', () => {
    const { issues } = resolveObjects([deployment({ name: 'one' }), runConfigMap({ name: 'one' })], 'three');
    expect(issues).toMatchObject([{ code: 'ERR_LOCAL_DEPLOYMENT_NOT_FOUND', path: '--name' }]);
    expect(issues[0]?.message).toContain('"three"');
    expect(issues[0]?.hint).toContain('one');
  });

  it('are told apart by namespace where they have one name', () => {
    const objects = ['staging', 'production'].flatMap((namespace) => [
      deployment({ namespace }),
      runConfigMap({ namespace }),
    ]);
    const { containers, issues } = resolveObjects(objects, 'my-proxy');
    expect(issues).toEqual([]);
    expect(containers.map(({ label }) => label)).toEqual(['staging/my-proxy', 'production/my-proxy']);
  });

  it('is missing among other Deployments', () => {
    expect(resolveObjects([elsewhere]).issues).toMatchObject([
      { code: 'ERR_LOCAL_DEPLOYMENT_NOT_FOUND', path: '-f' },
    ]);
  });

  it('has no namespace: it and all it refers to go to the default one', () => {
    const objects = [deployment({ namespace: null }), runConfigMap({ namespace: 'default' })];
    expect(resolveObjects(objects).container?.runConfig).toBe(RUN_CONFIG);
  });
});

describe('the RunConfig', () => {
  const path = 'dist.yaml:7:5 (document 1, Deployment/my-proxy) spec.template.spec.volumes[0].configMap';
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
