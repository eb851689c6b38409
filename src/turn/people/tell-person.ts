import type { TimerKind } from '../../conversation/beginnings.ts';
import { loadPerson, openContacts } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { enqueue } from '../take-in/enqueue.ts';
import { runsHere, type World } from '../world.ts';

/** A turn that staff begin for a person. */
interface Telling {
  timer: TimerKind;
  vars: Record<string, string>;
}

/**
 * Queues a turn that staff begin for a person, on the contact that the person wrote from last. `gone`: the person is
 * forgotten, or has no contact that this instance can reach.
 */
export async function tellPerson(world: World, q: Q, id: string, { timer, vars }: Telling): Promise<'sent' | 'gone'> {
  await q.lockPerson(id);
  const person = await loadPerson(q, id);
  if (person === undefined || person.forgetAt !== null) return 'gone';
  const contacts = await openContacts(q, person.id);
  const contact = contacts.find(({ channel }) => runsHere(world, channel));
  if (contact === undefined) return 'gone';
  await enqueue(world, q, person, contact.id, { kind: 'due', timer, vars });
  return 'sent';
}

/** Queues a counsellor's words to a person. */
export const sayTo = (world: World, q: Q, id: string, words: string): Promise<'sent' | 'gone'> =>
  tellPerson(world, q, id, { timer: 'answer', vars: { words } });
