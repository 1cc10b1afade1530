/** Where a request of a client begins. The order of the steps is the request path. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../exchange/exchange';
import type { ClientResponse } from '../http/client-connection';
import type { Expectation } from '../http/inbound-head';
import { sendOwnAnswer } from '../http/own-answer';
import type { RemoteProxy } from '../exchange/remote-proxy';
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
import { buildHealthAnswer, HEALTH_PATH } from './health';
import { runSteps } from '../exchange/step';
import type { Step } from '../exchange/step';

export const STEPS: readonly Step[] = [
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
  const { path, query } = splitTarget(request.url ?? '');
  if (path === HEALTH_PATH) return answerHealth(proxy, request, response);
  const exchange = new Exchange(proxy, request, response, { path, query, expectation });
  response.exchange = exchange;
  runSteps(exchange, proxy.steps);
}

/** Not an exchange: a probe is answered whatever the others are about. */
function answerHealth(proxy: RemoteProxy, request: IncomingMessage, response: ClientResponse): void {
  const { method = '' } = request;
  const answer = buildHealthAnswer(proxy, method);
  const bytesOut = sendOwnAnswer(response, answer, { isLast: proxy.draining });
  const { status } = answer;
  proxy.requestLog.write(
    buildRecord({ method, route: 'health', outcome: 'answered', status, firstByteMs: 0, bytesOut }),
  );
}
