import type { JsonPatch } from 'cdk8s';
import type { Entries } from '../definition/entries';
import type { MetadataDefinition } from '../definition/resource-overrides';
import { renderedKeyPatches, toRenderedKey } from './prototype-names';

interface Metadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** A user's labels and annotations with the proxy's own, none of which they contradict. To be patched: `metadataPatches`. */
export function buildMetadata(
  { labels, annotations }: MetadataDefinition,
  ownLabels: Readonly<Record<string, string>>,
  ownAnnotations: Readonly<Record<string, string>> = {},
): Metadata {
  return {
    labels: { ...toRendered(labels), ...ownLabels },
    annotations: { ...toRendered(annotations), ...ownAnnotations },
  };
}

function toRendered(entries: Entries): Record<string, string> {
  return Object.fromEntries(entries.map(([key, value]) => [toRenderedKey(key), value]));
}

/** `pointer` is that of the metadata. */
export function metadataPatches(
  pointer: string,
  { labels, annotations }: MetadataDefinition,
): readonly JsonPatch[] {
  return [
    ...renderedKeyPatches(`${pointer}/labels`, keysOf(labels)),
    ...renderedKeyPatches(`${pointer}/annotations`, keysOf(annotations)),
  ];
}

function keysOf(entries: Entries): string[] {
  return entries.map(([key]) => key);
}
