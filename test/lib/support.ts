/** Shared by the tests of the constructs. */
import { App, Chart, Testing } from 'cdk8s';
import { DefinitionErrors, McpRemoteProxy } from '../../lib/index';
import type { Issue, McpRemoteProxyProps } from '../../lib/index';

export const REMOTE_URL = 'https://mcp.example.com/mcp';

/** The image that enforces oidcConfig; with ours a synth warns. */
export const TOOLHIVE_IMAGE = 'ghcr.io/stacklok/toolhive/proxyrunner:v0.8.1';

export interface Placement {
  readonly id?: string;
  readonly namespace?: string;
}

export interface ProxyInChart {
  readonly chart: Chart;
  readonly proxy: McpRemoteProxy;
}

/** `props` are unknown, because the apps of users may not be type-checked either. */
export function createProxy(props: unknown, { id = 'my-proxy', namespace }: Placement = {}): ProxyInChart {
  const chart = new Chart(new App(), 'test', namespace === undefined ? {} : { namespace });
  return { chart, proxy: new McpRemoteProxy(chart, id, props as McpRemoteProxyProps) };
}

/** A manifest, as far as these tests look into it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    name: string;
    namespace?: string;
    labels?: object;
    annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

export function manifestsOf(chart: Chart): Manifest[] {
  return Testing.synth(chart) as Manifest[];
}

/** The one manifest of `kind`. */
export function manifestOf(chart: Chart, kind: string): Manifest {
  const found = manifestsOf(chart).filter((manifest) => manifest.kind === kind);
  const [only] = found;
  if (found.length !== 1 || only === undefined) throw new Error(`${found.length} manifests are a ${kind}`);
  return only;
}

export interface Container {
  readonly name: string;
  readonly env: { name: string; value?: string; valueFrom?: object }[];
  readonly [field: string]: unknown;
}

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: { matchLabels: object };
  readonly template: {
    readonly metadata: { labels: object; annotations: Record<string, string> };
    readonly spec: { containers: [Container, ...Container[]]; [field: string]: unknown };
  };
  readonly [field: string]: unknown;
}

export function deploymentSpecOf(chart: Chart): DeploymentSpec {
  return manifestOf(chart, 'Deployment')['spec'] as DeploymentSpec;
}

export function runConfigTextOf(chart: Chart): string {
  const data = manifestOf(chart, 'ConfigMap')['data'] as Record<string, string>;
  return data['runconfig.json'] ?? '';
}

export function runConfigOf(chart: Chart): Record<string, unknown> {
  return JSON.parse(runConfigTextOf(chart)) as Record<string, unknown>;
}

/** What is wrong with `props`; fails when the construct takes them. */
export function refusalOf(props: unknown, placement?: Placement): { error: Error; issues: Issue[] } {
  try {
    createProxy(props, placement);
  } catch (error) {
    if (error instanceof Error && DefinitionErrors.isDefinitionError(error)) {
      return { error, issues: DefinitionErrors.issuesOf(error) };
    }
    throw error;
  }
  throw new Error('the definition was accepted');
}

/** Code and path of each problem, as `CODE path`. */
export function refusalsOf(props: unknown, placement?: Placement): string[] {
  return refusalOf(props, placement).issues.map(({ code, path }) => `${code} ${path}`);
}
