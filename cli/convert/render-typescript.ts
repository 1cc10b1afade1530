/** Charts with proxies -> the cdk8s app that has them, as Prettier formats it with single quotes. */
import type { ChartInApp, ProxyInApp } from './app-layout';
import { renderText, renderValue } from './typescript-value';

const HEAD = `import { App, Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';

const app = new App();
`;

const FOOT = `
app.synth();
`;

export function renderTypescript(charts: readonly ChartInApp[]): string {
  return [HEAD, ...charts.map(renderChart), FOOT].join('');
}

function renderChart({ variable, id, namespace, proxies }: ChartInApp): string {
  const options = namespace === undefined ? '' : `, {\n  namespace: ${renderText(namespace)},\n}`;
  const chart = `\nconst ${variable} = new Chart(app, ${renderText(id)}${options});\n`;
  return [chart, ...proxies.map((proxy) => renderProxy(variable, proxy))].join('');
}

function renderProxy(variable: string, { id, props }: ProxyInApp): string {
  return `new McpRemoteProxy(${variable}, ${renderText(id)}, ${renderValue(props)});\n`;
}
