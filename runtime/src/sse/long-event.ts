import { beginsEndpointLine, keepLineStart } from './endpoint-event';
import { EndpointRefusedError } from './endpoint-refused-error';
import { LF } from './event-ends';

/**
 * An event too long to be an endpoint, which is passed on as it comes. Nothing of it can be taken back, so it is over
 * as soon as a line begins to say that this is an endpoint after all.
 */
export class LongEvent {
  /** A character may be cut in two. */
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The current line, as far as it matters. */
  #lineStart = '';
  isAtLineStart = false;

  /** Throws an EndpointRefusedError. */
  read(bytes: Buffer): void {
    const text = this.#lineStart + this.#decoder.decode(bytes, { stream: true });
    if (beginsEndpointLine(text)) throw new EndpointRefusedError('endpoint event too long');
    this.#lineStart = keepLineStart(text);
    this.isAtLineStart = bytes.at(-1) === LF;
  }
}
