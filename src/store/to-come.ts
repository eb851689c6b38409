import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import { type Appointment, appointmentsById } from './booking.ts';
import { sessionOf, sharedClaim } from './claims.ts';
import type { Q } from './store.ts';

/** The appointments to come that a change of the office meets, and what such a change does to one. */

/**
 * The appointments to come of a counsellor, at an office (those in person), or about a topic of a pilot, that are
 * scheduled: the soonest first.
 */
export async function appointmentsToCome(
  q: Q,
  of: { counsellor: string } | { office: string } | { pilot: string; topic: string },
  now: number,
): Promise<Appointment[]> {
  const { appointment: a, counsellor: c } = q.t;
  const isOf =
    'counsellor' in of
      ? eq(a.counsellor, of.counsellor)
      : 'office' in of
        ? and(
            eq(a.mode, 'in-person'),
            inArray(a.counsellor, q.db.select({ id: c.id }).from(c).where(eq(c.office, of.office))),
          )
        : and(eq(a.pilot, of.pilot), eq(a.topic, of.topic));
  const rows = await q.db
    .select({ id: a.id })
    .from(a)
    .where(and(isOf, eq(a.status, 'scheduled'), gt(a.startAt, now)))
    .orderBy(asc(a.startAt));
  return appointmentsById(
    q,
    rows.map(({ id }) => id),
  );
}

/** Notes that an appointment needs an interpreter; nobody is claimed for it. */
export async function needInterpreter(q: Q, id: string): Promise<void> {
  await q.db.update(q.t.appointment).set({ interpreter: true }).where(eq(q.t.appointment.id, id));
}

/** Notes that the place of an appointment has another address or link: its person has to confirm it anew. */
export async function storeNewPlace(q: Q, id: string): Promise<void> {
  const { appointment: a } = q.t;
  await q.db
    .update(a)
    .set({ confirmedAt: null, sequence: sql`${a.sequence} + 1` })
    .where(eq(a.id, id));
}

/** Frees the room of an appointment, which takes place at another office. */
export async function leaveRoom(
  q: Q,
  { id, room, counsellor, startAt, topic, groupOffer }: Appointment,
): Promise<void> {
  const { appointment: a, claim, groupOffer: g } = q.t;
  // Who signs up for the meeting later is told of no room either.
  if (groupOffer !== null) await q.db.update(g).set({ room: null }).where(eq(g.id, groupOffer));
  if (room === null) return;
  await q.db.update(a).set({ room: null }).where(eq(a.id, id));
  const owners = [id, sessionOf(counsellor, startAt, topic), ...(groupOffer === null ? [] : [groupOffer])];
  await q.db
    .delete(claim)
    .where(and(eq(claim.resource, sharedClaim({ kind: 'room', id: room })), inArray(claim.appointment, owners)));
}
