import { BlockList } from 'node:net';

/** Blocks of IPv4 that lead to this machine, into its networks, or nowhere (IANA's registry of special addresses). */
const IPV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** The same of IPv6: everything but 2000::/3, and within it what wraps an IPv4 address or is for examples. */
const IPV6: [string, number][] = [
  ['::', 96],
  ['100::', 8],
  ['200::', 7],
  ['400::', 6],
  ['800::', 5],
  ['1000::', 4],
  ['64:ff9b:1::', 48],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
];

/**
 * The addresses that are not public: loopback, private, link-local, shared (CGNAT), multicast and unspecified ones, also
 * where an IPv6 address wraps an IPv4 one.
 */
export const NOT_PUBLIC: BlockList = new BlockList();
for (const [net, prefix] of IPV4) {
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4');
  // The prefix by which a network of IPv6 alone reaches IPv4 (NAT64).
  NOT_PUBLIC.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}
for (const [net, prefix] of IPV6) NOT_PUBLIC.addSubnet(net, prefix, 'ipv6');
