import { and, asc, eq, ne } from 'drizzle-orm';
import type { Wish } from '../booking/slots.ts';
import { hastenJob, scheduleJob, WAITLIST_JOB } from './jobs.ts';
import type { Q } from './store.ts';

/** A person who waits for an appointment about a topic. */
export interface Waiting {
  id: string;
  pilot: string;
  person: string;
  topic: string;
  wish: Wish;
  at: number;
  /** The starts of the free times that the person knows (epoch ms); null where nobody has looked for them yet. */
  known: number[] | null;
  /** When the person was told of a free time last (epoch ms). */
  toldAt: number | null;
  demo: boolean;
}

/**
 * Puts a person on the waitlist, and sees to it that somebody looks for them. A person who is on it already keeps their
 * place and gets the new wish. Returns whether they are new on it.
 */
export async function joinWaitlist(q: Q, row: Omit<Waiting, 'toldAt'>): Promise<boolean> {
  const { waitlist: w } = q.t;
  const { wish, pilot, known, person, topic } = row;
  const isNew =
    (
      await q.db
        .select({ id: w.id })
        .from(w)
        .where(and(eq(w.person, person), eq(w.topic, topic)))
    ).length === 0;
  await q.db
    .insert(w)
    .values(row)
    .onConflictDoUpdate({ target: [w.person, w.topic], set: { wish, pilot, known } });
  await watchTimes(q, row.at);
  return isNew;
}

/** Sees to it that free times are looked for from `now` on (epoch ms). A look that is under way may be the last one. */
export async function watchTimes(q: Q, now: number): Promise<void> {
  await scheduleJob(q, { key: WAITLIST_JOB, kind: WAITLIST_JOB, due: now });
  await hastenJob(q, WAITLIST_JOB, now);
}

/** Whether anybody waits for a time, in any pilot. */
export async function doesAnybodyWait(q: Q): Promise<boolean> {
  const { waitlist: w } = q.t;
  return (await q.db.select({ id: w.id }).from(w).limit(1)).length > 0;
}

/** Notes which free times a person knows, and when they were told of one (epoch ms), if they were. */
export async function noteKnown(q: Q, id: string, known: number[], toldAt?: number): Promise<void> {
  const { waitlist: w } = q.t;
  await q.db
    .update(w)
    .set({ known, ...(toldAt !== undefined && { toldAt }) })
    .where(eq(w.id, id));
}

/** The waitlist of a pilot, the person who has waited longest first. */
export async function waitingIn(q: Q, pilot: string): Promise<Waiting[]> {
  const { waitlist: w } = q.t;
  return q.db.select().from(w).where(eq(w.pilot, pilot)).orderBy(asc(w.at), asc(w.id));
}

/** Everybody who waits for a topic, or for a place in a group, the one who has waited longest first. */
export async function waitingFor(q: Q, topic: string): Promise<Waiting[]> {
  const { waitlist: w } = q.t;
  return q.db.select().from(w).where(eq(w.topic, topic)).orderBy(asc(w.at), asc(w.id));
}

/** Takes everybody off the waitlist of a topic that is not offered any more. */
export async function leaveTopic(q: Q, topic: string): Promise<void> {
  await q.db.delete(q.t.waitlist).where(eq(q.t.waitlist.topic, topic));
}

export async function waitingOf(q: Q, person: string): Promise<Waiting[]> {
  const { waitlist: w } = q.t;
  return q.db.select().from(w).where(eq(w.person, person)).orderBy(asc(w.at));
}

/** Takes a person off the waitlists of all pilots but one: they live under that one now. */
export async function leaveOtherWaitlists(q: Q, person: string, pilot: string): Promise<void> {
  const { waitlist: w } = q.t;
  await q.db.delete(w).where(and(eq(w.person, person), ne(w.pilot, pilot)));
}

/** Takes a person off the waitlist of one topic, or of all topics. Returns whether they were on it. */
export async function leaveWaitlist(q: Q, person: string, topic?: string): Promise<boolean> {
  const { waitlist: w } = q.t;
  const left = await q.db
    .delete(w)
    .where(and(eq(w.person, person), ...(topic === undefined ? [] : [eq(w.topic, topic)])))
    .returning({ id: w.id });
  return left.length > 0;
}
