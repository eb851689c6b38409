import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { ChangeKind, OutboxState } from './codes.ts';
import { type Fetched, type Reader, UNTIL_HEARD } from './outbox.ts';
import { noteUntold, openContacts, type PersonRow } from './people.ts';
import type { Q } from './store.ts';

/** A change that a person has to hear of. */
export interface Change {
  appointment: string;
  /** The appointment's `sequence` after the change. */
  sequence: number;
  person: string | null;
  kind: ChangeKind;
  /** The start that the person knows of (epoch ms). */
  wasAt: number;
  at: number;
  /** The `seq` of the reply that tells of it; null while there is none. */
  seq: number | null;
}

/** The key of the timer that tells of a change: `appointment-changed:<appointment>:<sequence>`. */
export const tellingKey = (change: string): string => `appointment-changed:${change}`;

const isOpen = ({ t }: Q) => and(isNull(t.change.toldAt), isNull(t.change.doneAt));

/** The newest change of an appointment, and whether it was told or dealt with; undefined when there was none. */
export async function latestChange(
  q: Q,
  appointment: string,
): Promise<(Change & { toldAt: number | null; doneAt: number | null }) | undefined> {
  const { change: c } = q.t;
  const [row] = await q.db.select().from(c).where(eq(c.appointment, appointment)).orderBy(desc(c.sequence)).limit(1);
  return row;
}

/** Which of these appointments have a change that their person has not heard of. */
export async function untoldAmong(q: Q, appointments: readonly string[]): Promise<ReadonlySet<string>> {
  const { change: c } = q.t;
  if (appointments.length === 0) return new Set();
  const rows = await q.db
    .selectDistinct({ appointment: c.appointment })
    .from(c)
    .where(and(inArray(c.appointment, [...appointments]), isOpen(q)));
  return new Set(rows.map(({ appointment }) => appointment));
}

/** Stores a change, and notes at the person that they may have something to hear. */
export async function saveChange(q: Q, change: Omit<Change, 'seq'>): Promise<void> {
  await q.db.insert(q.t.change).values(change).onConflictDoNothing();
  if (change.person !== null) await noteUntold(q, change.person, true);
}

/** Changes that their person has not heard of. */
export interface Untold {
  /** The start that the person knows (epoch ms). */
  wasAt: number;
  kinds: ChangeKind[];
}

/**
 * Deletes the changes of an appointment that were not told, because the person knows more by now or hears of a newer
 * change. The replies that tell of them are not shown any more. Returns the start that the person knew before them, and
 * what they were, if there were any.
 */
export async function dropUntold(q: Q, appointment: string): Promise<Untold | undefined> {
  const { change: c } = q.t;
  const gone = await q.db
    .delete(c)
    .where(and(eq(c.appointment, appointment), isOpen(q)))
    .returning({ person: c.person, seq: c.seq, wasAt: c.wasAt, sequence: c.sequence, kind: c.kind });
  for (const one of gone) await wipeTelling(q, one);
  const [first] = gone.sort((a, b) => a.sequence - b.sequence);
  return first && { wasAt: first.wasAt, kinds: gone.map(({ kind }) => kind) };
}

/** Wipes the reply that tells of a change which is out of date: it waits to be sent, or for a page to fetch it. */
async function wipeTelling(q: Q, { person, seq }: Pick<Change, 'person' | 'seq'>): Promise<void> {
  const { outbox: o } = q.t;
  if (person === null || seq === null) return;
  await q.db
    .update(o)
    .set({ state: 'failed', reason: 'not any more', body: null })
    .where(and(eq(o.person, person), eq(o.seq, seq)));
}

/** Notes the reply that tells of a change. */
export async function noteTelling(
  q: Q,
  { appointment, sequence }: Pick<Change, 'appointment' | 'sequence'>,
  seq: number,
): Promise<void> {
  const { change: c } = q.t;
  await q.db
    .update(c)
    .set({ seq })
    .where(and(eq(c.appointment, appointment), eq(c.sequence, sequence)));
}

