import { and, desc, eq, gt, gte, inArray, isNotNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { emptyContacts } from './people.ts';
import type { Q } from './store.ts';

/** A join or a removal of contacts that can be undone until `undoUntil` (epoch ms); by nobody where `undo` is null. */
interface Undo {
  undo: string | null;
  undoUntil: number;
}

/** A contact that a join brought, or that was removed. */
export interface Undoable {
  id: string;
  person: string;
  channel: string;
  removed: boolean;
  handleHash: Buffer;
}

/** In these words, so that the index of removed contacts is used. */
export const isRemoved = (q: Q) => sql`${q.t.contact.removed}`;

/** Notes on contacts that a join brought them. */
export async function noteJoin(q: Q, contacts: string[], undo: Undo): Promise<void> {
  await q.db.update(q.t.contact).set(undo).where(inArray(q.t.contact.id, contacts));
}

/**
 * Removes contacts from a person: the replies to them are deleted, and their next messages begin new people. The rows
 * stay until `undoUntil`. Messages from them that still wait are answered to the contact `instead`.
 */
export async function removeContacts(
  q: Q,
  person: string,
  contacts: string[],
  instead: string,
  undo: Undo,
): Promise<void> {
  await emptyContacts(q, person, contacts, instead);
  await q.db
    .update(q.t.contact)
    .set({ removed: true, ...undo })
    .where(inArray(q.t.contact.id, contacts));
}

/**
 * Removes a contact from a person, whose next message begins a new person. The replies to it are deleted, but those from
 * `firstReply` on. The row stays until `undoUntil`.
 */
export async function leaveContact(
  q: Q,
  { person, contact: id, firstReply }: { person: string; contact: string; firstReply: number },
  undo: Undo,
): Promise<void> {
  const { alias, contact, outbox } = q.t;
  await q.db.delete(alias).where(eq(alias.contact, id));
  const theirs = and(eq(outbox.person, person), eq(outbox.contact, id));
  await q.db.delete(outbox).where(and(theirs, lt(outbox.seq, firstReply)));
  await q.db
    .update(contact)
    .set({ removed: true, ...undo })
    .where(eq(contact.id, id));
}

/** The contacts whose join or removal has this name and can still be undone. */
export async function undoable(q: Q, undo: string, now: number): Promise<Undoable[]> {
  const { contact } = q.t;
  const { id, person, channel, removed, handleHash } = contact;
  return q.db
    .select({ id, person, channel, removed, handleHash })
    .from(contact)
    .where(and(eq(contact.undo, undo), gt(contact.undoUntil, now)));
}

/** The contact with this handle that was removed last and is kept still. `hash`: the blind index of the handle. */
export async function findRemoved(
  q: Q,
  channel: string,
  hash: Buffer,
  now: number,
): Promise<{ id: string; person: string; undo: string | null } | undefined> {
  const { contact } = q.t;
  const [row] = await q.db
    .select({ id: contact.id, person: contact.person, undo: contact.undo })
    .from(contact)
    .where(
      and(
        ...[eq(contact.channel, channel), eq(contact.handleHash, hash)],
        ...[isRemoved(q), gt(contact.undoUntil, now)],
      ),
    )
    .orderBy(desc(contact.undoUntil))
    .limit(1);
  return row;
}

/** The removed contacts that nobody can take back any more, of people who have no other. */
export async function leftForGood(q: Q, now: number): Promise<{ id: string; person: string }[]> {
  const { contact } = q.t;
  const others = q.db
    .select({ person: contact.person })
    .from(contact)
    .where(or(eq(contact.removed, false), gte(contact.undoUntil, now)));
  return q.db
    .select({ id: contact.id, person: contact.person })
    .from(contact)
    .where(and(isRemoved(q), lt(contact.undoUntil, now), notInArray(contact.person, others)));
}

/** Whether a removed contact can still be given back to its person. */
export async function canComeBack(q: Q, person: string, now: number): Promise<boolean> {
  const { contact } = q.t;
  const rows = await q.db
    .select({ id: contact.id })
    .from(contact)
    .where(and(eq(contact.person, person), isRemoved(q), isNotNull(contact.undo), gt(contact.undoUntil, now)))
    .limit(1);
  return rows.length > 0;
}

/** Gives removed contacts back to their person. */
export async function returnContacts(q: Q, contacts: string[]): Promise<void> {
  await q.db
    .update(q.t.contact)
    .set({ removed: false, undo: null, undoUntil: null })
    .where(inArray(q.t.contact.id, contacts));
}

/** Deletes the removed contacts with this handle: nobody is behind it any more. */
export async function dropRemoved(q: Q, channel: string, hash: Buffer): Promise<void> {
  const { contact } = q.t;
  await q.db.delete(contact).where(and(eq(contact.channel, channel), eq(contact.handleHash, hash), isRemoved(q)));
}
