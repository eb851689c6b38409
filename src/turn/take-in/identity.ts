import type { Incoming } from '../../conversation/message.ts';
import { findByAlias, findContact, moveContact, type PersonRow, saveAlias } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { newId, type World } from '../world.ts';

type From = Pick<Incoming, 'channel' | 'handle' | 'number'>;

/** Somebody who is known, with their contact. */
export interface Known {
  person: { id: string };
  key: PersonKey;
  contact: string;
}

/** Whose message it is. */
export interface Writer extends Known {
  person: PersonRow;
  /** Who is forgotten with this message: whoever had this handle and asked for it, or has become one with somebody. */
  forgotten: string[];
}

/** What a handle is found by. */
export const identify = ({ vault }: World, channel: string, handle: string): Buffer =>
  vault.blindIndex('handle', channel, handle);

/**
 * Whose handle it is. A telephone number leads to somebody as long as no more lasting id tells otherwise: numbers are given
 * to other people, and theirs must not open this conversation. `isByNumber`: they were known by the number alone until now.
 */
export async function findSender(
  world: World,
  q: Q,
  { channel, handle, number }: From,
): Promise<{ id: string; person: string; isByNumber: boolean } | undefined> {
  const hash = identify(world, channel, handle);
  const own = (await findContact(q, channel, hash)) ?? (await findByAlias(q, channel, hash));
  if (own !== undefined) return { ...own, isByNumber: false };
  const byNumber = number === undefined ? undefined : await findContact(q, channel, identify(world, channel, number));
  return byNumber && { ...byNumber, isByNumber: true };
}

/** Somebody known by a number alone has a lasting id from now on, and is answered there. */
export async function moveTo(world: World, q: Q, { contact, key }: Known, { channel, handle }: From): Promise<void> {
  const sealed = world.vault.seal(key, `contact:handle:${contact}`, handle);
  await moveContact(q, contact, { handleHash: identify(world, channel, handle), handle: sealed });
}

/** The number that somebody wrote from leads to them, should they write without their lasting id one day. */
export async function noteNumber(
  world: World,
  q: Q,
  { person, contact, key }: Known,
  { channel, number }: From,
): Promise<void> {
  if (number === undefined) return;
  const handleHash = identify(world, channel, number);
  const noted = await findByAlias(q, channel, handleHash);
  if (noted?.id === contact) return;
  const id = newId(world);
  const handle = world.vault.seal(key, `alias:handle:${id}`, number);
  await saveAlias(q, { id, person: person.id, contact, channel, handleHash, handle });
}
