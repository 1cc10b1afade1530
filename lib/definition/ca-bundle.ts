import type { ConfigMapKeyRefProps } from '../props/ca-bundle';
import type { Loose } from './loose';

/** A key of a ConfigMap, mounted as a file. */
export interface CaBundle {
  readonly configMapName: string;
  readonly key: string;
}

export function toCaBundle(ref: Loose<ConfigMapKeyRefProps> = {}): CaBundle {
  return { configMapName: ref.name ?? '', key: ref.key ?? 'ca.crt' };
}

/** Directory the keys of a ConfigMap are mounted in. */
export function caBundleDir(configMapName: string): string {
  return `/config/certs/${configMapName}`;
}

export function caBundlePath({ configMapName, key }: CaBundle): string {
  return `${caBundleDir(configMapName)}/${key}`;
}
