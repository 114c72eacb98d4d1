import { UserError } from '@hrflow-sync/core';
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Whether an address is one of a list of addresses and networks such as `10.0.0.0/8`.
 * @throws UserError `trusted_proxy_invalid`
 */
export function addressMatcher(entries: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const entry of entries) add(list, entry);
  return (address) =>
    address !== undefined && isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function add(list: BlockList, entry: string): void {
  const [address = '', length, ...rest] = entry.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const isWhole = length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= longest);
  if (isIP(address) === 0 || !isWhole || rest.length > 0) {
    throw new UserError(
      `"${entry}" is no address of a proxy: write an IP address or a network such as 10.0.0.0/8.`,
      { code: 'trusted_proxy_invalid', path: 'DASHBOARD_TRUSTED_PROXIES' },
    );
  }
  if (length === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(length), family);
}
