import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { baseLabels } from '../definition/labels';
import { objectNames } from '../definition/object-names';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { PORT_NAME } from './container-names';
import { buildMetadata } from './metadata';

/** No session affinity: the proxy keeps no state, so any pod serves any request. */
export function buildService({ name, port, overrides }: ProxyDefinition): kplus.ServiceProps {
  return {
    metadata: { name: objectNames(name).service, ...buildMetadata(overrides.service, baseLabels(name)) },
    ports: [{ name: PORT_NAME, port, targetPort: port, protocol: kplus.Protocol.TCP }],
  };
}

/** What cdk8s-plus writes without being asked, and Kubernetes assumes anyway. */
export function servicePatches(): JsonPatch[] {
  return [JsonPatch.remove('/spec/externalIPs'), JsonPatch.remove('/spec/type')];
}
