/** Every limit and its default, in one place; docs/limits.md is the same table for people. */

export interface Limits {
  /** Bytes of the client's header section, and of the remote's. */
  readonly headerBytes: number;
  /** Bytes of one request body. */
  readonly requestBodyBytes: number;
  /** Time for the client's header section to arrive. */
  readonly requestHeadersTimeoutMs: number;
  /** Time for a whole request to arrive, body included. */
  readonly requestTimeoutMs: number;
  /** Time an idle client connection is kept; longer than the 60 s of common load balancers. */
  readonly keepAliveTimeoutMs: number;
  /** Time to connect to the remote, TLS handshake included. */
  readonly connectTimeoutMs: number;
  /** Time from the end of the request to the remote's response headers; a tool call may take minutes. */
  readonly responseHeadersTimeoutMs: number;
  /** Silence after which a response that is not an event stream is given up; 0 is never. */
  readonly responseIdleTimeoutMs: number;
  /** Silence after which an event stream is given up; 0 is never. */
  readonly eventStreamIdleTimeoutMs: number;
  /** Time a client may leave what was sent unread before it is given up. */
  readonly clientStallTimeoutMs: number;
  /** Requests in progress at once, open streams included; each holds at most one connection to the remote. */
  readonly concurrentRequests: number;
}

export const DEFAULT_LIMITS: Limits = {
  headerBytes: 32 * 1024,
  requestBodyBytes: 8 * 1024 * 1024,
  requestHeadersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
  connectTimeoutMs: 10_000,
  responseHeadersTimeoutMs: 300_000,
  responseIdleTimeoutMs: 300_000,
  eventStreamIdleTimeoutMs: 0,
  clientStallTimeoutMs: 60_000,
  concurrentRequests: 2048,
};
