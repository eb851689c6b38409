import { type Appointment, appointmentById, type NewAppointment, storeMove, type Taking } from '../../store/booking.ts';
import { noteHandover } from '../../store/handovers.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import type { World } from '../world.ts';
import { offerFreedTime } from './offer-freed-time.ts';
import { remindOf } from './remind.ts';

/**
 * Moves an appointment to another slot: sets its reminders anew, tells the counsellors, takes the person off the
 * topic's waitlist, and offers the old time to people on the waitlist. Returns the appointment as it is now. Throws
 * `ClaimedError` when the new time is claimed already, and then the appointment stays as it was.
 */
export async function moveAppointment(
  world: World,
  q: Q,
  was: Appointment,
  taking: Taking,
  details: Pick<NewAppointment, 'mode' | 'wishes' | 'phone'>,
): Promise<Appointment> {
  const now = world.clock();
  await q.savepoint(() => storeMove(q, was.id, taking, details, now));
  await dropReminders(q, was);
  const moved = await appointmentById(q, was.id);
  if (moved === undefined) throw new TypeError('an appointment that is gone');
  await remindOf(world, q, moved);
  if (taking.person !== null) await leaveWaitlist(q, taking.person, was.topic);
  if (moved.counsellor !== was.counsellor) await noteHandover(q, was, moved.sequence);
  await noteChange(q, moved, 'moved', now, was.counsellor);
  await offerFreedTime(world, q, was);
  return moved;
}
