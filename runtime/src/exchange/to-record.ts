/** What is kept of a request that is over: the record everything that is told of it is made of. */
import type { ProxyErrorCode } from '../errors';
import type { Outcome, RequestRecord } from '../telemetry/record';
import type { Exchange } from './exchange';
import type { Forwarding } from './forwarding';
import type { Sent } from './own-departure';

/** Why a request was not answered. */
export interface Failure {
  readonly code?: ProxyErrorCode | undefined;
  readonly cause?: string | undefined;
  /** Header it is about. */
  readonly header?: string | undefined;
}

/** `own` is an answer of our own, `forwarding` the way to the remote, where it came to that. */
export function toRecord(
  { request, response, route, beganMs }: Exchange,
  forwarding: Forwarding | undefined,
  outcome: Outcome,
  { code, cause, header }: Failure,
  own: Sent,
): RequestRecord {
  const answered = forwarding?.hasAnswer ?? false;
  const { answeredAtMs, bytesOut } = forwarding !== undefined && answered ? forwarding : own;
  return {
    method: request.method ?? '',
    route,
    outcome,
    code,
    cause,
    header,
    status: answered ? response.statusCode : own.status,
    answered,
    durationMs: performance.now() - beganMs,
    firstByteMs: answeredAtMs - beganMs,
    // What nobody has asked for waits in the request.
    bytesIn: forwarding?.bytesIn ?? own.bytesIn ?? request.readableLength,
    bytesOut,
  };
}
