import type { ServerResponse } from 'node:http';
import type { StaysBehind } from '../headers/client-headers';
import { buildFields } from '../headers/response-headers';
import type { RawHeaders } from '../headers/response-headers';

/** More than any server sends in earnest; nobody waits for a client to read them. */
export const MAX_INTERIM_RESPONSES = 16;

/** Passes one on (RFC 9110 section 15.2), except the 100 this server answers by itself, and never to HTTP/1.0. */
export function forwardInterim(
  response: ServerResponse,
  status: number,
  raw: RawHeaders,
  isDropped: StaysBehind,
): void {
  if (status === 100 || response.req.httpVersion === '1.0') return;
  // Node 22 has no such method; then interim responses are not passed on.
  const informed: Partial<Pick<ServerResponse, 'writeInformation'>> = response;
  informed.writeInformation?.(status, buildFields(raw, isDropped));
}
