import type { TimerKind } from '../../../conversation/beginnings.ts';
import { nameInLog, note } from '../../../store/log.ts';
import { openContacts } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import type { Q } from '../../../store/store.ts';
import { isBroken, reasonOf } from '../../failure.ts';
import { erasePerson } from '../../people/erase.ts';
import { leaveNoTrace } from '../../people/forget.ts';
import { runTurn } from '../../run/run-turn.ts';
import { runsHere, type World } from '../../world.ts';
import { type ForStaff, type Found, personFor } from './person.ts';

/** The end of an erasure. `told`: the person is told in the chat first; `at-once`: nobody can be told, and all is gone. */
export type Erased = 'told' | 'at-once' | 'gone';

/**
 * Erases a person at their wish, as they would in the chat: appointments to come are cancelled, and once the person has been
 * told, or after a day, everything goes. Where no app of theirs leads anywhere, everything goes at once. `gone`: they are
 * not of the principal's pilots, or have asked for it already.
 */
export async function eraseByStaff(world: World, by: Principal, found: Found): Promise<Erased> {
  const erased: string[] = [];
  const how = await world.store.tx(async (q): Promise<Erased> => {
    const theirs = await personFor(world, q, by, found);
    if (theirs === undefined || theirs.openness === 'forgotten') return 'gone';
    const { person, pilot } = theirs;
    const target = nameInLog(world.vault, person.id);
    await note(q, { who: by.who, what: 'person-erased', target, pilot, at: world.clock() });
    if (await tellAndForget(world, q, theirs)) return 'told';
    await erasePerson(world, q, person.id);
    erased.push(person.id);
    return 'at-once';
  });
  await leaveNoTrace(world, erased);
  return how;
}

/** Tells the person, who is forgotten once they have read it; false where they cannot be told. */
async function tellAndForget(world: World, q: Q, { person, openness }: ForStaff): Promise<boolean> {
  const contact = (await openContacts(q, person.id)).find(({ channel }) => runsHere(world, channel));
  if (contact === undefined || openness === 'unreadable') return false;
  const key = world.vault.unwrap(person.id, person.wrapped);
  const body = { kind: 'due', timer: 'erased' satisfies TimerKind, vars: {}, asked: true } as const;
  try {
    const { inSeq, waiting } = person;
    await q.savepoint(() => runTurn(world, q, { person, key, contact, body, inSeq, waiting }));
    return true;
  } catch (error) {
    if (isBroken(error)) throw error;
    world.log.error({ reason: reasonOf(error), alert: 'erasure' }, 'a person could not be told that they are deleted');
    return false;
  }
}
