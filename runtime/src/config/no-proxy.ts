/** Which hosts NO_PROXY takes out: as curl reads it, with a port where one is written (docs/runtime.md). */
import { BlockList, isIP } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** True when an entry of `noProxy`, separated by commas or spaces, names the host of `url`. */
export function isExcluded({ protocol, hostname, port }: URL, noProxy: string): boolean {
  const host = withoutBrackets(hostname).replace(/\.$/, '');
  const effectivePort = port || DEFAULT_PORTS[protocol];
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .map(splitPort)
    .some((entry) => (entry.port ?? effectivePort) === effectivePort && namesHost(entry.host, host));
}

/** An IPv6 address with a port is in brackets; without, its colons are its own. */
function splitPort(entry: string): { readonly host: string; readonly port?: string | undefined } {
  const [, host, port] = /^(\[[^\]]+\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { host: withoutBrackets(host ?? entry), port };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function namesHost(entry: string, host: string): boolean {
  if (entry === '*') return true;
  return isIP(host) === 0 ? namesDomain(entry, host) : namesAddress(entry, host);
}

/** `example.com` and `.example.com` are the domain and all below it, `*.example.com` only what is below. */
function namesDomain(entry: string, host: string): boolean {
  const domain = entry.replace(/^\*?\./, '').replace(/\.$/, '');
  return domain !== '' && ((host === domain && !entry.startsWith('*')) || host.endsWith(`.${domain}`));
}

/** An address or, with a prefix length, a network. Networks are compared with addresses only: nothing is resolved. */
function namesAddress(entry: string, host: string): boolean {
  const [address = '', prefix] = entry.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  if (isIP(address) === 0 || !/^\d*$/.test(prefix ?? '') || length > bits) return false;
  const network = new BlockList();
  network.addSubnet(address, length, family(address));
  return network.check(host, family(host));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
