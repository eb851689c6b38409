import { createHmac } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { limitRate } from '../http/rate-limit.ts';

/** The limit is this high because a whole shelter or workshop shares one address. */
const SESSIONS_A_MINUTE = 60;
/** How many sessions are remembered as open. A session that drops out is counted as new, with no other effect. */
const KNOWN_SESSIONS = 10_000;

/**
 * Limits how many sessions an address may open in a minute; open sessions are not limited. Addresses are kept in memory
 * for a minute, as a keyed hash; an address itself is neither kept nor logged.
 */
export function limitSessions({ clock, random }: { clock(): number; random(bytes: number): Buffer }) {
  const salt = random(32);
  const open = new Set<string>();
  const admit = limitRate(SESSIONS_A_MINUTE, clock);

  return (handle: string, address: string): boolean => {
    if (open.has(handle)) return true;
    if (!admit(createHmac('sha256', salt).update(address).digest('base64url'))) return false;
    open.add(handle);
    for (const oldest of open) {
      if (open.size <= KNOWN_SESSIONS) break;
      open.delete(oldest);
    }
    return true;
  };
}

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
