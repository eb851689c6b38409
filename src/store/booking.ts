import { and, asc, count, desc, eq, gt, gte, inArray, isNull, lt, ne, or, sql } from 'drizzle-orm';
import type { BookedTime } from '../booking/share.ts';
import type { Mode, Slot } from '../booking/slots.ts';
import { MARKS, type Mark, type Status } from '../booking/status.ts';
import type { WishCode } from '../booking/wishes.ts';
import {
  ClaimedError,
  claim,
  claimSeat,
  counsellorClaim,
  hasSession,
  holdOf,
  type Owner,
  personClaim,
  release,
  sessionOf,
  sharedClaim,
  type Wanted,
} from './claims.ts';
import type { Q } from './store.ts';
import type { Topic } from './supply.ts';
import type { Tables } from './tables.ts';

const MINUTE = 60_000;
/** How long a slot is held for a person who looks at it. */
const HOLD_MS = 10 * MINUTE;

/** A slot that a person books, with its topic. `family`: for a member of their family. */
export interface Taking {
  slot: Slot;
  topic: Pick<Topic, 'id' | 'gap' | 'capacity'>;
  /** Null for somebody without a chat. */
  person: string | null;
  family: boolean;
}

export interface NewAppointment {
  id: string;
  pilot: string;
  reference: string;
  language: string;
  mode: Mode;
  wishes: WishCode[];
  /** Sealed. */
  phone: Buffer | null;
  canRemind: boolean;
  unreached: boolean;
  crowd: boolean;
  demo: boolean;
}

/**
 * Books a slot: stores the appointment and claims every five minutes of the counsellor's, the room's and the
 * interpreter's [start, end + gap) and of the person's [start, end). False if the reference exists: try another. Throws
 * `ClaimedError` if a part of the time is claimed; run it in a savepoint, since some rows are written by then.
 */
export async function storeBooking(q: Q, a: NewAppointment, taking: Taking, now: number): Promise<boolean> {
  const { slot, topic, person, family } = taking;
  const { counsellor, startAt, endAt, interpreter, interpretedBy, room } = slot;
  const row = { ...a, person, family, counsellor, topic: topic.id, startAt, endAt, interpreter, interpretedBy, room };
  if (!(await insertAppointment(q, { ...row, status: 'scheduled' }))) return false;
  await claimFor(q, a.id, taking, now);
  return true;
}

/** Stores an appointment without any claims; false if its reference exists. */
export async function insertAppointment(q: Q, row: Tables['appointment']['$inferInsert']): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db.insert(a).values(row).onConflictDoNothing({ target: a.reference }).returning({ id: a.id });
  return rows.length === 1;
}

/**
 * Moves an appointment to another slot and releases its old claims. Throws `ClaimedError`, so run it in a savepoint.
 */
export async function storeMove(
  q: Q,
  id: string,
  taking: Taking,
  set: Pick<NewAppointment, 'mode' | 'wishes' | 'phone'>,
  now: number,
): Promise<void> {
  const { appointment: a } = q.t;
  const { counsellor, startAt, endAt, interpreter, interpretedBy, room } = taking.slot;
  await release(q, id);
  const moved = { counsellor, startAt, endAt, interpreter, interpretedBy, room, confirmedAt: null, stands: false };
  await q.db
    .update(a)
    .set({ ...moved, ...set, sequence: sql`${a.sequence} + 1` })
    .where(eq(a.id, id));
  await claimFor(q, id, taking, now);
}

async function claimFor(q: Q, appointment: string, taking: Taking, now: number): Promise<void> {
  const { slot, topic, person, family } = taking;
  const owner: Owner = { owner: appointment, ...(person !== null && { person }) };
  const own =
    person === null ? [] : [{ resource: personClaim(person, family), fromAt: slot.startAt, toAt: slot.endAt }];
  if (own.length > 0 && !(await claim(q, own, owner, now))) throw new ClaimedError('person');
  const isClaimed =
    topic.capacity > 1 ? await joinSession(q, taking, owner, now) : await claim(q, supplyOf(taking), owner, now);
  if (!isClaimed) throw new ClaimedError('supply');
  if (person !== null) await release(q, holdOf(person));
  const { counsellor: c } = q.t;
  const last = q.db.select({ last: sql`max(${c.lastBooked}) + 1` }).from(c);
  await q.db
    .update(c)
    .set({ lastBooked: sql`${last}` })
    .where(eq(c.id, slot.counsellor));
}

