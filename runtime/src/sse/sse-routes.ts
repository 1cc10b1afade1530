/** What the older HTTP+SSE transport needs beyond the endpoint itself: a second path, told to clients on the stream. */
import type { DecoderSink } from './content-decoder';
import { EndpointRewriter } from './endpoint-rewriter';
import { EventStream } from './event-stream';
import type { EventStreamHead } from './event-stream';
import type { MessagePaths } from './message-paths';
import { buildPublicBase } from './public-base';
import type { PublicBaseRules } from './public-base';

export class SseRoutes {
  readonly #rules: PublicBaseRules;
  readonly #paths: MessagePaths;

  constructor(rules: PublicBaseRules, paths: MessagePaths) {
    this.#rules = rules;
    this.#paths = paths;
  }

  /**
   * What an answer goes through on its way to a client, whose raw headers (names and values in turn) these are.
   * `answeredBy` is the path of the remote that answered, the last of those redirected to. Throws an
   * EndpointRefusedError.
   */
  createStream(
    head: EventStreamHead,
    rawHeaders: readonly string[],
    answeredBy: string,
    sink: DecoderSink,
  ): EventStream {
    const base = buildPublicBase(this.#rules, rawHeaders);
    const rewriter = new EndpointRewriter((announced) => base + this.#paths.accept(announced, answeredBy));
    return new EventStream(head, rewriter, sink);
  }

  /** The remote's path that takes messages posted to `path`, or undefined; a promise where the remote has to be asked. */
  findMessagePath(path: string, query: string): string | undefined | Promise<string | undefined> {
    // A message names its session in the query. Anything else cannot be one, and opens no connection to the remote.
    if (this.#paths.known || query === '') return this.#lookUp(path);
    return this.#paths.learn().then(() => this.#lookUp(path));
  }

  /** A router may leave the prefix on or not, and the remote's own path may begin alike. */
  #lookUp(path: string): string | undefined {
    const { endpointPrefix } = this.#rules;
    const bare =
      endpointPrefix !== '' && path.startsWith(`${endpointPrefix}/`)
        ? path.slice(endpointPrefix.length)
        : path;
    return [path, bare].find((candidate) => this.#paths.has(candidate));
  }
}
