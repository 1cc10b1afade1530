import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { Environment } from '../secrets/provider';

/** Proxies between this one and the remote, by the env vars everyone uses; lower case wins, as in curl. */
export interface ForwardProxies {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Comma-separated hosts that are reached directly. */
  readonly noProxy?: string;
}

const NAMES = { httpProxy: 'HTTP_PROXY', httpsProxy: 'HTTPS_PROXY', noProxy: 'NO_PROXY' } as const;

export function readForwardProxies(env: Environment): ForwardProxies {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name];
  return Object.fromEntries(
    Object.entries(NAMES).flatMap(([field, name]) => {
      const value = read(name);
      return value ? [[field, value]] : [];
    }),
  );
}

/** A proxy URL may hold credentials, so it is never quoted. */
export function validateForwardProxies({ httpProxy, httpsProxy }: ForwardProxies): Issue[] {
  return [...validateProxyUrl(httpProxy, NAMES.httpProxy), ...validateProxyUrl(httpsProxy, NAMES.httpsProxy)];
}

function validateProxyUrl(url: string | undefined, name: string): Issue[] {
  if (url === undefined) return [];
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return [];
  return [
    issue(
      'ERR_FORWARD_PROXY_INVALID',
      name,
      'is not the URL of an HTTP proxy',
      'write a URL such as http://proxy.example.com:3128, or unset it',
    ),
  ];
}
