/**
 * CORS (WHATWG Fetch section 3.3), answered by the proxy for the origins it lets in. The remote knows neither these
 * origins nor what the proxy adds to a request, and a preflight carries nothing it would need.
 */
import { isHeaderName } from '../../../contract/header-names';
import { firstValueOf } from './first-value';

/** Chromium keeps an answer to a preflight no longer than this. */
const MAX_AGE_S = 7200;

/** Far more than MCP's and an application's own; what is left out a browser does not send. */
const MAX_REQUESTED_HEADERS = 64;
const MAX_REQUESTED_BYTES = 4096;

/** What scripts need to read beside the few fields they always may: the session, the challenge and when to retry. */
const EXPOSED = 'Mcp-Session-Id, WWW-Authenticate, Retry-After';

/** The parts of a request that tell a preflight. `rawHeaders` are names and values in turn. */
export interface PreflightHead {
  readonly method?: string | undefined;
  readonly rawHeaders: readonly string[];
}

/** True for the question a browser asks before a request a page could not have made without CORS. */
export function isPreflight({ method, rawHeaders }: PreflightHead): boolean {
  return (
    method === 'OPTIONS' &&
    firstValueOf(rawHeaders, 'origin') !== undefined &&
    firstValueOf(rawHeaders, 'access-control-request-method') !== undefined
  );
}

/**
 * Field list of the 204 that answers a preflight of an allowed origin. What is asked for is allowed, as far as it is a
 * list of field names: the rules about client headers hold on the request itself, whoever sends it.
 */
export function buildPreflightAnswer(origin: string, rawHeaders: readonly string[]): string[] {
  const allowed = parseRequestedHeaders(firstValueOf(rawHeaders, 'access-control-request-headers') ?? '');
  return [
    ...['Access-Control-Allow-Origin', origin],
    ...['Access-Control-Allow-Methods', 'GET, POST, DELETE'],
    ...(allowed.length > 0 ? ['Access-Control-Allow-Headers', allowed.join(', ')] : []),
    ...['Access-Control-Max-Age', String(MAX_AGE_S)],
    ...['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
  ];
}

/** Field list that lets scripts of an allowed origin read an answer, errors included. */
export function corsFields(origin: string): string[] {
  return [
    ...['Access-Control-Allow-Origin', origin],
    ...['Access-Control-Expose-Headers', EXPOSED],
    ...['Vary', 'Origin'],
  ];
}

/** Each name once, in lower case as browsers write them; nothing that is not a token goes back. */
function parseRequestedHeaders(list: string): string[] {
  if (list.length > MAX_REQUESTED_BYTES) return [];
  const names = list.split(',').map((name) => name.trim().toLowerCase());
  return [...new Set(names.filter(isHeaderName))].slice(0, MAX_REQUESTED_HEADERS);
}
