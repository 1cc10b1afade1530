/** Charts with proxies -> the cdk8s app that has them in Python, one argument a line, as Black leaves it. */
import type { ChartInApp, ProxyInApp } from './app-layout';

const INDENT = '    ';

/** The classes of the props a resource can become, by the name of the prop. What is not here has keys of the user's. */
export const STRUCTS: Readonly<Record<string, string>> = {
  headerForward: 'HeaderForwardProps',
  addHeadersFromSecret: 'HeaderFromSecretProps',
  valueSecretRef: 'SecretKeyRefProps',
  clientSecretRef: 'SecretKeyRefProps',
  tokenExchange: 'TokenExchangeProps',
  bearerTokenRef: 'SecretKeyRefProps',
  oidcConfig: 'OidcConfigProps',
  kubernetes: 'KubernetesOidcProps',
  configMap: 'ConfigMapOidcProps',
  inline: 'InlineOidcProps',
  caBundleRef: 'CaBundleRefProps',
  configMapRef: 'ConfigMapKeyRefProps',
  resources: 'ResourcesProps',
  limits: 'ResourceListProps',
  requests: 'ResourceListProps',
  resourceOverrides: 'ResourceOverridesProps',
  proxyDeployment: 'ProxyDeploymentOverridesProps',
  podTemplateMetadataOverrides: 'MetadataOverridesProps',
  proxyService: 'MetadataOverridesProps',
  env: 'EnvVarProps',
};

export function renderPython(charts: readonly ChartInApp[]): string {
  const body = charts.map(renderChart).join('');
  const used = [...new Set(Object.values(STRUCTS))].filter((name) => body.includes(`${name}(`));
  const names = [...used, 'McpRemoteProxy'].sort().map((name) => `${INDENT}${name},\n`);
  const imports = `from cdk8s import App, Chart\nfrom cdk8s_mcp_remote_proxy import (\n${names.join('')})\n`;
  return `${imports}\napp = App()\n${body}\napp.synth()\n`;
}

function renderChart({ variable, id, namespace, proxies }: ChartInApp): string {
  const options = namespace === undefined ? '' : `, namespace=${renderText(namespace)}`;
  const chart = `\n${variable} = Chart(app, ${renderText(id)}${options})\n`;
  return [chart, ...proxies.map((proxy) => renderProxy(variable, proxy))].join('');
}

function renderProxy(variable: string, { id, props }: ProxyInApp): string {
  return `${renderCall('McpRemoteProxy', [variable, renderText(id)], props, '')}\n`;
}

/** A call of a class with arguments by position, then by name. */
function renderCall(callee: string, positional: readonly string[], named: object, indent: string): string {
  const inner = indent + INDENT;
  const args = Object.entries(named)
    .filter(([, value]) => value !== undefined)
    .map(([prop, value]) => `${toSnakeCase(prop)}=${renderProp(prop, value, inner)}`);
  return renderItems(`${callee}(`, [...positional, ...args], ')', indent);
}

function renderProp(prop: string, value: unknown, indent: string): string {
  const struct = Object.hasOwn(STRUCTS, prop) ? STRUCTS[prop] : undefined;
  if (struct === undefined) return renderValue(value, indent);
  if (!Array.isArray(value)) return renderCall(struct, [], value as object, indent);
  const inner = indent + INDENT;
  return renderItems(
    '[',
    value.map((item: object) => renderCall(struct, [], item, inner)),
    ']',
    indent,
  );
}

function renderValue(value: unknown, indent: string): string {
  if (typeof value === 'string') return renderText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = indent + INDENT;
  if (Array.isArray(value))
    return renderItems(
      '[',
      value.map((item) => renderValue(item, inner)),
      ']',
      indent,
    );
  const entries = Object.entries(value).map(
    ([key, entry]) => `${renderText(key)}: ${renderValue(entry, inner)}`,
  );
  return renderItems('{', entries, '}', indent);
}

/** The comma after the last item keeps each on a line of its own. */
function renderItems(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}${INDENT}${item},\n`).join('')}${indent}${close}`;
}

/** What JSON escapes, Python escapes in the same way; all else stands for itself. */
function renderText(text: string): string {
  return JSON.stringify(text);
}

/** As jsii spells names for Python. */
function toSnakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
