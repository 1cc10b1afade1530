/**
 * Which paths of the remote take messages (HTTP+SSE transport). The remote announces them on its streams, so they are
 * learned there. A replica that has not carried a stream yet asks once: a client's stream may be at another one.
 */
import type { Dispatcher } from 'undici';
import type { Logger } from '../telemetry/log';
import { isEventStream } from '../headers/media-type';
import { buildResponseHead } from '../headers/response-headers';
import type { InjectedHeaders } from '../headers/outbound-headers';
import { buildRequestTarget } from '../steps/target-url';
import type { Target } from '../steps/target-url';
import { EndpointRewriter } from './endpoint-rewriter';
import { resolveEndpoint } from './resolve-endpoint';

/** Remotes announce one path for all sessions or one for each; the oldest is forgotten first. */
const MAX_PATHS = 4096;

/** A remote that announced nothing is not asked again at once, whatever clients post. */
const LEARN_PAUSE_MS = 5_000;

/** What asking the remote takes. */
export interface Remote {
  readonly upstream: Dispatcher;
  readonly injected: InjectedHeaders;
  readonly log: Logger;
  /** From the question to the endpoint event, whatever else the stream carries. */
  readonly timeoutMs: number;
}

export class MessagePaths {
  readonly #target: Target;
  readonly #remote: Remote;
  readonly #paths = new Set<string>();
  #learning: Promise<void> | undefined;

  constructor(target: Target, remote: Remote) {
    this.#target = target;
    this.#remote = remote;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  get known(): boolean {
    return this.#paths.size > 0;
  }

  /**
   * Resolves what the remote announced on the stream it answered at `answeredBy` to a path and query of its own origin,
   * which from now on takes messages. Throws an EndpointRefusedError.
   */
  accept(announced: string, answeredBy: string): string {
    const endpoint = resolveEndpoint(announced, this.#target.origin, answeredBy);
    this.#remember(endpoint.split('?', 1)[0] as string);
    return endpoint;
  }

  #remember(path: string): void {
    this.#paths.delete(path);
    this.#paths.add(path);
    const [oldest] = this.#paths;
    if (this.#paths.size > MAX_PATHS && oldest !== undefined) this.#paths.delete(oldest);
  }

  /** Opens a stream of the proxy's own, just until the remote has announced its endpoint. Never fails. */
  learn(): Promise<void> {
    this.#learning ??= new Promise<void>((resolve) => this.#ask(resolve)).finally(() => {
      setTimeout(() => (this.#learning = undefined), LEARN_PAUSE_MS).unref();
    });
    return this.#learning;
  }

  #ask(done: () => void): void {
    const { upstream, injected, log, timeoutMs } = this.#remote;
    const request = {
      origin: this.#target.origin,
      path: buildRequestTarget(this.#target, this.#target.path, ''),
      method: 'GET',
      headers: ['accept', 'text/event-stream', ...injected.tail],
    } as const;
    const learner = new Learner(this, this.#target.path, log, done);
    setTimeout(() => learner.giveUp(), timeoutMs).unref();
    upstream.dispatch({ ...request, headers: [...request.headers] }, learner);
  }
}

/** Reads the remote's stream up to its endpoint event. */
class Learner implements Dispatcher.DispatchHandler {
  readonly #paths: MessagePaths;
  readonly #log: Logger;
  readonly #done: () => void;
  readonly #reader: EndpointRewriter;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;

  constructor(paths: MessagePaths, answeredBy: string, log: Logger, done: () => void) {
    this.#paths = paths;
    this.#log = log;
    this.#done = done;
    this.#reader = new EndpointRewriter((announced) => paths.accept(announced, answeredBy));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('learned too late'));
  }

  giveUp(): void {
    this.#isOver = true;
    this.#controller?.abort(new Error('no endpoint event in time'));
    this.#done();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    const { contentType } = buildResponseHead(controller.rawHeaders);
    if (status >= 200 && !(status === 200 && isEventStream(contentType))) {
      controller.abort(new Error(`unexpected answer ${status}`));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#reader.push(chunk);
    if (this.#paths.known) controller.abort(new Error('learned'));
  }

  onResponseEnd(): void {
    this.#done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#paths.known)
      this.#log.warn({ cause: error.message }, 'no message endpoint learned from the remote');
    this.#done();
  }
}
