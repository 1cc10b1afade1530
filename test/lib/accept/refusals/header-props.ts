/** Props with headers in them, as the tables of refusals write them. */
import { REMOTE_URL } from '../../support';

export const accepted = { remoteUrl: REMOTE_URL };
export const ref = { name: 'api-key-secret', key: 'api-key' };

export function withPlaintext(headers: Record<string, unknown>): object {
  return { ...accepted, headerForward: { addPlaintextHeaders: headers } };
}

export function withSecrets(...headers: unknown[]): object {
  return { ...accepted, headerForward: { addHeadersFromSecret: headers } };
}

export function fromSecret(headerName: unknown, valueSecretRef: unknown = ref): object {
  return { headerName, valueSecretRef };
}

export const PLAIN = 'headerForward.addPlaintextHeaders';
export const SECRET = 'headerForward.addHeadersFromSecret';
