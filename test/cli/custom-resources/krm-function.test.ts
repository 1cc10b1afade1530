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
  readonly items: readonly { readonly kind: string; readonly metadata: object }[];
}

it('puts objects in the place of each proxy, and leaves the rest as it is', async () => {
  const { code, stdout } = await run(resourceListOf(SEARCH, FETCH, COMPANY));
  expect(code).toBe(0);
  const { kind, items } = JSON.parse(stdout) as ResourceList;
  expect(kind).toBe('ResourceList');
  const [secret, ...objects] = items;
  expect(secret).toMatchObject({ kind: 'Secret', stringData: { 'api-key': 'hunter2' } });
  expect(objects.map((object) => object.kind)).toEqual(
    [1, 2].flatMap(() => ['ServiceAccount', 'ConfigMap', 'Deployment', 'Service']),
  );
  const chart = new Chart(new App(), 'fetch');
  McpRemoteProxy.fromManifest(chart, 'fetch', { yaml: FETCH });
  expect(Yaml.stringify(...objects.slice(4))).toBe(Yaml.stringify(...(chart.toJson() as unknown[])));
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
