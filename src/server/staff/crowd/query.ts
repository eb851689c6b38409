import { pilotOf } from '../../../content.ts';
import { crowdedAppointments } from '../../../store/booking.ts';
import type { Principal } from '../../../store/principal.ts';
import { openRequests } from '../../../store/requests.ts';
import type { World } from '../../../turn/world.ts';
import { pilotsOf } from '../../released.ts';
import { readersOf } from '../access.ts';
import type { Crowd } from './view.ts';

/** The most of each kind on the page at once: the others come when these are dealt with. */
const MOST = 200;

/** How many the page shows to a member of staff; none where it is not theirs to read. */
export async function countCrowd(world: World, principal: Principal): Promise<number> {
  if (!readersOf('/staff/crowd').includes(principal.role)) return 0;
  const { requests, talks } = await lookAtCrowd(world, principal);
  return requests.length + talks.length;
}

/** What came in crowds to the pilots of a member of staff, and is still open. */
export async function lookAtCrowd(world: World, principal: Principal): Promise<Pick<Crowd, 'requests' | 'talks'>> {
  const { store, content } = world;
  const pilots = pilotsOf(principal, content);
  const zoned = <T extends { pilot: string }>(one: T) => ({ ...one, zone: pilotOf(content, one.pilot).zone });
  const requests = (await openRequests(store.read, { ...principal, pilots })).filter(
    ({ crowd, takenBy }) => crowd && takenBy === null,
  );
  const talks = await crowdedAppointments(store.read, pilots, world.clock(), MOST);
  return { requests: requests.slice(0, MOST).map(zoned), talks: talks.map(zoned) };
}
