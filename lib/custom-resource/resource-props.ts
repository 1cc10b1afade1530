/** An MCPRemoteProxy -> props whose problems are told with their places in the document. */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isWithin } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { tellIssues, withOrigin } from '../accept/issue-origins';
import type { ManifestSource } from '../props/manifest-source';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { ProxyRuntime } from '../props/proxy-runtime';
import { readResource } from './read-resource';
import { toProps } from './to-props';
import { report, toIssues } from './translation';
import type { Translation } from './translation';

/** Props of the resource at `source`. What keeps it from being found is told as a problem of theirs, like any other. */
export function readResourceProps(source: ManifestSource, scope: IConstruct): McpRemoteProxyProps {
  const found = readResource(source, Chart.of(scope).namespace);
  const { issues } = found;
  if (issues !== undefined) return withOrigin({ remoteUrl: '' }, () => [...issues]);
  return chooseRuntime(toResourceProps(found.manifest, found.documents, scope), found.runtime);
}

/** What is wrong with a choice that stands beside the resource has no place in the document. */
function chooseRuntime(props: McpRemoteProxyProps, runtime: ProxyRuntime | undefined): McpRemoteProxyProps {
  if (runtime === undefined) return props;
  const isOfResource = ({ path }: Issue): boolean => !isWithin(path, 'runtime');
  return withOrigin({ ...props, runtime }, (ofProps) => [
    ...tellIssues(props, ofProps.filter(isOfResource)),
    ...ofProps.filter((problem) => !isOfResource(problem)),
  ]);
}

/** `documents` are those among which the resource's companions are looked for. */
export function toResourceProps(
  manifest: Manifest,
  documents: readonly Manifest[],
  scope: IConstruct,
): McpRemoteProxyProps {
  const { props, translation } = toProps(manifest, documents);
  checkNamespace(manifest, Chart.of(scope).namespace, translation);
  return withOrigin(props as unknown as McpRemoteProxyProps, (ofProps) => toIssues(translation, ofProps));
}

/** Objects get the namespace of their chart; one that the resource names and they do not get would be dropped. */
function checkNamespace(manifest: Manifest, ofChart: string | undefined, translation: Translation): void {
  const { namespace } = manifest;
  if (namespace === undefined || namespace === ofChart) return;
  const chart = ofChart === undefined ? 'the chart has none' : `the namespace of the chart is ${ofChart}`;
  const origin = { manifest, path: 'metadata.namespace' };
  const hint = `write new Chart(app, id, { namespace: ${JSON.stringify(namespace)} })`;
  report(translation, 'ERR_RESOURCE_NAMESPACE', origin, `is ${namespace}, and ${chart}`, hint);
}
