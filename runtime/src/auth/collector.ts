import { errorCode } from '../errors';
import type { Connection } from '../upstream/connection';
import type { OutboundRequest, UpstreamCall } from '../upstream/upstream-call';
import type { Upstream } from '../upstream/upstream';
import { IssuerError } from './issuer-error';

/** More than any metadata or key set has; the rest of an answer is not read. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Collects a 200 answer as text, and gives up on anything else, too long or too slow. */
export class Collector implements UpstreamCall {
  connection: Connection | undefined;
  readonly network = undefined;
  /** Rejects with an IssuerError, or with what was thrown where the proxy itself is at fault. */
  readonly answer: Promise<string>;
  readonly #upstream: Upstream;
  readonly #request: OutboundRequest;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #resolve: (text: string) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(upstream: Upstream, request: OutboundRequest, timeoutMs: number) {
    this.#upstream = upstream;
    this.#request = request;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#giveUp('TIMEOUT'), timeoutMs);
    upstream.send(this, request);
  }

  onStart(): void {}
  onSent(): void {}

  onHead(status: number): void {
    if (status > 200) this.#giveUp(`HTTP_${status}`);
  }

  onData(chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes > MAX_ANSWER_BYTES) this.#giveUp('ANSWER_TOO_LARGE');
  }

  onEnd(): void {
    clearTimeout(this.#timer);
    this.#resolve(Buffer.concat(this.#chunks).toString());
  }

  /** Asking twice does no harm, and an idle connection may have been closed at the very moment it was used again. */
  onError(error: unknown, isStale: boolean): void {
    if (isStale) return this.#upstream.send(this, this.#request, true);
    this.#fail(error instanceof IssuerError ? error.code : errorCode(error));
  }

  onCrash(error: unknown): void {
    clearTimeout(this.#timer);
    this.#reject(error);
  }

  #giveUp(code: string): void {
    this.#upstream.cancel(this);
    this.#fail(code);
  }

  #fail(code: string): void {
    clearTimeout(this.#timer);
    this.#reject(new IssuerError(code));
  }
}
