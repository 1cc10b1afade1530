import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { isPrivateAddress, lookupPublic } from '../../../runtime/src/auth/private-addresses';

it.each([
  ...['0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '127.0.0.1', '127.255.255.255'],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['::', '::1', 'fc00::1', 'fdff::1', 'fe80::1', 'febf::1'],
  ...['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe'],
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true));

it.each([
  ...[
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.0',
  ],
  ...['192.167.255.255', '192.169.0.0', '169.253.255.255', '2606:4700::1111', '::ffff:1.1.1.1', '::2'],
  ...['localhost', 'example.com', ''],
])('%s is not', (address) => expect(isPrivateAddress(address)).toBe(false));

it.each([{ all: true }, { all: false }, { family: 4 }])(
  'finds nothing for a name inside (%j)',
  async (options) => {
    const find = promisify(lookupPublic) as (name: string, options: object) => Promise<unknown>;
    await expect(find('localhost', options)).rejects.toMatchObject({ code: 'PRIVATE_ADDRESS' });
  },
);

it('passes on that there is no such name', async () => {
  const find = promisify(lookupPublic) as (name: string, options: object) => Promise<unknown>;
  await expect(find('no-such-name.invalid', {})).rejects.toMatchObject({ syscall: 'getaddrinfo' });
});
