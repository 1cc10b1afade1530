/**
 * The ways a connection to the remote is made. However it is made, the same faults are met the same way and the same
 * limits hold, so the tests of both run over each: `describe.each(WAYS)('$name', (way) => ...)`.
 */
import type { CertificateName } from './certificates';
import { ForwardProxy } from './forward-proxy';
import { HAS_TINYPROXY, startTinyproxy } from './tinyproxy';

export interface Way {
  readonly name: string;
  /** Whether the remote speaks TLS. */
  readonly isSecure: boolean;
  /** Whether it speaks none, though its URL says so. */
  readonly lacksTls?: true;
  /** Whether nobody told the proxy of the authority behind its certificate. */
  readonly isUnknown?: true;
  /** What it proves itself with; the good one unless told otherwise. */
  readonly certificate?: CertificateName;
  /** What it offers to speak under TLS (ALPN). */
  readonly protocols?: readonly string[];
  readonly startForwardProxy?: () => Promise<ForwardProxyProcess>;
}

/** A forward proxy that is running. */
export interface ForwardProxyProcess {
  url(): string;
  close(): Promise<void>;
}

const startOwn = (): Promise<ForwardProxy> => new ForwardProxy().listen();

export const PLAIN: Way = { name: 'over plain HTTP', isSecure: false };
export const SECURE: Way = { name: 'over TLS', isSecure: true };
export const FORWARDED: Way = {
  name: 'through a forward proxy',
  isSecure: false,
  startForwardProxy: startOwn,
};
export const TUNNELLED: Way = {
  name: 'through a tunnel of a forward proxy',
  isSecure: true,
  startForwardProxy: startOwn,
};

const REAL_FORWARDED: Way = {
  name: 'through tinyproxy',
  isSecure: false,
  startForwardProxy: startTinyproxy,
};
const REAL_TUNNEL: Way = {
  name: 'through a tunnel of tinyproxy',
  isSecure: true,
  startForwardProxy: startTinyproxy,
};

/** What a forward proxy that reads and writes HTTP by itself makes of faults is its own; a tunnel has no opinion. */
export const WAYS: readonly Way[] = [
  ...[PLAIN, SECURE, FORWARDED, TUNNELLED],
  ...(HAS_TINYPROXY ? [REAL_TUNNEL] : []),
];

/** The tests' own, and tinyproxy where it is installed. */
export const FORWARD_PROXIES: readonly Way[] = [
  ...[FORWARDED, TUNNELLED],
  ...(HAS_TINYPROXY ? [REAL_FORWARDED, REAL_TUNNEL] : []),
];

/** The environment that makes the proxy go this way. */
export function toEnvironment({ isSecure }: Way, forwardProxyUrl: string): Record<string, string> {
  return { [isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY']: forwardProxyUrl };
}
