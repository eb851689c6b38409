import { onePerSignUp } from '../../booking/sign-up.ts';
import { type Appointment, openAppointments, storeCancellation } from '../../store/booking.ts';
import type { ChangeKind } from '../../store/codes.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import type { Booking } from '../world.ts';
import { count } from './count.ts';
import { offerFreedPlace } from './offer-freed-place.ts';
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
  await (a.groupOffer === null ? offerFreedTime(world, q, a) : offerFreedPlace(world, q, a));
  return true;
}

/** Cancels one more appointment of a sign-up for a course: another one of it tells the person and the counsellor. */
export async function cancelQuietly(world: Booking, q: Q, a: Appointment): Promise<void> {
  await forgetUntold(q, a);
  if (!(await storeCancellation(q, a.id))) return;
  await dropReminders(q, a);
  await offerFreedPlace(world, q, a);
}

/**
 * Cancels an appointment that its person did not cancel, counts it, and tells the person. False when it was not
 * scheduled any more.
 */
export async function cancelForPerson(
  world: Booking,
  q: Q,
  a: Appointment,
  kind: Extract<ChangeKind, `c${string}`>,
): Promise<boolean> {
  if (a.person !== null) await q.lockPerson(a.person);
  if (!(await cancelAppointment(world, q, a))) return false;
  const by = kind === 'cancelled-elsewhere' ? 'person' : 'staff';
  await count(world, q, a, { kind: 'appointment-cancelled', topic: a.topic, by });
  await tell(world, q, kind, a.startAt, { ...a, sequence: a.sequence + 1 });
  return true;
}

/** Cancels all open appointments of a person, and returns them; of a course, the next meeting alone. */
export async function cancelAll(world: Booking, q: Q, person: string): Promise<Appointment[]> {
  const cancelled: Appointment[] = [];
  const open = await openAppointments(q, person, world.clock());
  const first = new Set(onePerSignUp(open));
  for (const a of open) {
    if (!first.has(a)) {
      await cancelQuietly(world, q, a);
      continue;
    }
    await forgetUntold(q, a);
    if (await cancelAppointment(world, q, a)) cancelled.push(a);
  }
  return cancelled;
}
