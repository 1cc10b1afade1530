/** Which remotes the operator of v1beta1 refuses, and which of them `allowPrivateEndpoint` allows. */
import { BlockList, isIP } from 'node:net';

/** `always`: whatever the resource says. `unless-allowed`: without `allowPrivateEndpoint: true`. */
export type Blocked = 'always' | 'unless-allowed' | 'never';

const LOCAL_NAMES = [
  'localhost',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'metadata.google.internal',
];

const LOCAL_ADDRESSES = blockList([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '::/128',
  '::1/128',
  'fe80::/10',
]);
const PRIVATE_ADDRESSES = blockList(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']);

/** Addresses are looked at as they are written: the operator resolves no names. */
export function blockedRemote(url: string): Blocked {
  if (!URL.canParse(url)) return 'never';
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return blockedName(host);
  if (holds(LOCAL_ADDRESSES, host)) return 'always';
  return holds(PRIVATE_ADDRESSES, host) ? 'unless-allowed' : 'never';
}

function blockedName(host: string): Blocked {
  if (LOCAL_NAMES.some((name) => isNamedWithin(host, name))) return 'always';
  return isNamedWithin(host, 'cluster.local') ? 'unless-allowed' : 'never';
}

function isNamedWithin(host: string, name: string): boolean {
  return host === name || host.endsWith(`.${name}`);
}

function holds(addresses: BlockList, address: string): boolean {
  return addresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
