import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** As much of the log as waits for its reader. */
const WAITING_BYTES = 1024 * 1024;

/** How long the end of the process waits for whoever reads the log. */
const FLUSH_MS = 500;
const FLUSH_CHECK_MS = 5;

/**
 * Where log lines go. Whatever reads them may be slow, hang or be gone, and none of it may hold up the proxy or its
 * end: what is not read waits, up to a limit; what comes then is left out, counted, and the count is reported once
 * everything before it has been read.
 */
export class LogOutput {
  readonly #stream: Writable;
  #leftOut = 0;
  #isClosed = false;
  #report: (leftOut: number) => void = () => {};

  /** Node writes to a pipe or socket without waiting for it, and to a file or terminal at once. */
  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => this.#reportLeftOut());
    // Whoever read the log is gone for good (EPIPE), so there is nobody to tell either.
    stream.on('error', () => (this.#isClosed = true));
  }

  /** Called with the number of lines that were left out, when lines are taken again. */
  onLeftOut(report: (leftOut: number) => void): void {
    this.#report = report;
  }

  write(line: string): void {
    if (this.#isClosed) return;
    const waitingBytes = this.#stream.writableLength;
    if (this.#leftOut > 0 || waitingBytes + line.length > WAITING_BYTES) this.#leftOut++;
    // A string put together of many holds on to all of them; bytes are bytes.
    else this.#stream.write(waitingBytes > 0 ? Buffer.from(line) : line);
  }

  /** Resolves when everything has been read, or nobody has read it in time. */
  async flush(): Promise<void> {
    const deadlineMs = performance.now() + FLUSH_MS;
    while (this.#stream.writableLength > 0 && !this.#isClosed && performance.now() < deadlineMs) {
      await sleep(FLUSH_CHECK_MS);
    }
  }

  #reportLeftOut(): void {
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    if (leftOut > 0) this.#report(leftOut);
  }
}
