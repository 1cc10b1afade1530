/**
 * Labels and annotations of a resource, which is where kustomize writes those of its kustomization, on the objects made of it.
 * On the objects themselves alone: selectors cannot be changed later, and pods are not to be rolled by a label.
 */
import { textEntries } from '../../contract/shape';
import type { Manifest } from '../../documents/manifest';

export interface KubernetesObject {
  readonly metadata: {
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** What tools keep about the resource itself, by the domain of the key. */
const OF_TOOLS = /^(?:[^/]*\.)?(?:config\.kubernetes\.io|config\.k8s\.io|kubectl\.kubernetes\.io)\//;

/** What the object has already stays as it is. */
export function withMetadataOf(object: KubernetesObject, resource: Manifest): KubernetesObject {
  return withMetadata(object, entriesOf(resource, 'labels'), entriesOf(resource, 'annotations'));
}

/** For an object that several resources share: what all of them in its namespace say. */
export function withSharedMetadata(
  object: KubernetesObject,
  resources: readonly Manifest[],
): KubernetesObject {
  const sharers = resources.filter(({ namespace }) => namespace === object.metadata.namespace);
  return withMetadata(object, sharedEntries(sharers, 'labels'), sharedEntries(sharers, 'annotations'));
}

type Field = 'labels' | 'annotations';
type Entry = [key: string, value: string];

function withMetadata(
  object: KubernetesObject,
  labels: readonly Entry[],
  annotations: readonly Entry[],
): KubernetesObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...merged('labels', labels, metadata.labels),
      ...merged('annotations', annotations, metadata.annotations),
    },
  };
}

/** Nothing where there is nothing. */
function merged(field: Field, added: readonly Entry[], own: Readonly<Record<string, string>> = {}): object {
  const entries = { ...Object.fromEntries(added), ...own };
  return Object.keys(entries).length === 0 ? {} : { [field]: entries };
}

function entriesOf({ body }: Manifest, field: Field): Entry[] {
  const metadata = body['metadata'] as Readonly<Record<string, unknown>>;
  return textEntries(metadata[field]).filter(([key]) => !OF_TOOLS.test(key));
}

function sharedEntries([first, ...others]: readonly Manifest[], field: Field): Entry[] {
  if (first === undefined) return [];
  const ofOthers = others.map((other) => new Map(entriesOf(other, field)));
  return entriesOf(first, field).filter(([key, value]) => ofOthers.every((map) => map.get(key) === value));
}
