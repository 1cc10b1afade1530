/** Proxies -> the cdk8s app that defines them, as Prettier formats it with single quotes. */
import type { McpRemoteProxyProps } from '../../lib/index';
import type { Made } from '../custom-resources/each-proxy';
import { renderText, renderValue } from './render-value';

const HEAD = `import { App, Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';

const app = new App();
`;

const FOOT = `
app.synth();
`;

/** The id of a chart is the name of its file: of one proxy its name, of several their namespace. */
export function renderApp(proxies: readonly Made<McpRemoteProxyProps>[]): string {
  const namespaces = [...new Set(proxies.map(({ resource }) => resource.namespace))];
  const [first, ...others] = proxies;
  const charts = namespaces.map((namespace, index) => {
    const variable = index === 0 ? 'chart' : `chart${index + 1}`;
    const ofSeveral = namespace ?? 'mcp';
    const id = first !== undefined && others.length === 0 ? first.resource.manifest.name : ofSeveral;
    const members = proxies.filter(({ resource }) => resource.namespace === namespace);
    return [renderChart(variable, id, namespace), ...members.map((proxy) => renderProxy(variable, proxy))];
  });
  return [HEAD, ...charts.flat(), FOOT].join('');
}

function renderChart(variable: string, id: string, namespace: string | undefined): string {
  const options = namespace === undefined ? '' : `, {\n  namespace: ${renderText(namespace)},\n}`;
  return `\nconst ${variable} = new Chart(app, ${renderText(id)}${options});\n`;
}

/** The name of the proxy is the id of its construct. */
function renderProxy(variable: string, { resource, made }: Made<McpRemoteProxyProps>): string {
  const { name = resource.manifest.name, ...props } = made;
  return `new McpRemoteProxy(${variable}, ${renderText(name)}, ${renderValue(props)});\n`;
}
