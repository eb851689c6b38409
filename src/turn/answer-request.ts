import { closeRequest } from '../store/offices.ts';
import { loadPerson, openContacts } from '../store/people.ts';
import { type Principal, recordLook } from '../store/staff.ts';
import { enqueue } from './queue.ts';
import type { World } from './world.ts';

/**
 * Sends a counsellor's words to somebody who asked for a human, and takes the request off the list. `gone`: the person has
 * left, or somebody else has answered.
 */
export async function answerRequest(
  world: World,
  by: Principal,
  request: string,
  words: string,
): Promise<'sent' | 'gone'> {
  return world.store.tx(async (q) => {
    const now = world.clock();
    const closed = await closeRequest(q, request, by.pilots, now);
    if (closed === undefined) return 'gone';
    await recordLook(q, { token: by.token, what: 'request-answered', target: request, at: now });
    if (closed.person === null) return 'gone';
    await q.lockPerson(closed.person);
    const person = await loadPerson(q, closed.person);
    if (person === undefined || person.forgetAt !== null) return 'gone';
    const contacts = await openContacts(q, person.id);
    const contact = contacts.find(({ channel }) => [...world.channels.keys()].some((name) => name === channel));
    if (contact === undefined) return 'gone';
    await enqueue(world, q, person, contact.id, { kind: 'due', timer: 'answer', vars: { words } });
    return 'sent';
  });
}
