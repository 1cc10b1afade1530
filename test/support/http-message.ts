/**
 * Reads HTTP/1.1 messages off raw bytes (RFC 9112). Deliberately no HTTP library: a library would hide the very
 * bytes these tests are about, and would not tell a message that was cut from one that ended.
 */

/** How the end of a message's body is told (RFC 9112 section 6.3). */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

export interface HttpMessage {
  readonly startLine: string;
  /** Names and values as they were written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly framing: Framing;
  readonly body: Buffer;
  /** Whether the whole message is there; never for `close`, where only the connection can tell. */
  readonly complete: boolean;
  /** Bytes from the first of the start line to the last that belongs to the message. */
  readonly size: number;
}

const HEAD_END = '\r\n\r\n';

/** Every value of the header `name`, whatever its case. */
export function valuesOf({ headers }: HttpMessage, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** Status code of a response. */
export function statusOf({ startLine }: HttpMessage): number {
  return Number(startLine.split(' ')[1]);
}

/** Reads one request from the start of `bytes`; undefined until its head is there. */
export function parseRequest(bytes: Buffer): HttpMessage | undefined {
  return parseMessage(bytes, () => 'none');
}

/** Reads one response from the start of `bytes`. `headOnly` is for answers to HEAD. */
export function parseResponse(bytes: Buffer, headOnly = false): HttpMessage | undefined {
  return parseMessage(bytes, (startLine) => {
    const status = Number(startLine.split(' ')[1]);
    return headOnly || status < 200 || status === 204 || status === 304 ? 'bodiless' : 'close';
  });
}

/** Reads responses one after another, up to the end of the bytes or the first incomplete one. */
export function parseResponses(bytes: Buffer): HttpMessage[] {
  const messages: HttpMessage[] = [];
  let rest = bytes;
  for (;;) {
    const message = parseResponse(rest);
    if (message === undefined) return messages;
    messages.push(message);
    if (!message.complete) return messages;
    rest = rest.subarray(message.size);
  }
}

/** `unframed` says what a head without Content-Length and Transfer-Encoding means, or that there is no body anyway. */
function parseMessage(
  bytes: Buffer,
  unframed: (startLine: string) => 'none' | 'close' | 'bodiless',
): HttpMessage | undefined {
  const headSize = bytes.indexOf(HEAD_END);
  if (headSize < 0) return undefined;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, headSize).split('\r\n');
  const headers = lines.map(toHeader);
  const bodyStart = headSize + HEAD_END.length;
  const rest = bytes.subarray(bodyStart);
  const { framing, body, complete, size } = parseBody(headers, rest, unframed(startLine));
  return { startLine, headers, framing, body, complete, size: bodyStart + size };
}

function toHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

type Body = Pick<HttpMessage, 'framing' | 'body' | 'complete' | 'size'>;

const EMPTY = Buffer.alloc(0);

function parseBody(headers: HttpMessage['headers'], rest: Buffer, unframed: string): Body {
  const valueOf = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  if (unframed === 'bodiless') return { framing: 'none', body: EMPTY, complete: true, size: 0 };
  if (valueOf('transfer-encoding')?.toLowerCase() === 'chunked') return parseChunked(rest);
  const length = valueOf('content-length');
  if (length !== undefined) {
    const body = rest.subarray(0, Number(length));
    return { framing: 'length', body, complete: body.length === Number(length), size: body.length };
  }
  return unframed === 'close'
    ? { framing: 'close', body: rest, complete: false, size: rest.length }
    : { framing: 'none', body: EMPTY, complete: true, size: 0 };
}

function parseChunked(rest: Buffer): Body {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    if (size === 0) return parseTrailers(rest, lineEnd, Buffer.concat(chunks));
    const next = lineEnd + 2 + size + 2;
    if (size > 0) chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    if (Number.isNaN(size) || next > rest.length) {
      return { framing: 'chunked', body: Buffer.concat(chunks), complete: false, size: rest.length };
    }
    at = next;
  }
}

function parseTrailers(rest: Buffer, lastChunkEnd: number, body: Buffer): Body {
  const end = rest.indexOf(HEAD_END, lastChunkEnd);
  return {
    framing: 'chunked',
    body,
    complete: end >= 0,
    size: end < 0 ? rest.length : end + HEAD_END.length,
  };
}
