/** What is written for each proxy, and under which name. */
import type { Made } from '../custom-resources/each-proxy';
import type { Resource } from '../custom-resources/resources';

export interface SynthesizedFile {
  readonly resource: Resource;
  readonly name: string;
  readonly yaml: string;
}

/** Named as cdk8s names the file of a chart; by namespace too where a name is not enough. */
export function toFiles(made: readonly Made<string>[]): SynthesizedFile[] {
  const counts = new Map<string, number>();
  for (const { resource } of made) {
    counts.set(resource.manifest.name, (counts.get(resource.manifest.name) ?? 0) + 1);
  }
  return made.map(({ resource, made: yaml }) => {
    const { manifest, namespace } = resource;
    const isAlone = counts.get(manifest.name) === 1;
    const stem = isAlone || namespace === undefined ? manifest.name : `${namespace}.${manifest.name}`;
    return { resource, name: `${stem}.k8s.yaml`, yaml };
  });
}
