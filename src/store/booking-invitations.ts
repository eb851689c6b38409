import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { TimerKind } from '../conversation/beginnings.ts';
import { type Reason, reasonFor } from './changes.ts';
import type { InvitationState, OutboxState } from './codes.ts';
import { dropReplies } from './outbox.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';
import { dropTimersOf } from './timers.ts';

/** Invitations to book an appointment. A person has one at most: a new one takes the place of the one before. */

export type BookingInvitation = Tables['bookingInvitation']['$inferSelect'];

/** The kind of the timers, and of the replies, by which a person is told of an invitation and reminded of it. */
const TELLS = 'invite-to-book' satisfies TimerKind;

/** The key of the timer that begins the message with this number, from 1. */
export const tellingKey = (invitation: string, number: number): string => `${TELLS}:${invitation}:${number}`;

/** Stores an invitation in place of the one before, with which all that is lined up of it goes. */
export async function saveInvitation(q: Q, row: Omit<BookingInvitation, 'state' | 'told' | 'seq'>): Promise<void> {
  await dropInvitation(q, row.person);
  await q.db.insert(q.t.bookingInvitation).values({ ...row, state: 'open' });
}

/** The newest invitation of a person. */
export async function invitationOf(q: Q, person: string): Promise<BookingInvitation | undefined> {
  const { bookingInvitation: i } = q.t;
  const [row] = await q.db.select().from(i).where(eq(i.person, person));
  return row;
}

export async function invitationById(q: Q, id: string): Promise<BookingInvitation | undefined> {
  const { bookingInvitation: i } = q.t;
  const [row] = await q.db.select().from(i).where(eq(i.id, id));
  return row;
}

/** Notes a message of an invitation: its `seq`, how many there are with it, and from when on staff call (epoch ms). */
export async function noteMessage(
  q: Q,
  id: string,
  message: Pick<BookingInvitation, 'told' | 'seq' | 'callAt'>,
): Promise<void> {
  const { bookingInvitation: i } = q.t;
  await q.db.update(i).set(message).where(eq(i.id, id));
}

/** The state of the newest message of an invitation; undefined where there is none, or it is not kept any more. */
export async function messageState(
  q: Q,
  { person, seq }: Pick<BookingInvitation, 'person' | 'seq'>,
): Promise<OutboxState | undefined> {
  const { outbox: o } = q.t;
  if (seq === null) return undefined;
  const [row] = await q.db
    .select({ state: o.state })
    .from(o)
    .where(and(eq(o.person, person), eq(o.seq, seq)));
  return row?.state;
}

/**
 * Ends the open invitation of a person, with all that is lined up of it; with a `topic`, only one to book about that.
 * False where there is none.
 */
export async function endInvitation(
  q: Q,
  { person, topic }: { person: string; topic?: string },
  state: Exclude<InvitationState, 'open'>,
): Promise<boolean> {
  const { bookingInvitation: i } = q.t;
  const isMeant = and(eq(i.person, person), eq(i.state, 'open'), topic === undefined ? undefined : eq(i.topic, topic));
  const ended = await q.db.update(i).set({ state }).where(isMeant).returning({ id: i.id });
  if (ended.length > 0) await dropMessages(q, person);
  return ended.length > 0;
}

/** Deletes the invitation of a person, with all that is lined up of it. */
export async function dropInvitation(q: Q, person: string): Promise<void> {
  const { bookingInvitation: i } = q.t;
  const gone = await q.db.delete(i).where(eq(i.person, person)).returning({ id: i.id });
  if (gone.length > 0) await dropMessages(q, person);
}

async function dropMessages(q: Q, person: string): Promise<void> {
  await dropTimersOf(q, { person, kind: TELLS });
  await dropReplies(q, person, { timer: TELLS });
}

/**
 * Gives the invitation of one person to another, who is in the pilot `to.pilot`. One of another pilot ends, and so does one
 * of somebody who gives it to a person with an open one.
 */
export async function giveInvitation(q: Q, from: string, to: { person: string; pilot: string | null }): Promise<void> {
  const given = await invitationOf(q, from);
  const own = await invitationOf(q, to.person);
  if (given === undefined) return;
  if (given.state !== 'open' || given.pilot !== to.pilot || own?.state === 'open') return dropInvitation(q, from);
  const { bookingInvitation: i } = q.t;
  if (own !== undefined) await dropInvitation(q, to.person);
  // The replies of the one who is gone go with them.
  await q.db.update(i).set({ person: to.person, seq: null }).where(eq(i.id, given.id));
}

/** An open invitation as staff see it. `counsellor`: null where it is nobody's, or they counsel no more. */
export type OpenInvitation = BookingInvitation & {
  /** Why the person has not got its newest message; null where they have. */
  reason: Reason | null;
};

/** The open invitations in some pilots, or of one person; those whose day is the soonest first. */
export async function openInvitations(
  q: Q,
  of: { pilots: readonly string[] } | { person: string },
  writesFirst: (channel: string) => boolean,
): Promise<OpenInvitation[]> {
  const { bookingInvitation: i, outbox: o, person: p, contact, counsellor: c, timer } = q.t;
  if ('pilots' in of && of.pilots.length === 0) return [];
  const rows = await q.db
    .select({
      invitation: i,
      counsellor: c.id,
      reply: { state: o.state, due: o.due },
      consented: p.consented,
    })
    .from(i)
    .innerJoin(p, eq(p.id, i.person))
    .leftJoin(o, and(eq(o.person, i.person), eq(o.seq, i.seq)))
    .leftJoin(c, and(eq(c.id, i.counsellor), isNull(c.endedAt)))
    .where(
      and(
        eq(i.state, 'open'),
        isNull(p.forgetAt),
        'pilots' in of ? inArray(i.pilot, [...of.pilots]) : eq(i.person, of.person),
      ),
    )
    .orderBy(asc(i.until), asc(i.id));
  const people = rows.map(({ invitation }) => invitation.person);
  if (people.length === 0) return [];
  const theirs = and(inArray(contact.person, people), eq(contact.removed, false));
  const contacts = await q.db.select().from(contact).where(theirs);
  const timers = await q.db
    .select({ key: timer.key })
    .from(timer)
    .where(and(inArray(timer.person, people), eq(timer.kind, TELLS)));
  return rows.map(({ invitation, counsellor, reply, consented }) => {
    const { id, person, told } = invitation;
    const isTold = told > 0 && (reply === null || reply.state === 'sent');
    const own = contacts.filter((one) => one.person === person);
    // The reminder is none where the first message has not come through.
    const isLinedUp = told === 0 && timers.some(({ key }) => key === tellingKey(id, 1));
    const reason = isTold ? null : reasonFor({ consented, contacts: own, reply, isLinedUp }, writesFirst);
    return { ...invitation, counsellor, reason };
  });
}
