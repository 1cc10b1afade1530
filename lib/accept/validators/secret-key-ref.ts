import { fieldPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { SecretKeyRefProps } from '../../props/secret-key-ref';
import { validateConfigKey, validateDnsSubdomain } from './kubernetes-names';

/** Neither part is quoted: what was pasted here by mistake may be the secret itself. */
export function validateSecretKeyRef(ref: SecretKeyRefProps, path: string): Issue[] {
  return [
    ...validateDnsSubdomain(ref.name, fieldPath(path, 'name'), 'ERR_SECRET_NAME_INVALID'),
    ...validateConfigKey(ref.key, fieldPath(path, 'key'), 'ERR_SECRET_KEY_INVALID'),
  ];
}
