import { openAppointments } from '../../store/booking.ts';
import { hasOpenRequest } from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import { waitingOf } from '../../store/waitlist.ts';

/** Whether a person has an appointment to come, waits for a time, or waits for a human. */
export async function hasOpenMatters(q: Q, person: string, now: number): Promise<boolean> {
  if (await hasOpenRequest(q, person)) return true;
  return (await openAppointments(q, person, now)).length > 0 || (await waitingOf(q, person)).length > 0;
}
