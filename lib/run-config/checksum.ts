/** The checksum that ties pods to the RunConfig they were started with: ToolHive's algorithm under ToolHive's names. */
import { createHash } from 'node:crypto';

/** Annotation of the ConfigMap. */
export const CONTENT_CHECKSUM = 'toolhive.stacklok.dev/content-checksum';

/** Annotation of the pod template: a new value rolls the pods. */
export const RUN_CONFIG_CHECKSUM = 'toolhive.stacklok.dev/runconfig-checksum';

type TextMap = Readonly<Record<string, string>>;

/** SHA-256 over every key followed by its value, keys sorted, first of the data and then of the labels. */
export function contentChecksum(data: TextMap, labels: TextMap): string {
  const hash = createHash('sha256');
  for (const map of [data, labels]) {
    for (const key of Object.keys(map).sort()) hash.update(key).update(map[key] ?? '');
  }
  return hash.digest('hex');
}
