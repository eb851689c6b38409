import type { Reply } from '../../conversation/message.ts';
import { markShown, untoldReplies } from '../../store/changes.ts';
import { dropCards, type Fetched, hasCards, markNewsSeen, repliesAfter, unseenNews } from '../../store/outbox.ts';
import { contactsOf, findContact, loadPerson } from '../../store/people.ts';
import { replyOf, replies as sealedReplies } from '../../store/sealed.ts';
import { dropRemoved, findRemoved } from '../../store/undo.ts';
import { forgetIf, hasReadLastWord, scrub } from '../people/forget.ts';
import { endContact } from '../people/leave.ts';
import type { World } from '../world.ts';

/**
 * Replies are shown again up to this age, and no older ones: the next person who opens the page may be somebody else.
 */
const FRESH_MS = 30 * 60_000;

export interface News {
  replies: { seq: number; reply: Reply }[];
  /** The number of this person's newest reply, shown or not; 0 when there is no person. */
  now: number;
  /** Nothing is fresh but news about the person's apps: the chat has still to be opened. */
  isClosed?: true;
}

/**
 * The replies that a pull channel has yet to show. `after` also says that every reply up to this number was shown: then
 * shown cards are deleted, and a person who asked to be forgotten and has read the confirmation is forgotten. Null: the
 * newest turn, and every change of an appointment and news about the person's apps that was not shown yet. Other replies
 * that are not fresh come only to a page that `isOpen` since it was given those up to `after`.
 */
export async function fetchReplies(
  world: World,
  channel: string,
  handle: string,
  after: number | null,
  isOpen = false,
): Promise<News> {
  const { store, vault } = world;
  const hash = vault.blindIndex('handle', channel, handle);
  const own = await findContact(store.read, channel, hash);
  // A removed app is told so, and nothing else.
  const contact = own ?? (await findRemoved(store.read, channel, hash, world.clock()));
  const person = contact && (await loadPerson(store.read, contact.person));
  if (contact === undefined || person === undefined) return { replies: [], now: 0 };
  if (own !== undefined && person.forgetAt !== null && after === person.outSeq) {
    if (await forgetIf(world, person.id, hasReadLastWord)) await scrub(world);
    return { replies: [], now: 0 };
  }
  const reader = { person: person.id, contact: contact.id };
  const key = vault.unwrap(person.id, person.wrapped);
  const rows = await repliesAfter(store.read, reader, after);
  const isFresh = (at: number) => isOpen || world.clock() - at < FRESH_MS;
  const shown = rows.filter((row) => isFresh(row.at));
  // A chat that is opened shows what has changed since, however long ago.
  const changes = after === null && person.untold ? await untoldReplies(store.read, reader) : [];
  const news = await unseenNews(store.read, reader);
  const open = ({ seq, body }: Fetched) => sealedReplies.open(vault, key, `${person.id}.${seq}`, body);
  const isOver = (row: Fetched) => world.clock() > (open(row).until ?? Number.POSITIVE_INFINITY);
  const held = after === null ? [...changes, ...news.filter((row) => !isOver(row))] : [];
  const older = held.filter(({ seq }) => !shown.some((row) => row.seq === seq));
  const replies = [...older, ...shown]
    .sort((a, b) => a.seq - b.seq)
    .map((row) => ({ seq: row.seq, reply: replyOf(open(row)) }));
  // A number beyond the newest was given to an earlier person with this handle: it does not say what this one saw.
  const wasShown = after !== null && after <= person.outSeq;
  if (wasShown && (await hasCards(store.read, reader, after))) await store.tx((q) => dropCards(q, reader, after));
  if (wasShown && person.untold) await store.tx((q) => markShown(q, reader, after, world.clock()));
  if (wasShown && news.some(({ seq }) => seq <= after))
    await store.tx((q) => markNewsSeen(q, reader, after, world.clock()));
  const isClosed = older.length > 0 && shown.length + changes.length === 0;
  return { replies, now: person.outSeq, ...(isClosed && { isClosed }) };
}

/** Ends a session for good: its handle leads nowhere afterwards. */
export async function endSession(world: World, channel: string, handle: string): Promise<void> {
  const hash = world.vault.blindIndex('handle', channel, handle);
  const left = await world.store.tx(async (q) => {
    const removed = await findRemoved(q, channel, hash, world.clock());
    // Who has no other app could never be found again.
    const isLast = removed !== undefined && (await contactsOf(q, removed.person)).length === 0;
    if (isLast) await q.lockPerson(removed.person);
    const ended = isLast ? await endContact(world, q, removed) : [];
    await dropRemoved(q, channel, hash);
    return ended;
  });
  for (const id of left) world.vault.forget(id);
  const contact = await findContact(world.store.read, channel, hash);
  if (contact === undefined) return;
  const erased = await world.store.tx(async (q) => {
    await q.lockPerson(contact.person);
    return endContact(world, q, contact);
  });
  for (const id of erased) world.vault.forget(id);
  await scrub(world);
}
