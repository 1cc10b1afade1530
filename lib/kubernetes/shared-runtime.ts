/** Where the bundled runtime stands: once for each namespace of an app, however many charts and proxies it has there. */
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { IConstruct } from 'constructs';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { buildBundledRuntime } from './bundled-runtime';

/**
 * Adds the ConfigMap that the proxy's Deployment mounts, unless a proxy before it did. A chart of its own keeps the charts
 * of users short, and changes when the runtime does, while theirs change in one line.
 */
export function shareBundledRuntime(construct: IConstruct, { runtime, namespace }: ProxyDefinition): void {
  const { configMapName } = runtime;
  if (configMapName === undefined) return;
  const chart = findOrCreateChart(construct, configMapName, namespace);
  const id = `${configMapName}.${namespace ?? ''}`;
  if (chart.node.tryFindChild(id) === undefined)
    new kplus.ConfigMap(chart, id, buildBundledRuntime(configMapName, namespace));
}

/** Where a chart is the whole tree, there is no place beside it. */
function findOrCreateChart(construct: IConstruct, name: string, namespace: string | undefined): Chart {
  const { root } = construct.node;
  if (Chart.isChart(root)) return root;
  const id = namespace === undefined ? name : `${name}-${namespace}`;
  const found = root.node.tryFindChild(id) as Chart | undefined;
  return found ?? new Chart(App.of(construct), id, namespace === undefined ? {} : { namespace });
}
