/** Groups of an IPv6 address, and those that say the network a site gets. */
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * Whom a connection counts for: its IPv4 address, or the first 64 bits of its IPv6 address, since whoever has one has all
 * addresses behind them (RFC 4291 section 2.5.4). `address` is in the form Node gives, in which equal ones are spelled
 * alike.
 */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = [], tail = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = new Array<string>(GROUPS - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(':');
}
