/** The header section sent to the client: the remote's own, without what belongs to the connection to the remote. */
import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import { headerKey, isHopByHop } from '../../../contract/header-names';
import { addConnectionOptions } from './connection-options';

/** What undici hands over: bytes in turn from HTTP/1.1, an object from HTTP/2. */
export type RawHeaders = Dispatcher.DispatchController['rawHeaders'];

/** Names and values in turn, each as the latin1 text Node writes, so that no byte changes on the way. */
export function toHeaderList(raw: RawHeaders): string[] {
  if (!raw) return [];
  if (Array.isArray(raw))
    return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
  return Object.entries(raw).flatMap(([name, value = '']) =>
    Array.isArray(value) ? value.flatMap((one) => [name, one]) : [name, value],
  );
}

/**
 * Alt-Svc would lead a client past the proxy: it names another way to the origin it talks to, which is us (RFC 7838
 * section 2). The framing of the message is written anew by the HTTP library.
 */
function staysBehind(key: string): boolean {
  return isHopByHop(key) || key === 'alt-svc';
}

/** What the proxy needs to know of a response, found while its headers are copied. */
export interface ResponseHead {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly contentLength: string | undefined;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  /** Whether the body is framed in a way understood here: by length, by chunks alone, or by the end. */
  readonly framed: boolean;
}

export function buildResponseHead(raw: RawHeaders): ResponseHead {
  const inbound = toHeaderList(raw);
  const options = connectionOptionsOf(inbound);
  const headers: string[] = [];
  const known: Record<string, string> = {};
  let framed = true;
  for (let i = 0; i + 1 < inbound.length; i += 2) {
    const name = inbound[i] as string;
    const value = inbound[i + 1] as string;
    const key = name.toLowerCase();
    // RFC 9112 section 6.1; undici takes a coding it does not know for none.
    if (key === 'transfer-encoding') framed &&= value.toLowerCase() === 'chunked';
    if (staysBehind(key) || options?.has(headerKey(name))) continue;
    headers.push(name, value);
    if (key === 'content-length' || key === 'content-type' || key === 'location') known[key] ??= value;
  }
  return {
    headers,
    framed,
    contentLength: known['content-length'],
    contentType: known['content-type'],
    location: known['location'],
  };
}

function connectionOptionsOf(inbound: readonly string[]): Set<string> | undefined {
  let options: Set<string> | undefined;
  for (let i = 0; i + 1 < inbound.length; i += 2) {
    const name = inbound[i] as string;
    if (name.length === 'connection'.length && name.toLowerCase() === 'connection') {
      options = addConnectionOptions(options, inbound[i + 1] as string);
    }
  }
  return options;
}

/** For a body whose length is not the remote's. */
export function withoutLength(headers: readonly string[]): string[] {
  return toPairs(headers)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
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
