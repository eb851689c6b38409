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

/**
 * The network that one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 address (RFC 6177), in one
 * spelling. An IPv4 address that is written as an IPv6 one (`::ffff:192.0.2.1`), as sockets of both kinds do, is itself.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const parts = partsOf(address);
  const [a, b, c, d, e, f, high = 0, low = 0] = parts;
  if (f === 0xffff && [a, b, c, d, e].every((part) => part === 0))
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  return parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':');
}

/** The eight numbers of an IPv6 address. */
function partsOf(address: string): number[] {
  const [withoutZone = ''] = address.split('%');
  // The parser of addresses writes the last 32 bits as two numbers, also where they came as an IPv4 address.
  const canonical = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1);
  const [before = [], after = []] = canonical
    .split('::')
    .map((half) => half.split(':').flatMap((part) => (part === '' ? [] : [Number.parseInt(part, 16)])));
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
