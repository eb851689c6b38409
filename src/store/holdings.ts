import { and, asc, eq, gt, inArray, max, notInArray } from 'drizzle-orm';
import { ACCESS, type Fact, type Office, type Service, type Topic } from '../pilot/pilot.ts';
import type { Holdings } from '../pilot/plan.ts';
import { factsOf, officesOf, servicesOf } from './offices.ts';
import type { Q } from './store.ts';
import { topicsOf } from './supply.ts';

/** The id of an office among those of all pilots. */
export const officeId = (pilot: string, id: string): string => `${pilot}-${id}`;

/** The topics, facts, services and offices of a pilot in the database, in the form that its folder has. */
export async function holdingsOf(q: Q, pilot: string): Promise<Holdings> {
  const offices = await officesOf(q, pilot);
  return {
    topics: (await topicsOf(q, pilot)).map(({ capacity, ...topic }) => ({
      ...topic,
      ...(capacity > 1 && { capacity }),
    })),
    facts: await factsOf(q, pilot),
    services: await servicesOf(q, pilot),
    offices: offices.map(({ id, name, place, address, pin, access, childcare, demo, confirmedBy, confirmedOn }) => ({
      id: id.slice(officeId(pilot, '').length),
      name,
      place,
      address,
      ...(pin !== null && { pin }),
      ...(access.length > 0 && { access: ACCESS.filter((code) => access.includes(code)) }),
      ...(childcare && { childcare }),
      ...(demo && { demo }),
      ...(confirmedBy !== null && { confirmedBy }),
      ...(confirmedOn !== null && { confirmedOn }),
    })),
  };
}

/**
 * Replaces the topics, facts, services and offices of a pilot, in this order. Counsellors and appointments stay as they are.
 */
export async function setHoldings(q: Q, pilot: string, { topics, offices, ...rows }: Holdings): Promise<void> {
  const { db, t } = q;
  await setTopics(q, pilot, topics);
  for (const kind of ['facts', 'services'] as const) await setRows(q, pilot, kind, rows[kind]);
  const kept = offices.map(({ id }) => officeId(pilot, id));
  await db.delete(t.office).where(and(eq(t.office.pilot, pilot), notInArray(t.office.id, kept)));
  for (const office of offices) await saveOffice(q, pilot, office);
}

/** Adds an office to a pilot, or stores new data for it. */
async function saveOffice({ db, t }: Q, pilot: string, { id, ...office }: Office): Promise<void> {
  const { name, place, address, pin = null, access = [], childcare = false, demo = false } = office;
  const { confirmedBy = null, confirmedOn = null } = office;
  const isTold = address !== null && (demo || confirmedOn !== null);
  const row = {
    ...{ pilot, name, place, address, pin, access: [...access], childcare, demo, confirmedBy, confirmedOn },
    ...(isTold && { toldAddress: address }),
  };
  await db
    .insert(t.office)
    .values({ id: officeId(pilot, id), ...row })
    .onConflictDoUpdate({ target: t.office.id, set: row });
}

/**
 * The topics and offices of `gone` that are still needed: one line of text for each. An office is needed as long as a
 * counsellor works there, it has rooms, or an appointment there is to come; a topic as long as an appointment about it is
 * to come.
 */
export async function neededStill(
  q: Q,
  pilot: string,
  gone: { topics: readonly string[]; offices: readonly string[] },
  now: number,
): Promise<string[]> {
  const { db, t } = q;
  const { appointment: a, counsellor, resource } = t;
  const coming = await db
    .select({ reference: a.reference, topic: a.topic, office: counsellor.office })
    .from(a)
    .innerJoin(counsellor, eq(counsellor.id, a.counsellor))
    .where(and(eq(a.pilot, pilot), eq(a.status, 'scheduled'), gt(a.endAt, now)))
    .orderBy(asc(a.startAt));
  const staff = await db
    .select({ office: counsellor.office })
    .from(counsellor)
    .where(inArray(counsellor.office, ['', ...gone.offices.map((id) => officeId(pilot, id))]));
  const rooms = await db
    .select({ office: resource.office })
    .from(resource)
    .where(inArray(resource.office, ['', ...gone.offices.map((id) => officeId(pilot, id))]));
  const lines = gone.topics.map((id) => ({
    what: `topics/${id}`,
    appointments: coming.filter(({ topic }) => topic === id),
    staff: 0,
    rooms: 0,
  }));
  for (const id of gone.offices) {
    const here = ({ office }: { office: string | null }) => office === officeId(pilot, id);
    lines.push({
      what: `offices/${id}`,
      ...{ appointments: coming.filter(here), staff: staff.filter(here).length, rooms: rooms.filter(here).length },
    });
  }
  return lines
    .filter(({ appointments, staff, rooms }) => appointments.length + staff + rooms > 0)
    .map(({ what, appointments, staff, rooms }) => {
      const named = appointments.length === 0 ? '' : ` (${appointments.map(({ reference }) => reference).join(', ')})`;
      return `${what} is needed: counsellors there: ${staff}, rooms: ${rooms}, appointments to come: ${appointments.length}${named}`;
    });
}

