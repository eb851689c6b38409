import { and, eq, isNotNull, lt, lte, ne } from 'drizzle-orm';
import type { Q } from './store.ts';

/** How long each class of data is kept, in milliseconds. The sources: GDPR Art. 5(1)(e); providers redeliver for up to 7 days. */
const DAY = 86_400_000;
export const KEEP = { seen: 9 * DAY, messages: 90 * DAY, lookAround: 30 * DAY } as const;

/** People whose time is over: the wish to be forgotten has run out, or a look around was left for good. */
export async function peopleToForget(q: Q, now: number, limit: number): Promise<string[]> {
  const { person } = q.t;
  const wished = await q.db
    .select({ id: person.id })
    .from(person)
    .where(and(isNotNull(person.forgetAt), lte(person.forgetAt, now)))
    .limit(limit);
  const left = await q.db
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.consented, false), lt(person.lastDay, now - KEEP.lookAround)))
    .limit(limit);
  return [...new Set([...wished, ...left].map((row) => row.id))];
}

/** Deletes messages and message ids past their time; returns how many rows went. */
export async function purge(q: Q, now: number): Promise<number> {
  const { t, db } = q;
  const seen = await db
    .delete(t.seen)
    .where(lt(t.seen.at, now - KEEP.seen))
    .returning({ at: t.seen.at });
  const inbox = await db
    .delete(t.inbox)
    .where(and(ne(t.inbox.state, 'queued'), lt(t.inbox.at, now - KEEP.messages)))
    .returning({ seq: t.inbox.seq });
  const outbox = await db
    .delete(t.outbox)
    .where(and(ne(t.outbox.state, 'queued'), lt(t.outbox.at, now - KEEP.messages)))
    .returning({ seq: t.outbox.seq });
  return seen.length + inbox.length + outbox.length;
}
