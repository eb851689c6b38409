import type { Conversation } from '../../../conversation/conversation.ts';
import type { CodedEvent } from '../../../evaluation/events.ts';
import type { Deed } from '../../../store/codes.ts';
import { nameInLog, note } from '../../../store/log.ts';
import { savePerson } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import { conversations } from '../../../store/sealed.ts';
import type { Q } from '../../../store/store.ts';
import { saveEvent } from '../../run/events.ts';
import type { World } from '../../world.ts';
import type { ForStaff } from './person.ts';

/** Writes what staff have changed of a person, counts it under the person's pseudonym, and notes who did it. */
export async function saveByStaff(
  world: World,
  q: Q,
  by: Principal,
  { person, pilot }: ForStaff,
  { what, conversation, events }: { what: Deed; conversation: Conversation; events: readonly CodedEvent[] },
): Promise<void> {
  const { vault, demo } = world;
  const key = vault.unwrap(person.id, person.wrapped);
  await savePerson(q, { ...person, conversation: conversations.seal(vault, key, person.id, conversation) });
  const counted = { pilot, pseudonym: conversation.pseudonym, demo };
  for (const event of events) await saveEvent(world, q, counted, event);
  await note(q, { who: by.who, what, target: nameInLog(vault, person.id), pilot, at: world.clock() });
}
