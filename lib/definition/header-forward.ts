import { textEntries } from '../../contract/shape';
import type { HeaderForwardProps, HeaderFromSecretProps } from '../props/header-forward';
import type { SecretKeyRefProps } from '../props/secret-key-ref';
import type { Entries } from './entries';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';
import { toSecretKeyRef } from './secret-key-ref';

export interface SecretHeader {
  readonly headerName: string;
  readonly valueSecretRef: SecretKeyRefProps;
}

export interface HeaderForwardDefinition {
  readonly plaintext: Entries;
  /** In the order of the source, which is the order of the env vars. */
  readonly fromSecret: readonly SecretHeader[];
}

export function toHeaderForward(props: Loose<HeaderForwardProps> = {}): HeaderForwardDefinition {
  const { addPlaintextHeaders, addHeadersFromSecret = [], ...leftOver } = props;
  everythingIsRead(leftOver);
  return {
    plaintext: textEntries(addPlaintextHeaders),
    fromSecret: addHeadersFromSecret.map(toSecretHeader),
  };
}

function toSecretHeader(props: Loose<HeaderFromSecretProps> = {}): SecretHeader {
  const { headerName = '', valueSecretRef, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { headerName, valueSecretRef: toSecretKeyRef(valueSecretRef) };
}
