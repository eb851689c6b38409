import { type Appointment, openAppointments, storeCancellation } from '../../store/booking.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';
import { offerFreedTime } from './offer-freed-time.ts';

/**
 * Cancels an appointment: drops its reminders, tells the counsellor, and offers its time to people on the waitlist.
 * False when it was not scheduled any more.
 */
export async function cancelAppointment(world: World, q: Q, a: Appointment): Promise<boolean> {
  if (!(await storeCancellation(q, a.id))) return false;
  await dropReminders(q, a);
  await noteChange(q, { ...a, sequence: a.sequence + 1 }, 'cancelled', world.clock());
  await offerFreedTime(world, q, a);
  return true;
}

/** Cancels all open appointments of a person, and returns them. */
export async function cancelAll(world: World, q: Q, person: string): Promise<Appointment[]> {
  const cancelled: Appointment[] = [];
  for (const a of await openAppointments(q, person, world.clock()))
    if (await cancelAppointment(world, q, a)) cancelled.push(a);
  return cancelled;
}
