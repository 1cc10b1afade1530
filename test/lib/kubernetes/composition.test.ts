/** The objects are cdk8s-plus objects, and stay ones: what users add with cdk8s-plus arrives beside what we set. */
import { ApiObject, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import { McpRemoteProxy } from '../../../lib/index';
import { createProxy, deploymentSpecOf, manifestOf, manifestsOf, REMOTE_URL } from '../support';
import type { ProxyInChart } from '../support';

const BASE_LABELS = {
  app: 'mcpremoteproxy',
  'app.kubernetes.io/name': 'mcpremoteproxy',
  'app.kubernetes.io/instance': 'my-proxy',
  toolhive: 'true',
  'toolhive-name': 'my-proxy',
};

function create(props: object = {}): ProxyInChart {
  return createProxy({ remoteUrl: REMOTE_URL, ...props }, { namespace: 'tools' });
}

function specOf(chart: ProxyInChart['chart'], kind: string): Record<string, unknown> {
  return manifestOf(chart, kind)['spec'] as Record<string, unknown>;
}

describe('Deployment', () => {
  it('takes env vars, from Secrets too', () => {
    const { chart, proxy } = create();
    const secret = kplus.Secret.fromSecretName(chart, 'extra', 'extra');
    proxy.deployment.containers[0]?.env.addVariable(
      'EXTRA',
      kplus.EnvValue.fromSecretValue({ secret, key: 'k' }),
    );
    expect(deploymentSpecOf(chart).template.spec.containers[0].env.at(-1)).toEqual({
      name: 'EXTRA',
      valueFrom: { secretKeyRef: { name: 'extra', key: 'k' } },
    });
  });

  it('writes an empty env var without a value, as Kubernetes stores it, and lets it be replaced', () => {
    const env = [{ name: 'NO_PROXY', value: '' }];
    const { chart, proxy } = create({ resourceOverrides: { proxyDeployment: { env } } });
    const first = (): unknown => deploymentSpecOf(chart).template.spec.containers[0].env[0];
    expect(first()).toEqual({ name: 'NO_PROXY' });
    proxy.deployment.containers[0]?.env.addVariable('NO_PROXY', kplus.EnvValue.fromValue('.example.com'));
    expect(first()).toEqual({ name: 'NO_PROXY', value: '.example.com' });
  });

  it('takes volumes', () => {
    const { chart, proxy } = create();
    const volume = kplus.Volume.fromEmptyDir(chart, 'cache', 'cache', { sizeLimit: Size.mebibytes(1) });
    proxy.deployment.containers[0]?.mount('/cache', volume);
    const { spec } = deploymentSpecOf(chart).template;
    expect(spec['volumes']).toContainEqual({ name: 'cache', emptyDir: { sizeLimit: '1Mi' } });
    expect(spec.containers[0]['volumeMounts']).toContainEqual({ name: 'cache', mountPath: '/cache' });
  });

  it('takes sidecars and leaves them alone', () => {
    const { chart, proxy } = create();
    proxy.deployment.addContainer({ name: 'sidecar', image: 'sidecar:1', portNumber: 9000 });
    const [own, sidecar] = deploymentSpecOf(chart).template.spec.containers;
    expect(own).toEqual(deploymentSpecOf(create().chart).template.spec.containers[0]);
    expect(sidecar).toMatchObject({
      name: 'sidecar',
      imagePullPolicy: 'Always',
      ports: [{ containerPort: 9000 }],
    });
  });

  it('takes labels, annotations, tolerations and patches', () => {
    const { chart, proxy } = create();
    proxy.deployment.metadata.addLabel('team', 'platform');
    proxy.deployment.podMetadata.addAnnotation('example.com/a', 'b');
    proxy.deployment.scheduling.tolerate(kplus.Node.tainted(kplus.NodeTaintQuery.is('pool', 'mcp')));
    ApiObject.of(proxy.deployment).addJsonPatch(JsonPatch.add('/spec/strategy', { type: 'Recreate' }));
    expect(manifestOf(chart, 'Deployment').metadata.labels).toEqual({ ...BASE_LABELS, team: 'platform' });
    const spec = deploymentSpecOf(chart);
    expect(spec['strategy']).toEqual({ type: 'Recreate' });
    expect(spec.template.metadata.annotations).toMatchObject({ 'example.com/a': 'b' });
    expect(spec.template.spec['tolerations']).toHaveLength(1);
  });

  it('can be scaled by a HorizontalPodAutoscaler, which needs no metrics of its own to be accepted', () => {
    const { chart, proxy } = create();
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: proxy.deployment, maxReplicas: 4 });
    expect(chart.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
    expect(specOf(chart, 'HorizontalPodAutoscaler')['scaleTargetRef']).toMatchObject({ name: 'my-proxy' });
    expect(deploymentSpecOf(chart).replicas).toBeUndefined();
  });

  it.each([0, 1, 5])('has the %i replicas it is given', (replicas) => {
    expect(deploymentSpecOf(create({ replicas }).chart).replicas).toBe(replicas);
  });
});

