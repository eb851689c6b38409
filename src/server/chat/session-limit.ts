import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import type { Limits } from '../../turn/limits.ts';
import { addressOf, networkOf } from '../http/address.ts';

/** How many sessions are remembered as open. A session that drops out is counted as new, with no other effect. */
const KNOWN_SESSIONS = 10_000;

/** Names the network of a request by a keyed hash, where it is known; the address itself is neither kept nor logged. */
export function networkHash(random: (bytes: number) => Buffer): (c: Context) => string | undefined {
  const salt = random(32);
  return (c) => {
    const network = networkOf(addressOf(c));
    return network === '' ? undefined : createHmac('sha256', salt).update(network).digest('base64url');
  };
}

/** Limits how many sessions a network may open; open sessions are not limited. */
export function admitSessions(limits: Limits): (handle: string, network: string | undefined) => boolean {
  const open = new Set<string>();
  return (handle, network) => {
    if (open.has(handle)) return true;
    if (!limits.take('session', { network })) return false;
    open.add(handle);
    for (const oldest of open) {
      if (open.size <= KNOWN_SESSIONS) break;
      open.delete(oldest);
    }
    return true;
  };
}
