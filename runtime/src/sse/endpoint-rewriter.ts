/**
 * Rewrites the `endpoint` events of the HTTP+SSE transport (MCP 2024-11-05), which tell a client where to post its
 * messages, and leaves every other byte as it is. Event stream format: WHATWG HTML section 9.2.
 */

/** Says what a client is to be told instead, or throws an EndpointRefusedError. */
export type RewriteEndpoint = (announced: string) => string;

/** The remote announced an endpoint the proxy will not pass on. The announced text is not in the message. */
export class EndpointRefusedError extends Error {
  readonly code = 'ERR_UPSTREAM_ENDPOINT';
}

/**
 * Bytes of an unfinished event that are held back until its type is known. No endpoint is this long; a longer event
 * streams on as it comes.
 */
const HELD_BYTES = 8 * 1024;

/** As much of a line as tells it from an endpoint event. */
const LINE_START = 64;

const CR = 0x0d;
const LF = 0x0a;
const EMPTY = Buffer.alloc(0);
/** More spaces than the format allows for: some clients trim the name. */
const ENDPOINT_EVENT = /^\uFEFF?event:\s*endpoint\s*$/;
const COMMENT_LINES = /^(?::[^\r\n]*(?:\r\n|\r|\n))+$/;

export class EndpointRewriter {
  readonly #rewrite: RewriteEndpoint;
  #held: Buffer = EMPTY;
  /** Start of the current line of an event that outgrew what is held, or undefined outside of one. */
  #longLine: string | undefined;
  #endsInCr = false;

  constructor(rewrite: RewriteEndpoint) {
    this.#rewrite = rewrite;
  }

  /** Takes what came and returns what may go out. Throws EndpointRefusedError. */
  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = EMPTY;
    if (this.#longLine !== undefined) rest = this.#passLongEvent(rest, out);
    for (let end = endOfEvent(rest); end >= 0; end = endOfEvent(rest)) {
      out.push(this.#rewriteEvent(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
    if (rest.length > HELD_BYTES) rest = this.#passLongEvent(rest, out);
    if (COMMENT_LINES.test(rest.toString('latin1'))) out.push(rest);
    else this.#held = rest;
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  /** What is left when the stream ends: an unfinished event, which clients discard. */
  end(): Buffer {
    return this.#held;
  }

  /** Only what the data lines say changes: every line and line end around them stays, a cut CRLF's halves too. */
  #rewriteEvent(event: Buffer): Buffer {
    if (!event.includes('endpoint')) return event;
    const lines = event.toString('utf8').match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [];
    if (!lines.some((line) => ENDPOINT_EVENT.test(line))) return event;
    const at = lines.findIndex(isData);
    if (at < 0) return event;
    const announced = lines.filter(isData).map((line) => line.trimEnd().replace(/^data:? ?/, ''));
    const lineEnd = /[\r\n]*$/.exec(lines[at] as string)?.[0] ?? '';
    const rewritten = `data: ${this.#rewrite(announced.join('\n'))}${lineEnd}`;
    return Buffer.from(lines.map((line, i) => (i === at ? rewritten : isData(line) ? '' : line)).join(''));
  }

  /** Passes on an event too long to be an endpoint, as far as it has come; returns what follows it. */
  #passLongEvent(bytes: Buffer, out: Buffer[]): Buffer {
    // The second half of a CRLF that was cut in two begins no line.
    const start = this.#endsInCr && bytes[0] === LF ? 1 : 0;
    const end = endOfEvent(bytes.subarray(start), this.#longLine === '');
    const part = end < 0 ? bytes : bytes.subarray(0, start + end);
    const lines = ((this.#longLine ?? '') + part.subarray(start).toString('utf8')).split(/\r\n|\r|\n/);
    if (lines.some((line) => ENDPOINT_EVENT.test(line)))
      throw new EndpointRefusedError('endpoint event too long');
    this.#longLine = end < 0 ? (lines.at(-1) as string).slice(0, LINE_START) : undefined;
    this.#endsInCr = part.at(-1) === CR;
    out.push(part);
    return bytes.subarray(part.length);
  }
}

function isData(line: string): boolean {
  return /^data(?::|[\r\n]|$)/.test(line);
}

/**
 * Index after the blank line that ends the first event, or -1. Blank lines before the event do not end it: the second
 * half of a CRLF that was cut in two looks like one. `atLineStart` says that a long event goes on with a new line.
 */
function endOfEvent(bytes: Buffer, atLineStart = false): number {
  let lineStart = atLineStart ? 0 : -1;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte !== LF && byte !== CR) continue;
    const isBlank = i === lineStart;
    if (byte === CR && bytes[i + 1] === LF) i++;
    if (isBlank) return i + 1;
    lineStart = i + 1;
  }
  return -1;
}
