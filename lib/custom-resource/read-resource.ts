/** Where an MCPRemoteProxy is said to be -> the one document, and all that were read on the way. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { anything, isAbsent, text } from '../../contract/shape';
import type { Manifest } from '../../documents/manifest';
import { parseManifests } from '../../documents/parse-manifests';
import { readManifestLists, readManifests } from '../../documents/read-manifests';
import { list, object } from '../accept/object-shape';
import { everythingIsRead } from '../definition/loose';
import type { ManifestSource } from '../props/manifest-source';
import type { ProxyRuntime } from '../props/proxy-runtime';
import { describeKinds, KIND, validateKind } from './kinds';

/** The resource and its companions, or everything that keeps it from being found. */
export type ReadResource =
  (Found & { readonly issues?: never }) | { readonly issues: readonly Issue[]; readonly manifest?: never };

interface Found {
  readonly manifest: Manifest;
  readonly documents: readonly Manifest[];
  /** What was chosen beside the resource. */
  readonly runtime: ProxyRuntime | undefined;
}

/** Of a source; what is there may hold nothing. */
type Given<Name extends keyof ManifestSource> = {
  readonly [Each in Name]: ManifestSource[Each] | undefined;
};

/** The shape of what says where it is: apps of users may not be type-checked. A runtime is looked at with the props. */
const sourceShape = object<ManifestSource>({
  path: text,
  yaml: text,
  companions: list(text),
  name: text,
  runtime: anything,
});

export function readResource(source: ManifestSource, namespace: string | undefined): ReadResource {
  const issues: Issue[] = [];
  sourceShape(source, '', issues);
  if (issues.length > 0) return { issues };
  const { path, yaml, companions, name, runtime, ...leftOver } = source;
  everythingIsRead(leftOver);
  const [own = [], others = []] = readBoth({ path, yaml, companions }, issues);
  const documents = [...own, ...others];
  issues.push(...documents.flatMap(validateKind));
  if (issues.length > 0) return { issues };
  const found = findMeant(own, name, namespace);
  const [manifest] = found;
  if (manifest === undefined) return { issues: [none({ path, name }, own)] };
  return found.length > 1 ? { issues: [several({ path }, found)] } : { manifest, documents, runtime };
}

function placeOf({ path }: Given<'path'>): string {
  return path ?? 'yaml';
}

/** The documents among which the resource is, and those that were given beside them. */
function readBoth(
  { path, yaml, companions }: Given<'path' | 'yaml' | 'companions'>,
  issues: Issue[],
): Manifest[][] {
  if (!isAbsent(path) && isAbsent(yaml)) return readManifestLists([[path], companions ?? []], issues);
  if (!isAbsent(yaml) && isAbsent(path)) {
    return [parseManifests(yaml, 'yaml', issues), readManifests(companions ?? [], issues)];
  }
  const message = isAbsent(path) ? 'is missing, and yaml too' : 'is given, and yaml too';
  issues.push(issue('ERR_RESOURCE_SOURCE', 'path', message, 'give one of path and yaml'));
  return [];
}

/** Of one name in several namespaces that of the chart is meant; alone it is refused where it names another. */
function findMeant(
  documents: readonly Manifest[],
  name: string | undefined,
  namespace: string | undefined,
): Manifest[] {
  const proxies = documents.filter(({ kind }) => kind === KIND);
  if (isAbsent(name)) return proxies;
  const named = proxies.filter((manifest) => manifest.name === name);
  const ofChart = named.filter((manifest) => [undefined, namespace].includes(manifest.namespace));
  return ofChart.length > 0 ? ofChart : named;
}

function none(source: Given<'path' | 'name'>, documents: readonly Manifest[]): Issue {
  const { name } = source;
  const names = documents.filter(({ kind }) => kind === KIND).map((manifest) => manifest.name);
  const what = name === undefined ? KIND : `${KIND} named ${JSON.stringify(name)}`;
  const hint = names.length === 0 ? 'name another file' : `name one of ${names.join(', ')}`;
  const message = `holds no ${what}: ${describeKinds(documents)}`;
  return issue('ERR_RESOURCE_NOT_FOUND', placeOf(source), message, hint);
}

function several(source: Given<'path'>, found: readonly Manifest[]): Issue {
  const names = found.map(({ name, file, document }) => `${name} (${file}, document ${document})`);
  const message = `holds ${found.length} of the kind ${KIND}: ${names.join(', ')}`;
  return issue('ERR_RESOURCE_AMBIGUOUS', placeOf(source), message, 'choose one with `name`');
}
