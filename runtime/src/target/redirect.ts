/** Which redirects of the remote the proxy follows by itself: those that change nothing but the path. */
import { headerKey } from '../../../contract/header-names';
import { keepNewest } from '../keep-newest';
import { splitTarget } from './target-url';

/** As many as a chain of trailing-slash, case and version redirects may take. */
export const MAX_REDIRECTS = 5;

/** So much of a redirect's body is read to its end, so that its connection serves the next request too. */
export const DRAINED_BYTES = 16 * 1024;

/**
 * The path and query to ask for instead, or undefined when the redirect is the client's to follow. 307 and 308 keep
 * method and body (RFC 9110 sections 15.4.8 and 15.4.9), and only within the configured origin may the injected
 * headers go along.
 */
export function followedRedirect(
  status: number,
  location: string | undefined,
  origin: string,
  current: string,
): string | undefined {
  if ((status !== 307 && status !== 308) || location === undefined) return undefined;
  return resolveWithinOrigin(location, origin, current);
}

/** The path and query `reference` leads to from `current`, or undefined when that is not on `origin`. */
export function resolveWithinOrigin(reference: string, origin: string, current: string): string | undefined {
  const base = new URL(origin + current);
  if (!URL.canParse(reference, base.href)) return undefined;
  const { protocol, host, pathname, search } = new URL(reference, base.href);
  // Not `origin`: that of a blob: URL is the one of the URL inside it.
  return protocol === base.protocol && host === base.host ? pathname + search : undefined;
}

/** Stands for the proxy, whose own origin only its clients know. */
const HERE = 'http://proxy.invalid';

/** Whether a client that follows a redirect leaves the proxy for another place; one that cannot be read may lead anywhere. */
export function leadsElsewhere(status: number, location: string | undefined): boolean {
  if (status < 300 || status >= 400 || status === 304 || location === undefined) return false;
  // With a scheme it is absolute, even where it names the one the client uses.
  return URL.canParse(location) || resolveWithinOrigin(location, HERE, '/') === undefined;
}

/** By these a remote says for whom an answer holds, or how long (RFC 9111 section 5, RFC 9110 section 12.5.5). */
const CONDITIONS: ReadonlySet<string> = new Set(['cache-control', 'expires', 'pragma', 'set-cookie', 'vary']);

/**
 * Whether a redirect may be remembered for other clients too: the remote sets no condition, and it was not asked with
 * what only one of them has, since an answer to that is for nobody else (RFC 9111 section 3.5). `response` and `request`
 * are names and values in turn; `shared` are the `headerKey`s of what everybody's requests carry.
 */
export function holdsForEverybody(
  response: readonly string[],
  request: readonly string[],
  shared: ReadonlySet<string>,
): boolean {
  const isPersonal = (key: string): boolean => PERSONAL.has(key) && !shared.has(key);
  return !someName(response, (key) => CONDITIONS.has(key)) && !someName(request, isPersonal);
}

const PERSONAL: ReadonlySet<string> = new Set(['authorization', 'cookie', 'mcp-session-id']);

function someName(list: readonly string[], test: (key: string) => boolean): boolean {
  return list.some((part, i) => i % 2 === 0 && test(headerKey(part)));
}

/** Servers have said "permanent" and meant the next hour; asking again costs one request. */
const REMEMBERED_MS = 300_000;

/** As many as 64 networks have in earnest, one for each method; what clients append to it must not fill memory. */
const MAX_REMEMBERED = 256;

/**
 * Permanent redirects of the endpoint (308, RFC 9110 section 15.4.9), so that it is asked for once in a while and not
 * with every request. They hold for the same method and the same target, query included (RFC 9111 section 2); one that
 * changes the query is about one request. And they hold for those of one network: a remote that goes by a field it does
 * not name in Vary could otherwise be asked in such a way that everybody is led elsewhere.
 */
export class RememberedRedirects {
  readonly #known = new Map<string, { readonly to: string; readonly untilMs: number }>();

  /** The target to ask for, path and query. */
  apply(network: string | undefined, method: string, target: string): string {
    if (this.#known.size === 0) return target;
    const known = this.#known.get(`${network} ${method} ${target}`);
    return known !== undefined && performance.now() < known.untilMs ? known.to : target;
  }

  remember(network: string | undefined, method: string, from: string, to: string): void {
    if (splitTarget(from).query !== splitTarget(to).query) return;
    const known = { to, untilMs: performance.now() + REMEMBERED_MS };
    keepNewest(this.#known, `${network} ${method} ${from}`, known, MAX_REMEMBERED);
  }

  /** What one led to does not answer as it did: the configured path is asked for again. */
  forget(): void {
    this.#known.clear();
  }
}
