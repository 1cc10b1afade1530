import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** What is below the TLS of a remote: it carries bytes the way a test wants them to arrive. */
export class Wire extends Duplex {
  readonly #raw: Socket;
  #held: Buffer[] | undefined;
  /** Whether the connection stays after the end of what is sent over it. */
  staysOpen = false;

  constructor(raw: Socket) {
    super();
    this.#raw = raw;
    raw.on('data', (chunk) => this.push(chunk) || raw.pause());
    raw.on('end', () => this.push(null));
    raw.on('close', () => this.destroy());
  }

  /** From now on what is sent goes out in one write, at the end. */
  hold(): void {
    this.#held = [];
  }

  override _read(): void {
    this.#raw.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#held === undefined) return void this.#raw.write(chunk, done);
    this.#held.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    if (this.#held !== undefined) this.#raw.write(Buffer.concat(this.#held));
    if (!this.staysOpen) this.#raw.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }
}
