/** `cdk8s-mcp-remote-proxy-krm`: what kustomize sends it, and what it gets back. */
import { App, Chart, Yaml } from 'cdk8s';
import { expect, it } from 'vitest';
import { McpRemoteProxy } from '../../../lib/index';
import { KRM_PROGRAM, runCommand } from '../../support/run-command';
import { COMPANY, FETCH, SEARCH } from './support';

/** As kustomize writes it: every resource with an annotation of its own, and the function's configuration. */
function resourceListOf(...documents: readonly string[]): string {
  const items = documents
    .flatMap((text) => text.split('---\n'))
    .map((text) => `- ${text.trim().replaceAll('\n', '\n  ')}\n`);
  return `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
${items.join('')}functionConfig:
  apiVersion: toolhive.stacklok.dev/v1beta1
  kind: MCPRemoteProxyObjects
  metadata: { name: objects }
`;
}

const run = (input: string) => runCommand([], { program: KRM_PROGRAM, input });

interface ResourceList {
  readonly kind: string;
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly spec?: {
      readonly template?: {
        readonly spec: { readonly volumes: readonly { readonly configMap?: { readonly name: string } }[] };
      };
    };
  }[];
}

it('puts objects in the place of each proxy, and leaves the rest as it is', async () => {
  const { code, stdout } = await run(resourceListOf(SEARCH, FETCH, COMPANY));
  expect(code).toBe(0);
  const { kind, items } = JSON.parse(stdout) as ResourceList;
  expect(kind).toBe('ResourceList');
  const [secret, ...objects] = items;
  expect(secret).toMatchObject({ kind: 'Secret', stringData: { 'api-key': 'hunter2' } });
  const ofProxies = ['search', 'fetch'].map((name) => {
    const own = objects.filter(({ metadata }) => metadata.name.includes(name));
    return own.map((object) => object.kind);
  });
  expect(ofProxies).toEqual([1, 2].map(() => ['ServiceAccount', 'ConfigMap', 'Deployment', 'Service']));
  const chart = new Chart(new App(), 'fetch');
  McpRemoteProxy.fromManifest(chart, 'fetch', { yaml: FETCH });
  expect(Yaml.stringify(...objects.slice(-4))).toBe(Yaml.stringify(...(chart.toJson() as unknown[])));
});

it('has each ConfigMap that pods mount, once in a namespace', async () => {
  const other = SEARCH.replace('name: search', 'name: other');
  const { stdout } = await run(resourceListOf(SEARCH, other, FETCH, COMPANY));
  const { items } = JSON.parse(stdout) as ResourceList;
  const keyOf = (name: string, namespace = '') => `${namespace}/${name}`;
  const configMaps = items
    .filter(({ kind }) => kind === 'ConfigMap')
    .map(({ metadata }) => keyOf(metadata.name, metadata.namespace));
  const mounted = items.flatMap(({ metadata, spec }) =>
    (spec?.template?.spec.volumes ?? []).flatMap(({ configMap }) =>
      configMap === undefined ? [] : [keyOf(configMap.name, metadata.namespace)],
    ),
  );
  expect(mounted.length).toBeGreaterThan(5);
  expect([...configMaps].sort()).toEqual([...new Set(mounted)].sort());
});

it('is YAML that means the same to everybody', async () => {
  const odd =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: odd }\ndata: { a: "yes", b: "012", c: "1:30" }\n';
  const { stdout } = await run(resourceListOf(odd));
  expect((JSON.parse(stdout) as ResourceList).items).toMatchObject([
    { data: { a: 'yes', b: '012', c: '1:30' } },
  ]);
});

it('fails with everything that is wrong, and writes nothing', async () => {
  const input = resourceListOf(
    SEARCH.replace('replicas: 2', 'replicas: -1'),
    FETCH.replace('kubernetes', 'none'),
    COMPANY,
  );
  const { code, stdout, stderr } = await run(input);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('ERR_REPLICAS_INVALID');
  expect(stderr).toContain('ERR_OIDC_TYPE_UNKNOWN');
  expect(stderr).not.toContain('hunter2');
});