/** The claims that a slot needs beside the person's: counsellor, interpreter and room. */
function supplyOf({ slot, topic }: Pick<Taking, 'slot' | 'topic'>): Wanted[] {
  const { counsellor, room, interpretedBy, startAt: fromAt } = slot;
  const resources = [
    counsellorClaim(counsellor),
    ...(interpretedBy === null ? [] : [sharedClaim({ kind: 'interpreter', id: interpretedBy })]),
    ...(room === null ? [] : [sharedClaim({ kind: 'room', id: room })]),
  ];
  return resources.map((resource) => ({ resource, fromAt, toAt: slot.endAt + topic.gap * MINUTE }));
}

/**
 * Claims a place in a session. The first person to join claims the counsellor and the room for all; false if they are
 * taken.
 */
async function joinSession(q: Q, { slot, topic }: Taking, owner: Owner, now: number): Promise<boolean> {
  const session = sessionOf(slot.counsellor, slot.startAt, topic.id);
  await q.lockPerson(session);
  const stands = await hasSession(q, session);
  if (!stands && !(await claim(q, supplyOf({ slot, topic }), { ...owner, owner: session }, now))) return false;
  return claimSeat(q, session, topic.capacity, slot.startAt, owner, now);
}

/**
 * Holds a slot for a person for `HOLD_MS` and ends their previous hold. False if another person took the slot first.
 */
export async function hold(q: Q, person: string, slot: Slot, topic: Taking['topic'], now: number): Promise<boolean> {
  const owner = holdOf(person);
  const until = now + HOLD_MS;
  await release(q, owner);
  try {
    await q.savepoint(async () => {
      const isHeld = slot.joins
        ? await claimSeat(
            q,
            sessionOf(slot.counsellor, slot.startAt, topic.id),
            topic.capacity,
            slot.startAt,
            { owner, until },
            now,
          )
        : await claim(q, supplyOf({ slot, topic }), { owner, until }, now);
      if (!isHeld) throw new ClaimedError('supply');
    });
    return true;
  } catch (error) {
    if (error instanceof ClaimedError) return false;
    throw error;
  }
}

export interface Appointment {
  id: string;
  pilot: string;
  reference: string;
  person: string | null;
  counsellor: string;
  topic: string;
  startAt: number;
  endAt: number;
  status: Status;
  language: string;
  mode: Mode;
  family: boolean;
  interpreter: boolean;
  interpretedBy: string | null;
  room: string | null;
  groupOffer: string | null;
  /** The reference of the first appointment of the same sign-up for a course. */
  signUp: string | null;
  wishes: WishCode[];
  /** Sealed. */
  phone: Buffer | null;
  canRemind: boolean;
  confirmedAt: number | null;
  /** When staff noted whether the person came. */
  markedAt: number | null;
  sequence: number;
  /** When another chat that has the reference wanted to cancel, and the person was asked (epoch ms). */
  askedAt: number | null;
  /** Staff have said that it takes place although its counsellor is not at work then. */
  stands: boolean;
  demo: boolean;
  office: string;
  officeName: string;
  officeAddress: string | null;
}

function appointments(q: Q) {
  const { appointment: a, counsellor, office } = q.t;
  return q.db
    .select({
      id: a.id,
      pilot: a.pilot,
      reference: a.reference,
      person: a.person,
      counsellor: a.counsellor,
      topic: a.topic,
      startAt: a.startAt,
      endAt: a.endAt,
      status: a.status,
      language: a.language,
      mode: a.mode,
      family: a.family,
      interpreter: a.interpreter,
      interpretedBy: a.interpretedBy,
      room: a.room,
      groupOffer: a.groupOffer,
      signUp: a.signUp,
      wishes: a.wishes,
      phone: a.phone,
      canRemind: a.canRemind,
      confirmedAt: a.confirmedAt,
      markedAt: a.markedAt,
      sequence: a.sequence,
      askedAt: a.askedAt,
      stands: a.stands,
      demo: a.demo,
      office: office.id,
      officeName: office.name,
      officeAddress: office.address,
    })
    .from(a)
    .innerJoin(counsellor, eq(counsellor.id, a.counsellor))
    .innerJoin(office, eq(office.id, counsellor.office));
}

export async function findAppointment(q: Q, reference: string): Promise<Appointment | undefined> {
  const rows = await appointments(q).where(eq(q.t.appointment.reference, reference));
  return rows[0];
}

export async function appointmentById(q: Q, id: string): Promise<Appointment | undefined> {
  const rows = await appointments(q).where(eq(q.t.appointment.id, id));
  return rows[0];
}

/** A person's appointments that are still to come, the soonest first. */
export async function openAppointments(q: Q, person: string, now: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.person, person), eq(a.status, 'scheduled'), gte(a.endAt, now)))
    .orderBy(asc(a.startAt));
}

/** The appointments at some meetings of a group that are scheduled. */
export async function appointmentsOfMeetings(q: Q, meetings: readonly string[]): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  if (meetings.length === 0) return [];
  return appointments(q)
    .where(and(inArray(a.groupOffer, [...meetings]), eq(a.status, 'scheduled')))
    .orderBy(asc(a.startAt), asc(a.id));
}

