import { and, asc, count, eq, inArray } from 'drizzle-orm';
import type { TimerKind } from '../conversation/beginnings.ts';
import type { OutboxState } from './codes.ts';
import { UNTIL_HEARD } from './outbox.ts';
import type { Q } from './store.ts';

/**
 * When a contact last wrote, and when its provider said that it must write first (epoch ms); undefined where it is gone.
 */
export async function lastHeard(
  q: Q,
  contact: string,
): Promise<{ channel: string; heardAt: number | null; closedAt: number | null } | undefined> {
  const { contact: c } = q.t;
  const [found] = await q.db
    .select({ channel: c.channel, heardAt: c.heardAt, closedAt: c.closedAt })
    .from(c)
    .where(eq(c.id, contact));
  return found;
}

/** How many replies to a contact wait until its person writes: the provider lets us write freely only after that. */
export async function waitingUntilHeard(q: Q, contact: string): Promise<number> {
  const { outbox: o } = q.t;
  const isWaiting = and(eq(o.contact, contact), eq(o.state, 'queued'), eq(o.due, UNTIL_HEARD));
  const [row] = await q.db.select({ count: count() }).from(o).where(isWaiting);
  return Number(row?.count ?? 0);
}

/** Those of these people whom the newest answer of staff has not reached, or not yet. */
export async function notReachedAmong(q: Q, people: readonly string[]): Promise<ReadonlySet<string>> {
  const newest = await newestStates(q, people, 'answer');
  return new Set([...newest].flatMap(([person, state]) => (state === 'sent' ? [] : [person])));
}

/** The states of the newest replies that timers of a kind began, by person; none for a person without such a reply. */
export async function newestStates(
  q: Q,
  people: readonly string[],
  kind: TimerKind,
): Promise<ReadonlyMap<string, OutboxState>> {
  const { outbox: o } = q.t;
  if (people.length === 0) return new Map();
  const rows = await q.db
    .select({ person: o.person, state: o.state })
    .from(o)
    .where(and(inArray(o.person, [...people]), eq(o.timer, kind)))
    .orderBy(asc(o.person), asc(o.seq));
  return new Map(rows.map(({ person, state }) => [person, state]));
}
