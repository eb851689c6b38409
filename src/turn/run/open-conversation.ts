import { type Conversation, newConversation } from '../../conversation/conversation.ts';
import type { PersonRow } from '../../store/people.ts';
import { conversations, NewerFormatError } from '../../store/sealed.ts';
import { type PersonKey, VaultError } from '../../store/vault.ts';
import type { World } from '../world.ts';

/** Where a person stands; a new conversation when they have none yet. Throws `VaultError` if it cannot be opened. */
export function openConversation(world: Pick<World, 'vault'>, person: PersonRow, key: PersonKey): Conversation {
  if (person.conversation === null) return newConversation();
  return conversations.open(world.vault, key, person.id, person.conversation);
}

/**
 * Whether we may write to a person unasked: they have consented, and neither said STOP nor asked to be forgotten. The
 * consent to an older notice counts as well, because they were told then what we would write.
 */
export function wantsToHear(world: Pick<World, 'vault'>, person: PersonRow): boolean {
  if (person.forgetAt !== null) return false;
  const key = world.vault.unwrap(person.id, person.wrapped);
  return openConversation(world, person, key).consent !== null;
}

/**
 * What `open` returns; undefined where what it opens is damaged, or a newer version has sealed it. For staff, who have to
 * see and do everything else all the same.
 */
export function ifReadable<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof VaultError || error instanceof NewerFormatError || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}

/** Whether a person wants to hear from us (`wantsToHear`), and can: nothing is said in a conversation that is damaged. */
export const canBeTold = (world: Pick<World, 'vault'>, person: PersonRow): boolean =>
  ifReadable(() => wantsToHear(world, person)) ?? false;
