import { JsonPatch } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { RUN_CONFIG_FILE, serializeRunConfig } from '../../contract/run-config';
import type { RunConfig } from '../../contract/run-config';
import { CONTENT_CHECKSUM, contentChecksum } from '../run-config/checksum';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { runConfigLabels } from '../definition/labels';
import { objectNames } from '../definition/object-names';

export interface RunConfigManifest {
  /** The RunConfig, exactly as it is mounted. */
  readonly text: string;
  readonly labels: Record<string, string>;
  readonly checksum: string;
}

/** The checksum leaves out labels a chart adds to all its objects: they are no reason to roll pods. */
export function buildRunConfigManifest({ name }: ProxyDefinition, config: RunConfig): RunConfigManifest {
  const text = serializeRunConfig(config);
  const labels = runConfigLabels(name);
  return { text, labels, checksum: contentChecksum({ [RUN_CONFIG_FILE]: text }, labels) };
}

export function buildConfigMap(
  { name }: ProxyDefinition,
  { text, labels, checksum }: RunConfigManifest,
): kplus.ConfigMapProps {
  return {
    metadata: { name: objectNames(name).runConfig, labels, annotations: { [CONTENT_CHECKSUM]: checksum } },
    data: { [RUN_CONFIG_FILE]: text },
  };
}

/** What cdk8s-plus writes without being asked, and Kubernetes assumes anyway. */
export function configMapPatches(): JsonPatch[] {
  return [JsonPatch.remove('/immutable')];
}
