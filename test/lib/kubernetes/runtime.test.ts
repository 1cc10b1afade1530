/** What runs in the container: the bundled runtime, an image of one's own, or ToolHive's runner. */
import { createHash } from 'node:crypto';
import { App, Chart, Duration, Testing, Yaml } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { BUNDLED_RUNTIME_COMMAND } from '../../../contract/bundled-runtime';
import { McpRemoteProxy, ProxyRuntime } from '../../../lib/index';
import type { McpRemoteProxyProps } from '../../../lib/index';
import {
  createProxy,
  deploymentSpecOf,
  manifestOf,
  refusalsOf,
  REMOTE_URL,
  TOOLHIVE_IMAGE,
} from '../support';
import type { Manifest } from '../support';

const KIBIBYTE = 1024;

function addProxy(app: App, chart: string, namespace?: string, props: Partial<McpRemoteProxyProps> = {}) {
  const scope = new Chart(app, chart, namespace === undefined ? {} : { namespace });
  new McpRemoteProxy(scope, `${chart}-proxy`, { remoteUrl: REMOTE_URL, ...props });
  return scope;
}

function runtimesOf(app: App): Manifest[] {
  return app.charts
    .flatMap((chart) => Testing.synth(chart) as Manifest[])
    .filter(({ metadata }) => metadata.name.includes('-runtime-'));
}

function mountedRuntimeOf(chart: Chart): string {
  const volumes = deploymentSpecOf(chart).template.spec['volumes'] as {
    name: string;
    configMap: { name: string };
  }[];
  return volumes.find(({ name }) => name === 'runtime')?.configMap.name ?? 'none';
}

describe('the bundled runtime', () => {
  const app = new App();
  const chart = addProxy(app, 'one', 'tools');
  const [runtime] = runtimesOf(app);
  const data = runtime?.['data'] as Record<string, string>;
  const binaryData = runtime?.['binaryData'] as Record<string, string>;

  it('is what runs unless something else is chosen', () => {
    const [container] = deploymentSpecOf(chart).template.spec.containers;
    expect(container).toMatchObject({ image: 'node:26-slim', command: BUNDLED_RUNTIME_COMMAND });
    expect(container['volumeMounts']).toContainEqual({
      mountPath: '/opt/mcp-remote-proxy',
      name: 'runtime',
      readOnly: true,
    });
    expect(mountedRuntimeOf(chart)).toBe(runtime?.metadata.name);
  });

  it('is an immutable ConfigMap named by the digest of its content', () => {
    expect(runtime).toMatchObject({ kind: 'ConfigMap', immutable: true, metadata: { namespace: 'tools' } });
    const digest = createHash('sha256')
      .update(data['load.mjs'] ?? '')
      .update(Buffer.from(binaryData['mcp-remote-proxy.mjs.br'] ?? '', 'base64'))
      .digest('hex');
    expect(runtime?.metadata.name).toBe(`mcp-remote-proxy-runtime-${digest.slice(0, 16)}`);
  });

  it('fits into the annotation of a client-side apply, with room to grow', () => {
    expect(Buffer.byteLength(Yaml.stringify(runtime))).toBeLessThan(200 * KIBIBYTE);
  });

  it('stands in a chart of its own, once for each namespace, whoever else is there', () => {
    addProxy(app, 'two', 'tools');
    addProxy(app, 'three', 'more-tools');
    addProxy(app, 'four');
    expect(runtimesOf(app).map(({ metadata }) => metadata.namespace)).toEqual([
      'tools',
      'more-tools',
      undefined,
    ]);
    expect(new Set(runtimesOf(app).map(({ metadata }) => metadata.name)).size).toBe(1);
    expect(app.charts.map(({ node }) => node.id).filter((id) => id.includes('runtime'))).toEqual([
      'mcp-remote-proxy-runtime-tools',
      'mcp-remote-proxy-runtime-more-tools',
      'mcp-remote-proxy-runtime',
    ]);
  });

  it('has a name of its own where its app says so', () => {
    const own = new App();
    const runtime = ProxyRuntime.bundled({
      configMapName: 'team-a',
      nodeImage: 'mirror.example.com/node:26',
    });
    const ownChart = addProxy(own, 'one', 'tools', { runtime });
    expect(mountedRuntimeOf(ownChart)).toMatch(/^team-a-[0-9a-f]{16}$/);
    expect(deploymentSpecOf(ownChart).template.spec.containers[0]['image']).toBe(
      'mirror.example.com/node:26',
    );
    expect(own.charts.map(({ node }) => node.id)).toEqual(['one', 'team-a-tools']);
  });

  it('is there once in an app of 1,000 proxies', () => {
    const large = new App();
    const all = new Chart(large, 'all', { namespace: 'tools' });
    for (let i = 0; i < 1000; i += 1) new McpRemoteProxy(all, `proxy-${i}`, { remoteUrl: REMOTE_URL });
    expect(large.charts).toHaveLength(2);
  });
});

