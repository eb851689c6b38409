import type { Conversation } from '../../../conversation/conversation.ts';
import { hasConsent } from '../../../conversation/model.ts';
import { nameInLog, noteRefusal } from '../../../store/log.ts';
import { loadPerson, type PersonRow } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import type { Q } from '../../../store/store.ts';
import { ifReadable, openConversation } from '../../run/open-conversation.ts';
import type { World } from '../../world.ts';

/** A person whom staff have found, and the pilot in which they found them. */
export interface Found {
  person: string;
  pilot: string;
}

/** A person whom staff look for. `pilot`: that of the appointment or request which leads to them; null for a code. */
export type Sought = Omit<Found, 'pilot'> & { pilot: string | null };

/**
 * How much of a person staff may see. `forgotten`: they asked to be deleted, and nothing is shown any more.
 * `unreadable`: what is kept is damaged. `bare`: there is no consent, so only appointments and requests are shown.
 */
export type Openness = 'whole' | 'bare' | 'unreadable' | 'forgotten';

/** A person as staff of their pilot deal with them. */
export interface ForStaff {
  person: PersonRow;
  pilot: string;
  openness: Openness;
  /** Null where it is damaged, or gone with the wish to be forgotten. */
  conversation: Conversation | null;
}

/**
 * A person whom a principal has found, locked, if they are of the principal's pilots. One who lives in another pilot by
 * now is like one who is not there, and that they were asked for is noted: call it in a transaction that writes.
 */
export async function personFor(
  world: World,
  q: Q,
  { pilots, who }: Principal,
  found: Sought,
): Promise<ForStaff | undefined> {
  await q.lockPerson(found.person);
  const person = await loadPerson(q, found.person);
  if (person === undefined) return undefined;
  const opened = ifReadable(() => openConversation(world, person, world.vault.unwrap(person.id, person.wrapped)));
  const conversation = person.forgetAt === null ? (opened ?? null) : null;
  const pilot = conversation?.pilot ?? found.pilot;
  if (pilot === null) return undefined;
  if (pilots.includes(pilot)) return { person, pilot, openness: opennessOf(world, person, conversation), conversation };
  await noteRefusal(q, { who, target: nameInLog(world.vault, person.id), pilot, at: world.clock() });
  return undefined;
}

function opennessOf({ content }: World, { forgetAt }: PersonRow, conversation: Conversation | null): Openness {
  if (forgetAt !== null) return 'forgotten';
  if (conversation === null) return 'unreadable';
  return hasConsent(content.model, conversation) ? 'whole' : 'bare';
}
