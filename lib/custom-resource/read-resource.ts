/** Where an MCPRemoteProxy is said to be -> the one document, and all that were read on the way. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { parseManifests } from '../../documents/parse-manifests';
import { readManifests } from '../../documents/read-manifests';
import type { ManifestSource } from '../props/manifest-source';
import { describeKinds, KIND, validateKind } from './kinds';

/** The resource and its companions, or everything that keeps it from being found. */
export type ReadResource =
  | { readonly manifest: Manifest; readonly documents: readonly Manifest[]; readonly issues?: never }
  | { readonly issues: readonly Issue[]; readonly manifest?: never };

export function readResource(source: ManifestSource, namespace: string | undefined): ReadResource {
  const issues: Issue[] = [];
  const own = readOwn(source, issues);
  const documents = [...own, ...readManifests(source.companions ?? [], issues)];
  issues.push(...documents.flatMap(validateKind));
  if (issues.length > 0) return { issues };
  const found = own.filter((manifest) => isMeant(manifest, source, namespace));
  const [manifest] = found;
  if (manifest === undefined) return { issues: [none(source, own)] };
  return found.length > 1 ? { issues: [several(source, found)] } : { manifest, documents };
}

function placeOf({ path }: ManifestSource): string {
  return path ?? 'yaml';
}

function readOwn({ path, yaml }: ManifestSource, issues: Issue[]): Manifest[] {
  if (path !== undefined && yaml === undefined) return readManifests([path], issues);
  if (yaml !== undefined && path === undefined) return parseManifests(yaml, 'yaml', issues);
  const message = path === undefined ? 'is missing, and yaml too' : 'is given, and yaml too';
  issues.push(issue('ERR_RESOURCE_SOURCE', 'path', message, 'give one of path and yaml'));
  return [];
}

function isMeant(manifest: Manifest, { name }: ManifestSource, namespace: string | undefined): boolean {
  if (manifest.kind !== KIND) return false;
  if (name === undefined) return true;
  return manifest.name === name && [undefined, namespace].includes(manifest.namespace);
}

function none(source: ManifestSource, documents: readonly Manifest[]): Issue {
  const { name } = source;
  const names = documents.filter(({ kind }) => kind === KIND).map((manifest) => manifest.name);
  const what = name === undefined ? KIND : `${KIND} named ${JSON.stringify(name)}`;
  const hint = names.length === 0 ? 'name another file' : `name one of ${names.join(', ')}`;
  const message = `holds no ${what}, but ${describeKinds(documents)}`;
  return issue('ERR_RESOURCE_NOT_FOUND', placeOf(source), message, hint);
}

function several(source: ManifestSource, found: readonly Manifest[]): Issue {
  const names = found.map(({ name, file, document }) => `${name} (${file}, document ${document})`);
  const message = `holds ${found.length} of the kind ${KIND}: ${names.join(', ')}`;
  return issue('ERR_RESOURCE_AMBIGUOUS', placeOf(source), message, 'choose one with `name`');
}
