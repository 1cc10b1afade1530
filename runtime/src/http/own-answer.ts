/** Answers of the proxy's own: what they are, and the one door they leave by. */
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROXY_ERRORS } from '../errors';
import type { ProxyError, ProxyErrorCode } from '../errors';
import { endAfterAnswer } from '../workarounds';
import { readAll } from './inbound-request';
import { parseJsonRpcId } from './json-rpc-id';

/** An answer that does not come from the remote. */
export interface OwnAnswer {
  readonly status: number;
  /** The error it tells of; without one, `body` is all it says. */
  readonly code?: ProxyErrorCode;
  /** Says more than `code`, in the log. */
  readonly cause?: string;
  /** Extra facts for the caller, such as where the endpoint is. */
  readonly details?: ErrorDetails;
  /** Header fields beside those every answer has: names and values in turn. */
  readonly fields?: readonly string[];
  /** Of an answer that is no error. */
  readonly body?: OwnBody;
}

/** What an answer says, and in which form. */
export interface OwnBody {
  /** With its parameters, as Content-Type has it (RFC 9110 section 8.3.1). */
  readonly mediaType: string;
  readonly text: string;
}

const JSON_TYPE = 'application/json';

export function toJsonBody(value: object): OwnBody {
  return { mediaType: JSON_TYPE, text: JSON.stringify(value) };
}

export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error of the table as an answer. */
export function toRefusal(
  code: ProxyErrorCode,
  { details, cause, fields = [] }: Pick<OwnAnswer, 'details' | 'cause' | 'fields'> = {},
): OwnAnswer {
  const { status, retryAfter }: ProxyError = PROXY_ERRORS[code];
  const retry = retryAfter === undefined ? [] : ['Retry-After', String(retryAfter)];
  return {
    status,
    code,
    fields: [...fields, ...retry],
    ...(details && { details }),
    ...(cause && { cause }),
  };
}

/** Implementation-defined server error of JSON-RPC 2.0 section 5.1; the stable code is in `data`. */
const JSON_RPC_SERVER_ERROR = -32000;

/** JSON, and a JSON-RPC error when the request was a JSON-RPC one. */
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

/** The door where no request can be told apart on a connection, so that there is no response object to send: text. */
export function renderErrorResponse(code: ProxyErrorCode): string {
  const { status } = PROXY_ERRORS[code];
  const body = renderErrorBody(code);
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${JSON_TYPE}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

/** Whoever sends what cannot be taken is not trusted with another request on the same connection. */
const ENDS_CONNECTION: ReadonlySet<number> = new Set([400, 408, 431]);

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** True while a request body is on its way. */
function isBodyPending(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request);
}

/** Calls back when the parser is through with what has arrived, the end of the request included. */
export function afterWhatCame(request: IncomingMessage, done: () => void): void {
  if (hasBody(request)) setImmediate(done);
  else done();
}

/** As much of the request body as has come: with it a JSON-RPC request that is refused gets its id back. */
export function readWhatCame(request: IncomingMessage): Buffer | undefined {
  return hasBody(request) ? (readAll(request) ?? undefined) : undefined;
}

/** How an answer leaves. */
export interface Delivery {
  /** As much of the request body as there is. */
  readonly requestBody?: Buffer | undefined;
  /** The connection ends with it. */
  readonly isLast?: boolean;
}

/**
 * The door. A request body still on its way makes the connection unfit for another request. Returns the length of the
 * answer's body in bytes.
 */
export function sendOwnAnswer(
  response: ServerResponse,
  answer: OwnAnswer,
  { requestBody, isLast = false }: Delivery = {},
): number {
  const body = bodyOf(answer, requestBody);
  const text = body?.text ?? '';
  const bytes = Buffer.byteLength(text);
  const headers = [...(answer.fields ?? [])];
  if (body !== undefined) headers.push('Content-Type', body.mediaType, 'Content-Length', String(bytes));
  const isPending = isBodyPending(response.req);
  // Node says so in the Connection field, and what was sent ahead on the connection is not looked at.
  if (isLast || isPending || ENDS_CONNECTION.has(answer.status)) endAfterAnswer(response);
  response.writeHead(answer.status, STATUS_CODES[answer.status], headers);
  if (isPending) endLater(response, text);
  else response.end(text);
  return response.req.method === 'HEAD' ? 0 : bytes;
}

function bodyOf({ code, details, body }: OwnAnswer, requestBody: Buffer | undefined): OwnBody | undefined {
  if (code === undefined) return body;
  return { mediaType: JSON_TYPE, text: renderErrorBody(code, requestBody, details) };
}

/**
 * Closing while the client still sends would reset the connection, and the answer with it (RFC 9112 section 9.6): what
 * comes is thrown away for a while, until it ends.
 */
function endLater(response: ServerResponse, text: string): void {
  const end = (): void => void response.end();
  response.write(text);
  response.req.resume().on('end', end).on('close', end);
  setTimeout(end, LINGER_MS).unref();
}

const LINGER_MS = 1000;
