/** Every answer the proxy gives by itself: one row a condition. docs/errors.md is the same table for people. */
import { isUnaskedInterim, unparsedData } from './workarounds';

/** Process exit codes. */
export const EXIT = {
  /** Stopped as asked. */
  ok: 0,
  /** The configuration or a secret is wrong, or the address cannot be bound. */
  configuration: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A second signal cut the stop short. */
  forced: 130,
} as const;

export interface ProxyError {
  readonly status: number;
  readonly message: string;
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
}

export const PROXY_ERRORS = {
  ERR_PROXY_BAD_REQUEST: { status: 400, message: 'the request is not valid HTTP' },
  ERR_AUTH_REQUEST: { status: 400, message: 'more than one Authorization field was sent' },
  ERR_AUTH_TOKEN_MISSING: { status: 401, message: 'an access token is required' },
  ERR_AUTH_TOKEN_INVALID: { status: 401, message: 'the access token is not valid for this server' },
  ERR_AUTH_SCOPE: { status: 403, message: 'the access token lacks a scope that is needed here' },
  ERR_PROXY_ORIGIN: { status: 403, message: 'this Origin is not allowed' },
  ERR_PROXY_NOT_FOUND: { status: 404, message: 'there is nothing at this path' },
  ERR_PROXY_METHOD: { status: 405, message: 'this method is not part of MCP over HTTP' },
  ERR_PROXY_CLIENT_STALLED: { status: 408, message: 'the client stopped reading the answer' },
  ERR_PROXY_REQUEST_TIMEOUT: { status: 408, message: 'the request took too long to arrive' },
  ERR_PROXY_BODY_TOO_LARGE: { status: 413, message: 'the request body is too large' },
  ERR_PROXY_EXPECTATION: { status: 417, message: 'this expectation cannot be met' },
  ERR_PROXY_MISDIRECTED: { status: 421, message: 'this host is not served here' },
  ERR_PROXY_HEADERS_TOO_LARGE: { status: 431, message: 'the request header section is too large' },
  ERR_PROXY_INTERNAL: { status: 500, message: 'the proxy failed to handle this request' },
  ERR_UPSTREAM_CONNECT: { status: 502, message: 'the remote MCP server cannot be reached' },
  ERR_UPSTREAM_TLS: { status: 502, message: 'the certificate of the remote MCP server cannot be trusted' },
  ERR_UPSTREAM_CLOSED: {
    status: 502,
    message: 'the remote MCP server closed the connection before it answered',
  },
  ERR_UPSTREAM_MALFORMED: { status: 502, message: 'the answer of the remote MCP server is not valid HTTP' },
  ERR_UPSTREAM_PROTOCOL: { status: 502, message: 'the remote MCP server does not speak HTTP/1.1' },
  ERR_UPSTREAM_ENDPOINT: {
    status: 502,
    message: 'the remote MCP server announced an endpoint that cannot be passed on',
  },
  ERR_UPSTREAM_REDIRECT: { status: 502, message: 'the remote MCP server redirects to another place' },
  ERR_UPSTREAM_CREDENTIAL: {
    status: 503,
    message: "the remote MCP server refused the proxy's own credential",
    retryAfter: 5,
  },
  ERR_CREDENTIAL_UNAVAILABLE: {
    status: 503,
    message: 'a credential for the remote MCP server cannot be got at the moment',
    retryAfter: 2,
  },
  ERR_AUTH_UNAVAILABLE: {
    status: 503,
    message: 'access tokens cannot be checked at the moment',
    retryAfter: 2,
  },
  ERR_PROXY_OVERLOADED: { status: 503, message: 'too many requests at once', retryAfter: 1 },
  ERR_PROXY_DRAINING: { status: 503, message: 'the proxy is shutting down', retryAfter: 1 },
  ERR_UPSTREAM_CONNECT_TIMEOUT: {
    status: 504,
    message: 'the remote MCP server could not be reached in time',
  },
  ERR_UPSTREAM_TIMEOUT: { status: 504, message: 'the remote MCP server did not answer in time' },
  ERR_PROXY_LOOP: { status: 508, message: 'this request has been through this proxy before' },
} as const satisfies Record<string, ProxyError>;

export type ProxyErrorCode = keyof typeof PROXY_ERRORS;

