import { purge } from '../../store/retention.ts';
import { leftForGood } from '../../store/undo.ts';
import { endContact } from '../people/leave.ts';
import { loosenOwnerless } from '../people/loosen.ts';
import type { World } from '../world.ts';
import { freezeNumbers } from './release.ts';

/**
 * Deletes data past its time. Writes the files anew, so that nothing of what was deleted stays in them. The numbers
 * that have closed are frozen first: later their events are gone.
 */
export async function retain(world: World): Promise<undefined> {
  await freezeNumbers(world);
  await loosenOwnerless(world);
  const now = world.clock();
  await endLeft(world, now);
  await world.store.tx((q) => purge(q, now));
  await world.store.rewrite();
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
