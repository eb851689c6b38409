import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type Access, Fact, KeptService, type Service } from '../pilot/pilot.ts';
import type { Db, Q } from './store.ts';
import type { Tables } from './tables.ts';

export interface Office {
  id: string;
  pilot: string;
  name: string;
  place: string;
  address: string | null;
  pin: { lat: number; lon: number } | null;
  access: Access[];
  childcare: boolean;
  /** The office exists in the demonstration only. */
  demo: boolean;
}

export async function officesOf(q: Q, pilot: string): Promise<Office[]> {
  const { office } = q.t;
  return q.db.select().from(office).where(eq(office.pilot, pilot)).orderBy(asc(office.id));
}

/** The office where a counsellor works. */
export async function officeOf(q: Q, counsellor: string): Promise<Office | undefined> {
  const { office, counsellor: c } = q.t;
  const rows = await q.db
    .select({ office })
    .from(office)
    .innerJoin(c, eq(c.office, office.id))
    .where(eq(c.id, counsellor));
  return rows[0]?.office;
}

/** The facts of a pilot, in its order. */
export async function factsOf(q: Q, pilot: string): Promise<Fact[]> {
  const list = q.prepared('fact.list', (db, { fact }) => inOrder(db, fact).prepare('fact.list'));
  return (await list.execute({ pilot })).map(({ data }) => Fact.parse(data));
}

/** The services of a pilot, in its order. */
export async function servicesOf(q: Q, pilot: string): Promise<Service[]> {
  const list = q.prepared('service.list', (db, { service }) => inOrder(db, service).prepare('service.list'));
  return (await list.execute({ pilot })).map(({ data }) => KeptService.parse(data));
}

/** The rows of a pilot's folder, in its order. */
const inOrder = (db: Db, table: Tables['fact' | 'service']) =>
  db
    .select({ data: table.data })
    .from(table)
    .where(eq(table.pilot, sql.placeholder('pilot')))
    .orderBy(asc(table.position));

export interface HelpRequest {
  id: string;
  pilot: string;
  person: string | null;
  language: string;
  at: number;
}

/**
 * Stores a person's request for a human. A person whose request is open already keeps their place. Returns since when
 * they wait (epoch ms).
 */
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

/** The open requests of these pilots, the oldest first. */
export async function openRequests(q: Q, pilots: readonly string[]): Promise<HelpRequest[]> {
  const { request: r } = q.t;
  if (pilots.length === 0) return [];
  return q.db
    .select({ id: r.id, pilot: r.pilot, person: r.person, language: r.language, at: r.at })
    .from(r)
    .where(and(inArray(r.pilot, [...pilots]), eq(r.state, 'open')))
    .orderBy(asc(r.at));
}

/** The pilot and the person of a request, open or not. The person is null once they are forgotten. */
export async function findRequest(q: Q, id: string): Promise<Pick<HelpRequest, 'id' | 'pilot' | 'person'> | undefined> {
  const { request: r } = q.t;
  const rows = await q.db.select({ id: r.id, pilot: r.pilot, person: r.person }).from(r).where(eq(r.id, id));
  return rows[0];
}

/** Marks an open request as answered and returns its person; undefined if these pilots have no such open request. */
export async function closeRequest(
  q: Q,
  id: string,
  pilots: readonly string[],
  answeredAt: number,
): Promise<Pick<HelpRequest, 'pilot' | 'person'> | undefined> {
  const { request: r } = q.t;
  if (pilots.length === 0) return undefined;
  const rows = await q.db
    .update(r)
    .set({ state: 'answered', answeredAt })
    .where(and(eq(r.id, id), inArray(r.pilot, [...pilots]), eq(r.state, 'open')))
    .returning({ pilot: r.pilot, person: r.person });
  return rows[0];
}

export async function hasOpenRequest(q: Q, person: string): Promise<boolean> {
  const { request: r } = q.t;
  const rows = await q.db
    .select({ id: r.id })
    .from(r)
    .where(and(eq(r.person, person), eq(r.state, 'open')));
  return rows.length > 0;
}

/** Withdraws the open request of a person who leaves. */
export async function withdrawRequests(q: Q, person: string): Promise<void> {
  const { request: r } = q.t;
  await q.db
    .update(r)
    .set({ state: 'withdrawn' })
    .where(and(eq(r.person, person), eq(r.state, 'open')));
}
