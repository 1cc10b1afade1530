/** What the command line uses of the constructs beside their public face. jsii sees no functions. */
import { Chart } from 'cdk8s';
import type { App } from 'cdk8s';
import type { Manifest } from '../documents/manifest';
import { DEFAULT_CONFIG_MAP_NAME } from './definition/proxy-runtime';
import { toResourceProps } from './custom-resource/resource-props';
import { McpRemoteProxy } from './mcp-remote-proxy';
import type { McpRemoteProxyProps } from './props/mcp-remote-proxy';

export { DefinitionErrors } from './accept/definition-error';
export { VERSION } from './definition/version';

/** The id of a construct that stands for `name`: that, unless it is no id or taken. No other name has an underscore. */
export function toConstructId(name: string): string {
  return name === '' || isTaken(name) ? `${name}_proxy` : name;
}

/** To constructs what every object has, such as `constructor`, is a child there is already; the runtime has charts of its own. */
function isTaken(name: string): boolean {
  const isOfRuntime = name === DEFAULT_CONFIG_MAP_NAME || name.startsWith(`${DEFAULT_CONFIG_MAP_NAME}-`);
  return isOfRuntime || name in Object.prototype;
}

export interface ProxyOfResource {
  readonly chart: Chart;
  /** As they would be written in TypeScript. */
  readonly props: McpRemoteProxyProps;
}

/** The proxy that a resource describes, in a chart of its own; throws what `McpRemoteProxy.fromManifest` throws. */
export function createProxyOf(
  app: App,
  manifest: Manifest,
  documents: readonly Manifest[],
  namespace: string | undefined,
): ProxyOfResource {
  const { name } = manifest;
  const chart = new Chart(app, toConstructId(name), namespace === undefined ? {} : { namespace });
  const props = toResourceProps(manifest, documents, chart);
  new McpRemoteProxy(chart, toConstructId(name), props);
  return { chart, props };
}
