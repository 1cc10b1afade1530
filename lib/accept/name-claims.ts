/**
 * The names of the proxies in each chart. Two of one name would overwrite each other's objects on apply, and nothing
 * but the construct tree's paths tells them apart before that. Charts are not compared: those of one App are often for
 * different clusters.
 */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { ProxyDefinition } from '../definition/proxy-definition';

const claimsByChart = new WeakMap<Chart, Map<string, IConstruct>>();

export function validateNameIsFree({ name }: ProxyDefinition, construct: IConstruct): Issue[] {
  const chart = Chart.of(construct);
  const first = claimsByChart.get(chart)?.get(name);
  // What has been removed from the tree again is not synthesized.
  if (first === undefined || !chart.node.findAll().includes(first)) return [];
  return [
    issue(
      'ERR_PROXY_NAME_TAKEN',
      'name',
      `${JSON.stringify(name)} is the name of ${first.node.path} already; one would overwrite the objects of the other on apply`,
      'give one of them another name, or a chart of its own for another namespace or cluster',
    ),
  ];
}

export function claimName({ name }: ProxyDefinition, construct: IConstruct): void {
  const chart = Chart.of(construct);
  const claims = claimsByChart.get(chart) ?? new Map<string, IConstruct>();
  claimsByChart.set(chart, claims.set(name, construct));
}
