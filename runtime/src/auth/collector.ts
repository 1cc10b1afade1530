import type { Dispatcher } from 'undici';
import { errorCode } from '../errors';
import { IssuerError } from './issuer-error';

/** More than any metadata or key set has; the rest of an answer is not read. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Collects a 200 answer as text, and gives up on anything else, too long or too slow. */
export class Collector implements Dispatcher.DispatchHandler {
  /** Rejects with an IssuerError. */
  readonly answer: Promise<string>;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: IssuerError | undefined;
  #resolve: (text: string) => void = () => {};
  #reject: (error: IssuerError) => void = () => {};

  constructor(timeoutMs: number) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#fail('TIMEOUT'), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have waited for a connection until there was no time left.
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    if (status > 200) this.#fail(`HTTP_${status}`);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_ANSWER_BYTES) this.#fail('ANSWER_TOO_LARGE');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#resolve(Buffer.concat(this.#chunks).toString());
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#fail(errorCode(error));
  }

  #fail(code: string): void {
    if (this.#failure !== undefined) return;
    clearTimeout(this.#timer);
    this.#failure = new IssuerError(code);
    this.#reject(this.#failure);
    this.#controller?.abort(this.#failure);
  }
}
