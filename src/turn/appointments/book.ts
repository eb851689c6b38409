import { makeReference } from '../../booking/reference.ts';
import { findAppointment, type NewAppointment, storeBooking, type Taking } from '../../store/booking.ts';
import { type GroupOffer, joinGroup } from '../../store/groups.ts';
import { noteChange } from '../../store/notices.ts';
import type { Q } from '../../store/store.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import { newId, type World } from '../world.ts';
import { remindOf } from './remind.ts';

/** A new appointment before it has an id and a reference. `phone` seals the number to call under the new id. */
export type Wanted = Omit<NewAppointment, 'id' | 'reference' | 'phone'> & { phone(id: string): Buffer | null };

/**
 * Books a slot under a new reference, and returns the reference. Tells the counsellor, sets reminders, and takes the
 * person off this topic's waitlist. Throws `ClaimedError` when the time is claimed already, and then nothing is stored.
 */
export async function bookAppointment(
  world: World,
  q: Q,
  { phone, ...wanted }: Wanted,
  taking: Taking & { person: string },
): Promise<string> {
  const id = newId(world);
  const appointment = { ...wanted, id, phone: phone(id) };
  const now = world.clock();
  const store = (reference: string) => storeBooking(q, { ...appointment, reference }, taking, now);
  return settle(world, q, taking.person, store);
}

/** Signs a person up for a group, with the same effects, result and error as `bookAppointment`. */
export async function signUp(
  world: World,
  q: Q,
  wanted: Omit<Parameters<typeof joinGroup>[1], 'id' | 'reference'>,
  offer: GroupOffer,
): Promise<string> {
  const appointment = { ...wanted, id: newId(world) };
  const store = (reference: string) => joinGroup(q, { ...appointment, reference }, offer, world.clock());
  return settle(world, q, wanted.person, store);
}

/**
 * Stores an appointment under a reference that is not taken; then sets its reminders, takes the person off the topic's
 * waitlist, and tells the counsellor.
 */
async function settle(
  world: World,
  q: Q,
  person: string,
  store: (reference: string) => Promise<boolean>,
): Promise<string> {
  let reference = '';
  await q.savepoint(async () => {
    do reference = makeReference((n) => world.random(n));
    while (!(await store(reference)));
  });
  const a = await findAppointment(q, reference);
  if (a === undefined) throw new TypeError('an appointment that is gone');
  await remindOf(world, q, { ...a, person });
  await leaveWaitlist(q, person, a.topic);
  await noteChange(q, a, 'new', world.clock());
  return reference;
}