/** Notes that a reply reached the person. */
export async function markTold(q: Q, person: string, seq: number, at: number): Promise<void> {
  const { change: c } = q.t;
  await q.db
    .update(c)
    .set({ toldAt: at })
    .where(and(eq(c.person, person), eq(c.seq, seq), isOpen(q)));
}

/** The replies to a contact that tell of open changes: its device has not shown them as far as we know. */
export async function untoldReplies(q: Q, { person, contact }: Reader): Promise<Fetched[]> {
  const { change: c, outbox: o } = q.t;
  const rows = await q.db
    .select({ seq: o.seq, body: o.body, at: o.at })
    .from(c)
    .innerJoin(o, and(eq(o.person, c.person), eq(o.seq, c.seq), eq(o.contact, contact), eq(o.state, 'sent')))
    .where(and(eq(c.person, person), isOpen(q)))
    .orderBy(asc(o.seq));
  return rows.flatMap(({ body, ...row }) => (body === null ? [] : [{ ...row, body }]));
}

/** Notes that a device has shown every reply to its contact up to the one numbered `upTo`. */
export async function markShown(q: Q, { person, contact }: Reader, upTo: number, at: number): Promise<void> {
  const { change: c, outbox: o } = q.t;
  const shown = q.db
    .select({ seq: o.seq })
    .from(o)
    .where(and(eq(o.person, person), eq(o.contact, contact), lte(o.seq, upTo), eq(o.state, 'sent')));
  await q.db
    .update(c)
    .set({ toldAt: at })
    .where(and(eq(c.person, person), inArray(c.seq, shown), isOpen(q)));
}

/** Notes that a reply did not reach the person after all. */
export async function markUntold(q: Q, person: string, seq: number): Promise<void> {
  const { change: c } = q.t;
  const rows = await q.db
    .update(c)
    .set({ toldAt: null })
    .where(and(eq(c.person, person), eq(c.seq, seq)))
    .returning({ seq: c.seq });
  if (rows.length > 0) await noteUntold(q, person, true);
}

/**
 * Marks the changes of an appointment as done: a member of staff has dealt with them, so that nothing tells of them any
 * more. False when none was open.
 */
export async function markDone(q: Q, appointment: string, at: number): Promise<boolean> {
  const { change: c } = q.t;
  const rows = await q.db
    .update(c)
    .set({ doneAt: at })
    .where(and(eq(c.appointment, appointment), isOpen(q)))
    .returning({ person: c.person, seq: c.seq });
  for (const one of rows) await wipeTelling(q, one);
  return rows.length > 0;
}

/** A change that was not told, with its appointment's reference and present start. */
export type OpenChange = Change & { reference: string; startAt: number };

/** An open change as staff see it. `crowd`: the appointment was booked as one of many from one network. */
export type ListedChange = OpenChange & { pilot: string; counsellor: string; crowd: boolean; reason: Reason };

/** The open changes of a person, the oldest first, each with the reply that tells of it. */
export async function openChangesOf(
  q: Q,
  person: string,
): Promise<(OpenChange & { reply: { contact: string; state: OutboxState; at: number } | null })[]> {
  const { change: c, appointment: a, outbox: o } = q.t;
  const rows = await q.db
    .select({
      change: c,
      reference: a.reference,
      startAt: a.startAt,
      reply: { contact: o.contact, state: o.state, at: o.at },
    })
    .from(c)
    .innerJoin(a, eq(a.id, c.appointment))
    .leftJoin(o, and(eq(o.person, c.person), eq(o.seq, c.seq)))
    .where(and(eq(c.person, person), isOpen(q)))
    .orderBy(asc(c.at), asc(c.appointment));
  return rows.map(({ change, ...rest }) => ({ ...change, ...rest }));
}

/**
 * Why a person has not heard of a change: there is no chat to write to (any more), the person said STOP, has blocked
 * us, only has a chat that fetches by itself, must write first, the message was refused, or it is on its way.
 */
export const REASONS = ['no-chat', 'stopped', 'blocked', 'fetches', 'window', 'refused', 'on-its-way'] as const;
export type Reason = (typeof REASONS)[number];

