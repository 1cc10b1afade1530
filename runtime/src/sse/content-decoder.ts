/** Takes the content coding off an event stream (RFC 9110 section 8.4), a chunk at a time and no faster than it is read. */
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';

/** The window RFC 9659 section 3 lets a sender of zstd rely on, as a power of two: what one stream may take in memory. */
const ZSTD_WINDOW_LOG = 23;

/** Low four bits of the first byte of a zlib stream (RFC 1950 section 2.2); some servers send bare deflate data. */
const ZLIB_METHOD = 8;

/**
 * Codings whose window may be megabytes, 8 MiB of zstd and 16 of br, which the remote decides: 32 KiB for the others. The
 * proxy asks for none of them, so that only a remote that was not asked takes these.
 */
const LARGE_WINDOWS: ReadonlySet<string> = new Set(['br', 'zstd']);
const MAX_LARGE_WINDOWS = 4;
let largeWindows = 0;

type CreateTransform = (first: Buffer) => Transform;

const CODINGS: ReadonlyMap<string, CreateTransform> = new Map<string, CreateTransform>([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', (first) => (((first[0] ?? 0) & 0x0f) === ZLIB_METHOD ? createInflate() : createInflateRaw())],
  ['br', () => createBrotliDecompress()],
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } })],
]);

/** Where decoded bytes go, and who is told to wait. */
export interface DecoderSink {
  onData(chunk: Buffer): void;
  /** Everything has been handed over. */
  onEnd(): void;
  /** What came is not what Content-Encoding says, or cannot be passed on. Nothing follows. */
  onError(error: unknown): void;
  /** Nothing more should be written until `resumeSource`. */
  pauseSource(): void;
  resumeSource(): void;
}

/** The bytes of an answer are not coded as its Content-Encoding says. */
export class ContentCodingError extends Error {
  readonly code = 'ERR_UPSTREAM_MALFORMED';
}

/** As many streams of a coding that takes much memory are being read as may be. */
export class TooManyWindowsError extends Error {
  readonly code = 'ERR_PROXY_OVERLOADED';
}

/** True for one coding that can be taken off here, or none. Two on top of each other nobody sends in earnest. */
export function isDecodable(contentEncoding: string | undefined): boolean {
  const coding = toCoding(contentEncoding);
  return coding === '' || CODINGS.has(coding);
}

/** Names are case-insensitive, and `identity` is none (RFC 9110 section 8.4.1). */
function toCoding(contentEncoding = ''): string {
  const coding = contentEncoding.trim().toLowerCase();
  return coding === 'identity' ? '' : coding;
}

/** A decoder for a coding of which `isDecodable` is true. It takes memory from the first byte on, not before. */
export class ContentDecoder {
  readonly #createTransform: CreateTransform | undefined;
  readonly #hasLargeWindow: boolean;
  readonly #sink: DecoderSink;
  #transform: Transform | undefined;
  #isReaderWaiting = false;
  #isInputFull = false;
  #isOver = false;

  constructor(contentEncoding: string | undefined, sink: DecoderSink) {
    const coding = toCoding(contentEncoding);
    this.#createTransform = CODINGS.get(coding);
    this.#hasLargeWindow = LARGE_WINDOWS.has(coding);
    this.#sink = sink;
  }

  write(chunk: Buffer): void {
    if (this.#isOver || chunk.length === 0) return;
    if (this.#createTransform === undefined) return this.#sink.onData(chunk);
    if (this.#transform === undefined && this.#hasLargeWindow && largeWindows >= MAX_LARGE_WINDOWS) {
      this.#isOver = true;
      return this.#sink.onError(new TooManyWindowsError('too many streams of this content coding at once'));
    }
    this.#transform ??= this.#start(this.#createTransform(chunk));
    if (this.#transform.write(chunk)) return;
    this.#isInputFull = true;
    this.#sink.pauseSource();
  }

  /** Nothing follows. An answer without a body has no coding either. */
  end(): void {
    if (this.#isOver) return;
    if (this.#transform === undefined) return this.#finish();
    this.#transform.end();
  }

  /** The reader cannot take more for now: what is decoded waits, and so does the source. */
  pause(): void {
    this.#isReaderWaiting = true;
    this.#transform?.pause();
    this.#sink.pauseSource();
  }

  resume(): void {
    this.#isReaderWaiting = false;
    this.#transform?.resume();
    if (!this.#isInputFull) this.#sink.resumeSource();
  }

  /** Lets go of everything; the sink is told nothing more. */
  destroy(): void {
    this.#isOver = true;
    this.#transform?.destroy();
  }

  #start(transform: Transform): Transform {
    if (this.#isReaderWaiting) transform.pause();
    if (this.#hasLargeWindow) {
      largeWindows++;
      transform.on('close', () => largeWindows--);
    }
    return transform
      .on('data', (chunk: Buffer) => this.#isOver || this.#sink.onData(chunk))
      .on('drain', () => this.#onDrain())
      .on('end', () => this.#isOver || this.#finish())
      .on('error', (error) => this.#onError(error));
  }

  #onDrain(): void {
    this.#isInputFull = false;
    if (!this.#isReaderWaiting && !this.#isOver) this.#sink.resumeSource();
  }

  #onError(error: Error & { code?: string }): void {
    if (this.#isOver) return;
    this.destroy();
    this.#sink.onError(
      new ContentCodingError(`not the content coding announced (${error.code ?? error.name})`),
    );
  }

  #finish(): void {
    this.#isOver = true;
    this.#sink.onEnd();
  }
}
