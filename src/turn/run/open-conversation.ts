import { type Conversation, newConversation } from '../../conversation/conversation.ts';
import type { PersonRow } from '../../store/people.ts';
import { conversations } from '../../store/sealed.ts';
import type { PersonKey } from '../../store/vault.ts';
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
