const EMPTY = Buffer.alloc(0);

/**
 * Bytes that wait for more. What is added is copied: to keep a view of each piece would cost a hundred times as much as
 * the piece, where somebody sends a byte at a time.
 */
export class HeldBytes {
  #buffer: Buffer = EMPTY;
  length = 0;

  get first(): number | undefined {
    return this.length === 0 ? undefined : this.#buffer[0];
  }

  get last(): number | undefined {
    return this.#buffer[this.length - 1];
  }

  add(bytes: Buffer): void {
    const length = this.length + bytes.length;
    // Twice as much each time, so that every byte is copied twice on average, however many pieces there are.
    if (length > this.#buffer.length) this.#grow(Math.max(length, 2 * this.length));
    bytes.copy(this.#buffer, this.length);
    this.length = length;
  }

  /** Everything, as it is now. */
  get all(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  /** Everything, which is held no longer. */
  take(): Buffer {
    const bytes = this.all;
    this.#buffer = EMPTY;
    this.length = 0;
    return bytes;
  }

  #grow(size: number): void {
    // Of its own: a piece of Node's pool would hold all 64 KiB of it, for as long as it waits.
    const larger = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }
}
