import { createHmac } from 'node:crypto';
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
