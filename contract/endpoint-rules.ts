/** Where a proxy may listen and what it may proxy to, at synth and at start. */
import { indexPath, issue } from './issue';
import type { Issue, IssueCode } from './issue';
import { TRANSPORTS } from './run-config';

/** Characters URL parsers strip or turn into others without a word (WHATWG URL), so that runners would differ. */
const REWRITTEN_BY_PARSERS = /[\u0000-\u0020\u007f\\]|[^\u0000-\u007f]/;

/** Characters some URL parsers percent-encode in a path and others do not, and a percent sign that encodes nothing. */
const REWRITTEN_IN_PATHS = /["<>^`{}]|%(?![0-9A-Fa-f]{2})/;

interface Refusal {
  readonly code: IssueCode;
  readonly message: string;
  readonly hint: string;
}

const REFUSALS = {
  noUrl: {
    code: 'ERR_REMOTE_URL_INVALID',
    message: 'is not a URL, names port 0, or holds characters that URL parsers change without a word',
    hint: 'write an absolute URL such as https://mcp.example.com/mcp, percent-encoding spaces and non-ASCII characters',
  },
  otherHost: {
    code: 'ERR_REMOTE_URL_INVALID',
    message: 'names a host or port that URL parsers read as another, such as 127.1 or 0x7f.1 for an address',
    hint: 'write a host name, an IPv4 address of four decimal numbers, or an IPv6 address in brackets',
  },
  otherPath: {
    code: 'ERR_REMOTE_URL_INVALID',
    message:
      'has a path or query that URL parsers change: . or .. as a segment, or characters they percent-encode',
    hint: 'write the path the remote is to be asked for, percent-encoding what is not allowed in a URL',
  },
  scheme: {
    code: 'ERR_REMOTE_URL_SCHEME',
    message: 'is neither http nor https',
    hint: 'write a URL that begins with https:// or http://',
  },
  credentials: {
    code: 'ERR_REMOTE_URL_CREDENTIALS',
    message: 'holds credentials, which would end up in manifests and logs',
    hint: 'remove them and send them as a header through headerForward.addHeadersFromSecret',
  },
  fragment: {
    code: 'ERR_REMOTE_URL_FRAGMENT',
    message: 'has a fragment, which is never sent',
    hint: 'remove the part from # on',
  },
} as const satisfies Record<string, Refusal>;

function findRefusal(url: string): Refusal | undefined {
  if (REWRITTEN_BY_PARSERS.test(url) || !URL.canParse(url)) return REFUSALS.noUrl;
  const parsed = new URL(url);
  if (!/^https?:$/.test(parsed.protocol)) return REFUSALS.scheme;
  const [, authority, path = ''] = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(url) ?? [];
  if (authority === undefined || parsed.port === '0') return REFUSALS.noUrl;
  if (authority.includes('@')) return REFUSALS.credentials;
  if (url.includes('#')) return REFUSALS.fragment;
  if (!isAuthorityOf(parsed, authority.toLowerCase())) return REFUSALS.otherHost;
  return isPathOf(parsed, path) ? undefined : REFUSALS.otherPath;
}

/**
 * Upper case, the scheme's own port and any spelling of an IPv6 address may be written: every parser reads them alike
 * (RFC 3986 section 6.2, RFC 4291 section 2.2).
 */
function isAuthorityOf({ protocol, hostname, port }: URL, written: string): boolean {
  const host = hostname.startsWith('[') ? written.replace(/(?<=\]).*/, '') : hostname;
  const ownPort = protocol === 'https:' ? ':443' : ':80';
  return port === '' ? written === host || written === host + ownPort : written === `${host}:${port}`;
}

/** What is sent is what is written; an empty path is `/`. */
function isPathOf({ pathname, search }: URL, written: string): boolean {
  const path = written.startsWith('/') ? written : `/${written}`;
  return path === pathname + search && !REWRITTEN_IN_PATHS.test(pathname);
}

/** Why `url` cannot be the remote's URL, or undefined when it can. */
export function refusedRemoteUrl(url: string): IssueCode | undefined {
  return findRefusal(url)?.code;
}

/** True for a TCP port one can listen on. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** One segment of a URL path (`pchar` of RFC 3986 section 3.3). */
const PATH_SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

/** Taken for a step up or none, percent-encoded as well (WHATWG URL section 4.4). */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** The URL may hold a key, so it is never quoted. */
export function validateRemoteUrl(url: string, path: string): Issue[] {
  const refusal = findRefusal(url);
  return refusal === undefined ? [] : [issue(refusal.code, path, refusal.message, refusal.hint)];
}

export function validateTransport(transport: string, path: string): Issue[] {
  if ((TRANSPORTS as readonly string[]).includes(transport)) return [];
  return [
    issue(
      'ERR_TRANSPORT_UNKNOWN',
      path,
      'is not a transport of a remote MCP server',
      `use one of ${TRANSPORTS.join(', ')}`,
    ),
  ];
}

export function validatePort(port: number, path: string): Issue[] {
  if (isPort(port)) return [];
  return [issue('ERR_PORT_RANGE', path, `${port} is not a TCP port`, 'use a whole number from 1 to 65535')];
}

/** A prefix is one or more path segments, as a router in front of the proxy would match them. Empty means none. */
export function validateEndpointPrefix(prefix: string, path: string): Issue[] {
  const segments = prefix.replace(/^\//, '').replace(/\/$/, '').split('/');
  const isPath = segments.every((segment) => PATH_SEGMENT.test(segment) && !DOT_SEGMENT.test(segment));
  if (prefix === '' || isPath) return [];
  return [
    issue(
      'ERR_ENDPOINT_PREFIX_INVALID',
      path,
      'is not a URL path',
      'write path segments such as /team-a/mcp, without query, fragment, empty or dot segments',
    ),
  ];
}

function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text.toLowerCase();
}

/** An origin as browsers send it: scheme, host and, unless it is the scheme's own, port (RFC 6454 section 6.2). */
export function validateAllowedOrigins(origins: unknown, path: string): Issue[] {
  return (Array.isArray(origins) ? origins : []).flatMap((origin: unknown, index) => {
    if (typeof origin !== 'string' || isOrigin(origin)) return [];
    return [
      issue(
        'ERR_ORIGIN_INVALID',
        indexPath(path, index),
        'is not an origin as browsers send it',
        'write scheme, host and port only, such as https://app.example.com or http://localhost:6274',
      ),
    ];
  });
}
