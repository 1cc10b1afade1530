/** Which path of the remote a request is for. Paths are matched exactly as written, so there is nothing to escape from. */
import type { Exchange } from '../exchange/exchange';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** What is configured leads straight to the remote; what else there may be is the next step's to find. */
export function findRoute(exchange: Exchange): OwnAnswer | undefined {
  const { target, sse } = exchange.proxy;
  if (target.endpoints.has(exchange.path)) return goTo(exchange, 'mcp', target.path);
  return sse === undefined || exchange.request.method !== 'POST' ? notFound(exchange) : undefined;
}

/** The message path of an sse remote. It may have to be asked for, which only a caller who may come in is worth. */
export function findMessageRoute(exchange: Exchange): OwnAnswer | undefined | Promise<OwnAnswer | undefined> {
  const { sse } = exchange.proxy;
  if (exchange.remotePath !== undefined || sse === undefined) return undefined;
  const found = sse.findMessagePath(exchange.path, exchange.query);
  return found instanceof Promise
    ? found.then((path) => goToMessagePath(exchange, path))
    : goToMessagePath(exchange, found);
}

function goToMessagePath(exchange: Exchange, path: string | undefined): OwnAnswer | undefined {
  return path === undefined ? notFound(exchange) : goTo(exchange, 'message', path);
}

function goTo(exchange: Exchange, route: Exchange['route'], path: string): undefined {
  exchange.route = route;
  exchange.remotePath = path;
}

function notFound({ proxy }: Exchange): OwnAnswer {
  return toRefusal('ERR_PROXY_NOT_FOUND', { details: { endpoint: proxy.target.endpoint } });
}

/** POST, GET and DELETE are MCP's; HEAD goes with GET, and OPTIONS asks what a page of an allowed origin may do. */
const METHODS: ReadonlySet<string> = new Set(['POST', 'GET', 'DELETE', 'HEAD', 'OPTIONS']);
const ALLOW = [...METHODS].join(', ');

export function checkMethod({ request }: Exchange): OwnAnswer | undefined {
  if (METHODS.has(request.method ?? '')) return undefined;
  return toRefusal('ERR_PROXY_METHOD', { fields: ['Allow', ALLOW] });
}
