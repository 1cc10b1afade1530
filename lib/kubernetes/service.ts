import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { baseLabels } from '../definition/labels';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { PORT_NAME } from './container-names';
import { buildMetadata, metadataPatches } from './metadata';

export function buildService({ name, port, overrides }: ProxyDefinition): kplus.ServiceProps {
  return {
    metadata: { name: objectNames(name).service, ...buildMetadata(overrides.service, baseLabels(name)) },
    ports: [{ name: PORT_NAME, port, targetPort: port, protocol: kplus.Protocol.TCP }],
  };
}

/** Without what cdk8s-plus writes unasked, and Kubernetes assumes anyway; with what it has no property for. */
export function servicePatches({ sessionAffinity, overrides }: ProxyDefinition): JsonPatch[] {
  return [
    JsonPatch.remove('/spec/externalIPs'),
    JsonPatch.remove('/spec/type'),
    ...metadataPatches('/metadata', overrides.service),
    ...(sessionAffinity === undefined ? [] : [JsonPatch.add('/spec/sessionAffinity', sessionAffinity)]),
  ];
}