describe.each([
  ['an image', { image: 'registry.example.com/mcp-remote-proxy:1' }],
  ['an image, in full', { runtime: ProxyRuntime.fromImage('registry.example.com/mcp-remote-proxy:1') }],
])('%s of your own', (_what, props) => {
  it('is started by its own entry point, and brings nothing along', () => {
    const app = new App();
    const chart = addProxy(app, 'one', 'tools', props);
    const [container] = deploymentSpecOf(chart).template.spec.containers;
    expect(container['image']).toBe('registry.example.com/mcp-remote-proxy:1');
    expect(container['command']).toBeUndefined();
    expect(mountedRuntimeOf(chart)).toBe('none');
    expect(app.charts).toEqual([chart]);
  });
});

describe("ToolHive's runner", () => {
  const runtime = ProxyRuntime.toolhive(TOOLHIVE_IMAGE);

  it('gets the arguments the operator gives it, and the token without which it does not start', () => {
    const { chart } = createProxy({ remoteUrl: REMOTE_URL, runtime });
    const { spec } = deploymentSpecOf(chart).template;
    expect(spec.containers[0]).toMatchObject({
      image: TOOLHIVE_IMAGE,
      args: ['run', '--foreground=true', 'placeholder-for-remote-proxy'],
    });
    expect(spec.containers[0]['command']).toBeUndefined();
    expect(spec['automountServiceAccountToken']).toBe(true);
    expect(manifestOf(chart, 'ServiceAccount')['automountServiceAccountToken']).toBe(true);
  });

  it('is refused what it would ignore', () => {
    const asked = {
      limits: { connectTimeout: Duration.seconds(5) },
      remoteCaBundleRef: { name: 'company-ca' },
      allowedOrigins: ['https://app.example.com'],
    };
    expect(() => createProxy({ remoteUrl: REMOTE_URL, ...asked })).not.toThrow();
    expect(refusalsOf({ remoteUrl: REMOTE_URL, runtime, ...asked })).toEqual([
      'ERR_RUNTIME_UNSUPPORTED allowedOrigins',
      'ERR_RUNTIME_UNSUPPORTED remoteCaBundleRef',
      'ERR_RUNTIME_UNSUPPORTED limits',
    ]);
  });
});

it.each([
  [{ runtime: ProxyRuntime.bundled(), image: 'a:1' }, 'ERR_RUNTIME_AMBIGUOUS runtime'],
  [{ runtime: 'bundled' }, 'ERR_FIELD_TYPE runtime'],
  [{ runtime: ProxyRuntime.fromImage('A') }, 'ERR_IMAGE_INVALID runtime.image'],
  [{ runtime: ProxyRuntime.bundled({ nodeImage: 'A' }) }, 'ERR_IMAGE_INVALID runtime.nodeImage'],
  [
    { runtime: ProxyRuntime.bundled({ nodeImage: 26 as unknown as string }) },
    'ERR_FIELD_TYPE runtime.nodeImage',
  ],
  [{ runtime: ProxyRuntime.bundled({ node: 'a' } as object) }, 'ERR_FIELD_UNKNOWN runtime.node'],
  [
    { runtime: ProxyRuntime.bundled({ configMapName: 'A' }) },
    'ERR_CONFIG_MAP_NAME_INVALID runtime.configMapName',
  ],
  [{ imagePullPolicy: 'Sometimes' }, 'ERR_IMAGE_PULL_POLICY_UNKNOWN imagePullPolicy'],
  [{ imagePullSecrets: ['registry', 'A'] }, 'ERR_SECRET_NAME_INVALID imagePullSecrets[1]'],
])('%o is refused', (props, problem) => {
  expect(refusalsOf({ remoteUrl: REMOTE_URL, ...props })).toEqual([problem]);
});

it('pulls when and with what it is told', () => {
  const props = { remoteUrl: REMOTE_URL, imagePullPolicy: 'Always', imagePullSecrets: ['registry'] };
  const { spec } = deploymentSpecOf(createProxy(props).chart).template;
  expect(spec.containers[0]['imagePullPolicy']).toBe('Always');
  expect(spec['imagePullSecrets']).toEqual([{ name: 'registry' }]);
});

it.each([
  [{}, 'tools', 'http://mcp-my-proxy-remote-proxy.tools.svc.cluster.local:8080/mcp'],
  [
    { port: 9090, transport: 'sse' },
    'tools',
    'http://mcp-my-proxy-remote-proxy.tools.svc.cluster.local:9090/sse',
  ],
  [{}, undefined, 'http://mcp-my-proxy-remote-proxy:8080/mcp'],
])('is reached at its url: %o in %s', (props, namespace, url) => {
  const placement = namespace === undefined ? {} : { namespace };
  expect(createProxy({ remoteUrl: REMOTE_URL, ...props }, placement).proxy.url).toBe(url);
});

it('says where its pods have to be let out to, whatever it was made of', () => {
  expect(createProxy({ remoteUrl: REMOTE_URL }).proxy.remoteUrl).toBe(REMOTE_URL);
  const yaml = `{ apiVersion: toolhive.stacklok.dev/v1beta1, kind: MCPRemoteProxy, metadata: { name: search }, spec: { remoteUrl: "${REMOTE_URL}" } }`;
  const chart = new Chart(new App(), 'test');
  expect(McpRemoteProxy.fromManifest(chart, 'search', { yaml }).remoteUrl).toBe(REMOTE_URL);
});
