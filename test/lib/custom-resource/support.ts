/** Shared by the tests of custom resources. */
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { DefinitionErrors, McpRemoteProxy } from '../../../lib/index';
import type { Issue, ManifestSource } from '../../../lib/index';
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
