/** Where a proxy may listen and what it may proxy to, at synth and at start. */
import { indexPath, issue } from './issue';
import type { Issue, IssueCode } from './issue';
import { TRANSPORTS } from './run-config';

/** Characters URL parsers strip or turn into others without a word (WHATWG URL), so that runners would differ. */
const REWRITTEN_BY_PARSERS = /[\u0000-\u0020\u007f\\]|[^\u0000-\u007f]/;

/** Why `url` cannot be the remote's URL, or undefined when it can. */
export function refusedRemoteUrl(url: string): IssueCode | undefined {
  if (REWRITTEN_BY_PARSERS.test(url) || !URL.canParse(url)) return 'ERR_REMOTE_URL_INVALID';
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return 'ERR_REMOTE_URL_SCHEME';
  if (!/^https?:\/\/[^/]/i.test(url) || parsed.port === '0') return 'ERR_REMOTE_URL_INVALID';
  if (/^[^/]*\/\/[^/?#]*@/.test(url)) return 'ERR_REMOTE_URL_CREDENTIALS';
  if (url.includes('#')) return 'ERR_REMOTE_URL_FRAGMENT';
  return undefined;
}

/** True for a TCP port one can listen on. */
export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** One segment of a URL path (`pchar` of RFC 3986 section 3.3). */
const PATH_SEGMENT = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

const REMOTE_URL_REMEDIES: Partial<Record<IssueCode, readonly [message: string, hint: string]>> = {
  ERR_REMOTE_URL_INVALID: [
    'is not a URL, names port 0, or holds characters that URL parsers change without a word',
    'write an absolute URL such as https://mcp.example.com/mcp, percent-encoding spaces and non-ASCII characters',
  ],
  ERR_REMOTE_URL_SCHEME: ['is neither http nor https', 'write a URL that begins with https:// or http://'],
  ERR_REMOTE_URL_CREDENTIALS: [
    'holds credentials, which would end up in manifests and logs',
    'remove them and send them as a header through headerForward.addHeadersFromSecret',
  ],
  ERR_REMOTE_URL_FRAGMENT: ['has a fragment, which is never sent', 'remove the part from # on'],
};

export function validateRemoteUrl(url: string, path: string): Issue[] {
  const code = refusedRemoteUrl(url);
  const remedy = code === undefined ? undefined : REMOTE_URL_REMEDIES[code];
  return code === undefined || remedy === undefined ? [] : [issue(code, path, ...remedy)];
}

export function validateTransport(transport: string, path: string): Issue[] {
  if ((TRANSPORTS as readonly string[]).includes(transport)) return [];
  return [
    issue(
      'ERR_TRANSPORT_UNKNOWN',
      path,
      `${JSON.stringify(transport)} is not a transport of a remote MCP server`,
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
  const isPath = segments.every(
    (segment) => PATH_SEGMENT.test(segment) && segment !== '.' && segment !== '..',
  );
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
