import { type AnyColumn, and, eq, inArray, lte, sql } from 'drizzle-orm';
import { giveClaims } from './claims.ts';
import type { Q } from './store.ts';

/** A person's row, with their wrapped key. */
export interface PersonRow {
  id: string;
  conversation: Buffer | null;
  inSeq: number;
  outSeq: number;
  waiting: number;
  consented: boolean;
  /** When the person last wrote, cut to the day (epoch ms). */
  lastDay: number;
  forgetAt: number | null;
  /** When the answers to a flow that leaves no trace are dropped; null while none waits for an answer. */
  lapseAt: number | null;
  keepUntil: number | null;
  /** There may be changes of their appointments that they have not heard of. */
  untold: boolean;
  wrapped: Buffer;
}

/** Marks a message as taken in; false if it was taken in before. `key`: an HMAC of channel and external id. */
export async function markSeen(q: Q, key: Buffer, at: number): Promise<boolean> {
  const rows = await q
    .prepared('seen.mark', (db, t) =>
      db
        .insert(t.seen)
        .values({ key: sql.placeholder('key'), at: sql.placeholder('at') })
        .onConflictDoNothing()
        .returning({ at: t.seen.at })
        .prepare('seen.mark'),
    )
    .execute({ key, at });
  return rows.length === 1;
}

/** Whether nobody has ever written: there is no person, and no event of one. */
export async function holdsNobody({ db, t }: Q): Promise<boolean> {
  const people = await db.select({ id: t.person.id }).from(t.person).limit(1);
  return people.length === 0 && (await db.select({ id: t.event.id }).from(t.event).limit(1)).length === 0;
}

/** The contact with this handle on this channel, unless it was removed. `hash`: the blind index of the handle. */
export async function findContact(
  q: Q,
  channel: string,
  hash: Buffer,
): Promise<{ id: string; person: string; blocked: boolean } | undefined> {
  const rows = await q
    .prepared('contact.find', (db, t) =>
      db
        .select({ id: t.contact.id, person: t.contact.person, blocked: t.contact.blocked })
        .from(t.contact)
        .where(
          sql`${t.contact.channel} = ${sql.placeholder('channel')} and ${t.contact.handleHash} = ${sql.placeholder('hash')} and not ${t.contact.removed}`,
        )
        .prepare('contact.find'),
    )
    .execute({ channel, hash });
  return rows[0];
}

/** The contact that has this handle as a further identity. `hash`: the blind index of the handle. */
export async function findByAlias(
  q: Q,
  channel: string,
  hash: Buffer,
): Promise<{ id: string; person: string; blocked: boolean } | undefined> {
  const { alias, contact } = q.t;
  const rows = await q.db
    .select({ id: alias.contact, person: alias.person, blocked: contact.blocked })
    .from(alias)
    .innerJoin(contact, eq(contact.id, alias.contact))
    .where(and(eq(alias.channel, channel), eq(alias.handleHash, hash)));
  return rows[0];
}

export interface Alias {
  id: string;
  person: string;
  contact: string;
  channel: string;
  handleHash: Buffer;
  handle: Buffer;
}

/** Stores a further identity of a contact, and takes it away from any other contact that had it. */
export async function saveAlias(q: Q, row: Alias): Promise<void> {
  const { id, person, contact, handle } = row;
  await q.db
    .insert(q.t.alias)
    .values(row)
    .onConflictDoUpdate({ target: [q.t.alias.channel, q.t.alias.handleHash], set: { id, person, contact, handle } });
}

/** Deletes the further identities of a contact. */
export async function dropAliases(q: Q, contact: string): Promise<void> {
  await q.db.delete(q.t.alias).where(eq(q.t.alias.contact, contact));
}

/** Gives a contact another address, at which it is reached from now on. */
export async function moveContact(q: Q, contact: string, to: { handleHash: Buffer; handle: Buffer }): Promise<void> {
  await q.db.update(q.t.contact).set(to).where(eq(q.t.contact.id, contact));
}

/** The contact with this id, with its sealed handle. The caller knows that it exists; throws `TypeError` otherwise. */
export async function contactById(
  q: Q,
  id: string,
): Promise<{ channel: string; id: string; handle: Buffer; heardAt: number | null; removed: boolean }> {
  const { id: own, channel, handle, heardAt, removed } = q.t.contact;
  const { contact } = q.t;
  const rows = await q.db
    .select({ id: own, channel, handle, heardAt, removed })
    .from(contact)
    .where(eq(contact.id, id));
  const [found] = rows;
  if (found === undefined) throw new TypeError('a contact that is gone');
  return found;
}

