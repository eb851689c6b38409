import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { BUCKET, buckets } from '../booking/claims.ts';
import type { Desk, TopicRule } from '../booking/slots.ts';
import type { Q } from './store.ts';

export interface Topic extends TopicRule {
  id: string;
}

export async function topicsOf(q: Q, pilot: string): Promise<Topic[]> {
  const { topic } = q.t;
  const rows = await q.db.select().from(topic).where(eq(topic.pilot, pilot)).orderBy(asc(topic.position));
  return rows.map(({ id, minutes, gap, noticeMinutes, horizonDays }) => ({
    id,
    minutes,
    gap,
    noticeMinutes,
    horizonDays,
  }));
}

const counsellorResource = (id: string) => `counsellor:${id}`;
const personResource = (id: string) => `person:${id}`;

/** What the slot search knows of a pilot's counsellors, with what is claimed from `fromAt` to `toAt` (epoch ms). */
export async function desksOf(
  q: Q,
  pilot: string,
  fromAt: number,
  toAt: number,
): Promise<(Desk & { office: string })[]> {
  const { db, t } = q;
  const staff = await db.select().from(t.counsellor).where(eq(t.counsellor.pilot, pilot)).orderBy(asc(t.counsellor.id));
  const ids = staff.map((one) => one.id);
  if (ids.length === 0) return [];
  const hours = await db.select().from(t.hours).where(inArray(t.hours.counsellor, ids));
  const absences = await db
    .select()
    .from(t.absence)
    .where(and(inArray(t.absence.counsellor, ids), gte(t.absence.toAt, fromAt)));
  const claims = await db
    .select({ resource: t.claim.resource, bucket: t.claim.bucket })
    .from(t.claim)
    .where(
      and(
        inArray(t.claim.resource, ids.map(counsellorResource)),
        gte(t.claim.bucket, Math.floor(fromAt / BUCKET)),
        lt(t.claim.bucket, Math.ceil(toAt / BUCKET)),
      ),
    )
    .orderBy(asc(t.claim.bucket));
  const hoursBy = Map.groupBy(hours, (row) => row.counsellor);
  const absencesBy = Map.groupBy(absences, (row) => row.counsellor);
  const claimsBy = Map.groupBy(claims, (row) => row.resource);
  return staff.map((one) => ({
    counsellor: one.id,
    office: one.office,
    gender: one.gender as Desk['gender'],
    languages: one.languages,
    lastBooked: one.lastBooked,
    hours: hoursBy.get(one.id) ?? [],
    absences: absencesBy.get(one.id) ?? [],
    taken: (claimsBy.get(counsellorResource(one.id)) ?? []).map((row) => row.bucket),
  }));
}

export interface NewAppointment {
  id: string;
  pilot: string;
  reference: string;
  person: string;
  counsellor: string;
  topic: string;
  startAt: number;
  endAt: number;
  language: string;
  interpreter: boolean;
  wishes: string[];
  canRemind: boolean;
  demo: boolean;
}

/** Somebody else, or the person's own other appointment, has a part of the time. */
export class ClaimedError extends Error {
  override name = 'ClaimedError';
  readonly by: 'counsellor' | 'person';
  constructor(by: 'counsellor' | 'person') {
    super(`the time is claimed: ${by}`);
    this.by = by;
  }
}

/**
 * Books: stores the appointment and claims every five minutes of the counsellor's [start, end + gap) and of the person's
 * [start, end). The claims' primary key makes a double booking impossible, whatever races. False where the reference
 * exists: try another. Throws `ClaimedError`; run it in a savepoint, since part of it is written by then.
 */
export async function book(q: Q, a: NewAppointment, gapMinutes: number, now: number): Promise<boolean> {
  const { db, t } = q;
  const booked = await db
    .insert(t.appointment)
    .values({ ...a, status: 'scheduled' })
    .onConflictDoNothing({ target: t.appointment.reference })
    .returning({ id: t.appointment.id });
  if (booked.length === 0) return false;
  const claims = (resource: string, toAt: number) =>
    buckets(a.startAt, toAt).map((bucket) => ({ resource, bucket, unit: 0, appointment: a.id }));
  const own = claims(personResource(a.person), a.endAt);
  const theirs = claims(counsellorResource(a.counsellor), a.endAt + gapMinutes * 60_000);
  for (const [by, rows] of [
    ['person', own],
    ['counsellor', theirs],
  ] as const) {
    const claimed = await db.insert(t.claim).values(rows).onConflictDoNothing().returning({ bucket: t.claim.bucket });
    if (claimed.length < rows.length) throw new ClaimedError(by);
  }
  await db.update(t.counsellor).set({ lastBooked: now }).where(eq(t.counsellor.id, a.counsellor));
  return true;
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
  status: string;
  language: string;
  interpreter: boolean;
  wishes: string[];
  canRemind: boolean;
  sequence: number;
  demo: boolean;
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
      interpreter: a.interpreter,
      wishes: a.wishes,
      canRemind: a.canRemind,
      sequence: a.sequence,
      demo: a.demo,
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

/** A person's appointments that are still to come, the soonest first. */
export async function openAppointments(q: Q, person: string, now: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.person, person), eq(a.status, 'scheduled'), gte(a.endAt, now)))
    .orderBy(asc(a.startAt));
}

/** The person is going to be reminded of it after all. */
export async function promiseReminder(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.appointment).set({ canRemind: true }).where(eq(q.t.appointment.id, id));
}

/** A pilot's appointments that begin in [fromAt, toAt), the cancelled too. */
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

/** A counsellor's appointments from `fromAt` on, the cancelled too: what their calendar shows. */
export async function appointmentsOfCounsellor(q: Q, counsellor: string, fromAt: number): Promise<Appointment[]> {
  const { appointment: a } = q.t;
  return appointments(q)
    .where(and(eq(a.counsellor, counsellor), gte(a.startAt, fromAt)))
    .orderBy(asc(a.startAt));
}

/** Cancels and frees the time; false where it was not scheduled any more. */
export async function cancelAppointment(q: Q, id: string): Promise<boolean> {
  const { appointment: a, claim } = q.t;
  const rows = await q.db
    .update(a)
    .set({ status: 'cancelled', sequence: sql`${a.sequence} + 1` })
    .where(and(eq(a.id, id), eq(a.status, 'scheduled')))
    .returning({ id: a.id });
  await q.db.delete(claim).where(eq(claim.appointment, id));
  return rows.length === 1;
}

/** A person is forgotten: their claims would still tell which appointments were one person's. */
export async function releasePerson(q: Q, person: string): Promise<void> {
  const { claim } = q.t;
  await q.db.delete(claim).where(eq(claim.resource, personResource(person)));
}
