/** Definitions of every kind, rendered as custom resources for an API server to look at. */
import { App, Chart, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { McpRemoteProxyResource } from '../../lib/index';
import type { McpRemoteProxyResourceProps } from '../../lib/index';
import { ofV1alpha1, ofV1beta1 } from '../lib/custom-resource/arbitraries';

const COUNT = 30;
/** The same each time. */
const SEED = 1;

export function renderResources(version: string): string {
  const definitions: fc.Arbitrary<object> = version === 'v1beta1' ? ofV1beta1 : ofV1alpha1;
  const chart = new Chart(new App(), 'rendered');
  fc.sample(definitions, { numRuns: COUNT, seed: SEED }).forEach((definition, index) => {
    const props = { ...definition, name: `proxy-${index}`, version };
    new McpRemoteProxyResource(chart, `proxy-${index}`, props as unknown as McpRemoteProxyResourceProps);
  });
  return Yaml.stringify(...(chart.toJson() as unknown[]));
}
