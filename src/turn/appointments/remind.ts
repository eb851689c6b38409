import { remindersOf } from '../../booking/reminders.ts';
import { pilotOf } from '../../content.ts';
import { type Appointment, openAppointments, promiseReminder } from '../../store/booking.ts';
import type { Reader } from '../../store/outbox.ts';
import { setReminder, setReminders, takeMissed } from '../../store/reminders.ts';
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

/**
 * The person is back who had blocked us: sets the reminders anew that the block kept from them, as far as no later one
 * says the same.
 */
export async function remindAgain(world: World, q: Q, reader: Reader): Promise<void> {
  const now = world.clock();
  for (const missed of await takeMissed(q, reader, now)) {
    const { zone } = pilotOf(world.content, missed.pilot);
    const one = remindersOf(missed.startAt, zone, Number.NEGATIVE_INFINITY).find(({ arm }) => arm === missed.arm);
    if (one === undefined || one.until < now) continue;
    await setReminder(q, { ...missed, person: reader.person }, { ...one, at: now });
  }
}
