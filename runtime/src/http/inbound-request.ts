/** A request whose body, however it is cut into chunks, keeps nobody else waiting. */
import { IncomingMessage } from 'node:http';

/**
 * Chunks after which a turn of the event loop is left to others. libuv reads a connection up to 32 times in one turn as
 * long as it finds 64 KiB there, and of chunks of one byte 64 KiB hold 11,000, at a microsecond each: with this a turn
 * ends after the 64 KiB it is at. Chunks of 256 bytes and more are never held up.
 */
const CHUNKS_A_TURN = 256;

export class InboundRequest extends IncomingMessage {
  #chunks = 0;
  #isResting = false;
  /** More was asked for meanwhile. */
  #isAsked = false;

  /** What the parser has of the body; as the answer is false, it stops reading the connection until `_read`. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const wantsMore = super.push(chunk, encoding);
    if (++this.#chunks % CHUNKS_A_TURN !== 0) return wantsMore;
    if (!this.#isResting) setImmediate(() => this.#goOn());
    this.#isResting = true;
    return false;
  }

  override _read(size: number): void {
    if (this.#isResting) this.#isAsked = true;
    else super._read(size);
  }

  #goOn(): void {
    const isAsked = this.#isAsked;
    this.#isResting = false;
    this.#isAsked = false;
    // After the end of the body, what is read next is the next request's.
    if (isAsked && !this.complete) super._read(0);
  }
}
