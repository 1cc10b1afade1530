/**
 * The ways a connection to the remote is made. However it is made, the same faults are met the same way and the same
 * limits hold, so the tests of both run over each: `describe.each(WAYS)('$name', (way) => ...)`.
 */
import type { CertificateName } from './certificates';
import { ForwardProxy } from './forward-proxy';

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

export const WAYS: readonly Way[] = [PLAIN, SECURE, FORWARDED, TUNNELLED];

/** The environment that makes the proxy go this way. */
export function toEnvironment({ isSecure }: Way, forwardProxyUrl: string): Record<string, string> {
  return { [isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY']: forwardProxyUrl };
}
