import type { MetadataDefinition } from '../definition/resource-overrides';

interface Metadata {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

/** A user's labels and annotations with the proxy's own, none of which they contradict. */
export function buildMetadata(
  { labels, annotations }: MetadataDefinition,
  ownLabels: Readonly<Record<string, string>>,
  ownAnnotations: Readonly<Record<string, string>> = {},
): Metadata {
  return {
    labels: { ...Object.fromEntries(labels), ...ownLabels },
    annotations: { ...Object.fromEntries(annotations), ...ownAnnotations },
  };
}
