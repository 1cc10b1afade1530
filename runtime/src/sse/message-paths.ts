/**
 * Which paths of the remote take messages (HTTP+SSE transport). The remote announces them on its streams, so they are
 * learned there. A replica that has not carried a stream yet asks once: a client's stream may be at another one.
 */
import { classifyThrown, errorCode } from '../errors';
import { keepNewest } from '../keep-newest';
import { followedRedirect, MAX_REDIRECTS } from '../target/redirect';
import type { Logger } from '../telemetry/log';
import { logCrash } from '../telemetry/log-crash';
import { isEventStream } from '../headers/media-type';
import { buildResponseHead } from '../headers/response-headers';
import type { RawHeaders } from '../headers/response-headers';
import type { InjectedHeaders } from '../headers/outbound-headers';
import { buildRequestTarget, splitTarget } from '../target/target-url';
import type { Target } from '../target/target-url';
import type { Connection } from '../upstream/connection';
import type { UpstreamCall } from '../upstream/upstream-call';
import type { Upstream } from '../upstream/upstream';
import { EndpointRewriter } from './endpoint-rewriter';
import { EventStream } from './event-stream';
import { resolveEndpoint } from './resolve-endpoint';

/** Remotes announce one path for all sessions or one for each; the oldest is forgotten first. */
const MAX_PATHS = 4096;

/** A remote that announced nothing is not asked again at once, whatever clients post. */
const LEARN_PAUSE_MS = 5_000;

/** What asking the remote takes. */
export interface Remote {
  readonly upstream: Upstream;
  /** This proxy in Via fields. */
  readonly via: string;
  readonly injected: InjectedHeaders;
  readonly log: Logger;
  /** From the question to the endpoint event, whatever else the stream carries. */
  readonly timeoutMs: number;
}

export class MessagePaths {
  readonly #target: Target;
  readonly #remote: Remote;
  readonly #paths = new Map<string, true>();
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
    keepNewest(this.#paths, splitTarget(endpoint).path, true, MAX_PATHS);
    return endpoint;
  }

  /** Opens a stream of the proxy's own, just until the remote has announced its endpoint. Never fails. */
  learn(): Promise<void> {
    this.#learning ??= new Promise<void>((resolve) => this.#ask(resolve)).finally(() => {
      setTimeout(() => (this.#learning = undefined), LEARN_PAUSE_MS).unref();
    });
    return this.#learning;
  }

  #ask(done: () => void): void {
    const learner = new Learner(this, this.#target, this.#remote, done);
    setTimeout(() => learner.giveUp(), this.#remote.timeoutMs).unref();
    learner.ask(buildRequestTarget(this.#target, this.#target.path, ''));
  }
}

/** Reads the remote's stream up to its endpoint event. */
class Learner implements UpstreamCall {
  readonly #paths: MessagePaths;
  readonly #origin: string;
  readonly #remote: Remote;
  readonly #done: () => void;
  #stream: EventStream | undefined;
  /** Path and query asked for. */
  #asked = '';
  #redirects = 0;
  #isOver = false;
  connection: Connection | undefined;
  readonly network = undefined;

  constructor(paths: MessagePaths, { origin }: Target, remote: Remote, done: () => void) {
    this.#paths = paths;
    this.#origin = origin;
    this.#remote = remote;
    this.#done = done;
  }

  ask(target: string): void {
    const { upstream, injected, via } = this.#remote;
    this.#asked = target;
    upstream.send(this, {
      target,
      method: 'GET',
      headers: ['accept', 'text/event-stream', ...injected.tail, 'via', via],
      body: undefined,
    });
  }

  giveUp(): void {
    this.#end('no endpoint event in time');
  }

  onStart(): void {}
  onSent(): void {}

  onHead(status: number, raw: RawHeaders): void {
    if (status < 200) return;
    const head = buildResponseHead(raw);
    const redirect = followedRedirect(status, head.location, this.#origin, this.#asked);
    if (redirect !== undefined && this.#redirects++ < MAX_REDIRECTS) return this.#follow(redirect);
    if (status !== 200 || !isEventStream(head.contentType)) return this.#end(`unexpected answer ${status}`);
    this.#stream = new EventStream(head, this.#createRewriter(), {
      onData: () => this.#lookUp(),
      onEnd: () => this.#end('the stream ended'),
      onError: (error) => this.#onUnread(error),
      pauseSource: () => this.connection?.pause(),
      resumeSource: () => this.connection?.resume(),
    });
  }

  /** As a client's own stream would, wherever that leads within the origin. */
  #follow(target: string): void {
    this.#remote.upstream.cancel(this);
    this.ask(target);
  }

  #createRewriter(): EndpointRewriter {
    const answeredBy = this.#asked;
    return new EndpointRewriter((announced) => this.#paths.accept(announced, answeredBy));
  }

  onData(chunk: Buffer): void {
    this.#stream?.write(chunk);
  }

  #lookUp(): void {
    if (this.#paths.known) this.#end('learned');
  }

  onEnd(): void {
    this.#stream?.end();
  }

  /** What the remote sent cannot be read, or something was thrown where it should have been. */
  #onUnread(error: unknown): void {
    if (classifyThrown(error) === 'ERR_PROXY_INTERNAL') this.onCrash(error);
    else this.onError(error);
  }

  onError(error: unknown): void {
    this.#end(errorCode(error));
  }

  onCrash(error: unknown): void {
    this.#end(logCrash(this.#remote.log, error));
  }

  #end(cause: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stream?.destroy();
    this.#remote.upstream.cancel(this);
    if (!this.#paths.known) this.#remote.log.warn({ cause }, 'no message endpoint learned from the remote');
    this.#done();
  }
}
