import { daysUntil } from '../../booking/reminders.ts';
import type { Mark } from '../../booking/status.ts';
import { pilotOf } from '../../content.ts';
import { type CodedEvent, leadOf, toHour } from '../../evaluation/events.ts';
import type { Appointment } from '../../store/booking.ts';
import { withdrawEvent } from '../../store/events.ts';
import { loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { saveEvent } from '../run/events.ts';
import { ifReadable, openConversation } from '../run/open-conversation.ts';
import type { Booking } from '../world.ts';

/** Of whom an event is told: an appointment, or a request. */
type OfPerson = Pick<Appointment, 'pilot' | 'person' | 'demo'>;

/**
 * Writes an event about an appointment or a request under its person's pseudonym; under none when the person withdrew
 * consent, has moved to another pilot or is forgotten, or when their conversation is damaged.
 */
export async function count(world: Booking, q: Q, a: OfPerson, event: CodedEvent): Promise<void> {
  await saveEvent(world, q, { pilot: a.pilot, pseudonym: await pseudonymOf(world, q, a), demo: a.demo }, event);
}

/** The event of an appointment that is booked now. */
export const bookedEvent = (world: Booking, { pilot, topic, startAt }: Appointment): CodedEvent => ({
  ...{ kind: 'appointment-booked', topic },
  lead: leadOf(daysUntil(startAt, pilotOf(world.content, pilot).zone, world.clock())),
});

/** Takes back what `count` wrote about an appointment, at `since` (epoch ms) or later, because it did not happen. */
export async function uncount(
  world: Booking,
  q: Q,
  a: Appointment,
  kind: `appointment-${Mark}`,
  since: number,
): Promise<void> {
  const { pilot, topic, demo } = a;
  const pseudonym = await pseudonymOf(world, q, a);
  await withdrawEvent(q, { pilot, pseudonym, kind, data: { topic }, demo }, toHour(since));
}

async function pseudonymOf(world: Booking, q: Q, a: OfPerson): Promise<string | null> {
  const person = a.person === null ? undefined : await loadPerson(q, a.person);
  if (person === undefined) return null;
  const open = () => openConversation(world, person, world.vault.unwrap(person.id, person.wrapped));
  const c = ifReadable(open);
  return c?.pilot === a.pilot ? c.pseudonym : null;
}