/** The person, or undefined once they are forgotten. To change the row, lock the person first. */
export async function loadPerson(q: Q, id: string): Promise<PersonRow | undefined> {
  const rows = await q
    .prepared('person.load', (db, t) =>
      db
        .select({
          id: t.person.id,
          conversation: t.person.conversation,
          inSeq: t.person.inSeq,
          outSeq: t.person.outSeq,
          waiting: t.person.waiting,
          consented: t.person.consented,
          lastDay: t.person.lastDay,
          forgetAt: t.person.forgetAt,
          lapseAt: t.person.lapseAt,
          keepUntil: t.person.keepUntil,
          untold: t.person.untold,
          wrapped: t.personKey.wrapped,
        })
        .from(t.person)
        .innerJoin(t.personKey, eq(t.personKey.person, t.person.id))
        .where(eq(t.person.id, sql.placeholder('id')))
        .prepare('person.load'),
    )
    .execute({ id });
  return rows[0];
}

/** These people, but those who are forgotten, by their ids. */
export async function peopleById(q: Q, ids: readonly string[]): Promise<ReadonlyMap<string, PersonRow>> {
  const { person, personKey } = q.t;
  if (ids.length === 0) return new Map();
  const rows = await q.db
    .select({ person, wrapped: personKey.wrapped })
    .from(person)
    .innerJoin(personKey, eq(personKey.person, person.id))
    .where(inArray(person.id, [...ids]));
  return new Map(rows.map(({ person, wrapped }) => [person.id, { ...person, wrapped }]));
}

/** The ids of people whose answers to a flow that leaves no trace are to be dropped. */
export async function peopleToLapse(q: Q, now: number, limit: number): Promise<string[]> {
  const rows = await q
    .prepared('people.lapse', (db, { person }) =>
      db
        .select({ id: person.id })
        .from(person)
        .where(lte(person.lapseAt, sql.placeholder('now')))
        .limit(sql.placeholder('limit'))
        .prepare('people.lapse'),
    )
    .execute({ now, limit });
  return rows.map((row) => row.id);
}

/**
 * Whether a person asked to be forgotten and is not erased yet. It reads one column only, because it runs for every
 * reply that is sent.
 */
export async function wantsToBeForgotten(q: Q, id: string): Promise<boolean> {
  const rows = await q
    .prepared('person.told', (db, t) =>
      db
        .select({ forgetAt: t.person.forgetAt })
        .from(t.person)
        .where(eq(t.person.id, sql.placeholder('id')))
        .prepare('person.told'),
    )
    .execute({ id });
  return typeof rows[0]?.forgetAt === 'number';
}

export interface NewPerson {
  id: string;
  wrapped: Buffer;
  contact: string;
  channel: string;
  handleHash: Buffer;
  handle: Buffer;
  lastDay: number;
}

/** Stores a new person with their first contact. */
export async function createPerson(q: Q, p: NewPerson): Promise<void> {
  await q.db.insert(q.t.person).values({ id: p.id, lastDay: p.lastDay });
  await q.db.insert(q.t.personKey).values({ person: p.id, wrapped: p.wrapped });
  await q.db
    .insert(q.t.contact)
    .values({ id: p.contact, person: p.id, channel: p.channel, handleHash: p.handleHash, handle: p.handle });
}

/** A placeholder whose value is encoded as its column needs it. */
export const given = (name: string, column: AnyColumn) => sql`${sql.param(sql.placeholder(name), column)}`;

/** Saves a person's conversation, counters and dates. Call it with the person locked. */
export async function savePerson(q: Q, p: Omit<PersonRow, 'wrapped' | 'untold'>): Promise<void> {
  await q
    .prepared('person.save', (db, t) =>
      db
        .update(t.person)
        .set({
          conversation: given('conversation', t.person.conversation),
          inSeq: given('inSeq', t.person.inSeq),
          outSeq: given('outSeq', t.person.outSeq),
          waiting: given('waiting', t.person.waiting),
          consented: given('consented', t.person.consented),
          lastDay: given('lastDay', t.person.lastDay),
          forgetAt: given('forgetAt', t.person.forgetAt),
          lapseAt: given('lapseAt', t.person.lapseAt),
          keepUntil: given('keepUntil', t.person.keepUntil),
        })
        .where(eq(t.person.id, sql.placeholder('id')))
        .prepare('person.save'),
    )
    .execute({ ...p });
}

/**
 * Notes that a contact wrote at `at` (epoch ms), by the clock of its provider; messages may come late and in any order.
 * They have not blocked us, since they write, and they have written first.
 */
export async function heardFrom(q: Q, contact: string, at: number): Promise<void> {
  await q
    .prepared('contact.heard', (db, t) =>
      db
        .update(t.contact)
        .set({
          heardAt: sql`case when ${t.contact.heardAt} > ${given('at', t.contact.heardAt)} then ${t.contact.heardAt} else ${given('at', t.contact.heardAt)} end`,
          closedAt: null,
          blocked: false,
        })
        .where(eq(t.contact.id, sql.placeholder('contact')))
        .prepare('contact.heard'),
    )
    .execute({ contact, at });
}

