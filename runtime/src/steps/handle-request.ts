/** Where a request of a client begins. The order of the steps is the request path. */
import type { IncomingMessage } from 'node:http';
import { Exchange } from '../exchange/exchange';
import type { ClientResponse } from '../http/client-connection';
import { sendOwnAnswer } from '../http/own-answer';
import type { RemoteProxy } from '../proxy';
import { addCredential } from './add-credential';
import { admit } from './admit';
import { answerMetadata } from './answer-metadata';
import { authenticate } from './authenticate';
import { checkExpectation, checkForm } from './check-form';
import { checkLoop } from './check-loop';
import { answerPreflight, checkOrigin } from './check-origin';
import { checkMethod, findMessageRoute, findRoute, splitTarget } from './find-route';
import { forward } from './forward';
import { buildHealthAnswer, HEALTH_PATH } from './health';
import { runSteps } from './step';
import type { Step } from './step';

/**
 * What the client's Expect field asks for: nothing, to be asked for the body it holds back (RFC 9110 section 10.1.1),
 * or something nobody knows.
 */
export type Expectation = 'none' | 'continue' | 'unknown';

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
  if (path === HEALTH_PATH) {
    const answer = buildHealthAnswer(proxy, request.method);
    return sendOwnAnswer(response, answer, { isLast: proxy.draining });
  }
  const exchange = new Exchange(proxy, request, response, { path, query, expectation });
  response.exchange = exchange;
  runSteps(exchange, proxy.steps);
}
