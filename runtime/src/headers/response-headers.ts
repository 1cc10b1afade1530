/** The header section sent to the client: the remote's own, without what belongs to the connection to the remote. */
import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { headerKey, isHopByHop } from '../../../contract/header-names';
import type { StaysBehind } from './client-headers';
import { addConnectionOptions, hasTooManyOptions, MAX_FIELDS } from './connection-options';

/** Names and values in turn, as undici hands them over. */
export type RawHeaders = Dispatcher.DispatchController['rawHeaders'];

/** The latin1 text Node writes, so that no byte changes on the way. */
function toText(part: Buffer | string): string {
  return typeof part === 'string' ? part : part.toString('latin1');
}

/**
 * Alt-Svc would lead a client past the proxy: it names another way to the origin it talks to, which is us (RFC 7838
 * section 2). Authentication to a proxy is between it and its client (RFC 9110 section 11.7.3). Which web pages may read
 * an answer is the proxy's own to say, since it decides which may ask. The framing of the message is written anew by the
 * HTTP library.
 */
function staysBehind(key: string, status: number): boolean {
  return (
    (key === 'content-length' && hasNoContent(status)) ||
    isHopByHop(key) ||
    key === 'alt-svc' ||
    key === 'proxy-authentication-info' ||
    key.startsWith('access-control-')
  );
}

/** Fields about the message as a whole, which a trailer section cannot change (RFC 9110 section 6.5.1). */
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'host',
  'location',
  'mcp-session-id',
  'set-cookie',
  'vary',
  'www-authenticate',
]);

/** What the proxy needs to know of a response, found while its headers are copied. */
export interface ResponseHead {
  /** Names and values in turn. */
  readonly headers: string[];
  readonly contentLength: string | undefined;
  /** Every Content-Type field value, joined by commas. */
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly location: string | undefined;
  /** Why the answer cannot be passed on, or undefined: it is not framed as understood here, or has too many fields. */
  readonly flaw: 'TRANSFER_CODING' | 'TOO_MANY_FIELDS' | undefined;
  /** Names listed in Connection, as `headerKey`s. */
  readonly connectionOptions: ReadonlySet<string> | undefined;
}

/** The same while it is being read. */
type Draft = { -readonly [Field in keyof ResponseHead]: ResponseHead[Field] };

const NOTHING_KNOWN = {
  contentLength: undefined,
  contentType: undefined,
  contentEncoding: undefined,
  location: undefined,
};

const DROPS_NOTHING: StaysBehind = () => false;

/** `isDropped` says which fields stay here beside those that always do, by their name in lower case. */
export function buildResponseHead(raw: RawHeaders, status = 200, isDropped = DROPS_NOTHING): ResponseHead {
  const inbound = toParts(raw);
  const options = connectionOptionsOf(inbound);
  const head: Draft = { headers: [], flaw: undefined, connectionOptions: options, ...NOTHING_KNOWN };
  if (inbound.length > 2 * MAX_FIELDS || hasTooManyOptions(options))
    return { ...head, flaw: 'TOO_MANY_FIELDS' };
  for (let i = 0; i + 1 < inbound.length; i += 2) {
    const name = toText(inbound[i] as Buffer);
    const key = name.toLowerCase();
    const value = toText(inbound[i + 1] as Buffer);
    // RFC 9112 section 6.1; undici takes a coding it does not know for none.
    if (key === 'transfer-encoding' && value.toLowerCase() !== 'chunked') head.flaw = 'TRANSFER_CODING';
    if (staysBehind(key, status) || isDropped(key) || options?.has(headerKey(name))) continue;
    head.headers.push(name, value);
    note(head, key, value);
  }
  return head;
}

/** Such a response has no length either (RFC 9110 section 8.6). */
function hasNoContent(status: number): boolean {
  return status === 204 || status < 200;
}

/** Length and location are the first there is; the others are lists. */
function note(head: Draft, key: string, value: string): void {
  if (key === 'content-length') head.contentLength ??= value;
  else if (key === 'location') head.location ??= value;
  else if (key === 'content-type') head.contentType = joinList(head.contentType, value);
  else if (key === 'content-encoding') head.contentEncoding = joinList(head.contentEncoding, value);
}

function joinList(list: string | undefined, value: string): string {
  return list === undefined ? value : `${list},${value}`;
}

/** Fields of an interim response or a trailer section that go on to the client: names and values in turn. */
export function buildFields(raw: RawHeaders, isDropped = DROPS_NOTHING): string[] {
  return buildResponseHead(raw, 100, isDropped).headers;
}

/** `connectionOptions` are those of the head: what it names goes no further in trailers either. */
export function buildTrailers(
  raw: RawHeaders,
  connectionOptions?: ReadonlySet<string>,
  isDropped = DROPS_NOTHING,
): string[] {
  if (!raw || toParts(raw).length === 0) return [];
  return toPairs(buildFields(raw, isDropped))
    .filter(([name]) => !NOT_IN_TRAILERS.has(name.toLowerCase()) && !connectionOptions?.has(headerKey(name)))
    .flat();
}

function toParts(raw: RawHeaders): readonly (Buffer | string)[] {
  return Array.isArray(raw) ? raw : [];
}

function connectionOptionsOf(inbound: readonly (Buffer | string)[]): Set<string> | undefined {
  let options: Set<string> | undefined;
  for (let i = 0; i + 1 < inbound.length; i += 2) {
    const name = inbound[i] as Buffer;
    if (name.length === 'connection'.length && toText(name).toLowerCase() === 'connection') {
      options = addConnectionOptions(options, toText(inbound[i + 1] as Buffer));
    }
  }
  return options;
}

/** For a body that goes on without its coding, and of another length. */
export function withoutBodyFields(headers: readonly string[]): string[] {
  return toPairs(headers)
    .filter(([name]) => !/^content-(?:length|encoding)$/i.test(name))
    .flat();
}

/** The remote's own reason phrase, unless Node would refuse to write it (RFC 9112 section 4). */
export function toReason(status: number, reason: string | undefined): string | undefined {
  return reason !== undefined && /^[\t\x20-\x7e\x80-\xff]+$/.test(reason) ? reason : STATUS_CODES[status];
}

/** `[name, value]` by `[name, value]`. */
export function toPairs(list: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < list.length; i += 2) pairs.push([list[i] as string, list[i + 1] as string]);
  return pairs;
}
