/** What the older HTTP+SSE transport needs beyond the endpoint itself: a second path, told to clients on the stream. */
import { EndpointRewriter } from './endpoint-rewriter';
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
   * A rewriter for the stream of one client, whose raw headers (names and values in turn) these are. `answeredBy` is the
   * path of the remote that answered, the last of those redirected to.
   */
  createRewriter(rawHeaders: readonly string[], answeredBy: string): EndpointRewriter {
    const base = buildPublicBase(this.#rules, rawHeaders);
    return new EndpointRewriter((announced) => base + this.#paths.accept(announced, answeredBy));
  }

  /** Calls back with the remote's path that takes messages posted to `path`, or undefined. */
  findMessagePath(path: string, query: string, found: (remotePath: string | undefined) => void): void {
    const { endpointPrefix } = this.#rules;
    const bare =
      endpointPrefix !== '' && path.startsWith(`${endpointPrefix}/`)
        ? path.slice(endpointPrefix.length)
        : path;
    // A router may leave the prefix on or not, and the remote's own path may begin alike.
    const answer = (): void => found([path, bare].find((candidate) => this.#paths.has(candidate)));
    // A message names its session in the query. Anything else cannot be one, and opens no connection to the remote.
    if (this.#paths.known || query === '') return answer();
    void this.#paths.learn().then(answer);
  }
}
