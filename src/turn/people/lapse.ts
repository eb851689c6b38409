import { withoutTraceless } from '../../conversation/traceless.ts';
import { loadPerson, type PersonRow, savePerson } from '../../store/people.ts';
import { conversations } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { isBroken, reasonOf } from '../failure.ts';
import { openConversation } from '../run/open-conversation.ts';
import type { World } from '../world.ts';

/** Drops a person's answers to a flow that leaves no trace, once their time is over. */
export async function lapse(world: World, q: Q, id: string): Promise<void> {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  if (person === undefined || person.lapseAt === null || person.lapseAt > world.clock()) return;
  await savePerson(q, { ...person, conversation: withoutAnswers(world, person), lapseAt: null });
}

/** The sealed conversation without these answers; as it is where it cannot be opened, since nobody else can either. */
function withoutAnswers(world: World, person: PersonRow): Buffer | null {
  const { vault, content, log } = world;
  try {
    const key = vault.unwrap(person.id, person.wrapped);
    const c = openConversation(world, person, key);
    return conversations.seal(vault, key, person.id, withoutTraceless(content.model.flowsOf(c.pilot), c));
  } catch (error) {
    if (isBroken(error)) throw error;
    log.error({ reason: reasonOf(error), alert: 'lapse' }, 'answers that cannot be opened stay as they are');
    return person.conversation;
  }
}
