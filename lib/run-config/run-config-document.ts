/** The RunConfig as its ConfigMap holds it. */
import { RUN_CONFIG_FILE, serializeRunConfig } from '../../contract/run-config';
import type { RunConfig } from '../../contract/run-config';
import { runConfigLabels } from '../definition/labels';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { buildRunConfig } from './build-run-config';
import { contentChecksum } from './checksum';

export interface RunConfigDocument {
  readonly config: RunConfig;
  /** The same, exactly as it is mounted. */
  readonly text: string;
  readonly labels: Record<string, string>;
  /** Of the text and the labels here. Labels a chart adds to all its objects are no reason to roll pods. */
  readonly checksum: string;
}

export function buildRunConfigDocument(definition: ProxyDefinition): RunConfigDocument {
  const config = buildRunConfig(definition);
  const text = serializeRunConfig(config);
  const labels = runConfigLabels(definition.name);
  return { config, text, labels, checksum: contentChecksum({ [RUN_CONFIG_FILE]: text }, labels) };
}
