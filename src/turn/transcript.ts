import type { Reply } from '../conversation/message.ts';
import { dropCard, repliesAfter } from '../store/outbox.ts';
import { findContact, forgetPerson, loadPerson } from '../store/people.ts';
import { finishForgetting } from './deliver.ts';
import type { World } from './world.ts';

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
  const hash = vault.blindIndex('handle', channel, handle);
  const contact = await findContact(store.read, channel, hash);
  const person = contact && (await loadPerson(store.read, contact.person));
  if (contact === undefined || person === undefined) return { replies: [], now: 0 };
  if (after !== null && person.forgetAt !== null && after >= person.outSeq) {
    if (await store.tx((q) => finishForgetting(world, q, person.id))) await store.scrub();
    return { replies: [], now: 0 };
  }
  const key = vault.unwrap(person.id, person.wrapped);
  const rows = await repliesAfter(store.read, contact.id, after);
  const isFresh = (at: number) => after !== null || world.clock() - at < FRESH_MS;
  const replies = rows
    .filter((row) => isFresh(row.at))
    .map(({ seq, body }) => ({
      seq,
      reply: JSON.parse(vault.open(key, `outbox:body:${person.id}.${seq}`, body)) as Reply,
    }));
  if (after !== null && after > 0) await dropShownCards(world, contact.id, after);
  return { replies, now: person.outSeq };
}

async function dropShownCards(world: World, contact: string, upTo: number): Promise<void> {
  const rows = await repliesAfter(world.store.read, contact, 0);
  const shown = rows.filter(({ card, seq }) => card && seq <= upTo);
  if (shown.length === 0) return;
  await world.store.tx(async (q) => {
    for (const { person, seq } of shown) await dropCard(q, person, seq);
  });
}

/**
 * Ends a session for good. Its handle leads nowhere afterwards, so what belongs to it could never be reached again and is
 * destroyed; an appointment stays, and its reference still shows and cancels it.
 */
export async function endSession(world: World, channel: string, handle: string): Promise<void> {
  const hash = world.vault.blindIndex('handle', channel, handle);
  const ended = await world.store.tx(async (q) => {
    const contact = await findContact(q, channel, hash);
    if (contact === undefined) return false;
    await q.lockPerson(contact.person);
    await forgetPerson(q, contact.person);
    world.vault.forget(contact.person);
    return true;
  });
  if (ended) await world.store.scrub();
}