/** Notes whether there may be changes of a person's appointments that they have not heard of. */
export async function noteUntold(q: Q, person: string, untold: boolean): Promise<void> {
  await q.db.update(q.t.person).set({ untold }).where(eq(q.t.person.id, person));
}

/** All contacts of a person, but those that were removed. */
export async function contactsOf(q: Q, person: string): Promise<{ id: string; channel: string }[]> {
  const { contact } = q.t;
  return q.db
    .select({ id: contact.id, channel: contact.channel })
    .from(contact)
    .where(and(eq(contact.person, person), eq(contact.removed, false)));
}

/** A row that holds an address of a person. */
export interface Address {
  table: 'contact' | 'alias';
  id: string;
}

/** All addresses of a person, their contacts and aliases, with the sealed handles; removed contacts are left out. */
export async function addressesOf(q: Q, person: string): Promise<(Address & { handle: Buffer })[]> {
  const { contact, alias } = q.t;
  const contacts = await q.db
    .select({ id: contact.id, handle: contact.handle })
    .from(contact)
    .where(and(eq(contact.person, person), eq(contact.removed, false)));
  const aliases = await q.db.select({ id: alias.id, handle: alias.handle }).from(alias).where(eq(alias.person, person));
  return [
    ...contacts.map((row) => ({ table: 'contact' as const, ...row })),
    ...aliases.map((row) => ({ table: 'alias' as const, ...row })),
  ];
}

/** Gives an address to another person. `to.handle` is sealed under that person's key. */
export async function giveAddress(q: Q, { table, id }: Address, to: { person: string; handle: Buffer }): Promise<void> {
  const t = q.t[table];
  await q.db.update(t).set(to).where(eq(t.id, id));
}

/**
 * Gives the open matters of one person to another: appointments with their reminders, requests, waitlist and claims.
 */
export async function giveOpen(q: Q, from: string, to: string): Promise<void> {
  for (const table of [q.t.appointment, q.t.request, q.t.timer, q.t.change])
    await q.db.update(table).set({ person: to }).where(eq(table.person, from));
  const { waitlist: w } = q.t;
  const both = q.db.select({ topic: w.topic }).from(w).where(eq(w.person, to));
  await q.db.delete(w).where(and(eq(w.person, from), inArray(w.topic, both)));
  for (const table of [w, q.t.reminder]) await q.db.update(table).set({ person: to }).where(eq(table.person, from));
  await giveClaims(q, from, to);
  await noteUntold(q, to, true);
}

/**
 * Deletes the replies to some contacts of a person, and their further identities. Messages from them that still wait
 * are answered to the contact `instead`.
 */
export async function emptyContacts(q: Q, person: string, contacts: string[], instead: string): Promise<void> {
  const { alias, inbox, outbox } = q.t;
  await q.db.delete(outbox).where(and(eq(outbox.person, person), inArray(outbox.contact, contacts)));
  await q.db
    .update(inbox)
    .set({ contact: instead })
    .where(and(eq(inbox.person, person), inArray(inbox.contact, contacts)));
  await q.db.delete(alias).where(inArray(alias.contact, contacts));
}

/** Deletes a contact of a person, with all that `emptyContacts` deletes. */
export async function deleteContact(q: Q, person: string, id: string, instead: string): Promise<void> {
  await emptyContacts(q, person, [id], instead);
  await q.db.delete(q.t.contact).where(eq(q.t.contact.id, id));
}

/**
 * The contacts at which a person can be reached: the one that wrote last comes first; those that blocked us and those
 * that were removed are left out.
 */
export async function openContacts(q: Q, person: string): Promise<{ id: string; channel: string }[]> {
  const { contact } = q.t;
  return q.db
    .select({ id: contact.id, channel: contact.channel })
    .from(contact)
    .where(and(eq(contact.person, person), eq(contact.blocked, false), eq(contact.removed, false)))
    .orderBy(sql`coalesce(${contact.heardAt}, 0) desc`, contact.id);
}

/** The channels of the contacts of a person that have blocked us. */
export async function blockedChannels(q: Q, person: string): Promise<string[]> {
  const { contact } = q.t;
  const rows = await q.db
    .select({ channel: contact.channel })
    .from(contact)
    .where(and(eq(contact.person, person), eq(contact.blocked, true), eq(contact.removed, false)));
  return rows.map(({ channel }) => channel);
}

/** Notes that a person is forgotten, so that a restored backup leaves them out. `at`: epoch ms, cut to the day. */
export async function noteErasure(q: Q, person: string, at: number): Promise<void> {
  await q.db.insert(q.t.erasure).values({ person, at }).onConflictDoNothing();
}