describe('pods are found by their labels', () => {
  it('by network policies', () => {
    const { chart, proxy } = create();
    proxy.deployment.connections.isolate();
    expect(specOf(chart, 'NetworkPolicy')['podSelector']).toEqual({ matchLabels: BASE_LABELS });
  });

  it('by affinities', () => {
    const { chart, proxy } = create();
    proxy.deployment.scheduling.spread({ topology: kplus.Topology.HOSTNAME });
    expect(deploymentSpecOf(chart).template.spec['affinity']).toMatchObject({
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: BASE_LABELS } }],
      },
    });
  });

  it('by further Services', () => {
    const { chart, proxy } = create();
    const other = proxy.deployment.exposeViaService({ name: 'other' });
    expect(ApiObject.of(other).toJson()).toMatchObject({ spec: { selector: BASE_LABELS } });
    expect(chart.node.findAll()).toContain(other);
  });
});

describe('Service', () => {
  it('can be exposed by an Ingress', () => {
    const { chart, proxy } = create();
    proxy.service.exposeViaIngress('/mcp');
    expect(JSON.stringify(specOf(chart, 'Ingress'))).toContain(
      '"service":{"name":"mcp-my-proxy-remote-proxy","port":{"number":8080}}',
    );
  });

  it('takes further ports', () => {
    const { chart, proxy } = create();
    proxy.service.bind(9090, { name: 'metrics' });
    expect(specOf(chart, 'Service')['ports']).toHaveLength(2);
  });
});

describe('ServiceAccount', () => {
  it('can be given permissions', () => {
    const { chart, proxy } = create();
    const role = new kplus.Role(chart, 'role');
    role.allowRead(kplus.ApiResource.CONFIG_MAPS);
    role.bind(proxy.serviceAccount);
    expect(manifestOf(chart, 'RoleBinding')['subjects']).toEqual([
      { kind: 'ServiceAccount', apiGroup: '', name: 'my-proxy-remote-proxy-runner', namespace: 'tools' },
    ]);
  });

  it('is an existing one when it has a name', () => {
    const { chart, proxy } = create({ serviceAccountName: 'shared-runner' });
    expect(() => manifestOf(chart, 'ServiceAccount')).toThrow('0 manifests');
    expect(deploymentSpecOf(chart).template.spec['serviceAccountName']).toBe('shared-runner');
    expect(proxy.serviceAccount.name).toBe('shared-runner');
  });
});

it('two proxies live in one chart', () => {
  const { chart } = create();
  new McpRemoteProxy(chart, 'other-proxy', { remoteUrl: REMOTE_URL });
  const names = manifestsOf(chart).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(names).toHaveLength(8);
  expect(new Set(names).size).toBe(8);
});
