import { note } from '../../store/log.ts';
import { closeRequest } from '../../store/offices.ts';
import { loadPerson, openContacts } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import type { Q } from '../../store/store.ts';
import { enqueue } from '../take-in/enqueue.ts';
import { runsHere, type World } from '../world.ts';

/**
 * Sends a counsellor's words to a person who asked for a human, and takes the request off the list. `gone`: the person
 * has left, or another counsellor has answered.
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
    await note(q, { who: by.who, what: 'request-answered', target: request, pilot: closed.pilot, at: now });
    if (closed.person === null) return 'gone';
    return sayTo(world, q, closed.person, words);
  });
}

/**
 * Queues a counsellor's words to a person, on the contact that the person wrote from last. `gone`: the person is
 * forgotten, or has no contact that this instance can reach.
 */
export async function sayTo(world: World, q: Q, id: string, words: string): Promise<'sent' | 'gone'> {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  if (person === undefined || person.forgetAt !== null) return 'gone';
  const contacts = await openContacts(q, person.id);
  const contact = contacts.find(({ channel }) => runsHere(world, channel));
  if (contact === undefined) return 'gone';
  await enqueue(world, q, person, contact.id, { kind: 'due', timer: 'answer', vars: { words } });
  return 'sent';
}
