/** The contract's header rules on a definition, and the Secrets it refers to. */
import { headerPath, validateHeaders } from '../../../contract/header-rules';
import type { ConfiguredHeader } from '../../../contract/header-rules';
import { fieldPath, indexPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { secretId } from '../../../contract/secret-id';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import { validateSecretKeyRef } from './secret-key-ref';

export function validateHeaderForward(definition: ProxyDefinition): Issue[] {
  const { fromSecret } = definition.headerForward;
  return [
    ...validateHeaders([...plaintextHeaders(definition), ...secretHeaders(definition)]),
    ...fromSecret.flatMap(({ valueSecretRef }, index) =>
      validateSecretKeyRef(valueSecretRef, fieldPath(secretHeaderPath(index), 'valueSecretRef')),
    ),
  ];
}

function secretHeaderPath(index: number): string {
  return indexPath('headerForward.addHeadersFromSecret', index);
}

function plaintextHeaders({ headerForward }: ProxyDefinition): ConfiguredHeader[] {
  return headerForward.plaintext.map(([name, value], index) => {
    const path = headerPath('headerForward.addPlaintextHeaders', name, index);
    return { name, namePath: path, plaintext: { value, path } };
  });
}

function secretHeaders({ name: proxyName, headerForward }: ProxyDefinition): ConfiguredHeader[] {
  return headerForward.fromSecret.map(({ headerName }, index) => {
    const path = fieldPath(secretHeaderPath(index), 'headerName');
    return { name: headerName, namePath: path, secret: { id: secretId(proxyName, headerName), path } };
  });
}