/** The counsellors and rooms of an office, and the appointments there that are to come (`now`: epoch ms). */
export async function neededAt(
  { db, t: { appointment: a, counsellor: c, resource } }: Q,
  pilot: string,
  id: string,
  now: number,
): Promise<{ counsellors: number; rooms: number; appointments: number }> {
  const office = officeId(pilot, id);
  const coming = db
    .select({ id: a.id })
    .from(a)
    .innerJoin(c, eq(c.id, a.counsellor))
    .where(and(eq(c.office, office), eq(a.status, 'scheduled'), gt(a.endAt, now)));
  return {
    counsellors: (await db.select({ id: c.id }).from(c).where(eq(c.office, office))).length,
    rooms: (await db.select({ id: resource.id }).from(resource).where(eq(resource.office, office))).length,
    appointments: (await coming).length,
  };
}

/** Replaces the topics of a pilot, in this order. */
export async function setTopics(q: Q, pilot: string, topics: readonly Topic[]): Promise<void> {
  const { topic } = q.t;
  await q.db.delete(topic).where(eq(topic.pilot, pilot));
  for (const [position, { capacity = 1, ...rest }] of topics.entries())
    await q.db.insert(topic).values({ ...rest, capacity, pilot, position });
}

type RowKind = 'facts' | 'services';
const tableOf = ({ t }: Q, kind: RowKind) => ({ facts: t.fact, services: t.service })[kind];

/** Replaces all facts, or all services, of a pilot. */
export async function setRows(q: Q, pilot: string, kind: RowKind, rows: readonly (Fact | Service)[]): Promise<void> {
  const table = tableOf(q, kind);
  await q.db.delete(table).where(eq(table.pilot, pilot));
  for (const [position, data] of rows.entries())
    await q.db.insert(table).values({ pilot, id: data.id, position, data });
}

/** The kinds of rows that staff edit one at a time. */
export const EDITED = ['facts', 'services', 'offices'] as const;
export type EditedKind = (typeof EDITED)[number];

/** A row, as the pilot's folder would have it. */
export type Row = Fact | Service | Office;

/** A row of a pilot; undefined where there is none. */
export async function rowOf(q: Q, pilot: string, kind: EditedKind, id: string): Promise<Row | undefined> {
  const rows: readonly Row[] = (await holdingsOf(q, pilot))[kind];
  return rows.find((row) => row.id === id);
}

/** Stores new data for a row of a pilot. A fact or a service that the pilot has not yet comes last. */
export async function saveRow(q: Q, pilot: string, kind: EditedKind, row: Row): Promise<void> {
  if (kind === 'offices' || 'address' in row) return saveOffice(q, pilot, row as Office);
  const table = tableOf(q, kind);
  const [last] = await q.db
    .select({ position: max(table.position) })
    .from(table)
    .where(eq(table.pilot, pilot));
  await q.db
    .insert(table)
    .values({ pilot, id: row.id, position: (last?.position ?? -1) + 1, data: row })
    .onConflictDoUpdate({ target: [table.pilot, table.id], set: { data: row } });
}

/** Removes a row of a pilot. The caller knows that nothing hangs on it. */
export async function removeRow(q: Q, pilot: string, kind: EditedKind, id: string): Promise<void> {
  if (kind === 'offices') {
    await q.db.delete(q.t.office).where(eq(q.t.office.id, officeId(pilot, id)));
    return;
  }
  const table = tableOf(q, kind);
  await q.db.delete(table).where(and(eq(table.pilot, pilot), eq(table.id, id)));
}
