import { and, eq, inArray, ne } from 'drizzle-orm';
import { holdOf, isSession, release, seatClaim } from './claims.ts';
import { forgetWriter } from './link-codes.ts';
import { postgresTables } from './postgres-tables.ts';
import { withoutBody } from './request-files.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';
import { forgetKeysOf } from './whatsapp-keys.ts';

/**
 * Everything that belongs to a person: a backup seals it under the person's key, and an erasure deletes it. Events are
 * not here; only the person's sealed conversation tells which are theirs.
 */

export type TableName = keyof Tables;
export type Row = Record<string, unknown>;

/** The tables whose rows name the person they belong to. A new table with a column `person` is one of them. */
export const OWNED = (Object.keys(postgresTables) as TableName[]).filter(
  (name) => 'person' in postgresTables[name] && name !== 'erasure',
);

/** What staff still work with once a person has left for good, and the key that seals a part of it. */
const MATTERS: readonly TableName[] = ['personKey', 'appointment', 'reminder', 'change', 'request'];

/** A table of `OWNED`, as any of them. */
const owned = (q: Q, name: TableName) => q.t[name] as Tables['appointment'];

/** The appointments and requests of some people. Rows of other tables name these, and not the person. */
async function mattersOf({ db, t: { appointment: a, request: r } }: Q, people: readonly string[]) {
  const appointments = await db
    .select({ id: a.id, reference: a.reference, person: a.person })
    .from(a)
    .where(inArray(a.person, [...people]));
  const requests = await db
    .select({ id: r.id, person: r.person })
    .from(r)
    .where(inArray(r.person, [...people]));
  return { appointments, requests };
}

/**
 * The rows that belong to each of some people, by the person's id. A claim of a session that several of them share is in
 * each list. Claims of a person who is only choosing are left out.
 */
export async function belongingsOf(q: Q, people: readonly string[]): Promise<Map<string, [TableName, Row][]>> {
  const { db, t } = q;
  const all = new Map(people.map((id) => [id, [] as [TableName, Row][]]));
  const add = (person: unknown, table: TableName, row: Row) => all.get(String(person))?.push([table, row]);
  for (const row of await db
    .select()
    .from(t.person)
    .where(inArray(t.person.id, [...people])))
    add(row.id, 'person', row);
  for (const table of OWNED) {
    const { person } = owned(q, table);
    // The bytes of files are in no backup, and too many for the memory.
    const rows = table === 'requestFile' ? db.select(withoutBody(q)) : db.select();
    for (const row of await rows.from(owned(q, table)).where(inArray(person, [...people]))) add(row.person, table, row);
  }

  const { appointments, requests } = await mattersOf(q, people);
  const ownerOf = new Map(appointments.map(({ id, person }) => [id, person]));
  const ids = [...ownerOf.keys()];
  const sessions = new Map<string, Set<unknown>>();
  for (const row of await db.select().from(t.claim).where(inArray(t.claim.appointment, ids))) {
    const owner = ownerOf.get(row.appointment);
    add(owner, 'claim', row);
    const session = row.resource.startsWith(seatClaim('')) ? row.resource.slice(seatClaim('').length) : '';
    if (isSession(session)) sessions.set(session, (sessions.get(session) ?? new Set()).add(owner));
  }
  for (const row of await db
    .select()
    .from(t.claim)
    .where(inArray(t.claim.appointment, [...sessions.keys()])))
    for (const person of sessions.get(row.appointment) ?? []) add(person, 'claim', row);
  for (const row of await db.select().from(t.handover).where(inArray(t.handover.appointment, ids)))
    add(ownerOf.get(row.appointment), 'handover', row);
  const toldOf = new Map([...appointments, ...requests].map(({ id, person }) => [id, person]));
  for (const row of await db
    .select()
    .from(t.notice)
    .where(inArray(t.notice.subject, [...toldOf.keys()])))
    add(toldOf.get(row.subject), 'notice', row);
  return all;
}

/** Deletes what belongs to a person, except their key and what staff still work with. */
export async function deleteAllButMatters(q: Q, person: string): Promise<void> {
  await forgetKeysOf(q, { person });
  await release(q, holdOf(person));
  await forgetWriter(q, person);
  for (const table of OWNED)
    if (!MATTERS.includes(table)) await q.db.delete(owned(q, table)).where(eq(owned(q, table).person, person));
}

/** Deletes everything that belongs to a person, with their key. What tells a counsellor of a cancellation stays. */
export async function deleteBelongings(q: Q, person: string): Promise<void> {
  const { db, t } = q;
  const { appointments, requests } = await mattersOf(q, [person]);
  const ids = appointments.map(({ id }) => id);
  for (const owner of [...ids, holdOf(person)]) await release(q, owner);
  const subjects = [...ids, ...requests.map(({ id }) => id)];
  await db.delete(t.notice).where(and(inArray(t.notice.subject, subjects), ne(t.notice.kind, 'cancelled')));
  await db.delete(t.handover).where(inArray(t.handover.appointment, ids));
  await forgetKeysOf(q, { person });
  await forgetWriter(q, person);
  for (const table of OWNED) await db.delete(owned(q, table)).where(eq(owned(q, table).person, person));
  await db.delete(t.person).where(eq(t.person.id, person));
}
