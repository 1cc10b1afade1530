/** The remote announced an endpoint the proxy will not pass on. The announced text is not in the message. */
export class EndpointRefusedError extends Error {
  readonly code = 'ERR_UPSTREAM_ENDPOINT';
}
