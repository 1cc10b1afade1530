/**
 * Rewrites the `endpoint` events of the HTTP+SSE transport (MCP 2024-11-05), which tell a client where to post its
 * messages, and leaves everything else as it is. What only one client would take for an endpoint is refused. What goes
 * out depends on the bytes alone and not on how they are cut, and every byte is looked at once.
 */
import { mayBeEndpoint, rewriteEndpointEvent } from './endpoint-event';
import { EndpointRefusedError } from './endpoint-refused-error';
import { COLON, endOfEvent, endOfLine, endOfPart, HELD_BYTES, isPlainComment, LF } from './event-ends';
import { HeldBytes } from '../held-bytes';
import { LineEnds } from './line-ends';
import { LongEvent } from './long-event';

/** Says what a client is to be told instead, or throws an EndpointRefusedError. */
export type RewriteEndpoint = (announced: string) => string;

/** Every endpoint event has it. */
const ENDPOINT = 'endpoint';

export class EndpointRewriter {
  readonly #rewrite: RewriteEndpoint;
  readonly #lineEnds = new LineEnds();
  /** An event that has begun. */
  readonly #held = new HeldBytes();
  /** Whether that is a comment so far, whose first line has not ended. */
  #isComment = false;
  /** An event that outgrew what is held. */
  #long: LongEvent | undefined;

  constructor(rewrite: RewriteEndpoint) {
    this.#rewrite = rewrite;
  }

  /** Takes what came and returns what may go out. Throws EndpointRefusedError. */
  push(chunk: Buffer): Buffer {
    const out: Buffer[] = [];
    let rest = this.#lineEnds.push(chunk);
    if (this.#long !== undefined) rest = this.#passLong(this.#long, rest, out);
    while (this.#held.length > 0 && rest.length > 0) rest = this.#goOn(rest, out);
    if (this.#long !== undefined) rest = this.#passLong(this.#long, rest, out);
    this.#hold(this.#passParts(rest, out), out);
    return out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out);
  }

  /** What is left when the stream ends: an unfinished event, which some clients take for a whole one. */
  end(): Buffer {
    return this.#rewriteEvent(this.#held.take());
  }

  /** Passes on all that has come as a whole; returns what has not. */
  #passParts(bytes: Buffer, out: Buffer[]): Buffer {
    let [passed, start, word] = [0, 0, bytes.indexOf(ENDPOINT)];
    for (let end = endOfPart(bytes, 0); end >= 0; end = endOfPart(bytes, start)) {
      if (end - start > HELD_BYTES) new LongEvent().read(bytes.subarray(start, end));
      else if (word >= 0 && word < end) {
        out.push(bytes.subarray(passed, start), this.#rewriteEvent(bytes.subarray(start, end)));
        passed = end;
      }
      if (word >= 0 && word < end) word = bytes.indexOf(ENDPOINT, end);
      start = end;
    }
    out.push(bytes.subarray(passed, start));
    return bytes.subarray(start);
  }

  /** Goes on with what is held, up to its end; returns what follows. */
  #goOn(bytes: Buffer, out: Buffer[]): Buffer {
    const wasComment = this.#isComment;
    const end = wasComment ? endOfLine(bytes, 0) : endOfEvent(bytes, 0, this.#held.last === LF);
    const part = end < 0 ? bytes : bytes.subarray(0, end);
    this.#held.add(part);
    if (end >= 0) this.#isComment = false;
    if (this.#held.length > HELD_BYTES) this.#becomeLong(end >= 0 && !wasComment, out);
    else if (end >= 0) this.#finish(wasComment, out);
    return bytes.subarray(part.length);
  }

  /** What is held has come as a whole, unless it is the first line of an event. */
  #finish(isLine: boolean, out: Buffer[]): void {
    const bytes = this.#held.take();
    if (!isLine || isPlainComment(bytes, 0, bytes.length)) out.push(this.#rewriteEvent(bytes));
    else this.#held.add(bytes);
  }

  #hold(bytes: Buffer, out: Buffer[]): void {
    if (bytes.length === 0) return;
    this.#held.add(bytes);
    this.#isComment = this.#held.first === COLON && !bytes.includes(LF);
    if (this.#held.length > HELD_BYTES) this.#becomeLong(false, out);
  }

  #becomeLong(isOver: boolean, out: Buffer[]): void {
    const bytes = this.#held.take();
    const long = new LongEvent();
    long.read(bytes);
    this.#isComment = false;
    this.#long = isOver ? undefined : long;
    out.push(bytes);
  }

  /** Passes on a long event, as far as it has come; returns what follows it. */
  #passLong(long: LongEvent, bytes: Buffer, out: Buffer[]): Buffer {
    const end = endOfEvent(bytes, 0, long.isAtLineStart);
    const part = end < 0 ? bytes : bytes.subarray(0, end);
    if (part.length > 0) long.read(part);
    if (end >= 0) this.#long = undefined;
    out.push(part);
    return bytes.subarray(part.length);
  }

  #rewriteEvent(event: Buffer): Buffer {
    if (!event.includes(ENDPOINT)) return event;
    const text = event.toString('utf8');
    if (!mayBeEndpoint(text)) return event;
    const rewritten = rewriteEndpointEvent(text, this.#rewrite);
    if (rewritten === undefined)
      throw new EndpointRefusedError('endpoint event that clients read in different ways');
    return Buffer.from(rewritten);
  }
}