/** undici's codes and Node's, by what they mean for the caller. TLS failures have codes of their own, see below. */
const UPSTREAM_CODES: ReadonlyMap<string, ProxyErrorCode> = new Map(
  Object.entries<ProxyErrorCode>({
    UND_ERR_CONNECT_TIMEOUT: 'ERR_UPSTREAM_CONNECT_TIMEOUT',
    UND_ERR_HEADERS_TIMEOUT: 'ERR_UPSTREAM_TIMEOUT',
    UND_ERR_BODY_TIMEOUT: 'ERR_UPSTREAM_TIMEOUT',
    UND_ERR_HEADERS_OVERFLOW: 'ERR_UPSTREAM_MALFORMED',
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ERR_UPSTREAM_MALFORMED',
    // undici's parser errors have a name only.
    HTTPParserError: 'ERR_UPSTREAM_MALFORMED',
    UND_ERR_SOCKET: 'ERR_UPSTREAM_CLOSED',
    ECONNRESET: 'ERR_UPSTREAM_CLOSED',
    EPIPE: 'ERR_UPSTREAM_CLOSED',
    // No descriptor is left, or no port: a limit of this process or machine, whatever the remote is like.
    EMFILE: 'ERR_PROXY_OVERLOADED',
    ENFILE: 'ERR_PROXY_OVERLOADED',
    EADDRNOTAVAIL: 'ERR_PROXY_OVERLOADED',
    // What OpenSSL makes of a server that offers HTTP/2 alone (RFC 7301 section 3.2).
    ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'ERR_UPSTREAM_PROTOCOL',
    ECONNREFUSED: 'ERR_UPSTREAM_CONNECT',
    EHOSTUNREACH: 'ERR_UPSTREAM_CONNECT',
    ENETUNREACH: 'ERR_UPSTREAM_CONNECT',
    ENOTFOUND: 'ERR_UPSTREAM_CONNECT',
    EAI_AGAIN: 'ERR_UPSTREAM_CONNECT',
    ETIMEDOUT: 'ERR_UPSTREAM_CONNECT_TIMEOUT',
    // No remote causes these: JavaScript's own have a name only, and undici refuses what it should not have been asked.
    TypeError: 'ERR_PROXY_INTERNAL',
    RangeError: 'ERR_PROXY_INTERNAL',
    ReferenceError: 'ERR_PROXY_INTERNAL',
    ERR_ASSERTION: 'ERR_PROXY_INTERNAL',
    UND_ERR_INVALID_ARG: 'ERR_PROXY_INTERNAL',
    UND_ERR_NOT_SUPPORTED: 'ERR_PROXY_INTERNAL',
  }),
);

/** What a server without TLS that speaks HTTP/2 alone begins with: a SETTINGS frame (RFC 9113 section 3.4). */
const HTTP2_PREFACE = /^\0\0.\x04\0/s;

/** Node's TLS verification codes (OpenSSL's X509_V_ERR_* names, ERR_TLS_*, ERR_SSL_*) and protocol failures. */
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$|CRL_|INVALID_)/;

/** What a failure to get an answer from the remote means for the caller. */
export function classifyUpstreamError(error: unknown): ProxyErrorCode {
  const code = errorCode(error);
  if (isProxyErrorCode(code)) return code;
  if (error instanceof Error && HTTP2_PREFACE.test(unparsedData(error) ?? '')) return 'ERR_UPSTREAM_PROTOCOL';
  if (error instanceof Error && isUnaskedInterim(error)) return 'ERR_UPSTREAM_MALFORMED';
  if (code.startsWith('HPE_')) return 'ERR_UPSTREAM_MALFORMED';
  if (code.startsWith('FORWARD_PROXY_')) return 'ERR_UPSTREAM_CONNECT';
  const known = UPSTREAM_CODES.get(code);
  if (known !== undefined) return known;
  return TLS_CODE.test(code) ? 'ERR_UPSTREAM_TLS' : 'ERR_UPSTREAM_CLOSED';
}

/** What Node refuses to write: a status or field of the remote's that it takes for malformed. */
const UNWRITABLE: ReadonlySet<string> = new Set([
  'ERR_HTTP_INVALID_STATUS_CODE',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
]);

/**
 * What something thrown here means, while an answer of the remote's is handled: what it is not said to be about is no
 * fault of the remote's.
 */
export function classifyThrown(error: unknown): ProxyErrorCode {
  const code = errorCode(error);
  if (isProxyErrorCode(code)) return code;
  return UNWRITABLE.has(code) ? 'ERR_UPSTREAM_MALFORMED' : 'ERR_PROXY_INTERNAL';
}

function isProxyErrorCode(code: string): code is ProxyErrorCode {
  return Object.hasOwn(PROXY_ERRORS, code);
}

/**
 * The code of an error or of its cause; for logs, since messages may quote what was sent. Whatever was thrown may have
 * fields of any type, or ones that throw when they are read.
 */
export function errorCode(error: unknown): string {
  try {
    return readCode(error);
  } catch {
    return 'UNKNOWN';
  }
}

function readCode(error: unknown): string {
  if (error instanceof AggregateError) return readCode(error.errors[0]);
  if (!(error instanceof Error)) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? error.name : readCode(error.cause);
}
