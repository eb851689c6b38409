import type { CodedEvent } from '../../evaluation/events.ts';
import type { Appointment } from '../../store/booking.ts';
import { loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { saveEvent } from '../run/events.ts';
import { openConversation } from '../run/open-conversation.ts';
import type { Booking } from '../world.ts';

/**
 * Writes an event about an appointment under its person's pseudonym; under none when the person withdrew consent or is
 * forgotten.
 */
export async function count(world: Booking, q: Q, a: Appointment, event: CodedEvent): Promise<void> {
  const person = a.person === null ? undefined : await loadPerson(q, a.person);
  const key = person && world.vault.unwrap(person.id, person.wrapped);
  const pseudonym = person && key ? openConversation(world, person, key).pseudonym : null;
  await saveEvent(world, q, { pilot: a.pilot, pseudonym, demo: a.demo }, event);
}
