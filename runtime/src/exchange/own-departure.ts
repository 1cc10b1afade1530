/** How an answer of our own leaves a request, also where something goes wrong in this very answer. */
import type { ServerResponse } from 'node:http';
import { PROXY_ERRORS } from '../errors';
import { corsFields } from '../headers/cors';
import { sendOwnAnswer } from '../http/own-answer';
import type { OwnAnswer } from '../http/own-answer';
import { logCrash } from '../telemetry/log-crash';
import type { Exchange } from './exchange';

/** What the client got that was no answer of the remote's. */
export interface Sent {
  /** 0 when there was no answer. */
  readonly status: number;
  /** Of the request body, as far as it was read for this. */
  readonly bytesIn?: number | undefined;
  readonly bytesOut: number;
  /** In milliseconds of `performance.now()`; NaN when there was no answer. */
  readonly answeredAtMs: number;
  /** What was thrown, so that this is not the answer it should have been. */
  readonly crash?: string;
}

export const NOTHING_SENT: Sent = { status: 0, bytesOut: 0, answeredAtMs: Number.NaN };

/** Sends `answer`, or one without anything that could go wrong in it. `readBody` returns as much of the request's as there is. */
export function sendOrExcuse(
  exchange: Exchange,
  answer: OwnAnswer,
  readBody: () => Buffer | undefined,
): Sent {
  let requestBody: Buffer | undefined;
  try {
    requestBody = readBody();
    return { ...send(exchange, answer, requestBody), bytesIn: requestBody?.length };
  } catch (error) {
    const crash = logCrash(exchange.proxy.log, error);
    return { ...sendExcuse(exchange.response), bytesIn: requestBody?.length, crash };
  }
}

function send(
  { response, pageOrigin, proxy }: Exchange,
  answer: OwnAnswer,
  requestBody: Buffer | undefined,
): Sent {
  const { status } = answer;
  if (response.destroyed) return { ...NOTHING_SENT, status };
  // What is no error has its own fields for the page.
  const cors = pageOrigin === undefined || answer.code === undefined ? [] : corsFields(pageOrigin);
  const fields = [...(answer.fields ?? []), ...cors];
  const bytesOut = sendOwnAnswer(response, { ...answer, fields }, { requestBody, isLast: proxy.draining });
  return { status, bytesOut, answeredAtMs: performance.now() };
}

/** Says that the proxy failed, with nothing in it that could go wrong; where an answer has begun it is cut. */
export function sendExcuse(response: ServerResponse): Sent {
  const code = 'ERR_PROXY_INTERNAL';
  const { status } = PROXY_ERRORS[code];
  try {
    if (!response.headersSent) {
      return { status, bytesOut: sendOwnAnswer(response, { status, code }), answeredAtMs: performance.now() };
    }
  } catch {
    // Why there is no answer has been logged.
  }
  response.destroy();
  return { ...NOTHING_SENT, status };
}
