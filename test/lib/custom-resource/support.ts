/** Shared by the tests of custom resources. */
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { isRecord } from '../../../contract/shape';
import { DefinitionErrors, McpRemoteProxy, McpRemoteProxyResource } from '../../../lib/index';
import type { Issue, ManifestSource, McpRemoteProxyResourceProps } from '../../../lib/index';
import { manifestsOf } from '../support';
import type { Manifest } from '../support';

export function manifestPath(name: string): string {
  return join(import.meta.dirname, 'manifests', name);
}

export function createFromManifest(source: ManifestSource, namespace?: string): Chart {
  const chart = new Chart(new App(), 'test', namespace === undefined ? {} : { namespace });
  McpRemoteProxy.fromManifest(chart, 'my-proxy', source);
  return chart;
}

export function objectsOf(source: ManifestSource, namespace?: string): Manifest[] {
  return manifestsOf(createFromManifest(source, namespace));
}

/** A definition made up by the arbitraries. */
export type Definition = Readonly<Record<string, unknown>> & { readonly name: string };

/** The custom resources of a definition, in a chart of this namespace. */
export function resourcesOf(props: Definition, version: string, namespace: string): Manifest[] {
  const chart = new Chart(new App(), 'test', { namespace });
  new McpRemoteProxyResource(chart, 'proxy', { ...props, version } as unknown as McpRemoteProxyResourceProps);
  return manifestsOf(chart);
}

/** The ConfigMap that `oidcConfig.configMap` names, of which v1alpha1 holds no more than the name. */
export function configMapsOf({ oidcConfig }: Definition, namespace: string): Manifest[] {
  const source = isRecord(oidcConfig) ? oidcConfig['configMap'] : undefined;
  if (!isRecord(source)) return [];
  const metadata = { name: String(source['name']), namespace };
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: source['data'] }];
}

/** What is wrong with a resource; fails when it is taken. */
export function issuesOf(source: ManifestSource, namespace?: string): Issue[] {
  try {
    createFromManifest(source, namespace);
  } catch (error) {
    if (DefinitionErrors.isDefinitionError(error)) return DefinitionErrors.issuesOf(error);
    throw error;
  }
  throw new Error('the resource was accepted');
}

/** Code and place of each problem, as `CODE path`. */
export function refusalsOf(source: ManifestSource, namespace?: string): string[] {
  return issuesOf(source, namespace).map(({ code, path }) => `${code} ${path}`);
}

/** An MCPRemoteProxy named `search`, with what is between the lines of its spec. */
export function beta(spec: string): string {
  return `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata:
  name: search
spec:
  remoteUrl: https://mcp.example.com/mcp
${indent(spec)}`;
}

export function alpha(spec: string): string {
  return `apiVersion: toolhive.stacklok.dev/v1alpha1
kind: MCPRemoteProxy
metadata:
  name: search
spec:
  remoteURL: https://mcp.example.com/mcp
${indent(spec)}`;
}

function indent(text: string): string {
  return text.trim().replace(/^/gm, '  ') + '\n';
}
