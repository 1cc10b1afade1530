/**
 * Which header field names a definition may configure. The same predicates refuse a name at synth and at start.
 */
import type { IssueCode } from './issue';

/** The longest name ToolHive's CustomResourceDefinition accepts. */
export const HEADER_NAME_MAX_LENGTH = 255;

/** `token` of RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Fields that describe one connection, which every hop writes for itself (RFC 9110 section 7.6.1, and the
 * non-standard ones in use).
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Routing and framing fields ToolHive refuses beside the hop-by-hop ones, 17 names in all. */
const RESTRICTED: ReadonlySet<string> = new Set([
  'content-length',
  'forwarded',
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

/**
 * Fields whose value belongs to one message: configuring them would contradict the body, the negotiated protocol
 * version or the stream (MCP transports; RFC 9110 sections 8.3, 10.1.1 and 12.5.1).
 */
const PROTOCOL_OWNED: ReadonlySet<string> = new Set([
  'accept',
  'content-encoding',
  'content-type',
  'expect',
  'last-event-id',
  'origin',
]);

/** Every field of this prefix is MCP's own: Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Param-*. */
const MCP_PREFIX = 'mcp-';

/** True when `name` is a `token` (RFC 9110 section 5.6.2). */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/**
 * The spelling under which two names are the same header: lower case, with `_` read as `-`. CGI-style servers
 * (RFC 3875 section 4.1.18) cannot tell `X_API_Key` from `X-API-Key`, so neither may anything that decides who wins.
 */
export function headerKey(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** True for a field every hop writes for itself; `key` is a `headerKey`. */
export function isHopByHop(key: string): boolean {
  return HOP_BY_HOP.has(key);
}

/** True for a field that says where a request came from, which only the proxy itself may say; `key` is a `headerKey`. */
export function isForwarding(key: string): boolean {
  return key === 'forwarded' || key === 'x-real-ip' || key.startsWith('x-forwarded-');
}

/**
 * True when `name` looks like a header field name, whether or not it may be configured. What does not may be a value put
 * where a name belongs, and is not shown to anybody.
 */
export function isPlausibleHeaderName(name: string): boolean {
  return isHeaderName(name) && name.length <= HEADER_NAME_MAX_LENGTH;
}

/** True for a field that HTTP and MCP themselves need to understand a message; `key` is a `headerKey`. */
export function isProtocolOwned(key: string): boolean {
  return PROTOCOL_OWNED.has(key) || key.startsWith(MCP_PREFIX);
}

/**
 * Who calls an authenticating proxy shows it a credential that is meant for it and nobody else: an access token must not
 * be passed on (MCP authorization, "Token Handling"), and cookies are of the same kind.
 */
const CALLER_CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** True for a field that ends at a proxy that asks callers for tokens; `key` is a `headerKey`. */
export function isCallerCredential(key: string): boolean {
  return CALLER_CREDENTIALS.has(key);
}

/** Why `name` may not be configured, or undefined when it may. */
export function refusedHeaderName(name: string): IssueCode | undefined {
  if (!isHeaderName(name)) return 'ERR_HEADER_NAME_SYNTAX';
  if (name.length > HEADER_NAME_MAX_LENGTH) return 'ERR_HEADER_NAME_TOO_LONG';
  const key = headerKey(name);
  if (HOP_BY_HOP.has(key)) return 'ERR_HEADER_HOP_BY_HOP';
  if (RESTRICTED.has(key)) return 'ERR_HEADER_RESTRICTED';
  if (isProtocolOwned(key)) return 'ERR_HEADER_PROTOCOL_OWNED';
  return undefined;
}

/** Names that usually carry a credential, whatever else is in them. */
const CREDENTIAL_LIKE = /^(?:authorization|cookie)$|key|token|secret|password/i;

/** True when a header of this name usually carries a credential, which has no place in a manifest. */
export function looksLikeCredential(name: string): boolean {
  return CREDENTIAL_LIKE.test(headerKey(name));
}
