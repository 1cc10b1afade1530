import { JsonPatch } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { CONTENT_CHECKSUM } from '../run-config/checksum';
import type { RunConfigDocument } from '../run-config/run-config-document';

export function buildConfigMap(
  { name }: ProxyDefinition,
  { text, labels, checksum }: RunConfigDocument,
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
