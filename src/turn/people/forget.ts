import { hasUnsent } from '../../store/outbox.ts';
import { loadPerson, type PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { reasonOf } from '../failure.ts';
import type { World } from '../world.ts';
import { erasePerson } from './erase.ts';

/**
 * Forgets a person for good, if `isOver` says so with the person's row locked. A person whose key is gone (a restored
 * backup) is forgotten without asking `isOver`. Returns whether there is something to scrub.
 */
export async function forgetIf(
  world: World,
  id: string,
  isOver: (q: Q, person: PersonRow) => Promise<boolean> | boolean,
): Promise<boolean> {
  const isForgotten = await world.store.tx(async (q) => {
    await q.lockPerson(id);
    const person = await loadPerson(q, id);
    if (person !== undefined && !(await isOver(q, person))) return false;
    await erasePerson(world, q, id);
    return true;
  });
  // Only now can no other transaction read the key from the database once more.
  if (isForgotten) world.vault.forget(id);
  return isForgotten;
}

/** A person who asked to be forgotten is forgotten once no reply waits for them: the confirmation is the last one. */
export const hasReadLastWord = async (q: Q, { id, forgetAt }: PersonRow): Promise<boolean> =>
  forgetAt !== null && !(await hasUnsent(q, id));

/** Drops what is left of people who were forgotten in a transaction that is committed: their keys, and their data in files. */
export async function leaveNoTrace(world: World, forgotten: readonly string[]): Promise<void> {
  for (const person of forgotten) world.vault.forget(person);
  if (forgotten.length > 0) await scrub(world);
}

/** Removes forgotten data from the database's files. If a reader is in the way, the retention job tries again. */
export async function scrub({ store, log }: World): Promise<void> {
  try {
    await store.scrub();
  } catch (error) {
    log.error({ reason: reasonOf(error), alert: 'scrub' }, 'deleted data may still be in the files; trying again');
  }
}
