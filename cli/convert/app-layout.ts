/** Which charts an app has, and which proxies are in them, whatever language it is written in. */
import { toConstructId } from '../../lib/commands';
import type { McpRemoteProxyProps } from '../../lib/index';
import type { Made } from '../custom-resources/each-proxy';

export interface ProxyInApp {
  /** Of the construct: the name of the proxy, where it can be an id. */
  readonly id: string;
  /** With the name where it is not the id. */
  readonly props: McpRemoteProxyProps;
}

export interface ChartInApp {
  readonly variable: string;
  /** The name of the file it is written to: of one proxy its name, of several their namespace. */
  readonly id: string;
  readonly namespace: string | undefined;
  readonly proxies: readonly ProxyInApp[];
}

const ID_WITHOUT_NAMESPACE = 'mcp';

/** One chart for each namespace. */
export function toCharts(made: readonly Made<McpRemoteProxyProps>[]): ChartInApp[] {
  const namespaces = [...new Set(made.map(({ resource }) => resource.namespace))];
  return namespaces.map((namespace, index) => {
    const proxies = made.filter(({ resource }) => resource.namespace === namespace).map(toProxy);
    const [first] = proxies;
    const isAlone = made.length === 1 && first !== undefined;
    return {
      variable: index === 0 ? 'chart' : `chart${index + 1}`,
      id: isAlone ? first.id : toConstructId(namespace ?? idWithoutNamespace(namespaces)),
      namespace,
      proxies,
    };
  });
}

function toProxy({ resource, made }: Made<McpRemoteProxyProps>): ProxyInApp {
  const { name = resource.manifest.name, ...props } = made;
  const id = toConstructId(name);
  return { id, props: id === name ? props : { name, ...props } };
}

function idWithoutNamespace(namespaces: readonly (string | undefined)[]): string {
  return namespaces.includes(ID_WITHOUT_NAMESPACE)
    ? `${ID_WITHOUT_NAMESPACE}-anywhere`
    : ID_WITHOUT_NAMESPACE;
}
