/** A proxy whose remote leads back to it would hand itself its requests until every connection is in use. */
import { createHash } from 'node:crypto';
import type { Exchange } from '../exchange/exchange';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/**
 * This proxy in Via (RFC 9110 section 7.6.3): a name that its replicas share and no other proxy has, and that tells
 * nothing of where it runs. `remote` is the remote's URL without its query.
 */
export function buildVia(name: string, remote: string): string {
  const id = createHash('sha256').update(`${name}\n${remote}`).digest('hex').slice(0, 16);
  return `1.1 mcp-remote-proxy-${id}`;
}

export function checkLoop({ head, proxy }: Exchange): OwnAnswer | undefined {
  return head.via !== '' && head.via.includes(proxy.via) ? toRefusal('ERR_PROXY_LOOP') : undefined;
}
