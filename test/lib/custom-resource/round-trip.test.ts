/**
 * A definition, the custom resource made of it, and the proxy made of that: the objects are those of the definition.
 * More cases with FC_RUNS; a failure prints the seed to repeat it with.
 */
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRecord } from '../../../contract/shape';
import { leavesOf, specSchemaOf } from '../../crds/schema';
import { createProxy, manifestsOf } from '../support';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { configMapsOf, objectsOf, resourcesOf } from './support';
import type { Definition } from './support';

const RUNS = Number(process.env['FC_RUNS'] ?? 100);
const NAMESPACE = 'tools';

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
      const resources = resourcesOf(props, version, NAMESPACE);
      const companions = version === 'v1alpha1' ? configMapsOf(props, NAMESPACE) : [];
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
      for (const { kind, spec } of resourcesOf(definition as Definition, version, NAMESPACE)) {
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
