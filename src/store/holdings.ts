import { and, asc, eq, gt, inArray, notInArray } from 'drizzle-orm';
import { ACCESS, type Fact, type Service, type Topic } from '../pilot/pilot.ts';
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
    offices: offices.map(({ id, name, place, address, pin, access, childcare, demo }) => ({
      id: id.slice(officeId(pilot, '').length),
      name,
      place,
      address,
      ...(pin !== null && { pin }),
      ...(access.length > 0 && { access: ACCESS.filter((code) => access.includes(code)) }),
      ...(childcare && { childcare }),
      ...(demo && { demo }),
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
  for (const { id, name, place, address, pin = null, access = [], childcare = false, demo = false } of offices) {
    const row = { pilot, name, place, address, pin, access: [...access], childcare, demo };
    await db
      .insert(t.office)
      .values({ id: officeId(pilot, id), ...row })
      .onConflictDoUpdate({ target: t.office.id, set: row });
  }
}

/**
 * The topics and offices of `gone` that are still needed: one line of text for each. An office is needed as long as a
 * counsellor works there or an appointment there is to come, a topic as long as an appointment about it is to come.
 */
export async function neededStill(
  q: Q,
  pilot: string,
  gone: { topics: readonly string[]; offices: readonly string[] },
  now: number,
): Promise<string[]> {
  const { db, t } = q;
  const { appointment: a, counsellor } = t;
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
  const lines = gone.topics.map((id) => ({
    what: `topics/${id}`,
    appointments: coming.filter(({ topic }) => topic === id),
    staff: 0,
  }));
  for (const id of gone.offices) {
    const here = ({ office }: { office: string }) => office === officeId(pilot, id);
    lines.push({ what: `offices/${id}`, appointments: coming.filter(here), staff: staff.filter(here).length });
  }
  return lines
    .filter(({ appointments, staff }) => appointments.length + staff > 0)
    .map(({ what, appointments, staff }) => {
      const named = appointments.length === 0 ? '' : ` (${appointments.map(({ reference }) => reference).join(', ')})`;
      return `${what} is needed: counsellors there: ${staff}, appointments to come: ${appointments.length}${named}`;
    });
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

/** Stores new data for a fact or a service that the pilot has already. */
export async function saveRow(q: Q, pilot: string, kind: RowKind, row: Fact | Service): Promise<void> {
  const table = tableOf(q, kind);
  await q.db
    .update(table)
    .set({ data: row })
    .where(and(eq(table.pilot, pilot), eq(table.id, row.id)));
}
