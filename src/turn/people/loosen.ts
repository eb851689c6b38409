import { loosened } from '../../evaluation/loosened.ts';
import { allConversations } from '../../store/conversations.ts';
import { boundPseudonyms, eventsOf, replaceByLoosened } from '../../store/events.ts';
import { conversations } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { reasonOf } from '../failure.ts';
import { newId, type World } from '../world.ts';

/** Loosens the events of a pseudonym that no conversation holds any more: nothing but their month is left of the time. */
export async function loosen(world: World, q: Q, pseudonym: string): Promise<void> {
  const { pilots } = world.content;
  const left = loosened(await eventsOf(q, pseudonym), (pilot) => pilots[pilot ?? '']?.zone ?? 'UTC');
  const fresh = newId(world);
  await replaceByLoosened(
    q,
    pseudonym,
    left.map((event) => ({ ...event, pseudonym: fresh })),
  );
}

/**
 * Loosens the events of every pseudonym that no conversation holds. Normally there are none: they are of people whom an
 * earlier version has forgotten, or whose key was gone before their pseudonym could be read.
 */
export async function loosenOwnerless(world: World): Promise<void> {
  const { store, vault } = world;
  // Read before the conversations: a pseudonym that is written in the meantime must not seem to belong to nobody.
  const bound = await boundPseudonyms(store.read);
  const held = new Set<string | null>();
  try {
    for await (const { person, wrapped, conversation } of allConversations(store.read))
      held.add(conversations.open(vault, vault.unwrap(person, wrapped), person, conversation).pseudonym);
  } catch (error) {
    // The pseudonym in the conversation that does not open would seem to belong to nobody.
    world.log.error({ reason: reasonOf(error), alert: 'event' }, 'a conversation does not open; no event is loosened');
    return;
  }
  for (const pseudonym of bound) if (!held.has(pseudonym)) await store.tx((q) => loosen(world, q, pseudonym));
}
