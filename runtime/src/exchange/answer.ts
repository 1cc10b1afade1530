/** The client's side of one answer: its head, its body with backpressure, and how it ends or is cut. */
import type { ServerResponse } from 'node:http';
import { toPairs } from '../headers/response-headers';
import { HeldBytes } from '../held-bytes';
import type { DecoderSink } from '../sse/content-decoder';
import type { EventStream } from '../sse/event-stream';

/** Whose answer it is: the side of the remote. */
export interface AnswerSource {
  /** Nothing more should come until `resumeSource`. */
  pauseSource(): void;
  resumeSource(): void;
  /** All of it has been handed over to the client, which has yet to read it. */
  onAnswerEnded(): void;
  /** What came cannot be passed on, or something was thrown where it should have been. Never throws. */
  onAnswerError(error: unknown): void;
}

export class Answer implements DecoderSink {
  readonly #response: ServerResponse;
  readonly #source: AnswerSource;
  /** What the body goes through on its way (sse transport). */
  #stream: EventStream | undefined;
  #trailers: readonly string[] = [];
  #hasBody = false;
  #hasLength = false;
  /** What came after the last write, in the same turn or while the client is behind: a write of its own would cost more. */
  readonly #held = new HeldBytes();
  #isHolding = false;
  /** When the client began to leave unread what was sent, by `performance.now()`; NaN while it reads. */
  stalledSinceMs = Number.NaN;
  bytes = 0;

  constructor(response: ServerResponse, source: AnswerSource) {
    this.#response = response;
    this.#source = source;
  }

  get isStalled(): boolean {
    return !Number.isNaN(this.stalledSinceMs);
  }

  /** Has the body go through `stream`, which changes its length and takes off its coding. */
  passThrough(stream: EventStream): void {
    this.#stream = stream;
  }

  /** `headers` are names and values in turn; `hasLength` says that Content-Length is among them. */
  begin(status: number, reason: string | undefined, headers: readonly string[], hasLength: boolean): void {
    this.#hasLength = hasLength;
    this.#response.writeHead(status, reason, headers as string[]);
    process.nextTick(flushHead, this);
  }

  /** Sends the head by itself when no body came with it; otherwise it goes out in one write with the first bytes. */
  flushHead(): void {
    if (!this.#hasBody && !this.#response.destroyed) this.#response.flushHeaders();
  }

  /** Takes what came from the remote. */
  write(chunk: Buffer): void {
    if (this.#stream === undefined) this.onData(chunk);
    else this.#stream.write(chunk);
  }

  /** Nothing more comes from the remote. `trailers` are names and values in turn. */
  end(trailers: readonly string[]): void {
    this.#trailers = trailers;
    if (this.#stream === undefined) this.onEnd();
    else this.#stream.end();
  }

  /** Passes bytes on to the client as they are. */
  onData(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#hasBody = true;
    this.bytes += chunk.length;
    if (this.#isHolding) this.#held.add(chunk);
    else this.#write(chunk);
  }

  #write(chunk: Buffer): void {
    this.#isHolding = true;
    if (this.#response.write(chunk)) return process.nextTick(releaseHeld, this);
    this.stalledSinceMs = performance.now();
    if (this.#stream === undefined) this.#source.pauseSource();
    else this.#stream.pause();
  }

  /** Whether the client may have more: what was held goes out first. */
  releaseHeld(): boolean {
    this.#isHolding = false;
    const held = this.#held.take();
    if (held.length > 0 && !this.#response.destroyed) this.#write(held);
    return !this.isStalled;
  }

  onEnd(): void {
    this.#hasBody = true;
    if (this.#held.length > 0) this.#response.write(this.#held.take());
    if (this.#trailers.length > 0 && this.#response.chunkedEncoding) {
      this.#response.addTrailers(toPairs(this.#trailers));
    }
    this.#response.end();
    this.stalledSinceMs = performance.now();
    this.#source.onAnswerEnded();
  }

  onError(error: unknown): void {
    this.#source.onAnswerError(error);
  }

  pauseSource(): void {
    this.#source.pauseSource();
  }

  resumeSource(): void {
    this.#source.resumeSource();
  }

  /** The client has read what was written. */
  drained(): void {
    this.stalledSinceMs = Number.NaN;
    if (!this.releaseHeld()) return;
    if (this.#stream === undefined) this.#source.resumeSource();
    else this.#stream.resume();
  }

  /** Lets go of whatever is still on its way through. */
  release(): void {
    this.#stream?.destroy();
  }

  /**
   * Ends the answer in a way no client can take for its end. Where only the end of the connection marks the end of the
   * answer, a plain close would look like one; and what a stalled client has not read would stay in the system's buffers.
   */
  cut(): void {
    const { chunkedEncoding, socket } = this.#response;
    const isDelimited = chunkedEncoding || this.#hasLength;
    if (isDelimited && !this.isStalled) this.#response.destroy();
    else socket?.resetAndDestroy();
  }
}

function releaseHeld(answer: Answer): void {
  try {
    answer.releaseHeld();
  } catch (error) {
    answer.onError(error);
  }
}

function flushHead(answer: Answer): void {
  try {
    answer.flushHead();
  } catch (error) {
    answer.onError(error);
  }
}
