import type { Appointment } from '../../store/booking.ts';
import { noteChange } from '../../store/notices.ts';
import type { Q } from '../../store/store.ts';
import { storeOtherPlace } from '../../store/to-come.ts';
import type { Booking } from '../world.ts';
import { tell } from './tell.ts';

/** Tells the person of an appointment, and its counsellor, that it takes place elsewhere, at the same time. */
export async function tellPlace(world: Booking, q: Q, a: Appointment): Promise<void> {
  if (a.person !== null) await q.lockPerson(a.person);
  await storeOtherPlace(q, a);
  const is = { ...a, sequence: a.sequence + 1 };
  await noteChange(q, is, 'moved', world.clock());
  await tell(world, q, 'moved-place', a.startAt, is);
}
