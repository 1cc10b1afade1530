/** Who may ask from a web page, and what a page is told that asks whether it may. */
import type { Exchange } from '../exchange/exchange';
import { buildPreflightAnswer, isPreflight } from '../headers/cors';
import { toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';
import { refusedOrigin } from '../http/origin-rules';

export function checkOrigin(exchange: Exchange): OwnAnswer | undefined {
  const code = refusedOrigin(exchange.proxy.originRules, exchange.head);
  if (code !== undefined) return toRefusal(code);
  [exchange.pageOrigin] = exchange.head.origins;
  return undefined;
}

/** What a page of an allowed origin may do is the proxy's to say: the remote knows neither the page nor the proxy. */
export function answerPreflight({ request, pageOrigin }: Exchange): OwnAnswer | undefined {
  if (pageOrigin === undefined || !isPreflight(request)) return undefined;
  return { status: 204, fields: buildPreflightAnswer(pageOrigin, request.rawHeaders) };
}
