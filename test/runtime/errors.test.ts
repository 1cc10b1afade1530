import { describe, expect, it } from 'vitest';
import { classifyThrown, classifyUpstreamError, PROXY_ERRORS, errorCode } from '../../runtime/src/errors';

function coded(code: string): Error {
  return Object.assign(new Error('message'), { code });
}

const THROWS: PropertyDescriptor = {
  get() {
    throw new TypeError('a bug');
  },
};

it.each([
  ['UND_ERR_CONNECT_TIMEOUT', 'ERR_UPSTREAM_CONNECT_TIMEOUT'],
  ['ETIMEDOUT', 'ERR_UPSTREAM_CONNECT_TIMEOUT'],
  ['UND_ERR_HEADERS_TIMEOUT', 'ERR_UPSTREAM_TIMEOUT'],
  ['UND_ERR_BODY_TIMEOUT', 'ERR_UPSTREAM_TIMEOUT'],
  ['UND_ERR_HEADERS_OVERFLOW', 'ERR_UPSTREAM_MALFORMED'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_UPSTREAM_MALFORMED'],
  ['HPE_INVALID_CONSTANT', 'ERR_UPSTREAM_MALFORMED'],
  ['HPE_INVALID_CHUNK_SIZE', 'ERR_UPSTREAM_MALFORMED'],
  ['UND_ERR_SOCKET', 'ERR_UPSTREAM_CLOSED'],
  ['ECONNRESET', 'ERR_UPSTREAM_CLOSED'],
  ['EPIPE', 'ERR_UPSTREAM_CLOSED'],
  ['ECONNREFUSED', 'ERR_UPSTREAM_CONNECT'],
  ['EHOSTUNREACH', 'ERR_UPSTREAM_CONNECT'],
  ['ENETUNREACH', 'ERR_UPSTREAM_CONNECT'],
  ['ENOTFOUND', 'ERR_UPSTREAM_CONNECT'],
  ['EAI_AGAIN', 'ERR_UPSTREAM_CONNECT'],
  ['CERT_HAS_EXPIRED', 'ERR_UPSTREAM_TLS'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_UPSTREAM_TLS'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'ERR_UPSTREAM_TLS'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_UPSTREAM_TLS'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_UPSTREAM_TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_UPSTREAM_TLS'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_UPSTREAM_TLS'],
  ['EPROTO', 'ERR_UPSTREAM_TLS'],
  ['ERR_PROXY_BODY_TOO_LARGE', 'ERR_PROXY_BODY_TOO_LARGE'],
  ['ERR_UPSTREAM_ENDPOINT', 'ERR_UPSTREAM_ENDPOINT'],
  ['UND_ERR_INVALID_ARG', 'ERR_PROXY_INTERNAL'],
  ['ERR_ASSERTION', 'ERR_PROXY_INTERNAL'],
  ['toString', 'ERR_UPSTREAM_CLOSED'],
  ['SOMETHING_NEW', 'ERR_UPSTREAM_CLOSED'],
])('%s means %s', (code, meaning) => expect(classifyUpstreamError(coded(code))).toBe(meaning));

it('an error of JavaScript’s own is no remote’s', () => {
  expect(classifyUpstreamError(new TypeError('a bug'))).toBe('ERR_PROXY_INTERNAL');
});

it.each([
  ['ERR_INVALID_CHAR', 'ERR_UPSTREAM_MALFORMED'],
  ['ERR_HTTP_INVALID_STATUS_CODE', 'ERR_UPSTREAM_MALFORMED'],
  ['ERR_UPSTREAM_ENDPOINT', 'ERR_UPSTREAM_ENDPOINT'],
  ['ERR_OUT_OF_RANGE', 'ERR_PROXY_INTERNAL'],
  ['ECONNRESET', 'ERR_PROXY_INTERNAL'],
])('thrown, %s means %s', (code, meaning) => expect(classifyThrown(coded(code))).toBe(meaning));

describe('the code behind an error', () => {
  it.each<[string, unknown, string]>([
    ['its own', coded('ECONNRESET'), 'ECONNRESET'],
    ['that of its cause', new Error('outer', { cause: coded('EPIPE') }), 'EPIPE'],
    [
      'that of the first of several',
      new AggregateError([coded('ECONNREFUSED'), coded('EPIPE')]),
      'ECONNREFUSED',
    ],
    ['its name, when there is none', new TypeError('x'), 'TypeError'],
    ['unknown, when it is no error', 'text', 'UNKNOWN'],
    ['unknown, when it cannot be read', Object.defineProperty(new Error('x'), 'code', THROWS), 'UNKNOWN'],
    ['unknown, when there is no first of several', new AggregateError([]), 'UNKNOWN'],
  ])('is %s', (_which, error, code) => expect(errorCode(error)).toBe(code));
});

it('asks to come back only where that helps', () => {
  const withRetry = Object.entries(PROXY_ERRORS).filter(([, row]) => 'retryAfter' in row);
  expect(withRetry.map(([, { status }]) => status)).toEqual([503, 503, 503, 503, 503]);
});
