/** Custom resources of definitions that were made up, with what they refer to: each in a namespace of its own. */
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { configMapsOf, resourcesOf } from './support';
import type { Definition } from './support';

/** The same each time, unless FC_SEED says otherwise. */
const SEED = Number(process.env['FC_SEED'] ?? 1);

export function generatedResources(version: string, count: number): string {
  const definitions: fc.Arbitrary<object> = version === 'v1beta1' ? ofV1beta1 : ofV1alpha1;
  const manifests = fc.sample(definitions, { numRuns: count, seed: SEED }).flatMap((definition, index) => {
    const namespace = `namespace-${index}`;
    const props = definition as Definition;
    const companions = version === 'v1alpha1' ? configMapsOf(props, namespace) : [];
    return [...resourcesOf(props, version, namespace), ...companions];
  });
  return Yaml.stringify(...manifests);
}
