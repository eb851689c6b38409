import { type Appointment, appointmentById, openOfSignUp } from '../../store/booking.ts';
import { noteChange } from '../../store/notices.ts';
import type { Q } from '../../store/store.ts';
import { leaveRoom, storeNewPlace } from '../../store/to-come.ts';
import type { Booking } from '../world.ts';
import { tell } from './tell.ts';

/** What of an appointment's place is another one: the office, where it has no room; or the address or the link. */
export type NewPlace = 'office' | 'address';

/**
 * Tells the person of an appointment, and its counsellor, that it takes place elsewhere, at the same time. Of a course
 * the first meeting to come tells of all.
 */
export async function tellPlace(
  world: Booking,
  q: Q,
  { id, person }: Pick<Appointment, 'id' | 'person'>,
  place: NewPlace,
): Promise<void> {
  if (person !== null) await q.lockPerson(person);
  const a = await appointmentById(q, id);
  if (a?.status !== 'scheduled') return;
  if (place === 'office') await leaveRoom(q, a);
  await storeNewPlace(q, id);
  const [first] = a.signUp === null ? [a] : await openOfSignUp(q, a.signUp, world.clock());
  if (first?.id !== id) return;
  const is = { ...a, sequence: a.sequence + 1 };
  await noteChange(q, is, 'moved', world.clock());
  await tell(world, q, 'moved-place', a.startAt, is);
}
