/** Values of Authorization and Proxy-Authorization (RFC 7617). */
import type { Secret } from './secret';

export function buildBasicCredentials(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Those of a client of an authorization server: both are form-encoded first (RFC 6749 section 2.3.1). */
export function buildClientCredentials(clientId: string, secret: Secret): string {
  return buildBasicCredentials(formEncode(clientId), formEncode(secret.reveal()));
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
