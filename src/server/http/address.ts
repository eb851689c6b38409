import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

const own = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  own.addSubnet(network, bits);
}
own.addAddress('::1', 'ipv6');
own.addSubnet('fc00::', 7, 'ipv6');

/**
 * The address that a request comes from. A neighbour on our own network is a proxy: it names the client in
 * `x-forwarded-for`.
 */
export function addressOf(c: Context): string {
  const direct = c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? '');
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  const proxied = direct !== '' && own.check(direct, isIPv6(direct) ? 'ipv6' : 'ipv4');
  return proxied && forwarded ? forwarded : direct;
}

/** The network that one subscriber has: the address itself, or the first 64 bits of an IPv6 address (RFC 6177). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':');
  const after = tail === undefined ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
