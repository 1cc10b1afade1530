/** The operator makes of a rendered resource a proxy that does what ours does: the same RunConfig, secrets, resources, names, labels, env and ports. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createProxy, deploymentSpecOf, manifestsOf, runConfigOf as ourRunConfigOf } from '../support';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { runConfigOf, secretEnvOf } from './operator';
import type { Cluster } from './operator';
import { operatorObjectsOf, ourObjectsOf } from './operator-objects';
import { configMapsOf, resourcesOf } from './support';
import type { Definition } from './support';

const RUNS = Number(process.env['FC_RUNS'] ?? 100);
const NAMESPACE = 'tools';

function clusterWith(props: Definition, version: string): Cluster {
  const [resource, ...others] = resourcesOf(props, version, NAMESPACE);
  if (resource === undefined) throw new Error('nothing was rendered');
  return { resource, others: [...others, ...configMapsOf(props, NAMESPACE)] };
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
      expect(ourObjectsOf(manifestsOf(chart), version)).toEqual(operatorObjectsOf(cluster, version));
      expect(resources).toEqual((cluster.resource['spec'] as Readonly<Record<string, unknown>>)['resources']);
    }),
    { numRuns: RUNS },
  );
});
