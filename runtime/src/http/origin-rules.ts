/**
 * Keeps web pages out (MCP transports, "Security Warning": servers MUST validate Origin; DNS rebinding). A request
 * without Origin does not come from a page's script. A listener on a loopback address checks Host as well, since
 * there a rebound name is all an attacker needs.
 */
import { isIPv6 } from 'node:net';
import type { ProxyErrorCode } from '../errors';
import type { InboundHead } from './inbound-head';

export interface OriginRules {
  readonly allowed: ReadonlySet<string>;
  readonly loopbackOnly: boolean;
}

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ORIGIN = /^https?:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** True for any spelling of a loopback address, IPv4 within IPv6 included. */
function isLoopback(host: string): boolean {
  const address = isIPv6(host) ? new URL(`http://[${host}]`).hostname : host;
  return address === 'localhost' || address === '[::1]' || /^(?:127\.|\[::ffff:7f)/.test(address);
}

/** `host` is the address listened on. */
export function buildOriginRules(host: string, allowedOrigins: readonly string[]): OriginRules {
  return {
    allowed: new Set(allowedOrigins.map((origin) => origin.toLowerCase())),
    loopbackOnly: isLoopback(host),
  };
}

/** Why a request may not come in, or undefined when it may. */
export function refusedOrigin(
  rules: OriginRules,
  { hosts, origins }: Pick<InboundHead, 'hosts' | 'origins'>,
): ProxyErrorCode | undefined {
  if (rules.loopbackOnly && hosts.some((host) => !LOOPBACK_HOST.test(host))) return 'ERR_PROXY_MISDIRECTED';
  if (origins.length === 0) return undefined;
  return origins.length === 1 && isAllowed(rules, origins[0] as string) ? undefined : 'ERR_PROXY_ORIGIN';
}

function isAllowed(rules: OriginRules, origin: string): boolean {
  return rules.allowed.has(origin.toLowerCase()) || (rules.loopbackOnly && LOOPBACK_ORIGIN.test(origin));
}