/** The facts by which `reasonFor` decides. */
interface Standing {
  consented: boolean;
  contacts: { channel: string; blocked: boolean }[];
  /** The reply that tells it; null while there is none. */
  reply: { state: OutboxState; due: number } | null;
  /** A timer will tell it. */
  isLinedUp: boolean;
}

/** Why a message was not told yet. `person`: null once they are forgotten. `writesFirst`: whether a channel can. */
export function reasonFor(person: Standing | null, writesFirst: (channel: string) => boolean): Reason {
  if (person === null || person.contacts.length === 0) return 'no-chat';
  if (!person.consented) return 'stopped';
  const open = person.contacts.filter(({ blocked }) => !blocked);
  if (open.length === 0) return 'blocked';
  if (!open.some(({ channel }) => writesFirst(channel))) return 'fetches';
  if (person.reply?.state === 'queued') return person.reply.due === UNTIL_HEARD ? 'window' : 'on-its-way';
  return person.isLinedUp ? 'on-its-way' : 'refused';
}

/** How a person would hear of a change that is made now: the channel that tells them, or why none can. */
export async function reachOf(
  q: Q,
  person: Pick<PersonRow, 'id' | 'consented' | 'forgetAt'> | undefined,
  writesFirst: (channel: string) => boolean,
): Promise<{ channel: string } | { reason: Reason }> {
  if (person === undefined || person.forgetAt !== null) return { reason: 'no-chat' };
  const { contact } = q.t;
  const theirs = and(eq(contact.person, person.id), eq(contact.removed, false));
  const contacts = await q.db.select().from(contact).where(theirs);
  const reason = reasonFor({ ...person, contacts, reply: null, isLinedUp: true }, writesFirst);
  const [open] = (await openContacts(q, person.id)).filter(({ channel }) => writesFirst(channel));
  return reason === 'on-its-way' && open !== undefined ? { channel: open.channel } : { reason };
}

/**
 * The open changes of these pilots' appointments, or of one appointment, with the reason: the soonest start first, and
 * those of crowds at the end, so that they hide nobody.
 */
export async function openChanges(
  q: Q,
  of: { pilots: readonly string[] } | { appointment: string },
  writesFirst: (channel: string) => boolean,
): Promise<ListedChange[]> {
  const { change: c, appointment: a, outbox: o, person: p, contact, timer } = q.t;
  if ('pilots' in of && of.pilots.length === 0) return [];
  const rows = await q.db
    .select({
      change: c,
      reference: a.reference,
      pilot: a.pilot,
      counsellor: a.counsellor,
      crowd: a.crowd,
      startAt: a.startAt,
      state: o.state,
      due: o.due,
      consented: p.consented,
      timer: timer.key,
    })
    .from(c)
    .innerJoin(a, eq(a.id, c.appointment))
    .leftJoin(p, eq(p.id, c.person))
    .leftJoin(o, and(eq(o.person, c.person), eq(o.seq, c.seq)))
    .leftJoin(timer, eq(timer.key, sql`${tellingKey('')} || ${c.appointment} || ':' || ${c.sequence}`))
    .where(and(isOpen(q), 'pilots' in of ? inArray(a.pilot, [...of.pilots]) : eq(a.id, of.appointment)))
    .orderBy(asc(a.crowd), asc(c.wasAt), asc(c.appointment));
  const people = rows.flatMap(({ change }) => change.person ?? []);
  const theirs = and(inArray(contact.person, people), eq(contact.removed, false));
  const contacts = people.length === 0 ? [] : await q.db.select().from(contact).where(theirs);
  return rows.map(({ change, state, due, consented, timer: key, ...rest }) => {
    const reply = state === null || due === null ? null : { state, due };
    const own = contacts.filter(({ person }) => person === change.person);
    const standing = consented === null ? null : { consented, contacts: own, reply, isLinedUp: key !== null };
    return { ...change, ...rest, reason: reasonFor(standing, writesFirst) };
  });
}
