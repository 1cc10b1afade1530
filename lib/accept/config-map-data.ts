/** The data of a ConfigMap that the app itself makes, so that nobody has to repeat it for the proxy. */
import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isRecord } from '../../contract/shape';
import type { Loose } from '../definition/loose';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';

type Props = Loose<McpRemoteProxyProps>;

/** Props whose `oidcConfig.configMap` has no data, with that of the ConfigMap of its name that is in the app so far. */
export function withConfigMapData(props: Props, construct: IConstruct): Props {
  const { oidcConfig } = props;
  const configMap = oidcConfig?.configMap;
  if (oidcConfig?.type !== 'configMap' || configMap?.name === undefined || configMap.data !== undefined)
    return props;
  const data = findData(configMap.name, construct);
  return data === undefined
    ? props
    : { ...props, oidcConfig: { ...oidcConfig, configMap: { ...configMap, data } } };
}

/** As it will be written: of a construct, of a manifest that was included, or of an object as such. */
function findData(name: string, construct: IConstruct): Record<string, string> | undefined {
  const namespace = Chart.of(construct).namespace;
  const found = construct.node.root.node
    .findAll()
    .filter((node) => ApiObject.isApiObject(node))
    .find((object) => object.kind === 'ConfigMap' && object.name === name && isIn(object, namespace));
  const manifest = found?.toJson() as unknown;
  const data = isRecord(manifest) ? (manifest['data'] ?? {}) : undefined;
  return isRecord(data) ? (data as Record<string, string>) : undefined;
}

function isIn(object: ApiObject, namespace: string | undefined): boolean {
  return (object.metadata.namespace ?? Chart.of(object).namespace) === namespace;
}
