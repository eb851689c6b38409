import { type Appointment, appointmentById, type NewAppointment, storeMove, type Taking } from '../../store/booking.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import type { World } from '../world.ts';
import { offerFreedTime } from './offer-freed-time.ts';
import { remindOf } from './remind.ts';

/**
 * Gives an appointment another time: it is reminded of anew, the counsellors are told, the person waits for the topic no
 * longer, and its old time is offered to those who wait. Returns it as it stands now. Throws `ClaimedError` where somebody
 * was faster, and then it stays as it was.
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
  await leaveWaitlist(q, taking.person, was.topic);
  await noteChange(q, moved, 'moved', now, was.counsellor);
  await offerFreedTime(world, q, was);
  return moved;
}
