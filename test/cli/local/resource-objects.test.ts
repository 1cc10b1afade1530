/** What runs of a custom resource is what would run of the objects synthesized of it. */
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Issue } from '../../../contract/issue';
import { parseManifests } from '../../../documents/parse-manifests';
import { resolveProxies } from '../../../cli/local/resolve-proxies';
import { withObjectsOfResources } from '../../../cli/local/resource-objects';
import { bundleCommandLine } from '../../../runtime/bundle/programs';
import { bundledFiles } from '../../../runtime/bundle/licenses';
import { ofV1alpha1, ofV1beta1 } from '../../lib/custom-resource/arbitraries';
import { configMapsOf, resourcesOf } from '../../lib/custom-resource/support';
import type { Definition } from '../../lib/custom-resource/support';
import { createProxy, manifestsOf } from '../../lib/support';

const RUNS = Number(process.env['FC_RUNS'] ?? 60);
const NAMESPACE = 'tools';

function resolve(objects: readonly object[]): { containers: unknown; messages: string[] } {
  const issues: Issue[] = [];
  const documents = parseManifests(Yaml.stringify(...(objects as object[])), 'documents.yaml', issues);
  const containers = resolveProxies(withObjectsOfResources(documents, issues), undefined, issues);
  return { containers, messages: issues.map(({ code, message }) => `${code} ${message}`) };
}

it.each([
  ['v1beta1', ofV1beta1],
  ['v1alpha1', ofV1alpha1],
])('of %s', { timeout: 120_000 }, (version, definitions: fc.Arbitrary<unknown>) => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const props = definition as Definition;
      const world = configMapsOf(props, NAMESPACE);
      const ofResource = resolve([...resourcesOf(props, version, NAMESPACE), ...world]);
      const synthesized = createProxy(props, { namespace: NAMESPACE });
      expect(ofResource).toEqual(resolve([...manifestsOf(synthesized.chart), ...world]));
      expect(ofResource.containers).toHaveLength(1);
    }),
    { numRuns: RUNS },
  );
});

it('needs no cdk8s: the program of laptops has none of it', { timeout: 60_000 }, async () => {
  const { metafile } = await bundleCommandLine();
  const files = bundledFiles(metafile);
  expect(files.filter((file) => /node_modules.(?:cdk8s|constructs)/.test(file))).toEqual([]);
  expect(files.some((file) => file.endsWith('judge-resource.ts'))).toBe(true);
});

it('tells the places of what is wrong, and of a proxy that is there twice', () => {
  const issues: Issue[] = [];
  const resource = (spec: string) => `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata: { name: search }
spec: { remoteUrl: 'https://mcp.example.com/mcp', ${spec} }
`;
  const text = `${resource('audit: { enabled: true }')}---\n${resource('oidcConfigRef: { name: a, audience: b }')}`;
  withObjectsOfResources(parseManifests(text, 'proxies.yaml', issues), issues);
  expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'ERR_RESOURCE_AMBIGUOUS proxies.yaml:8:13 (document 2, MCPRemoteProxy/search) metadata.name',
    'ERR_RESOURCE_UNSUPPORTED proxies.yaml:4:60 (document 1, MCPRemoteProxy/search) spec.audit.enabled',
    'ERR_RESOURCE_REFERENCE proxies.yaml:9:68 (document 2, MCPRemoteProxy/search) spec.oidcConfigRef.name',
  ]);
});
