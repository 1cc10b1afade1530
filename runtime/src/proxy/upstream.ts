import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import type { Limits } from '../limits';

/** Connections to the remote. The time-outs of bodies are the exchange's own: undici's would end a quiet event stream. */
export function createUpstream(origin: string, limits: Limits): Dispatcher {
  return new Pool(origin, {
    connections: limits.concurrentRequests,
    pipelining: 1,
    connectTimeout: limits.connectTimeoutMs,
    headersTimeout: limits.responseHeadersTimeoutMs,
    bodyTimeout: 0,
    maxHeaderSize: limits.headerBytes,
  });
}
