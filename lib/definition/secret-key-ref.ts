import { fieldPath } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { validateConfigKey, validateDnsSubdomain } from '../accept/kubernetes-names';
import type { Loose } from './loose';

/** A value in a Secret of the proxy's namespace. */
export interface SecretKeyRefProps {
  /** Name of the Secret: a DNS-1123 subdomain of at most 253 characters. */
  readonly name: string;

  /** Key in the Secret: letters, digits, `-`, `_` and `.`, at most 253. */
  readonly key: string;
}

export function toSecretKeyRef(ref: Loose<SecretKeyRefProps> | undefined): SecretKeyRefProps {
  return { name: ref?.name ?? '', key: ref?.key ?? '' };
}

/** Neither part is quoted: what was pasted here by mistake may be the secret itself. */
export function validateSecretKeyRef(ref: SecretKeyRefProps, path: string): Issue[] {
  return [
    ...validateDnsSubdomain(ref.name, fieldPath(path, 'name'), 'ERR_SECRET_NAME_INVALID'),
    ...validateConfigKey(ref.key, fieldPath(path, 'key'), 'ERR_SECRET_KEY_INVALID'),
  ];
}
