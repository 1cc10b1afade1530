/** The CustomResourceDefinitions by themselves; `npm run check:crds` shows them to an API server. */
import { describe, expect, it } from 'vitest';
import { leavesOf, nodesOf, readDefinitions, readManifests, specSchemaOf } from './schema';
import type { Schema } from './schema';

const KINDS = readDefinitions().flatMap(({ metadata, spec }) =>
  spec.versions.map((version) => ({
    kind: spec.names.kind,
    version: version.name,
    name: metadata.name,
    expectedName: `${spec.names.plural}.${spec.group}`,
  })),
);

it('are these', () => {
  expect(KINDS.map(({ kind, version }) => `${kind} ${version}`).sort()).toEqual([
    'MCPExternalAuthConfig v1alpha1',
    'MCPExternalAuthConfig v1beta1',
    'MCPOIDCConfig v1beta1',
    'MCPRemoteProxy v1alpha1',
    'MCPRemoteProxy v1beta1',
  ]);
});

it('know one MCPExternalAuthConfig, whatever the version', () => {
  expect(specSchemaOf('MCPExternalAuthConfig', 'v1alpha1')).toEqual(
    specSchemaOf('MCPExternalAuthConfig', 'v1beta1'),
  );
});

describe.each(KINDS)('$kind $version', ({ kind, version, name, expectedName }) => {
  const schema = specSchemaOf(kind, version);

  it('has the name an API server wants', () => expect(name).toBe(expectedName));

  it('says of every field what it means', () => {
    const silent = nodesOf(schema).filter(
      ([path, node]) => !path.endsWith('[]') && !/^[A-Z].*\.$/s.test(node.description ?? ''),
    );
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('has a manifest with every field', () => {
    const used = readManifests(kind === 'MCPExternalAuthConfig' ? 'v1beta1' : version)
      .filter((resource) => resource.kind === kind)
      .flatMap(({ spec }) => leavesOf(schemaOf(spec)));
    expect(leavesOf(schema).filter((path) => !used.some((use) => isWithin(use, path)))).toEqual([]);
  });
});

/** A value as the schema it would satisfy, so that both have their paths from the same walk. */
function schemaOf(value: unknown): Schema {
  if (Array.isArray(value)) return { type: 'array', items: schemaOf(value[0]) };
  if (typeof value !== 'object' || value === null) return { type: typeof value };
  const members = Object.entries(value).map(([name, member]) => [name, schemaOf(member)] as const);
  return { type: 'object', properties: Object.fromEntries(members) };
}

/** A free-form object has no fields of its own in the schema. */
function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}
