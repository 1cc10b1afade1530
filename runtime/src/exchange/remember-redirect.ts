import type { ResponseHead } from '../headers/response-headers';
import { holdsForEverybody } from '../target/redirect';
import type { OutboundRequest } from '../upstream/upstream-call';
import type { Exchange } from './exchange';

/** Has a permanent redirect of the endpoint to `target` remembered, where it holds for everybody. */
export function rememberRedirect(
  { injected, network, proxy, route }: Exchange,
  request: OutboundRequest,
  status: number,
  target: string,
  head: ResponseHead,
): void {
  if (status !== 308 || route !== 'mcp' || injected !== proxy.injected) return;
  if (!holdsForEverybody(head.headers, request.headers, injected.keys)) return;
  proxy.redirects.remember(network, request.method, request.target, target);
}
