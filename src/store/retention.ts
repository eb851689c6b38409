import { and, eq, lt, lte, ne, or, sql } from 'drizzle-orm';
import { BUCKET } from '../booking/claims.ts';
import type { PersonRow } from './people.ts';
import type { Q } from './store.ts';

const DAY = 86_400_000;
/** How long each class of data is kept, in milliseconds. The sources: GDPR Art. 5(1)(e); providers redeliver for up to 7 days. */
export const KEEP = {
  seen: 9 * DAY,
  messages: 90 * DAY,
  lookAround: 30 * DAY,
  timers: 2 * DAY,
  claims: 7 * DAY,
} as const;

/** People whose time is over: the wish to be forgotten has run out, or a look around was left for good. */
export async function peopleToForget(q: Q, now: number, limit: number): Promise<string[]> {
  const rows = await q
    .prepared('people.over', (db, { person }) =>
      db
        .select({ id: person.id })
        .from(person)
        .where(
          or(
            lte(person.forgetAt, sql.placeholder('now')),
            and(eq(person.consented, false), lt(person.lastDay, sql.placeholder('left'))),
          ),
        )
        .limit(sql.placeholder('limit'))
        .prepare('people.over'),
    )
    .execute({ now, left: now - KEEP.lookAround, limit });
  return rows.map((row) => row.id);
}

/** The same of one person, whose row is locked: they may have written in the meantime. */
export function isToForget({ forgetAt, consented, lastDay }: PersonRow, now: number): boolean {
  return (forgetAt !== null && forgetAt <= now) || (!consented && lastDay < now - KEEP.lookAround);
}

/** Deletes what is past its time: messages, their ids, timers that were too late, and claims on times long gone. */
export async function purge(q: Q, now: number): Promise<void> {
  const { seen, inbox, outbox, timer, claim } = q.t;
  await q.db.delete(seen).where(lt(seen.at, now - KEEP.seen));
  await q.db.delete(claim).where(lt(claim.bucket, Math.floor((now - KEEP.claims) / BUCKET)));
  await q.db.delete(timer).where(lt(timer.until, now - KEEP.timers));
  for (const table of [inbox, outbox]) {
    await q.db.delete(table).where(and(ne(table.state, 'queued'), lt(table.at, now - KEEP.messages)));
  }
}
