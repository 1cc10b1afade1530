import type { Exchange } from '../exchange/exchange';
import { toJsonBody, toRefusal } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';

/** Path the probes of the Deployment ask for. */
const HEALTH_PATH = '/health';

/** Tells a probe, in the words of ToolHive's runner; 503 from the moment the process has been asked to stop. */
export function answerHealth(exchange: Exchange): OwnAnswer | undefined {
  if (exchange.path !== HEALTH_PATH) return undefined;
  exchange.route = 'health';
  const { method } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD') {
    return toRefusal('ERR_PROXY_METHOD', { fields: ['Allow', 'GET, HEAD'] });
  }
  const { draining, transport } = exchange.proxy;
  const status = draining ? 'draining' : 'healthy';
  const body = toJsonBody({ status, timestamp: new Date().toISOString(), transport });
  return { status: draining ? 503 : 200, body };
}
