/** Renders an answer of the proxy's own: JSON, and a JSON-RPC error when the request was a JSON-RPC one. */
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROXY_ERRORS } from '../errors';
import type { ProxyError, ProxyErrorCode } from '../errors';
import { parseJsonRpcId } from './json-rpc-id';

/** Implementation-defined server error of JSON-RPC 2.0 section 5.1; the stable code is in `data`. */
const JSON_RPC_SERVER_ERROR = -32000;

export interface ErrorOptions {
  /** The whole request body, where it is at hand. */
  readonly requestBody?: Buffer | undefined;
  readonly details?: ErrorDetails;
  /** Value of Allow. */
  readonly allow?: string;
}

/** Extra facts for the caller, such as where the endpoint is. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

export function renderErrorBody(
  code: ProxyErrorCode,
  requestBody?: Buffer,
  details: ErrorDetails = {},
): string {
  const { message } = PROXY_ERRORS[code];
  const id = requestBody === undefined ? undefined : parseJsonRpcId(requestBody);
  if (id === undefined) return JSON.stringify({ error: { code, message, ...details } });
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    error: { code: JSON_RPC_SERVER_ERROR, message, data: { code, ...details } },
  });
}

/** A whole answer as text, for a connection on which no request can be told apart. */
export function renderErrorResponse(code: ProxyErrorCode): string {
  const { status } = PROXY_ERRORS[code];
  const body = renderErrorBody(code);
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

/**
 * Closing while the client still sends would reset the connection, and the answer with it (RFC 9112 section 9.6): what
 * comes is thrown away for a while, until it ends.
 */
function endLater(response: ServerResponse, body: string): void {
  const end = (): void => void response.end();
  response.write(body);
  response.req.resume().on('end', end).on('close', end);
  setTimeout(end, LINGER_MS).unref();
}

const LINGER_MS = 1000;

/** Whoever sends what cannot be taken is not trusted with another request on the same connection. */
const ENDS_CONNECTION: ReadonlySet<number> = new Set([400, 408, 431]);

function isBodyPending({ complete, headers }: IncomingMessage): boolean {
  return (
    !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
  );
}

/**
 * Refuses a request before anything is done about it. A body that came with the head is looked at first, so that a
 * JSON-RPC request gets its id back.
 */
export function refuse(response: ServerResponse, code: ProxyErrorCode, options: ErrorOptions = {}): void {
  if (!isBodyPending(response.req)) return sendError(response, code, options);
  process.nextTick(() => {
    const requestBody = (response.req.read() as Buffer | null) ?? undefined;
    if (!response.headersSent) sendError(response, code, { ...options, requestBody });
  });
}

/** Answers with an error; a request body still on its way makes the connection unfit for another request. */
export function sendError(response: ServerResponse, code: ProxyErrorCode, options: ErrorOptions = {}): void {
  const { status, retryAfter }: ProxyError = PROXY_ERRORS[code];
  const body = renderErrorBody(code, options.requestBody, options.details);
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))];
  if (options.allow !== undefined) headers.push('Allow', options.allow);
  if (retryAfter !== undefined) headers.push('Retry-After', String(retryAfter));
  const isPending = isBodyPending(response.req);
  if (isPending || ENDS_CONNECTION.has(status)) headers.push('Connection', 'close');
  response.writeHead(status, STATUS_CODES[status], headers);
  if (isPending) endLater(response, body);
  else response.end(body);
}
