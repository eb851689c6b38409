import { byDaylight } from '../../booking/reminders.ts';
import { groupTopic } from '../../booking/waiting.ts';
import { pilotOf } from '../../content.ts';
import type { Appointment } from '../../store/booking.ts';
import { groupOfMeeting, openMeetings } from '../../store/groups.ts';
import { loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { waitingFor } from '../../store/waitlist.ts';
import { canBeTold } from '../run/open-conversation.ts';
import type { Booking } from '../world.ts';
import { lineUpOffer } from './offer-freed-time.ts';

/** Tells everybody who waits for a place in a group that there is one, by day; the first to tap gets it. */
export async function offerFreedPlace(world: Booking, q: Q, { groupOffer, pilot }: Appointment): Promise<void> {
  const group = groupOffer === null ? undefined : await groupOfMeeting(q, groupOffer);
  // The seat of a meeting that is called off is no place.
  const isFree = group?.meetings.some(({ id, cancelled }) => id === groupOffer && !cancelled);
  if (group !== undefined && isFree && openMeetings(group, world.clock()).length > 0)
    await offerPlaces(world, q, group.id, pilot);
}

/** The same for places that were added. */
export async function offerPlaces(world: Booking, q: Q, group: string, pilot: string): Promise<void> {
  const { zone } = pilotOf(world.content, pilot);
  for (const one of await waitingFor(q, groupTopic(group))) {
    const person = await loadPerson(q, one.person);
    if (person !== undefined && canBeTold(world, person))
      await lineUpOffer(q, one, byDaylight(world.clock(), zone), zone);
  }
}
