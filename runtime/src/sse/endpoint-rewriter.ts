/**
 * Rewrites the `endpoint` events of the HTTP+SSE transport (MCP 2024-11-05), which tell a client where to post its
 * messages, and leaves everything else as it is. What only one client would take for an endpoint is refused.
 */
import { keepLineStart, mayBeEndpoint, rewriteEndpointEvent } from './endpoint-event';
import { LineEnds } from './line-ends';

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

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = Buffer.alloc(0);
const COMMENT_LINES = /^(?::[^\n]*\n)+$/;

/** An event that outgrew what is held. */
interface LongEvent {
  /** Its current line, as far as it matters. */
  readonly line: string;
  readonly isAtLineStart: boolean;
}

export class EndpointRewriter {
  readonly #rewrite: RewriteEndpoint;
  readonly #lineEnds = new LineEnds();
  #held: Buffer = EMPTY;
  #long: LongEvent | undefined;

  constructor(rewrite: RewriteEndpoint) {
    this.#rewrite = rewrite;
  }

  /** Takes what came and returns what may go out. Throws EndpointRefusedError. */
  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    const bytes = this.#lineEnds.push(chunk);
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = EMPTY;
    if (this.#long !== undefined) rest = this.#passLongEvent(rest, this.#long, out);
    for (let end = endOfEvent(rest); end >= 0; end = endOfEvent(rest)) {
      out.push(this.#rewriteEvent(rest.subarray(0, end)));
      rest = rest.subarray(end);
    }
    if (rest.length > HELD_BYTES) rest = this.#passLongEvent(rest, { line: '', isAtLineStart: false }, out);
    if (COMMENT_LINES.test(rest.toString('latin1'))) out.push(this.#rewriteEvent(rest));
    else this.#held = rest;
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  /** What is left when the stream ends: an unfinished event, which some clients take for a whole one. */
  end(): Buffer {
    return this.#rewriteEvent(this.#held);
  }

  #rewriteEvent(event: Buffer): Buffer {
    if (!event.includes('endpoint')) return event;
    const text = event.toString('utf8');
    if (!mayBeEndpoint(text)) return event;
    const rewritten = rewriteEndpointEvent(text, this.#rewrite);
    if (rewritten === undefined)
      throw new EndpointRefusedError('endpoint event that clients read in different ways');
    return Buffer.from(rewritten);
  }

  /** Passes on an event too long to be an endpoint, as far as it has come; returns what follows it. */
  #passLongEvent(bytes: Buffer, { line, isAtLineStart }: LongEvent, out: Buffer[]): Buffer {
    const end = endOfEvent(bytes, isAtLineStart);
    const part = end < 0 ? bytes : bytes.subarray(0, end);
    const text = line + part.toString('utf8');
    if (mayBeEndpoint(text)) throw new EndpointRefusedError('endpoint event too long');
    const goesOn = {
      line: keepLineStart(text),
      isAtLineStart: part.length === 0 ? isAtLineStart : part.at(-1) === LF,
    };
    this.#long = end < 0 ? goesOn : undefined;
    out.push(part);
    return bytes.subarray(part.length);
  }
}

/**
 * Index after the blank line that ends the first event, or -1. Blank lines before the event do not end it.
 * `isAtLineStart` says that an event goes on with a new line.
 */
function endOfEvent(bytes: Buffer, isAtLineStart = false): number {
  let lineStart = isAtLineStart ? 0 : -1;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, end + 1)) {
    const isBlank = end === lineStart || (end === lineStart + 1 && bytes[lineStart] === CR);
    if (isBlank) return end + 1;
    lineStart = end + 1;
  }
  return -1;
}
