import { describe, expect, test } from 'vitest';
import { networkOf } from '../../src/server/http/address.ts';

describe('the network of an address', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    // As a socket of both kinds and some proxies write an IPv4 address.
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['::ffff:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:cb00:7109', '203.0.113.9'],
    ['0000:0000:0000:0000:0000:ffff:203.0.113.9', '203.0.113.9'],
    ['::ffff:0.0.0.1', '0.0.0.1'],
    // One subscriber has 64 bits, however they are written.
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0'],
    ['', ''],
    ['unknown', 'unknown'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('is another one for each IPv4 address and for each 64 bits', () => {
    const addresses = [
      ...['203.0.113.9', '203.0.113.10', '::ffff:203.0.113.11', '::ffff:203.0.113.12'],
      ...['2001:db8:1:2::1', '2001:db8:1:3::1', '2001:db8:1::1', '2001:db8::1'],
    ];
    expect(new Set(addresses.map(networkOf)).size).toBe(addresses.length);
  });
});
