/** An answer of a remote with the sse transport on its way to a client: without content coding, endpoints rewritten. */
import { isAsciiCompatible, isEventStream } from '../headers/media-type';
import { ContentDecoder, isDecodable } from './content-decoder';
import type { DecoderSink } from './content-decoder';
import { EndpointRefusedError } from './endpoint-refused-error';
import type { EndpointRewriter } from './endpoint-rewriter';

/** What the head of an answer says about how its body is to be read: every field value, joined by commas. */
export interface EventStreamHead {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/**
 * Throws an EndpointRefusedError for an answer that a client may be able to read and the proxy is not. Every answer to
 * a GET of the endpoint counts: there are clients that look neither at its status nor at its type.
 */
export function requireReadable({ contentType, contentEncoding }: EventStreamHead): void {
  if (!isDecodable(contentEncoding)) throw new EndpointRefusedError('content coding that is not understood');
  if (isEventStream(contentType) && !isAsciiCompatible(contentType)) {
    throw new EndpointRefusedError('event stream that is not UTF-8');
  }
}

/** The sink is handed what may go to the client. An error thrown on the way ends up in its `onError`. */
export class EventStream {
  readonly #sink: DecoderSink;
  readonly #rewriter: EndpointRewriter;
  readonly #decoder: ContentDecoder;

  constructor(head: EventStreamHead, rewriter: EndpointRewriter, sink: DecoderSink) {
    requireReadable(head);
    this.#sink = sink;
    this.#rewriter = rewriter;
    this.#decoder = new ContentDecoder(head.contentEncoding, {
      onData: (chunk) => this.#guard(() => this.#pass(rewriter.push(chunk))),
      onEnd: () => this.#guard(() => this.#finish()),
      onError: (error) => sink.onError(error),
      pauseSource: () => sink.pauseSource(),
      resumeSource: () => sink.resumeSource(),
    });
  }

  write(chunk: Buffer): void {
    this.#decoder.write(chunk);
  }

  end(): void {
    this.#decoder.end();
  }

  /** The client cannot take more for now. */
  pause(): void {
    this.#decoder.pause();
  }

  resume(): void {
    this.#decoder.resume();
  }

  /** Lets go of everything; the sink is told nothing more. */
  destroy(): void {
    this.#decoder.destroy();
  }

  #finish(): void {
    this.#pass(this.#rewriter.end());
    this.#sink.onEnd();
  }

  #pass(chunk: Buffer): void {
    if (chunk.length > 0) this.#sink.onData(chunk);
  }

  /** Decoded bytes come from an event of their own, where nobody would catch what is thrown. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#decoder.destroy();
      this.#sink.onError(error);
    }
  }
}
