/** Where clients find the proxy, as far as configuration and a trusted router in front of it say. */
import { firstValueOf } from '../headers/first-value';

export interface PublicBaseRules {
  /** Path prefix under which a router exposes the proxy, or ''. */
  readonly endpointPrefix: string;
  /** Whether X-Forwarded-Host, -Proto and -Prefix come from a router and not from just anyone. */
  readonly trustProxyHeaders: boolean;
}

const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const PATH = /^\/?[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$/;

/** `/team-a`, never `team-a`, `/team-a/` or `/`. */
export function normalizePrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}

/** What to put before a path of the remote, for a client whose raw headers (names and values in turn) these are. */
export function buildPublicBase(
  { endpointPrefix, trustProxyHeaders }: PublicBaseRules,
  raw: readonly string[],
): string {
  if (!trustProxyHeaders) return endpointPrefix;
  const forwardedPrefix = matching(PATH, headerValue(raw, 'x-forwarded-prefix'));
  const prefix = endpointPrefix || normalizePrefix(forwardedPrefix ?? '');
  const host = matching(HOST, headerValue(raw, 'x-forwarded-host'));
  if (host === undefined) return prefix;
  const scheme = matching(/^https?$/i, headerValue(raw, 'x-forwarded-proto')) ?? 'http';
  return `${scheme.toLowerCase()}://${host}${prefix}`;
}

/** The first of a comma-separated list: the one the outermost router saw. */
function headerValue(raw: readonly string[], name: string): string | undefined {
  return firstValueOf(raw, name)?.split(',', 1)[0]?.trim();
}

function matching(pattern: RegExp, value: string | undefined): string | undefined {
  return value !== undefined && pattern.test(value) ? value : undefined;
}
