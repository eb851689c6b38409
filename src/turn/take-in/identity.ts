import type { Incoming } from '../../conversation/message.ts';
import { dropAliases, findByAlias, findContact, moveContact, type PersonRow, saveAlias } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { newId, type World } from '../world.ts';

type From = Pick<Incoming, 'channel' | 'handle' | 'number'>;

/** A known person, with their key and contact. */
export interface Known {
  person: { id: string };
  key: PersonKey;
  contact: string;
}

/** The person who wrote a message. */
export interface Writer extends Known {
  person: PersonRow;
  /** The contact had blocked us before. */
  wasBlocked: boolean;
  /** Ids of people forgotten with this message: they had its handle, and asked for it. */
  forgotten: string[];
}

/** The hash that a handle is found by. */
export const identify = ({ vault }: World, channel: string, handle: string): Buffer =>
  vault.blindIndex('handle', channel, handle);

/**
 * Finds the person whom a handle belongs to. A telephone number leads to a person as long as no more lasting id tells
 * otherwise: numbers are given to other people, and theirs must not open this conversation. `isByNumber`: the person
 * was known by the number alone until now.
 */
export async function findSender(
  world: World,
  q: Q,
  { channel, handle, number }: From,
): Promise<{ id: string; person: string; blocked: boolean; isByNumber: boolean } | undefined> {
  const hash = identify(world, channel, handle);
  const own = (await findContact(q, channel, hash)) ?? (await findByAlias(q, channel, hash));
  if (own !== undefined) return { ...own, isByNumber: false };
  const byNumber = number === undefined ? undefined : await findContact(q, channel, identify(world, channel, number));
  return byNumber && { ...byNumber, isByNumber: true };
}

/** Gives a contact another handle; the person is answered there from now on. */
export async function moveTo(world: World, q: Q, { contact, key }: Known, { channel, handle }: From): Promise<void> {
  const sealed = world.vault.seal(key, `contact:handle:${contact}`, handle);
  await moveContact(q, contact, { handleHash: identify(world, channel, handle), handle: sealed });
}

/**
 * Notes the sender's number, so that it leads to this person if they write without their lasting id one day. An earlier
 * number may belong to somebody else by now, and leads here no more.
 */
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
  await dropAliases(q, contact);
  const id = newId(world);
  const handle = world.vault.seal(key, `alias:handle:${id}`, number);
  await saveAlias(q, { id, person: person.id, contact, channel, handleHash, handle });
}
