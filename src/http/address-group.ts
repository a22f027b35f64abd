/** Groups of 16 bits at the start of an IPv6 address that name the network of one customer: a /64 network. */
const NETWORK_GROUPS = 4;

/**
 * The key by which limits for one caller count: an IPv4 address, or the /64 network of an IPv6 address, since one
 * machine may call from any address of its network.
 *
 * @param address from Express; `undefined`: the connection is already closed
 */
export function addressGroup(address: string | undefined): string {
  if (address === undefined) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind]
    .slice(0, NETWORK_GROUPS)
    .join(':');
}
