import type { SecretKeyRefProps } from '../props/secret-key-ref';
import type { Loose } from './loose';

export function toSecretKeyRef(ref: Loose<SecretKeyRefProps> | undefined): SecretKeyRefProps {
  return { name: ref?.name ?? '', key: ref?.key ?? '' };
}
