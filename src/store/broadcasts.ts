import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { BROADCAST_JOB, hastenJob, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';

export interface Broadcast {
  id: string;
  pilot: string;
  /** What is said, by language. */
  texts: Record<string, string>;
  /** Only to those who stand at this `<flow>.<step>`. */
  step: string | null;
  state: 'running' | 'stopped' | 'done';
  /** The last person whom it was lined up for; everybody before is past. */
  cursor: string;
  enqueued: number;
  at: number;
}

/** A new broadcast; the same id again is the same one, and changes nothing. False where it was there. */
export async function addBroadcast(
  q: Q,
  broadcast: Pick<Broadcast, 'id' | 'pilot' | 'texts' | 'step' | 'at'>,
): Promise<boolean> {
  const rows = await q.db
    .insert(q.t.broadcast)
    .values({ ...broadcast, state: 'running' })
    .onConflictDoNothing()
    .returning({ id: q.t.broadcast.id });
  if (rows.length === 1) await askForWork(q, broadcast.at);
  return rows.length === 1;
}

/** One that is under way may have looked too early: it is asked once more. */
async function askForWork(q: Q, due: number): Promise<void> {
  await scheduleJob(q, { key: BROADCAST_JOB, kind: BROADCAST_JOB, due });
  await hastenJob(q, BROADCAST_JOB, due);
}

/** The newest of some pilots, before `before` (epoch ms). */
export async function listBroadcasts(
  q: Q,
  pilots: readonly string[],
  before: number,
  limit: number,
): Promise<Broadcast[]> {
  const { broadcast } = q.t;
  if (pilots.length === 0) return [];
  const rows = await q.db
    .select()
    .from(broadcast)
    .where(and(inArray(broadcast.pilot, [...pilots]), lt(broadcast.at, before)))
    .orderBy(desc(broadcast.at), asc(broadcast.id))
    .limit(limit);
  return rows as Broadcast[];
}

export async function runningBroadcasts(q: Q): Promise<Broadcast[]> {
  const { broadcast } = q.t;
  const rows = await q.db.select().from(broadcast).where(eq(broadcast.state, 'running')).orderBy(asc(broadcast.at));
  return rows as Broadcast[];
}

/** Stops one or lets it go on; false where none of these pilots' is in the state that this can follow. */
export async function switchBroadcast(
  q: Q,
  id: string,
  pilots: readonly string[],
  to: 'running' | 'stopped',
  now: number,
): Promise<boolean> {
  const { broadcast } = q.t;
  const from = to === 'running' ? 'stopped' : 'running';
  if (pilots.length === 0) return false;
  const rows = await q.db
    .update(broadcast)
    .set({ state: to })
    .where(and(eq(broadcast.id, id), eq(broadcast.state, from), inArray(broadcast.pilot, [...pilots])))
    .returning({ id: broadcast.id });
  if (rows.length === 1 && to === 'running') await askForWork(q, now);
  return rows.length === 1;
}

/**
 * Moves on from one person to another: true where it runs and stood at `from`, so that of several who work on it one alone goes
 * on, and leaves nobody out. In the transaction that lines it up for that person, so that it does so once.
 */
export async function passPerson(q: Q, id: string, from: string, person: string): Promise<boolean> {
  const { broadcast } = q.t;
  const rows = await q.db
    .update(broadcast)
    .set({ cursor: person, enqueued: sql`${broadcast.enqueued} + 1` })
    .where(and(eq(broadcast.id, id), eq(broadcast.state, 'running'), eq(broadcast.cursor, from)))
    .returning({ id: broadcast.id });
  return rows.length === 1;
}

/** Nobody is left behind `from`. */
export async function finishBroadcast(q: Q, id: string, from: string): Promise<void> {
  const { broadcast } = q.t;
  await q.db
    .update(broadcast)
    .set({ state: 'done' })
    .where(and(eq(broadcast.id, id), eq(broadcast.state, 'running'), eq(broadcast.cursor, from)));
}

/** People with consent after one of them, in the order of their ids. */
export async function consentingAfter(q: Q, person: string, limit: number): Promise<string[]> {
  const { person: p } = q.t;
  const rows = await q.db
    .select({ id: p.id })
    .from(p)
    .where(and(eq(p.consented, true), gt(p.id, person)))
    .orderBy(asc(p.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}
