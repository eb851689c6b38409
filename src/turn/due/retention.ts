import { closedHalfYear, closedHalfYears } from '../../evaluation/periods.ts';
import { firstCountedHour } from '../../store/events.ts';
import { freezeRelease, frozenPeriods, releaseOf } from '../../store/releases.ts';
import { purge } from '../../store/retention.ts';
import { leftForGood } from '../../store/undo.ts';
import { endContact } from '../people/leave.ts';
import { loosenOwnerless } from '../people/loosen.ts';
import type { World } from '../world.ts';

/**
 * Deletes data past its time. Writes the files anew, so that nothing of what was deleted stays in them. The numbers
 * of closed half-years are frozen first: later their events are gone.
 */
export async function retain(world: World): Promise<undefined> {
  await freezeReleases(world);
  await loosenOwnerless(world);
  const now = world.clock();
  await endLeft(world, now);
  await world.store.tx((q) => purge(q, now));
  await world.store.rewrite();
}

/** Freezes the numbers of every half-year that has closed. */
async function freezeReleases({ store, content, clock }: World): Promise<void> {
  const now = clock();
  for (const [pilot, { zone }] of Object.entries(content.pilots)) {
    const first = await firstCountedHour(store.read, pilot);
    const closed = first === null ? [] : closedHalfYears(first, zone, now);
    const frozen = await frozenPeriods(store.read, pilot);
    for (const period of closed.filter((name) => !frozen.includes(name))) {
      const halfYear = closedHalfYear(period, zone, now);
      if ('error' in halfYear) continue;
      const numbers = await releaseOf(store.read, pilot, halfYear);
      await store.tx((q) => freezeRelease(q, pilot, period, numbers));
    }
  }
}

/** Ends the contacts of people who have left their last app, once nobody can take it back. */
async function endLeft(world: World, now: number): Promise<void> {
  const { store, vault } = world;
  for (const { person } of await leftForGood(store.read, now)) {
    const erased = await store.tx(async (q) => {
      await q.lockPerson(person);
      const still = (await leftForGood(q, now)).find((one) => one.person === person);
      return still === undefined ? [] : endContact(world, q, still);
    });
    for (const id of erased) vault.forget(id);
  }
}
