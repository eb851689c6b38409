import { isIPv6 } from 'node:net';
import { expect, test } from 'vitest';
import { NOT_PUBLIC } from '../../src/foreign/addresses.ts';

const isBlocked = (address: string) => NOT_PUBLIC.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** The first and the last address of every block, by what it is for. */
const BLOCKED = {
  unspecified: ['0.0.0.0', '0.255.255.255', '::'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'private, IPv6': ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fec0::1'],
  'link-local': ['169.254.0.0', '169.254.169.254', '169.254.255.255', 'fe80::1', 'febf::1'],
  shared: ['100.64.0.0', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  reserved: ['240.0.0.1', '255.255.255.255', '192.0.0.8', '198.18.0.1', '198.19.255.255', '100::1', '4000::', 'f000::'],
  'for examples': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff:0:1::'],
  'IPv4 in IPv6': ['::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe'],
  tunnels: ['2002:7f00:1::', '2001::1', '64:ff9b:1::1'],
};

test.each(Object.entries(BLOCKED))('%s addresses are not asked', (_, addresses) => {
  expect(addresses.filter((address) => !isBlocked(address))).toEqual([]);
});

test('public addresses are', () => {
  const addresses = [
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ...['128.0.0.0', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.167.255.255', '223.255.255.255'],
    ...['2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888', '64:ff9b::808:808', '::ffff:8.8.8.8'],
  ];
  expect(addresses.filter(isBlocked)).toEqual([]);
});
