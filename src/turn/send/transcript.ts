import type { Reply } from '../../conversation/message.ts';
import { dropCards, hasCards, repliesAfter } from '../../store/outbox.ts';
import { findContact, loadPerson, openContacts, removeContacts } from '../../store/people.ts';
import { replyOf, replies as sealedReplies } from '../../store/sealed.ts';
import { forgetIf, hasReadLastWord, scrub } from '../people/forget.ts';
import type { World } from '../world.ts';

/** The newest turn is shown again on a page that is opened anew, up to this age; an old session shows nothing. */
const FRESH_MS = 30 * 60_000;

export interface News {
  replies: { seq: number; reply: Reply }[];
  /** The newest number given to this person, shown or not; 0 where there is nobody. */
  now: number;
}

/**
 * What a channel that fetches has yet to show. `after` also says that everything up to it was shown: then a card goes, and
 * so does somebody who asked to be forgotten and has read the confirmation. Null: the newest turn, if it is fresh.
 */
export async function fetchReplies(world: World, channel: string, handle: string, after: number | null): Promise<News> {
  const { store, vault } = world;
  const contact = await findContact(store.read, channel, vault.blindIndex('handle', channel, handle));
  const person = contact && (await loadPerson(store.read, contact.person));
  if (contact === undefined || person === undefined) return { replies: [], now: 0 };
  if (person.forgetAt !== null && after === person.outSeq) {
    if (await forgetIf(world, person.id, hasReadLastWord)) await scrub(world);
    return { replies: [], now: 0 };
  }
  const reader = { person: person.id, contact: contact.id };
  const key = vault.unwrap(person.id, person.wrapped);
  const rows = await repliesAfter(store.read, reader, after);
  const isFresh = (at: number) => after !== null || world.clock() - at < FRESH_MS;
  const replies = rows
    .filter((row) => isFresh(row.at))
    .map(({ seq, body }) => ({
      seq,
      reply: replyOf(sealedReplies.open(vault, key, `${person.id}.${seq}`, body)),
    }));
  // A number beyond the newest is of somebody who had this handle before: it says nothing about what was shown.
  const wasShown = after !== null && after <= person.outSeq;
  if (wasShown && (await hasCards(store.read, reader, after))) await store.tx((q) => dropCards(q, reader, after));
  return { replies, now: person.outSeq };
}

/**
 * Ends a session for good. Its handle leads nowhere afterwards, so what belongs to it could never be reached again and is
 * destroyed; an appointment stays, and its reference still shows and cancels it. Whoever has another app goes on there.
 */
export async function endSession(world: World, channel: string, handle: string): Promise<void> {
  const contact = await findContact(world.store.read, channel, world.vault.blindIndex('handle', channel, handle));
  if (contact === undefined) return;
  const goesOn = await world.store.tx(async (q) => {
    await q.lockPerson(contact.person);
    const other = (await openContacts(q, contact.person)).find(({ id }) => id !== contact.id);
    if (other !== undefined) await removeContacts(q, contact.person, [contact.id], other.id);
    return other !== undefined;
  });
  if (!goesOn && (await forgetIf(world, contact.person, () => true))) await scrub(world);
}
