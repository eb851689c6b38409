import { giveUpContact } from '../../store/outbox.ts';
import { contactById, deleteContact, dropAliases, findContact, loadPerson, markSeen } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { forgetKeysOf } from '../../store/whatsapp-keys.ts';
import type { Moved } from '../channel.ts';
import { endContact } from '../people/leave.ts';
import { hasOpenMatters } from '../people/open-matters.ts';
import type { World } from '../world.ts';
import { welcomeBack } from './blocks.ts';
import { findSender, identify, moveTo, noteNumber } from './identity.ts';

/** No number is given to another person so soon: the person who wrote from it since then has it now. */
const SAME_OWNER_MS = 24 * 3_600_000;

/**
 * Takes a person along to the addresses that the provider says are theirs now. Nothing goes to the earlier ones any
 * more, and the next person who gets them begins anew. Returns the ids of the people who were forgotten on the way.
 */
export async function move(world: World, q: Q, { channel, externalId, from, to, at }: Moved): Promise<string[]> {
  if (!(await markSeen(q, world.vault.blindIndex('seen', channel, externalId), world.clock()))) return [];
  const sender = await findSender(world, q, { channel, ...from });
  if (sender === undefined) return [];
  await q.lockPerson(sender.person);
  const person = await loadPerson(q, sender.person);
  if (person === undefined || person.forgetAt !== null) return [];

  const forgotten: string[] = [];
  for (const address of [to.handle, ...(to.number === undefined ? [] : [to.number])]) {
    const there = await findContact(q, channel, identify(world, channel, address));
    if (there === undefined || there.id === sender.id) continue;
    if (there.person === person.id) {
      await deleteContact(q, person.id, there.id, sender.id);
      continue;
    }
    if (await hasBegunAnew(world, q, there, at)) {
      await giveUpContact(q, { person: person.id, contact: sender.id }, 'moved');
      return forgotten;
    }
    forgotten.push(...(await endContact(world, q, there)));
  }
  await forgetKeysOf(q, { contact: sender.id });
  await dropAliases(q, sender.id);
  const known = { person, key: world.vault.unwrap(person.id, person.wrapped), contact: sender.id };
  await moveTo(world, q, known, { channel, ...to });
  await noteNumber(world, q, known, { channel, ...to });
  if (sender.blocked) await welcomeBack(world, q, { person: person.id, contact: sender.id });
  return forgotten;
}

/**
 * Whether the person has written from the new address already, before the provider told of it, and has more there by
 * now than a first word. Anybody else there had the address before, and cannot be reached at it any more. Locks that
 * person.
 */
async function hasBegunAnew(world: World, q: Q, there: { id: string; person: string }, at: number): Promise<boolean> {
  await q.lockPerson(there.person);
  const other = await loadPerson(q, there.person);
  const { heardAt } = await contactById(q, there.id);
  if (other === undefined || heardAt === null || heardAt < at - SAME_OWNER_MS) return false;
  return other.consented || other.waiting > 0 || hasOpenMatters(q, other.id, world.clock());
}
