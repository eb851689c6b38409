import { asc, eq, sql } from 'drizzle-orm';
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
  confirmedBy: string | null;
  confirmedOn: string | null;
  /** The address as people were last told it; null where they were told none. */
  toldAddress: string | null;
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
