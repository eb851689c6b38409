import { BLOCKED, giveUpContact, type Reader, takeUpContact } from '../../store/outbox.ts';
import { findContact, loadPerson } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { releaseTimers } from '../../store/timers.ts';
import { remindAgain } from '../appointments/remind.ts';
import type { Block } from '../channel.ts';
import type { World } from '../world.ts';
import { identify } from './identity.ts';

/** Takes notice that a contact has blocked us, or has lifted the block. */
export async function noteBlock(world: World, q: Q, { channel, handle, isLifted }: Block): Promise<void> {
  const contact = await findContact(q, channel, identify(world, channel, handle));
  if (contact === undefined) return;
  await q.lockPerson(contact.person);
  const reader = { person: contact.person, contact: contact.id };
  // Nothing goes there any more, not even replies that wait.
  if (!isLifted) return giveUpContact(q, reader, BLOCKED);
  const person = contact.blocked ? await loadPerson(q, contact.person) : undefined;
  if (person?.forgetAt === null) await welcomeBack(world, q, reader);
}

/**
 * A contact that had blocked us has lifted the block: what became due for its person meanwhile is due now, as far as it is
 * still of use. Call it with the person locked.
 */
export async function welcomeBack(world: World, q: Q, reader: Reader): Promise<void> {
  const now = world.clock();
  await takeUpContact(q, reader, now);
  await releaseTimers(q, reader.person, now);
  await remindAgain(world, q, reader);
}
