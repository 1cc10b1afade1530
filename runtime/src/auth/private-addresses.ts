/** Addresses inside, which the URLs of an issuer on the outside must not lead to (server-side request forgery). */
import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { IssuerError } from './issuer-error';

/** RFC 6890's registries: this host, private, shared, loopback and link-local (cloud metadata); IPv4 within IPv6 too. */
const PRIVATE_SUBNETS = {
  ipv4: [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ],
  ipv6: [
    ['::', 127],
    ['fc00::', 7],
    ['fe80::', 10],
  ],
} as const;

const PRIVATE = new BlockList();
for (const family of ['ipv4', 'ipv6'] as const) {
  for (const [network, prefix] of PRIVATE_SUBNETS[family]) PRIVATE.addSubnet(network, prefix, family);
}

/** False for anything but an address. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && PRIVATE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** As `dns.lookup`, without the private addresses of a name; what is connected to is what was looked at. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const outside = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = outside;
    if (first === undefined) return callback(new IssuerError('PRIVATE_ADDRESS'), []);
    if (options.all) callback(null, outside);
    else callback(null, first.address, first.family);
  });
};
