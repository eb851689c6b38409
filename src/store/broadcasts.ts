import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { BroadcastState } from './codes.ts';
import { BROADCAST_JOB, hastenJob, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';

export interface Broadcast {
  id: string;
  pilot: string;
  /** The words to send, by language. */
  texts: Record<string, string>;
  /** If set, only people who stand at this `<flow>.<step>` get it. */
  step: string | null;
  state: BroadcastState;
  /** The last person whom it was lined up for; people with lower ids are done. */
  cursor: string;
  enqueued: number;
  at: number;
}

/** Stores a new broadcast. If one with this id exists, changes nothing and returns false. */
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

/** Schedules the job of broadcasts. If the job is under way, it may have read too early, so it must run once more. */
async function askForWork(q: Q, due: number): Promise<void> {
  await scheduleJob(q, { key: BROADCAST_JOB, kind: BROADCAST_JOB, due });
  await hastenJob(q, BROADCAST_JOB, due);
}

/** The newest broadcasts of these pilots that are older than `before` (epoch ms). */
export async function listBroadcasts(
  q: Q,
  pilots: readonly string[],
  before: number,
  limit: number,
): Promise<Broadcast[]> {
  const { broadcast } = q.t;
  if (pilots.length === 0) return [];
  return q.db
    .select()
    .from(broadcast)
    .where(and(inArray(broadcast.pilot, [...pilots]), lt(broadcast.at, before)))
    .orderBy(desc(broadcast.at), asc(broadcast.id))
    .limit(limit);
}

export async function broadcastById(q: Q, id: string): Promise<Broadcast | undefined> {
  const { broadcast } = q.t;
  const [found] = await q.db.select().from(broadcast).where(eq(broadcast.id, id));
  return found;
}

export async function runningBroadcasts(q: Q): Promise<Broadcast[]> {
  const { broadcast } = q.t;
  return q.db.select().from(broadcast).where(eq(broadcast.state, 'running')).orderBy(asc(broadcast.at));
}

/** Stops a running broadcast of these pilots, or resumes a stopped one; false if it is not in the state for that. */
export async function switchBroadcast(
  q: Q,
  id: string,
  pilots: readonly string[],
  to: 'running' | 'stopped',
  now: number,
): Promise<string | undefined> {
  const { broadcast } = q.t;
  const from = to === 'running' ? 'stopped' : 'running';
  if (pilots.length === 0) return undefined;
  const rows = await q.db
    .update(broadcast)
    .set({ state: to })
    .where(and(eq(broadcast.id, id), eq(broadcast.state, from), inArray(broadcast.pilot, [...pilots])))
    .returning({ pilot: broadcast.pilot });
  if (rows.length === 1 && to === 'running') await askForWork(q, now);
  return rows[0]?.pilot;
}

/**
 * Moves the cursor from one person to the next. True if the broadcast runs and its cursor was at `from`: so only one of
 * several processes goes on, and no person is left out. Call it in the transaction that lines the broadcast up for
 * `person`, so that they get it once.
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

/** Marks a broadcast as done, if it runs and its cursor is at `from`: no person is left after that one. */
export async function finishBroadcast(q: Q, id: string, from: string): Promise<void> {
  const { broadcast } = q.t;
  await q.db
    .update(broadcast)
    .set({ state: 'done' })
    .where(and(eq(broadcast.id, id), eq(broadcast.state, 'running'), eq(broadcast.cursor, from)));
}

/** The ids of people with consent that come after `person`, in ascending order. */
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
