import { BlockList, isIP } from 'node:net';

/** Everything that is not the public internet, by the IANA registries of special-purpose addresses. */
const special = new BlockList();
const v4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
for (const [network, prefix] of v4) special.addSubnet(network, prefix, 'ipv4');

/** Of IPv6 only 2000::/3 is the internet; within it these are not, among them all that carry an IPv4 address inside. */
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const specialV6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];
const withinGlobalV6 = new BlockList();
for (const [network, prefix] of specialV6) withinGlobalV6.addSubnet(network, prefix, 'ipv6');

/**
 * Whether an address, already resolved, is one of the public internet. Anything that is not clearly so is not: private,
 * loopback, link-local, multicast, documentation, and IPv6 forms that wrap or translate an IPv4 address.
 */
export function isGlobalAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && globalV6.check(address, 'ipv6') && !withinGlobalV6.check(address, 'ipv6');
    default:
      return false;
  }
}
