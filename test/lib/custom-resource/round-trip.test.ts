/**
 * A definition, the custom resource made of it, and the proxy made of that: the objects are those of the definition.
 * More cases with FC_RUNS; a failure prints the seed to repeat it with.
 */
import { App, Chart, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRecord } from '../../../contract/shape';
import { McpRemoteProxyResource } from '../../../lib/index';
import type { McpRemoteProxyResourceProps } from '../../../lib/index';
import { leavesOf, specSchemaOf } from '../../crds/schema';
import { createProxy, manifestsOf } from '../support';
import type { Manifest } from '../support';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { objectsOf } from './support';

const RUNS = Number(process.env['FC_RUNS'] ?? 100);
const NAMESPACE = 'tools';

type Definition = Readonly<Record<string, unknown>> & { readonly name: string };

function resourcesOf(props: Definition, version: string): Manifest[] {
  const chart = new Chart(new App(), 'test', { namespace: NAMESPACE });
  new McpRemoteProxyResource(chart, 'proxy', { ...props, version } as unknown as McpRemoteProxyResourceProps);
  return manifestsOf(chart);
}

/** What v1alpha1 leaves in the ConfigMap it names. */
function configMapOf({ oidcConfig }: Definition): object[] {
  const source = isRecord(oidcConfig) ? oidcConfig['configMap'] : undefined;
  if (!isRecord(source)) return [];
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: source['name'] }, data: source['data'] }];
}

/** Every field of a value, as `leavesOf` writes those of a schema. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${path}[]`));
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) =>
    fieldsOf(member, path === '' ? name : `${path}.${name}`),
  );
}

/** None where there is no such kind. */
function definedFields(kind: string, version: string): string[] {
  const isDefined = version === 'v1beta1' || kind !== 'MCPOIDCConfig';
  return isDefined ? leavesOf(specSchemaOf(kind, version)) : [];
}

it.each([
  ['v1beta1', ofV1beta1],
  ['v1alpha1', ofV1alpha1],
])('of %s', { timeout: 120_000 }, (version, definitions: fc.Arbitrary<unknown>) => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const props = definition as Definition;
      const resources = resourcesOf(props, version);
      const companions = version === 'v1alpha1' ? configMapOf(props) : [];
      const yaml = Yaml.stringify(...resources, ...companions);
      const typed = createProxy(props, { namespace: NAMESPACE });
      expect(objectsOf({ yaml }, NAMESPACE)).toEqual(manifestsOf(typed.chart));
    }),
    { numRuns: RUNS },
  );
});

it.each([
  ['v1beta1', ofV1beta1],
  ['v1alpha1', ofV1alpha1],
])('has only fields that %s defines', { timeout: 120_000 }, (version, definitions: fc.Arbitrary<unknown>) => {
  const defined = new Map(
    ['MCPRemoteProxy', 'MCPOIDCConfig', 'MCPExternalAuthConfig'].map((kind) => [
      kind,
      definedFields(kind, version),
    ]),
  );
  fc.assert(
    fc.property(definitions, (definition) => {
      for (const { kind, spec } of resourcesOf(definition as Definition, version)) {
        const known = defined.get(kind) ?? [];
        const unknown = fieldsOf(spec).filter(
          (path) => !known.some((field) => path === field || path.startsWith(`${field}.`)),
        );
        expect(unknown).toEqual([]);
      }
    }),
    { numRuns: RUNS },
  );
});
