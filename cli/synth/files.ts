/** What is written for each proxy and for all of a namespace, and under which name. */
import { toConstructId } from '../../lib/commands';
import type { Made } from '../custom-resources/each-proxy';

export interface SynthesizedFile {
  /** For people: the name of the proxy, or that it is for several. */
  readonly proxy: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly yaml: string;
}

/** What the proxies of a namespace have in common. */
export interface SharedChart {
  readonly namespace: string | undefined;
  readonly yaml: string;
}

const OF_ALL = '(all)';

/** Named as cdk8s names the file of a chart, which they are by their id. */
export function toSharedFiles(charts: ReadonlyMap<string, SharedChart>): SynthesizedFile[] {
  return [...charts].map(([id, chart]) => ({ ...chart, proxy: OF_ALL, name: `${id}.k8s.yaml` }));
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
    const id = toConstructId(manifest.name);
    const stem = isAlone || namespace === undefined ? id : `${namespace}.${id}`;
    return { proxy: manifest.name, namespace, name: `${stem}.k8s.yaml`, yaml };
  });
}
