/** The CustomResourceDefinitions as they are committed, and what is in their schemas. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const CRDS_DIR = join(import.meta.dirname, '../../crds');

/** The part of an OpenAPI schema that is walked here. */
export interface Schema {
  readonly type: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

export interface Version {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

export interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly Version[];
  };
}

export function readDefinitions(): Definition[] {
  return readdirSync(CRDS_DIR).map((file) => parse(readFileSync(join(CRDS_DIR, file), 'utf8')) as Definition);
}

/** The schema of what users write: `spec`. */
export function specSchemaOf(kind: string, version: string): Schema {
  const definition = readDefinitions().find(({ spec }) => spec.names.kind === kind);
  const found = definition?.spec.versions.find(({ name }) => name === version);
  const spec = found?.schema.openAPIV3Schema.properties?.['spec'];
  if (spec === undefined) throw new Error(`there is no ${kind} of version ${version}`);
  return spec;
}

/** Every field below `schema`, as `a.b[].c`; of objects their members, and not the objects themselves. */
export function leavesOf(schema: Schema, path = ''): string[] {
  if (schema.items !== undefined) return leavesOf(schema.items, `${path}[]`);
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return [path];
  return members.flatMap(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
}

/** Every schema below `schema` with its path, itself included. */
export function nodesOf(schema: Schema, path = ''): (readonly [path: string, schema: Schema])[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    nodesOf(member, path === '' ? name : `${path}.${name}`),
  );
  const items = schema.items === undefined ? [] : nodesOf(schema.items, `${path}[]`);
  return [[path, schema], ...below, ...items];
}

export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

const MANIFESTS_DIR = join(import.meta.dirname, 'manifests');

export function manifestPath(version: string): string {
  return join(MANIFESTS_DIR, `${version}.yaml`);
}

/** The manifests that use every field of a version. */
export function readManifests(version: string): Resource[] {
  const text = readFileSync(manifestPath(version), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as Resource);
}
