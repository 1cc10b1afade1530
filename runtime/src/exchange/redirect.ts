/** Which redirects of the remote the proxy follows by itself: those that change nothing but the path. */

/** As many as a chain of trailing-slash, case and version redirects may take. */
export const MAX_REDIRECTS = 5;

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
  const url = URL.canParse(location, origin + current) ? new URL(location, origin + current) : undefined;
  return url?.origin === origin ? url.pathname + url.search : undefined;
}
