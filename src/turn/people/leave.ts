import { newConversation } from '../../conversation/conversation.ts';
import { deleteAllButMatters } from '../../store/belongings.ts';
import { deleteContact, loadPerson, openContacts, savePerson } from '../../store/people.ts';
import { withdrawRequests } from '../../store/requests.ts';
import { isKept } from '../../store/retention.ts';
import { conversations } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { openConversation } from '../run/open-conversation.ts';
import type { World } from '../world.ts';
import { erasePerson } from './erase.ts';

/**
 * Lets a person leave who has an appointment to come: it stands, and its reference still shows and cancels it. Everything
 * that they said or were reached by is deleted now. The pseudonym stays, sealed, because an appointment that stands could
 * be matched with loosened events. Nothing but the appointment keeps the person, so they are erased once it is over, and
 * this returns true; false if no appointment keeps them. Call it with the person locked.
 */
async function leaveUntilErased(world: World, q: Q, id: string): Promise<boolean> {
  const person = await loadPerson(q, id);
  if (person?.forgetAt !== null || !(await isKept(q, id, world.clock()))) return false;
  const key = world.vault.unwrap(id, person.wrapped);
  const { pilot, pseudonym } = openConversation(world, person, key);
  const conversation = conversations.seal(world.vault, key, id, { ...newConversation(), pilot, pseudonym });
  await withdrawRequests(q, id, world.clock());
  await deleteAllButMatters(q, id);
  await savePerson(q, { ...person, conversation, waiting: 0, consented: false, lastDay: 0 });
  return true;
}

/**
 * Ends a contact whose handle leads nowhere any more. A person with another app goes on there; one without could never
 * reach their data again, so they are erased, or leave until their appointments are over. Returns the ids of people who
 * were erased. Call it with the person locked, and `store.scrub()` afterwards.
 */
export async function endContact(world: World, q: Q, contact: { id: string; person: string }): Promise<string[]> {
  const other = (await openContacts(q, contact.person)).find(({ id }) => id !== contact.id);
  if (other !== undefined) {
    await deleteContact(q, contact.person, contact.id, other.id);
    return [];
  }
  if (await leaveUntilErased(world, q, contact.person)) return [];
  await erasePerson(world, q, contact.person);
  return [contact.person];
}
