import { createHmac } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { limitRate } from '../http/rate-limit.ts';

/** A shelter or a workshop shares one address. */
const SESSIONS_A_MINUTE = 60;
/** Sessions that are remembered as open; one that drops out is counted as new, no more. */
const KNOWN_SESSIONS = 10_000;

/**
 * Lets every address open so many sessions a minute, and those that are open alone. Kept in memory, as a keyed hash, for
 * a minute; an address itself is neither kept nor logged.
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

/** Where a request comes from. A neighbour on our own network is a proxy, and says for whom it asks. */
export function addressOf(c: Context): string {
  const direct = c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? '');
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  const proxied = direct !== '' && own.check(direct, isIPv6(direct) ? 'ipv6' : 'ipv4');
  return proxied && forwarded ? forwarded : direct;
}
