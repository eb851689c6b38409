import { byDaylight } from '../../booking/reminders.ts';
import { bookable, groupAwaited, unknown } from '../../booking/waiting.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { openGroups } from '../../store/groups.ts';
import { loadPerson } from '../../store/people.ts';
import { newestStates } from '../../store/reach.ts';
import { doesAnybodyWait, noteKnown, type Waiting, waitingIn, waitingOf } from '../../store/waitlist.ts';
import { lineUpOffer } from '../appointments/offer-freed-time.ts';
import { daysOf, type Search, searchFor } from '../appointments/search.ts';
import { canBeTold } from '../run/open-conversation.ts';
import type { World } from '../world.ts';

/**
 * Looks for everybody who waits whether a time is free that they do not know: whatever has made it free (new hours, a day
 * that can be booked now, a hold that ran out, an absence or a busy time that is gone). They are told of it by day. Returns
 * `over` when nobody waits.
 */
export async function offerFreeTimes(world: World): Promise<'over' | undefined> {
  for (const pilot of Object.values(world.content.pilots)) {
    const waiting = (await waitingIn(world.store.read, pilot.pilot)).filter(({ demo }) => demo === world.demo);
    for (const [topic, of] of Map.groupBy(waiting, (one) => one.topic)) await lookFor(world, pilot, topic, of);
  }
  return (await doesAnybodyWait(world.store.read)) ? undefined : 'over';
}

async function lookFor(world: World, pilot: Pilot, topic: string, waiting: readonly Waiting[]): Promise<void> {
  const { store, content } = world;
  const [first] = waiting;
  if (first === undefined) return;
  const awaited = groupAwaited(topic);
  if (awaited !== undefined) return lookForPlace(world, pilot, awaited, waiting);
  const asked = { pilot: pilot.pilot, topic, wish: first.wish, now: world.clock() };
  const search = await searchFor(store.read, content, asked);
  const unheld = await searchFor(store.read, content, { ...asked, unheld: true });
  if (search === undefined || unheld === undefined) return;
  const missed = await newestStates(
    store.read,
    waiting.map(({ person }) => person),
    'offer-freed-time',
  );
  for (const alike of Map.groupBy(waiting, ({ wish }) => JSON.stringify(wish)).values()) {
    const wish = alike[0]?.wish ?? first.wish;
    const free = freeIn({ ...search, wish });
    const possible = new Set(freeIn({ ...unheld, wish }).map(({ startAt }) => startAt));
    for (const one of alike) {
      // Who did not get the newest offer knows of none.
      const known = missed.get(one.person) === 'failed' ? null : one.known;
      const isNew = unknown(free, known).length > 0;
      if (isNew || known?.some((start) => !possible.has(start))) await note(world, pilot, one, possible, isNew);
    }
  }
}

/** Lines up an offer for everybody who waits for a place in a group and was not told of it since it is free. */
async function lookForPlace(
  world: World,
  { zone, pilot }: Pilot,
  group: string,
  waiting: readonly Waiting[],
): Promise<void> {
  const open = (await openGroups(world.store.read, [pilot], world.clock())).find(({ id }) => id === group);
  const isFree = open !== undefined && open.left > 0;
  for (const { id, person, known } of waiting) {
    const knows = known !== null && known.length > 0;
    if (isFree === knows) continue;
    await world.store.tx(async (q) => {
      await q.lockPerson(person);
      const one = (await waitingOf(q, person)).find((row) => row.id === id);
      if (one === undefined) return;
      // A place that was offered and is taken again is new once it is free.
      if (knows) return noteKnown(q, id, []);
      const waiter = await loadPerson(q, person);
      if (waiter !== undefined && canBeTold(world, waiter))
        await lineUpOffer(q, one, byDaylight(world.clock(), zone), zone);
    });
  }
}

const freeIn = (search: Search) => bookable(daysOf(search), search.topic, search.now);

/**
 * Notes what a person who waits still knows: a time that is taken is new to them once it is free again, but not one that
 * somebody only looks at. Lines up an offer where something `isNew`.
 */
async function note(
  world: World,
  { zone }: Pilot,
  { id, person }: Waiting,
  possible: ReadonlySet<number>,
  isNew: boolean,
): Promise<void> {
  await world.store.tx(async (q) => {
    await q.lockPerson(person);
    const one = (await waitingOf(q, person)).find((row) => row.id === id);
    if (one === undefined) return;
    const known = one.known?.filter((start) => possible.has(start));
    if (known !== undefined && known.length < (one.known?.length ?? 0)) await noteKnown(q, id, known);
    const waiter = isNew ? await loadPerson(q, person) : undefined;
    if (waiter !== undefined && canBeTold(world, waiter))
      await lineUpOffer(q, one, byDaylight(world.clock(), zone), zone);
  });
}
