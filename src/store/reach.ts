import { and, count, eq } from 'drizzle-orm';
import { UNTIL_HEARD } from './outbox.ts';
import type { Q } from './store.ts';

/** The contact from which a person wrote last, with when that was (epoch ms); undefined where none is open. */
export async function lastHeard(
  q: Q,
  contact: string,
): Promise<{ channel: string; heardAt: number | null } | undefined> {
  const { contact: c } = q.t;
  const [found] = await q.db.select({ channel: c.channel, heardAt: c.heardAt }).from(c).where(eq(c.id, contact));
  return found;
}

/** How many replies to a contact wait until its person writes: the provider lets us write freely only after that. */
export async function waitingUntilHeard(q: Q, contact: string): Promise<number> {
  const { outbox: o } = q.t;
  const isWaiting = and(eq(o.contact, contact), eq(o.state, 'queued'), eq(o.due, UNTIL_HEARD));
  const [row] = await q.db.select({ count: count() }).from(o).where(isWaiting);
  return Number(row?.count ?? 0);
}
