import { deleteBelongings } from '../../store/belongings.ts';
import { cancelledToCome } from '../../store/booking.ts';
import { saveCancellation } from '../../store/cancellations.ts';
import { handoversFrom } from '../../store/handovers.ts';
import { bringForward, hastenJob, KEYS_JOB, RETENTION_JOB } from '../../store/jobs.ts';
import { loadPerson, noteErasure, type PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { cancelAll } from '../appointments/cancel.ts';
import { openConversation } from '../run/open-conversation.ts';
import { toDay, type World } from '../world.ts';
import { loosen } from './loosen.ts';

/**
 * Erases a person: destroys their key and deletes everything that belongs to them, so that nothing of it is found again.
 * Their events are counted on, loosened. Appointments to come are cancelled, and their counsellors told. The person's
 * id, which means nothing any more, is noted, so that a restored backup leaves them out.
 *
 * Call it with the person locked, and once this is committed `vault.forget(id)` and `store.scrub()`.
 */
export async function erasePerson(world: World, q: Q, id: string): Promise<void> {
  const now = world.clock();
  const person = await loadPerson(q, id);
  const pseudonym = person === undefined ? null : pseudonymOf(world, person);
  if (pseudonym !== null) await loosen(world, q, pseudonym);
  await cancelAll(world, q, id);
  for (const a of await cancelledToCome(q, id, now))
    for (const had of [a, ...(await handoversFrom(q, a.id))])
      await saveCancellation(q, world.vault, { ...a, ...had }, toDay(now));
  await deleteBelongings(q, id);
  await noteErasure(q, id, toDay(now));
  await hastenJob(q, KEYS_JOB, now);
  // A server that is killed before it has scrubbed the files does so when it starts again.
  await bringForward(q, RETENTION_JOB, now);
}

/** The person's pseudonym; null if they have none, or if it cannot be read: then `loosenOwnerless` finds it later. */
function pseudonymOf(world: World, person: PersonRow): string | null {
  try {
    return openConversation(world, person, world.vault.unwrap(person.id, person.wrapped)).pseudonym;
  } catch {
    return null;
  }
}
