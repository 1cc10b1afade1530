/** The documents given to a command -> the proxies they describe, and what else is among them. */
import type { Issue } from '../../contract/issue';
import { issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { COMPANION_KINDS, describeKinds, describeOrigin, KIND, validateKind } from '../../lib/resources';

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
  issues.push(...documents.flatMap(validateKind));
  const others = documents.filter(({ kind }) => kind !== KIND && !COMPANIONS.includes(kind));
  issues.push(...findRepeated(proxies));
  return { proxies, documents, others };
}

/** For who is asked to make something: where there is no proxy, the wrong files were named. */
export function validateSomeProxy({ proxies, documents }: Resources, sources: readonly string[]): Issue[] {
  if (proxies.length > 0) return [];
  const message = `there is no ${KIND}: ${describeKinds(documents)}`;
  return [issue('ERR_RESOURCE_NOT_FOUND', sources.join(', '), message, 'name the files or folders it is in')];
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
  const [place, firstPlace] = [manifest, first].map((one) =>
    describeOrigin({ manifest: one, path: 'metadata.name' }),
  );
  const message = `names the same proxy as ${firstPlace}: one would overwrite the objects of the other`;
  return issue('ERR_RESOURCE_AMBIGUOUS', place ?? '', message, 'rename or remove one of them');
}
