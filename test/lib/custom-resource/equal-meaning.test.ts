/** The operator makes of a rendered resource a proxy that does what ours does: the same RunConfig, secrets and resources. */
import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRecord } from '../../../contract/shape';
import { McpRemoteProxyResource } from '../../../lib/index';
import type { McpRemoteProxyResourceProps } from '../../../lib/index';
import { createProxy, deploymentSpecOf, manifestsOf, runConfigOf as ourRunConfigOf } from '../support';
import type { Manifest } from '../support';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { runConfigOf, secretEnvOf } from './operator';
import type { Cluster } from './operator';

const RUNS = Number(process.env['FC_RUNS'] ?? 100);
const NAMESPACE = 'tools';

type Definition = Readonly<Record<string, unknown>>;

function clusterWith(props: Definition, version: string): Cluster {
  const chart = new Chart(new App(), 'test', { namespace: NAMESPACE });
  new McpRemoteProxyResource(chart, 'proxy', { ...props, version } as unknown as McpRemoteProxyResourceProps);
  const [resource, ...others] = manifestsOf(chart);
  if (resource === undefined) throw new Error('nothing was rendered');
  return { resource, others: [...others, ...configMapsOf(props)] };
}

/** Of which v1alpha1 holds no more than the name. */
function configMapsOf({ oidcConfig }: Definition): Manifest[] {
  const source = isRecord(oidcConfig) ? oidcConfig['configMap'] : undefined;
  if (!isRecord(source)) return [];
  return [{ kind: 'ConfigMap', metadata: { name: String(source['name']) }, data: source['data'] }];
}

it.each([
  ['v1alpha1', ofV1alpha1],
  ['v1beta1', ofV1beta1],
])('of %s', { timeout: 120_000 }, (version, definitions: fc.Arbitrary<unknown>) => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const props = definition as Definition;
      const cluster = clusterWith(props, version);
      const { chart } = createProxy(props, { namespace: NAMESPACE });
      expect(ourRunConfigOf(chart)).toEqual(runConfigOf(cluster));
      const [{ env, resources }] = deploymentSpecOf(chart).template.spec.containers;
      expect(env.filter(({ name }) => /^TOOLHIVE_(?:OIDC|SECRET|TOKEN_EXCHANGE)/.test(name))).toEqual(
        secretEnvOf(cluster),
      );
      expect(resources).toEqual((cluster.resource['spec'] as Definition)['resources']);
    }),
    { numRuns: RUNS },
  );
});
