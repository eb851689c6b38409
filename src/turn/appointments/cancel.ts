import { type Appointment, openAppointments, storeCancellation } from '../../store/booking.ts';
import type { offFor } from '../../store/codes.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import type { Booking } from '../world.ts';
import { count } from './count.ts';
import { offerFreedTime } from './offer-freed-time.ts';
import { forgetUntold, tell } from './tell.ts';

/**
 * Cancels an appointment: drops its reminders, tells the counsellor, and offers its time to people on the waitlist.
 * False when it was not scheduled any more.
 */
export async function cancelAppointment(world: Booking, q: Q, a: Appointment): Promise<boolean> {
  if (!(await storeCancellation(q, a.id))) return false;
  await dropReminders(q, a);
  await noteChange(q, { ...a, sequence: a.sequence + 1 }, 'cancelled', world.clock());
  await offerFreedTime(world, q, a);
  return true;
}

/**
 * Cancels an appointment that its person did not cancel, counts it, and tells the person. False when it was not
 * scheduled any more.
 */
export async function cancelForPerson(
  world: Booking,
  q: Q,
  a: Appointment,
  kind: ReturnType<typeof offFor> | 'cancelled-elsewhere',
): Promise<boolean> {
  if (a.person !== null) await q.lockPerson(a.person);
  if (!(await cancelAppointment(world, q, a))) return false;
  await count(world, q, a, { kind: 'appointment-cancelled', topic: a.topic });
  await tell(world, q, kind, a.startAt, { ...a, sequence: a.sequence + 1 });
  return true;
}

/** Cancels all open appointments of a person, and returns them. */
export async function cancelAll(world: Booking, q: Q, person: string): Promise<Appointment[]> {
  const cancelled: Appointment[] = [];
  for (const a of await openAppointments(q, person, world.clock())) {
    await forgetUntold(q, a);
    if (await cancelAppointment(world, q, a)) cancelled.push(a);
  }
  return cancelled;
}
