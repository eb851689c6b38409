import { and, asc, eq, gte, lte, sql } from 'drizzle-orm';
import { currentName, type TimerKind } from '../conversation/beginnings.ts';
import type { Q } from './store.ts';

export interface Timer {
  /** Names the timer's purpose; a timer with the same key is the same timer. */
  key: string;
  person: string;
  kind: TimerKind;
  target: string;
  at: number;
  /** After this time (epoch ms) the timer begins no turn any more. */
  until: number;
}

export async function setTimer(q: Q, timer: Timer): Promise<void> {
  await q.db.insert(q.t.timer).values(timer).onConflictDoNothing();
}

/** The timers that are due and not too late. Late ones stay stored for a while, since the clock may be wrong. */
export async function dueTimers(q: Q, now: number, limit: number): Promise<Timer[]> {
  const rows = await q
    .prepared('timer.due', (db, { timer }) =>
      db
        .select()
        .from(timer)
        .where(and(lte(timer.at, sql.placeholder('now')), gte(timer.until, sql.placeholder('now'))))
        .orderBy(asc(timer.at))
        .limit(sql.placeholder('limit'))
        .prepare('timer.due'),
    )
    .execute({ now, limit });
  // Earlier versions gave some kinds other names.
  return rows.map((timer) => ({ ...timer, kind: currentName(timer.kind) as TimerKind }));
}

/** The `at` of a timer whose person has blocked us: it is due once they are back. */
const UNTIL_BACK = 8_640_000_000_000_000;

/** Whether a timer waits for its person to come back, in words of SQL. */
export const isHeld = ({ t: { timer } }: Q) => eq(timer.at, UNTIL_BACK);

/** Sets a timer that is due once its person, who has blocked us, is back. */
export const holdTimer = (q: Q, timer: Timer): Promise<void> => setTimer(q, { ...timer, at: UNTIL_BACK });

/** Makes the timers due at `now` (epoch ms) that waited for a person to come back. */
export async function releaseTimers(q: Q, person: string, now: number): Promise<void> {
  const { timer } = q.t;
  await q.db
    .update(timer)
    .set({ at: now })
    .where(and(eq(timer.person, person), isHeld(q)));
}

/** Takes the timers of one kind that wait for a person to come back, as far as they are of use at `now` (epoch ms). */
export async function takeHeld(q: Q, person: string, kind: TimerKind, now: number): Promise<{ target: string }[]> {
  const { timer } = q.t;
  const held = await q.db
    .delete(timer)
    .where(and(eq(timer.person, person), eq(timer.kind, kind), isHeld(q)))
    .returning({ target: timer.target, until: timer.until });
  return held.filter(({ until }) => until >= now);
}

/** Deletes a timer; false if it is gone already, because another process took it or it was dropped. */
export async function takeTimer(q: Q, key: string): Promise<boolean> {
  const rows = await q.db.delete(q.t.timer).where(eq(q.t.timer.key, key)).returning({ key: q.t.timer.key });
  return rows.length === 1;
}

/** Deletes timers: all of a person or with a target, or those of one kind among them. */
export async function dropTimersOf(
  q: Q,
  of: { person: string; kind?: TimerKind; target?: string } | { target: string; kind?: TimerKind },
): Promise<void> {
  const { timer } = q.t;
  const conditions = [
    ...('person' in of ? [eq(timer.person, of.person)] : []),
    ...(of.target === undefined ? [] : [eq(timer.target, of.target)]),
    ...(of.kind === undefined ? [] : [eq(timer.kind, of.kind)]),
  ];
  await q.db.delete(timer).where(and(...conditions));
}
