import { asc, eq, lte } from 'drizzle-orm';
import type { Q } from './store.ts';

export interface Timer {
  /** Names what it is for; the same key is the same timer. */
  key: string;
  person: string;
  kind: string;
  target: string;
  at: number;
  /** Later than this nothing is said. */
  until: number;
}

export async function setTimer(q: Q, timer: Timer): Promise<void> {
  await q.db.insert(q.t.timer).values(timer).onConflictDoNothing();
}

export async function dueTimers(q: Q, now: number, limit: number): Promise<Timer[]> {
  return q.db.select().from(q.t.timer).where(lte(q.t.timer.at, now)).orderBy(asc(q.t.timer.at)).limit(limit);
}

/** Takes a timer away; false where somebody else has. */
export async function takeTimer(q: Q, key: string): Promise<boolean> {
  const rows = await q.db.delete(q.t.timer).where(eq(q.t.timer.key, key)).returning({ key: q.t.timer.key });
  return rows.length === 1;
}

export async function dropTimersOf(q: Q, of: { person: string } | { target: string }): Promise<void> {
  const { timer } = q.t;
  await q.db.delete(timer).where('person' in of ? eq(timer.person, of.person) : eq(timer.target, of.target));
}
