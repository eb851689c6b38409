import { pilotOf } from '../../../content.ts';
import { crowdedAppointments } from '../../../store/booking.ts';
import { openChanges, type Reason } from '../../../store/changes.ts';
import { isCalledOff } from '../../../store/codes.ts';
import type { Principal } from '../../../store/principal.ts';
import { openRequests } from '../../../store/requests.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { pilotsOf } from '../../released.ts';
import { readersOf } from '../access.ts';
import type { Crowd } from './view.ts';

/** The most of each kind on the page at once: the others come when these are dealt with. */
const MOST = 200;
/** The message goes out by itself, so nobody has to be called. */
const BEING_TOLD: readonly Reason[] = ['on-its-way', 'window'];

/** How many the page shows to a member of staff; none where it is not theirs to read. */
export async function countCrowd(world: World, principal: Principal): Promise<number> {
  if (!readersOf('/staff/crowd').includes(principal.role)) return 0;
  const { requests, talks, untold } = await lookAtCrowd(world, principal);
  return requests.length + talks.length + untold.length;
}

/** What came in crowds to the pilots of a member of staff, and is still open, or was called off without a word. */
export async function lookAtCrowd(
  world: World,
  principal: Principal,
): Promise<Pick<Crowd, 'requests' | 'talks' | 'untold'>> {
  const { store, content } = world;
  const pilots = pilotsOf(principal, content);
  const zoned = <T extends { pilot: string }>(one: T) => ({ ...one, zone: pilotOf(content, one.pilot).zone });
  const requests = (await openRequests(store.read, { ...principal, pilots })).filter(
    ({ crowd, takenBy }) => crowd && takenBy === null,
  );
  const talks = await crowdedAppointments(store.read, pilots, world.clock(), MOST);
  const untold = (await openChanges(store.read, { pilots }, (name) => writesFirst(world, name))).filter(
    ({ crowd, kind, reason }) => crowd && isCalledOff(kind) && !BEING_TOLD.includes(reason),
  );
  return {
    requests: requests.slice(0, MOST).map(zoned),
    talks: talks.map(zoned),
    untold: untold.slice(0, MOST).map(zoned),
  };
}
