/** The RunConfig as its ConfigMap holds it. */
import { RUN_CONFIG_FILE, serializeRunConfig } from '../../contract/run-config';
import type { RunConfig } from '../../contract/run-config';
import { runConfigLabels } from '../definition/labels';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { contentChecksum } from './checksum';

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
