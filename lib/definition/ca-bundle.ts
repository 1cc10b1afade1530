import { fieldPath, issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { isDnsLabel, validateConfigKey } from '../accept/kubernetes-names';
import type { Loose } from './loose';

/** A key of a ConfigMap in the proxy's namespace. */
export interface ConfigMapKeyRefProps {
  /** Name of the ConfigMap: a DNS label of at most 48 characters, because it becomes part of a volume name. */
  readonly name: string;

  /**
   * Key in the ConfigMap.
   *
   * @default 'ca.crt'
   */
  readonly key?: string;
}

/** Certificates to trust when talking to the issuer. */
export interface CaBundleRefProps {
  /** The ConfigMap with the PEM file. It is mounted read-only at `/config/certs/<name>`. */
  readonly configMapRef: ConfigMapKeyRefProps;
}

/** A key of a ConfigMap, mounted as a file. */
export interface CaBundle {
  readonly configMapName: string;
  readonly key: string;
}

/** ToolHive's operator calls the volume oidc-ca-bundle-<name>, and draws the line here. */
const NAME_MAX_LENGTH = 48;

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

export function validateCaBundle({ configMapName, key }: CaBundle, path: string): Issue[] {
  const isName = isDnsLabel(configMapName) && configMapName.length <= NAME_MAX_LENGTH;
  return [
    ...(isName ? [] : [invalidName(fieldPath(path, 'name'))]),
    ...validateConfigKey(key, fieldPath(path, 'key'), 'ERR_CONFIG_MAP_KEY_INVALID'),
  ];
}

function invalidName(path: string): Issue {
  const message = 'cannot be part of the name of a volume';
  const hint = `use lower-case letters, digits and -, at most ${NAME_MAX_LENGTH}, beginning and ending with a letter or digit`;
  return issue('ERR_CONFIG_MAP_NAME_INVALID', path, message, hint);
}
