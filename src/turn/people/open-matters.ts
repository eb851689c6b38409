import { openAppointments } from '../../store/booking.ts';
import { hasOpenRequest } from '../../store/offices.ts';
import type { PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { waitingOf } from '../../store/waitlist.ts';

/** Whether there is anything that would be given away with a person: a profile, an open matter, a message that waits. */
export async function holdsAnything(q: Q, { id, consented, waiting }: PersonRow, now: number): Promise<boolean> {
  if (consented || waiting > 0 || (await hasOpenRequest(q, id))) return true;
  return (await openAppointments(q, id, now)).length > 0 || (await waitingOf(q, id)).length > 0;
}
