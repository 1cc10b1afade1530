/** Where a request of a client begins. The order of the steps is the request path. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../exchange/exchange';
import type { ClientResponse } from '../http/client-connection';
import type { Expectation } from '../http/inbound-head';
import type { RemoteProxy } from '../exchange/remote-proxy';
import { sendExcuse } from '../exchange/own-departure';
import { logCrash } from '../telemetry/log-crash';
import { buildRecord } from '../telemetry/record';
import { addCredential } from './add-credential';
import { admit } from './admit';
import { answerMetadata } from './answer-metadata';
import { authenticate } from './authenticate';
import { checkExpectation, checkForm } from './check-form';
import { checkLoop } from './check-loop';
import { answerPreflight, checkOrigin } from './check-origin';
import { checkMethod, findMessageRoute, findRoute } from './find-route';
import { splitTarget } from '../target/target-url';
import { forward } from './forward';
import { answerHealth } from './health';
import { runSteps } from '../exchange/step';
import type { Step } from '../exchange/step';

export const STEPS: readonly Step[] = [
  answerHealth,
  checkForm,
  checkExpectation,
  answerMetadata,
  checkOrigin,
  answerPreflight,
  admit,
  checkLoop,
  findRoute,
  checkMethod,
  authenticate,
  findMessageRoute,
  addCredential,
  forward,
];

export function handleRequest(
  proxy: RemoteProxy,
  request: IncomingMessage,
  response: ClientResponse,
  expectation: Expectation,
): void {
  const exchange = beginExchange(proxy, request, response, expectation);
  if (exchange !== undefined) runSteps(exchange, proxy.steps);
}

/** Undefined where something goes wrong in the proxy itself, which has been answered then. */
function beginExchange(
  proxy: RemoteProxy,
  request: IncomingMessage,
  response: ClientResponse,
  expectation: Expectation,
): Exchange | undefined {
  try {
    const { path, query } = splitTarget(request.url ?? '');
    const exchange = new Exchange(proxy, request, response, { path, query, expectation });
    response.exchange = exchange;
    return exchange;
  } catch (error) {
    answerCrash(proxy, request, response, error);
    return undefined;
  }
}

/** Something in the proxy itself is wrong: the end of a request that has not become an exchange. */
export function answerCrash(
  { log, records }: RemoteProxy,
  { method = '' }: IncomingMessage,
  response: ClientResponse,
  error: unknown,
): void {
  const beganMs = performance.now();
  const cause = logCrash(log, error);
  const { status, bytesOut, answeredAtMs } = sendExcuse(response);
  const code = 'ERR_PROXY_INTERNAL';
  const firstByteMs = answeredAtMs - beganMs;
  records.write(buildRecord({ method, outcome: 'failed', code, cause, status, firstByteMs, bytesOut }));
}