/** Everybody who came to, missed or is expected at a meeting of a group, in the order of their sign-ups' references. */
export async function attendees(q: Q, meeting: string): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.groupOffer, meeting), ne(a.status, 'cancelled')))
    .orderBy(asc(sql`coalesce(${a.signUp}, ${a.reference})`));
}

/** The people who are signed up for meetings to come, each with their first appointment there. */
export async function signedUp(q: Q, meetings: readonly string[]): Promise<(Appointment & { person: string })[]> {
  const all = await appointmentsOfMeetings(q, meetings);
  return [...Map.groupBy(all, ({ person }) => person)].flatMap(([person, [first]]) =>
    person === null || first === undefined ? [] : [{ ...first, person }],
  );
}

/** The appointments of one sign-up for a course that are still to come, the soonest first. */
export async function openOfSignUp(q: Q, signUp: string, now: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.signUp, signUp), eq(a.status, 'scheduled'), gte(a.endAt, now)))
    .orderBy(asc(a.startAt));
}

/** Notes that an appointment came with a sign-up for a course. */
export async function storeSignUp(q: Q, id: string, signUp: string): Promise<void> {
  await q.db.update(q.t.appointment).set({ signUp }).where(eq(q.t.appointment.id, id));
}

/** The appointments of a person in these pilots, whatever became of them, the newest first; at most `limit`. */
export async function appointmentsOf(
  q: Q,
  person: string,
  pilots: readonly string[],
  limit: number,
): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.person, person), inArray(a.pilot, [...pilots])))
    .orderBy(desc(a.startAt), a.id)
    .limit(limit);
}

/** The talks of a pilot that stand in [fromAt, toAt), epoch ms. */
export async function bookedTimes(q: Q, pilot: string, fromAt: number, toAt: number): Promise<BookedTime[]> {
  const { appointment: a } = q.t;
  return q.db
    .select({ counsellor: a.counsellor, startAt: a.startAt, unreached: a.unreached })
    .from(a)
    .where(
      and(
        eq(a.pilot, pilot),
        eq(a.status, 'scheduled'),
        isNull(a.groupOffer),
        gte(a.startAt, fromAt),
        lt(a.startAt, toAt),
      ),
    );
}

/** A person's appointments that are cancelled and would still be to come. */
export async function cancelledToCome(q: Q, person: string, now: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q).where(and(eq(a.person, person), eq(a.status, 'cancelled'), gte(a.endAt, now)));
}

/** Notes that the person can be reminded of the appointment after all. */
export async function promiseReminder(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.appointment).set({ canRemind: true }).where(eq(q.t.appointment.id, id));
}

/** The appointments of these pilots that begin in [fromAt, toAt), epoch ms, cancelled ones too. */
export async function appointmentsBetween(
  q: Q,
  pilots: readonly string[],
  fromAt: number,
  toAt: number,
): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  if (pilots.length === 0) return [];
  return appointments(q)
    .where(and(inArray(a.pilot, [...pilots]), gte(a.startAt, fromAt), lt(a.startAt, toAt)))
    .orderBy(asc(a.startAt), asc(a.id));
}

/** An appointment as a span of its counsellor's time. */
export type BookedSpan = Pick<Appointment, 'id' | 'counsellor' | 'groupOffer'> & { fromAt: number; toAt: number };

/**
 * The appointments of a pilot that are scheduled and begin in [fromAt, toAt), epoch ms, as spans: there may be thousands.
 * Those that stand whatever the hours are, are left out.
 */
export async function bookedSpans(q: Q, pilot: string, fromAt: number, toAt: number): Promise<BookedSpan[]> {
  const { appointment: a } = q.t;
  return q.db
    .select({ id: a.id, counsellor: a.counsellor, groupOffer: a.groupOffer, fromAt: a.startAt, toAt: a.endAt })
    .from(a)
    .where(
      and(
        eq(a.pilot, pilot),
        gte(a.startAt, fromAt),
        lt(a.startAt, toAt),
        eq(a.status, 'scheduled'),
        eq(a.stands, false),
      ),
    );
}

/** These appointments, the soonest first. */
export async function appointmentsById(q: Q, ids: readonly string[]): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  if (ids.length === 0) return [];
  return appointments(q)
    .where(inArray(a.id, [...ids]))
    .orderBy(asc(a.startAt), asc(a.id));
}

