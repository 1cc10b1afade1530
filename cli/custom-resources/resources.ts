/** The documents given to a command -> the proxies they describe, and what else is among them. */
import type { Issue } from '../../contract/issue';
import { issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { COMPANION_KINDS, KIND } from '../../lib/resources';

const COMPANIONS: readonly string[] = Object.values(COMPANION_KINDS);

export interface Resource {
  readonly manifest: Manifest;
  /** The one it names, or the one for those that name none. */
  readonly namespace: string | undefined;
}

export interface Resources {
  readonly proxies: readonly Resource[];
  /** Among which a resource's companions are looked for. */
  readonly documents: readonly Manifest[];
  /** Of which nothing is made: they are applied as they are, by whoever applies the rest. */
  readonly others: readonly Manifest[];
}

/** Sorts documents; a proxy that is there twice is reported. */
export function sortResources(
  documents: readonly Manifest[],
  defaultNamespace: string | undefined,
  issues: Issue[],
): Resources {
  const proxies = documents
    .filter(({ kind }) => kind === KIND)
    .map((manifest) => ({ manifest, namespace: manifest.namespace ?? defaultNamespace }));
  const others = documents.filter(({ kind }) => kind !== KIND && !COMPANIONS.includes(kind));
  issues.push(...findRepeated(proxies));
  return { proxies, documents, others };
}

/** On apply the objects of one would overwrite those of the other. */
function findRepeated(proxies: readonly Resource[]): Issue[] {
  const firsts = new Map<string, Manifest>();
  return proxies.flatMap(({ manifest, namespace = '' }) => {
    const key = `${namespace}/${manifest.name}`;
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, manifest);
    return first === undefined ? [] : [repeated(manifest, first)];
  });
}

function repeated(manifest: Manifest, first: Manifest): Issue {
  const message = `${placeOf(first)} is of the same name and namespace; one would overwrite the objects of the other`;
  return issue('ERR_RESOURCE_AMBIGUOUS', placeOf(manifest), message, 'rename or remove one of them');
}

function placeOf({ file, document, kind, name }: Manifest): string {
  return `${file} (document ${document}, ${kind}/${name})`;
}
