import { WELL_KNOWN_ENDPOINT } from '../../contract/run-config';
import type { Transport } from '../../contract/run-config';

/** The operator's names, so that our YAML applies over its objects. */
export interface ObjectNames {
  readonly serviceAccount: string;
  readonly runConfig: string;
  readonly deployment: string;
  readonly service: string;
}

export function objectNames(name: string): ObjectNames {
  return {
    serviceAccount: `${name}-remote-proxy-runner`,
    runConfig: `${name}-runconfig`,
    deployment: name,
    service: `mcp-${name}-remote-proxy`,
  };
}

/** Where and how a proxy is reached. */
export interface ProxyAddress {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number;
}

/** Origin of the Service; in a namespace that is not known, as its neighbours reach it. */
export function serviceOrigin({ name, namespace, port }: ProxyAddress): string {
  const host = objectNames(name).service;
  return `http://${namespace === undefined ? host : `${host}.${namespace}.svc.cluster.local`}:${port}`;
}

export function endpointUrl(definition: ProxyAddress & { readonly transport: Transport }): string {
  return serviceOrigin(definition) + WELL_KNOWN_ENDPOINT[definition.transport];
}