/** What a list of appointments shows: those that begin in [fromAt, toAt), epoch ms, but for the cancelled ones. */
export interface Listing {
  pilots: readonly string[];
  /** Only those of this counsellor; null for all. */
  counsellor: string | null;
  fromAt: number;
  toAt: number;
  /** Only those of which nobody has noted whether the person came. */
  unmarked?: true;
  /** Cancelled ones too that would not be over at this time (epoch ms). */
  cancelledFrom?: number;
}

/** A part of a list of appointments, the soonest first, and how many there are in all. */
export async function listAppointments(
  q: Q,
  listing: Listing,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<{ of: Appointment[]; count: number }> {
  const { appointment: a } = q.t;
  const { pilots, counsellor, fromAt, toAt, unmarked, cancelledFrom } = listing;
  if (pilots.length === 0) return { of: [], count: 0 };
  const isListed = and(
    inArray(a.pilot, [...pilots]),
    gte(a.startAt, fromAt),
    lt(a.startAt, toAt),
    unmarked ? eq(a.status, 'scheduled') : undefined,
    or(ne(a.status, 'cancelled'), cancelledFrom === undefined ? undefined : gt(a.endAt, cancelledFrom)),
    counsellor === null ? undefined : eq(a.counsellor, counsellor),
  );
  const [all] = await q.db.select({ count: count() }).from(a).where(isListed);
  const of = await appointments(q).where(isListed).orderBy(asc(a.startAt), asc(a.id)).limit(limit).offset(offset);
  return { of, count: Number(all?.count ?? 0) };
}

/** The appointments to come that were booked in crowds from one network, the soonest first. */
export async function crowdedAppointments(
  q: Q,
  pilots: readonly string[],
  now: number,
  limit: number,
): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  if (pilots.length === 0) return [];
  return appointments(q)
    .where(and(inArray(a.pilot, [...pilots]), eq(a.status, 'scheduled'), eq(a.crowd, true), gt(a.startAt, now)))
    .orderBy(asc(a.startAt), asc(a.id))
    .limit(limit);
}

/** A counsellor's appointments from `fromAt` (epoch ms) on, cancelled ones too. Their calendar shows these. */
export async function appointmentsOfCounsellor(q: Q, counsellor: string, fromAt: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.counsellor, counsellor), gte(a.startAt, fromAt)))
    .orderBy(asc(a.startAt));
}

/** Cancels an appointment and releases its claims; false if it was not scheduled any more. */
export async function storeCancellation(q: Q, id: string): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .update(a)
    .set({ status: 'cancelled', sequence: sql`${a.sequence} + 1` })
    .where(and(eq(a.id, id), eq(a.status, 'scheduled')))
    .returning({ id: a.id });
  await release(q, id);
  return rows.length === 1;
}

/** Notes that the person confirmed an appointment; false if it is not scheduled any more. */
export async function storeConfirmation(q: Q, id: string, now: number): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .update(a)
    .set({ confirmedAt: now })
    .where(and(eq(a.id, id), eq(a.status, 'scheduled')))
    .returning({ id: a.id });
  return rows.length === 1;
}

/** Notes that an appointment takes place although its counsellor is not at work then. */
export async function storeStanding(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.appointment).set({ stands: true }).where(eq(q.t.appointment.id, id));
}

/** Notes that the person was asked whether another chat may cancel their appointment. */
export async function storeAsked(q: Q, id: string, at: number): Promise<void> {
  await q.db.update(q.t.appointment).set({ askedAt: at }).where(eq(q.t.appointment.id, id));
}

/** Stores the mark that staff give an appointment at `now` (epoch ms); false if it is marked already or cancelled. */
export async function storeMark(q: Q, id: string, status: Mark, now: number): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .update(a)
    .set({ status, markedAt: now })
    .where(and(eq(a.id, id), eq(a.status, 'scheduled')))
    .returning({ id: a.id });
  return rows.length === 1;
}

/** Takes back the mark of an appointment; false if it has none. */
export async function storeUnmark(q: Q, id: string): Promise<boolean> {
  const { appointment: a } = q.t;
  const rows = await q.db
    .update(a)
    .set({ status: 'scheduled', markedAt: null })
    .where(and(eq(a.id, id), inArray(a.status, MARKS)))
    .returning({ id: a.id });
  return rows.length === 1;
}

/** The sealed phone numbers that counsellors are to call, by the ids of a person's appointments. */
export async function phonesOf(q: Q, person: string): Promise<{ id: string; phone: Buffer }[]> {
  const { appointment: a } = q.t;
  const rows = await q.db.select({ id: a.id, phone: a.phone }).from(a).where(eq(a.person, person));
  return rows.flatMap(({ id, phone }) => (phone === null ? [] : [{ id, phone }]));
}

export async function savePhone(q: Q, id: string, phone: Buffer): Promise<void> {
  await q.db.update(q.t.appointment).set({ phone }).where(eq(q.t.appointment.id, id));
}
