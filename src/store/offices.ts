import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Q } from './store.ts';

export interface Office {
  id: string;
  pilot: string;
  name: string;
  place: string;
  address: string | null;
  pin: { lat: number; lon: number } | null;
  access: string[];
  childcare: boolean;
  /** Exists in the demonstration only. */
  demo: boolean;
}

export async function officesOf(q: Q, pilot: string): Promise<Office[]> {
  const { office } = q.t;
  return q.db.select().from(office).where(eq(office.pilot, pilot)).orderBy(asc(office.id));
}

/** Where a counsellor works. */
export async function officeOf(q: Q, counsellor: string): Promise<Office | undefined> {
  const { office, counsellor: c } = q.t;
  const rows = await q.db
    .select({ office })
    .from(office)
    .innerJoin(c, eq(c.office, office.id))
    .where(eq(c.id, counsellor));
  return rows[0]?.office;
}

/** The services of a pilot as stored; `data` is what `content.ts` calls a service. */
export async function servicesOf(q: Q, pilot: string): Promise<{ id: string; data: unknown }[]> {
  return q
    .prepared('service.list', (db, { service }) =>
      db
        .select({ id: service.id, data: service.data })
        .from(service)
        .where(eq(service.pilot, sql.placeholder('pilot')))
        .orderBy(asc(service.position))
        .prepare('service.list'),
    )
    .execute({ pilot });
}

export interface HelpRequest {
  id: string;
  pilot: string;
  person: string | null;
  language: string;
  at: number;
}

/** Puts a person on the counsellors' list; who is on it already keeps their place. Returns since when they wait. */
export async function requestHuman(
  q: Q,
  request: Omit<HelpRequest, 'person'> & { person: string; demo: boolean },
): Promise<number> {
  const { request: r } = q.t;
  const open = await q.db
    .select({ at: r.at })
    .from(r)
    .where(and(eq(r.person, request.person), eq(r.state, 'open')));
  const [first] = open;
  if (first !== undefined) return first.at;
  await q.db.insert(r).values({ ...request, state: 'open' });
  return request.at;
}

/** Who waits for a human in these pilots, the longest waiting first. */
export async function openRequests(q: Q, pilots: readonly string[]): Promise<HelpRequest[]> {
  const { request: r } = q.t;
  if (pilots.length === 0) return [];
  return q.db
    .select({ id: r.id, pilot: r.pilot, person: r.person, language: r.language, at: r.at })
    .from(r)
    .where(and(inArray(r.pilot, [...pilots]), eq(r.state, 'open')))
    .orderBy(asc(r.at));
}

/** Whose request it is, and where; it may be answered by now. */
export async function findRequest(q: Q, id: string): Promise<Pick<HelpRequest, 'pilot' | 'person'> | undefined> {
  const { request: r } = q.t;
  const rows = await q.db.select({ pilot: r.pilot, person: r.person }).from(r).where(eq(r.id, id));
  return rows[0];
}

/** Takes a request off the list; false where it no longer is on it. */
export async function closeRequest(
  q: Q,
  id: string,
  pilots: readonly string[],
  answeredAt: number,
): Promise<{ person: string | null } | undefined> {
  const { request: r } = q.t;
  if (pilots.length === 0) return undefined;
  const rows = await q.db
    .update(r)
    .set({ state: 'answered', answeredAt })
    .where(and(eq(r.id, id), inArray(r.pilot, [...pilots]), eq(r.state, 'open')))
    .returning({ person: r.person });
  return rows[0];
}

/** A person leaves: their open request goes with them. */
export async function withdrawRequests(q: Q, person: string): Promise<void> {
  const { request: r } = q.t;
  await q.db
    .update(r)
    .set({ state: 'withdrawn' })
    .where(and(eq(r.person, person), eq(r.state, 'open')));
}
