import type { ConfigMapKeyRefProps } from '../props/ca-bundle';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';

/** A key of a ConfigMap, mounted as a file. */
export interface CaBundle {
  readonly configMapName: string;
  readonly key: string;
}

export function toCaBundle(props: Loose<ConfigMapKeyRefProps> = {}): CaBundle {
  const { name: configMapName = '', key = 'ca.crt', ...leftOver } = props;
  everythingIsRead(leftOver);
  return { configMapName, key };
}

/** Directory the keys of a ConfigMap are mounted in. */
export function caBundleDir(configMapName: string): string {
  return `/config/certs/${configMapName}`;
}

export function caBundlePath({ configMapName, key }: CaBundle): string {
  return `${caBundleDir(configMapName)}/${key}`;
}
