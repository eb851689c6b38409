import { and, asc, eq } from 'drizzle-orm';
import type { Wish } from '../booking/slots.ts';
import type { Q } from './store.ts';

/** A person who waits for an appointment about a topic. */
export interface Waiting {
  id: string;
  pilot: string;
  person: string;
  topic: string;
  wish: Wish;
  at: number;
  demo: boolean;
}

/** Puts a person on the waitlist. A person who is on it already keeps their place and gets the new wish. */
export async function joinWaitlist(q: Q, row: Waiting): Promise<void> {
  const { waitlist: w } = q.t;
  const { wish, pilot } = row;
  await q.db
    .insert(w)
    .values(row)
    .onConflictDoUpdate({ target: [w.person, w.topic], set: { wish, pilot } });
}

/** The waitlist of a pilot, the person who has waited longest first. */
export async function waitingIn(q: Q, pilot: string): Promise<Waiting[]> {
  const { waitlist: w } = q.t;
  return q.db.select().from(w).where(eq(w.pilot, pilot)).orderBy(asc(w.at), asc(w.id));
}

export async function waitingOf(q: Q, person: string): Promise<Waiting[]> {
  const { waitlist: w } = q.t;
  return q.db.select().from(w).where(eq(w.person, person)).orderBy(asc(w.at));
}

/** Takes a person off the waitlist of one topic, or of all topics. */
export async function leaveWaitlist(q: Q, person: string, topic?: string): Promise<void> {
  const { waitlist: w } = q.t;
  await q.db.delete(w).where(and(eq(w.person, person), ...(topic === undefined ? [] : [eq(w.topic, topic)])));
}
