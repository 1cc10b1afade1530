/** Which paths of the proxy lead to the remote, and to what they lead: exactly the remote's own path. */
import { WELL_KNOWN_ENDPOINT } from '../../../contract/run-config';
import type { Transport } from '../../../contract/run-config';

/** A request target in two; the query is without `?`. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

export interface Target {
  /** Origin of the remote: scheme, host and port. */
  readonly origin: string;
  /** Path of the remote, without its query. */
  readonly path: string;
  /** Every path of the proxy that leads there. */
  readonly endpoints: ReadonlySet<string>;
  /** The MCP path of the transport, which a request for another path is told in its 404. */
  readonly endpoint: string;
  /** Query of the remote URL, without `?`. */
  readonly query: string;
  /** Base names of the parameters in `query`, which no client may set again, and of those that stay here. */
  readonly ownParameters: ReadonlySet<string>;
  /** Base names of parameters of clients that stay here. */
  readonly withheldParameters: ReadonlySet<string>;
}

/** Where a caller's token may not be (RFC 6750 section 2.3), and must not go on from. */
const TOKEN_PARAMETERS: ReadonlySet<string> = new Set(['access_token']);
const NONE: ReadonlySet<string> = new Set();

/**
 * `prefix` is where a router exposes the proxy; a router that leaves it on the path is served as well. `isAuthenticated`
 * says that callers show tokens to the proxy.
 */
export function buildTarget(
  remoteUrl: string,
  transport: Transport,
  prefix = '',
  isAuthenticated = false,
): Target {
  const url = new URL(remoteUrl);
  const endpoint = WELL_KNOWN_ENDPOINT[transport];
  const endpoints = [...withAndWithoutSlash(endpoint), ...withAndWithoutSlash(url.pathname)];
  const query = url.search.slice(1);
  const withheldParameters = isAuthenticated ? TOKEN_PARAMETERS : NONE;
  return {
    origin: url.origin,
    path: url.pathname,
    endpoints: new Set([...endpoints, ...endpoints.map((path) => prefix + path)]),
    endpoint,
    query,
    ownParameters: new Set([
      ...withheldParameters,
      ...(query === '' ? [] : query.split('&').flatMap(parameterNames)),
    ]),
    withheldParameters,
  };
}

/** Clients moved over from ToolHive write the path either way. */
function withAndWithoutSlash(path: string): string[] {
  const bare = path.replace(/\/$/, '');
  return bare === '' ? ['/'] : [bare, `${bare}/`];
}

/**
 * The request target for the remote. The remote's own parameters come first; the client's follow as they were
 * written, without those that would set one of them again.
 */
export function buildRequestTarget(target: Target, path: string, clientQuery: string): string {
  const own = path === target.path ? target.query : '';
  const reserved = own === '' ? target.withheldParameters : target.ownParameters;
  const added = reserved.size === 0 ? clientQuery : withoutParameters(clientQuery, reserved);
  const query = [own, added].filter((part) => part !== '').join('&');
  return query === '' ? path : `${path}?${query}`;
}

function withoutParameters(query: string, names: ReadonlySet<string>): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && !parameterNames(pair).some((name) => names.has(name)))
    .join('&');
}

/** Names set by one `name=value`, decoded; more than one where a server takes `;` for a separator too. */
function parameterNames(pair: string): string[] {
  return pair.split(';').map((part) => baseName(decodeName(part.split('=', 1)[0] as string)));
}

/** Frameworks take `name[]`, ` name` and `NAME` for `name`, and some end a name at NUL. */
function baseName(name: string): string {
  return (name.split(/[[\0]/, 1)[0] as string).trim().toLowerCase();
}

/** Byte by byte, so that one broken escape does not hide the others. */
function decodeName(name: string): string {
  return name
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
