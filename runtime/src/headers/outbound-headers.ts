/**
 * The header section sent to the remote. The order of the steps is a security property: whatever the client sent is
 * sorted out first, and only then is anything injected, so that nothing a client sends can remove, double or shadow
 * an injected header.
 */
import { headerKey, isForwarding, isHopByHop } from '../../../contract/header-names';
import type { StaysBehind } from './client-headers';
import type { ResolvedHeader } from '../config/resolve-headers';

/** Headers to set on every request, ready to append: one immutable value that can be swapped between two requests. */
export interface InjectedHeaders {
  /** Names and values in turn. */
  readonly tail: readonly string[];
  /** `headerKey` of every name in `tail`. */
  readonly keys: ReadonlySet<string>;
}

export function buildInjectedHeaders(headers: readonly ResolvedHeader[]): InjectedHeaders {
  return Object.freeze({
    tail: headers.flatMap(({ name, value }) => (value === undefined ? [] : [name, value.reveal()])),
    keys: new Set(headers.map(({ name }) => headerKey(name))),
  });
}

/**
 * Written anew by the HTTP library for the connection to the remote (RFC 9112 section 6), or answered by this server
 * (Expect, RFC 9110 section 10.1.1). Content-Length is handed to the library beside the body.
 */
const REBUILT: ReadonlySet<string> = new Set(['content-length', 'expect', 'host']);

/** Some frameworks route by these instead of the request target, which would lead away from the endpoint. */
const PATH_OVERRIDES: ReadonlySet<string> = new Set(['x-original-url', 'x-rewrite-url']);

/** True for a field of the client that goes no further; the one rule about which client headers pass. */
function staysBehind(key: string): boolean {
  return isHopByHop(key) || REBUILT.has(key) || isForwarding(key) || PATH_OVERRIDES.has(key);
}

/**
 * Builds the outbound list from the client's raw one (names and values in turn), which is left as it is.
 * `connectionOptions` are the names the client's Connection header lists (RFC 9110 section 7.6.1); `isDropped` says
 * which others stay here, by their `headerKey`.
 */
export function buildOutboundHeaders(
  inbound: readonly string[],
  connectionOptions: ReadonlySet<string> | undefined,
  injected: InjectedHeaders,
  isDropped: StaysBehind = () => false,
): string[] {
  const outbound: string[] = [];
  for (let i = 0; i + 1 < inbound.length; i += 2) {
    const name = inbound[i] as string;
    const key = headerKey(name);
    if (staysBehind(key) || injected.keys.has(key) || connectionOptions?.has(key)) continue;
    if (isDropped(key)) continue;
    outbound.push(name, inbound[i + 1] as string);
  }
  outbound.push(...injected.tail);
  return outbound;
}

/** The same with this header, which changes with each caller, instead of any of the same name. */
export function withInjected({ tail, keys }: InjectedHeaders, name: string, value: string): InjectedHeaders {
  const key = headerKey(name);
  const others = keys.has(key) ? withoutField(tail, key) : tail;
  return { tail: [...others, name, value], keys: new Set([...keys, key]) };
}

function withoutField(list: readonly string[], key: string): string[] {
  return list.filter((_, i) => headerKey(list[i - (i % 2)] as string) !== key);
}

/** `list` (names and values in turn) with another value for a header that is in it. */
export function withValue(list: readonly string[], name: string, value: string): string[] {
  return list.map((part, i) => (i % 2 === 1 && list[i - 1] === name ? value : part));
}
