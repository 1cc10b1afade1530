/** `cdk8s-mcp-remote-proxy-krm`: what kustomize sends it, and what it gets back. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface ResourceList {
  readonly kind: string;
  readonly items: readonly {
    readonly kind: string;
    readonly metadata: Metadata & { readonly name: string; readonly namespace?: string };
    readonly spec?: {
      readonly selector?: unknown;
      readonly template?: {
        readonly metadata: Metadata;
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
  // The lines of the list are kustomize's, and nobody has seen them.
  expect(stderr.match(/^ {2}ERR_.*$/gm)).toEqual([
    '  ERR_REPLICAS_INVALID  MCPRemoteProxy/search (namespace tools) spec.replicas',
    '  ERR_OIDC_TYPE_UNKNOWN  MCPRemoteProxy/fetch spec.oidcConfig.type',
  ]);
  expect(stderr).not.toContain('hunter2');
  expect(stderr).not.toContain('stdin');
});

it('names the resources that a reference may mean', async () => {
  const { code, stderr } = await run(resourceListOf(SEARCH, COMPANY, COMPANY));
  expect(code).toBe(1);
  expect(stderr).toContain(
    'refers to the MCPOIDCConfig "company", which is there 2 times: MCPOIDCConfig/company, MCPOIDCConfig/company\n',
  );
});

/** A resource as kustomize sends it: with the labels and annotations of the kustomization, and notes of its own. */
function labelled(resource: string, labels: string, annotations: string): string {
  const notes = [
    'config.kubernetes.io/index: "0"',
    'internal.config.kubernetes.io/previousNames: search',
    'alpha.config.kubernetes.io/transformations: x',
    'kustomize.config.k8s.io/id: x',
    'config.k8s.io/id: "1"',
    'kubectl.kubernetes.io/last-applied-configuration: x',
  ].join(', ');
  const metadata = `labels: { ${labels} }, annotations: { ${annotations}, ${notes} }`;
  return resource
    .replace('namespace: tools\n', `namespace: tools\n  ${metadata.replace(' }, ', ' }\n  ')}\n`)
    .replace('{ name: fetch }', `{ name: fetch, ${metadata} }`);
}

it('puts labels and annotations of a resource on its objects, and on nothing inside of them', async () => {
  const plain = await run(resourceListOf(SEARCH, FETCH, COMPANY));
  const own = 'app.kubernetes.io/name: other';
  const { code, stdout } = await run(
    resourceListOf(labelled(SEARCH, `team: x, ${own}`, 'owner: us'), FETCH, COMPANY),
  );
  expect(code).toBe(0);
  const expected = (JSON.parse(plain.stdout) as ResourceList).items.map((object) => {
    const { kind, metadata } = object;
    if (kind === 'Secret' || metadata.namespace !== 'tools') return object;
    const labels = { team: 'x', 'app.kubernetes.io/name': 'other', ...metadata.labels };
    return {
      ...object,
      metadata: { ...metadata, labels, annotations: { owner: 'us', ...metadata.annotations } },
    };
  });
  expect(expected.filter(({ metadata }) => metadata.annotations?.['owner'] === 'us')).toHaveLength(5);
  expect((JSON.parse(stdout) as ResourceList).items).toEqual(expected);
});

it('puts on what proxies share the labels that all of them have', async () => {
  const one = labelled(SEARCH, 'team: x, tier: a', 'owner: us, at: "1"');
  const other = labelled(SEARCH.replace('name: search', 'name: other'), 'tier: b, team: x', 'at: "1"');
  const elsewhere = labelled(FETCH, 'team: z', 'owner: them');
  const { stdout } = await run(resourceListOf(one, other, elsewhere, COMPANY));
  const shared = (JSON.parse(stdout) as ResourceList).items.filter(({ metadata }) =>
    metadata.name.startsWith('mcp-remote-proxy-runtime'),
  );
  expect(shared.map(({ metadata }) => [metadata.namespace, metadata.labels, metadata.annotations])).toEqual([
    ['tools', expect.objectContaining({ team: 'x' }), { at: '1' }],
    [undefined, expect.objectContaining({ team: 'z' }), { owner: 'them' }],
  ]);
  expect(shared[0]?.metadata.labels).not.toHaveProperty('tier');
});

it('explains itself', async () => {
  const { code, stdout, stderr } = await runCommand(['--help'], { program: KRM_PROGRAM });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /Example:\n[^]* transformers: [^]*kustomize build [^]*\nExit codes: 0 .* 1 .* 2 .*\n.* 3 .* 141 /,
  );
});

it.each([
  ['', [], 1, /ERR_DOCUMENT_UNREADABLE {2}stdin\n +holds no ResourceList\n/],
  [SEARCH, [], 1, /ERR_DOCUMENT_UNREADABLE {2}stdin\n +holds no ResourceList\n/],
  ['kind: @', [], 1, /ERR_DOCUMENT_YAML {2}stdin:1:7 /],
  [
    `${resourceListOf(FETCH)}  spec: { runtime: hunter2 }\n`,
    [],
    1,
    /ERR_FIELD_UNKNOWN {2}functionConfig\.spec\n/,
  ],
  ['', ['build'], 2, /too many arguments/],
])('does not understand %j %j', async (input, args, expected, text) => {
  const { code, stdout, stderr } = await runCommand(args, { program: KRM_PROGRAM, input });
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(text);
  expect(stderr).not.toContain('hunter2');
});

it('says that standard input cannot be read', () => {
  const directory = openSync(tmpdir(), 'r');
  const { status, stdout, stderr } = spawnSync(process.execPath, [KRM_PROGRAM], {
    stdio: [directory, 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  closeSync(directory);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/1 problem\n\n {2}ERR_DOCUMENT_UNREADABLE {2}-\n +cannot be read: EISDIR\n/);
});
