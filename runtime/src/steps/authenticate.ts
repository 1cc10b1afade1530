import { isRefusal } from '../auth/caller';
import type { Caller, Refusal } from '../auth/caller';
import type { Exchange } from '../exchange/exchange';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** Nobody gets any further without a token, where the configuration asks for one. */
export function authenticate(exchange: Exchange): OwnAnswer | undefined | Promise<OwnAnswer | undefined> {
  const { authenticator } = exchange.proxy;
  if (authenticator === undefined) return undefined;
  const result = authenticator.authenticate(exchange.request.rawHeaders, exchange.network);
  return result instanceof Promise
    ? result.then((settled) => settle(exchange, settled))
    : settle(exchange, result);
}

function settle(exchange: Exchange, result: Caller | Refusal): OwnAnswer | undefined {
  if (isRefusal(result)) return toRefusal(result.code, result);
  exchange.caller = result;
  return undefined;
}
