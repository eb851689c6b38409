import { pilotOf } from '../../content.ts';
import { type Appointment, openAppointments, promiseReminder } from '../../store/booking.ts';
import { setReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import type { World } from '../world.ts';

/** Sets the reminders of an appointment, if its person can be reminded at all. */
export async function remindOf(world: World, q: Q, { person, ...a }: Appointment): Promise<void> {
  if (person === null || !a.canRemind) return;
  await setReminders(q, { ...a, person }, pilotOf(world.content, a.pilot).zone, world.clock());
}

/** The person has linked an app that can remind: sets the reminders of all their open appointments. */
export async function remindFromNow(world: World, q: Q, person: string): Promise<void> {
  for (const a of await openAppointments(q, person, world.clock())) {
    await promiseReminder(q, a.id);
    await remindOf(world, q, { ...a, canRemind: true });
  }
}
