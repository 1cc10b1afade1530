import type { SecretKeyRefProps } from '../props/secret-key-ref';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';

export function toSecretKeyRef(props: Loose<SecretKeyRefProps> = {}): SecretKeyRefProps {
  const { name = '', key = '', ...leftOver } = props;
  everythingIsRead(leftOver);
  return { name, key };
}
