import { standingButton } from '../../conversation/answer.ts';
import type { Act } from '../../conversation/beginnings.ts';
import { readLinkCode } from '../../conversation/link-code.ts';
import type { Content, Incoming } from '../../conversation/message.ts';
import { canRemind } from '../../conversation/model.ts';
import { phonesOf, savePhone } from '../../store/booking.ts';
import { dropLinkCode, findLinkCode } from '../../store/link-codes.ts';
import { addressesOf, giveAddress, giveOpen, loadPerson, type PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { remindFromNow } from '../appointments/remind.ts';
import { erasePerson } from '../people/erase.ts';
import { openConversation } from '../run/open-conversation.ts';
import { channelOf, type World } from '../world.ts';
import type { Writer } from './identity.ts';

/** The person who has the turn after a code was written, and the content that tells them the outcome. */
interface Linked {
  writer: Writer;
  content: Content;
}

/**
 * Joins two people into one when one of them writes a code that another app has shown. A person who has not consented
 * has no profile, and is forgotten: their apps, open appointments and open requests are the other's from then on. Null
 * when the message is no code, or when earlier messages of the writer wait.
 */
export async function link(world: World, q: Q, writer: Writer, { channel, content }: Incoming): Promise<Linked | null> {
  const code = content.kind === 'text' ? readLinkCode(content.text) : null;
  // Messages that wait have to be handled as those of the person who wrote them.
  if (code === null || writer.person.waiting > 0) return null;
  const tell = (outcome: string, who = writer): Linked => ({
    writer: who,
    content: { kind: 'tap', button: standingButton('app-linked' satisfies Act, outcome) },
  });
  const owner = await findLinkCode(q, world.vault.blindIndex('link', code), world.clock());
  if (owner === undefined) return tell('unknown');
  if (owner === writer.person.id) return tell('same');
  await q.lockPerson(owner);
  const other = await loadPerson(q, owner);
  if (other === undefined || other.forgetAt !== null) return tell('unknown');
  if (writer.person.consented && other.consented) return tell('both');

  const theirs = { person: other, key: world.vault.unwrap(other.id, other.wrapped) };
  const [kept, gone] = writer.person.consented ? [writer, theirs] : [theirs, writer];
  await dropLinkCode(q, owner);
  await moveAddresses(world, q, gone, kept);
  await movePhones(world, q, gone, kept);
  await giveOpen(q, gone.person.id, kept.person.id);
  await erasePerson(world, q, gone.person.id);
  // A device that fetches has seen replies up to the forgotten person's `outSeq`, so the next ones need higher numbers.
  const person = { ...kept.person, outSeq: Math.max(kept.person.outSeq, gone.person.outSeq) };
  const { name, can } = channelOf(world, channel);
  const setting = { channel: name, can, demo: world.demo, now: world.clock() };
  if (canRemind(world.content.model, openConversation(world, person, kept.key), setting))
    await remindFromNow(world, q, person.id);
  const { contact, forgotten } = writer;
  return tell('joined', { person, key: kept.key, contact, forgotten: [...forgotten, gone.person.id] });
}

interface Side {
  person: PersonRow;
  key: PersonKey;
}

/**
 * Moves the contacts' and aliases' handles to another person: each is sealed under its person's key, so it is opened
 * and sealed again under the other's.
 */
async function moveAddresses({ vault }: World, q: Q, from: Side, to: Side): Promise<void> {
  for (const { table, id, handle } of await addressesOf(q, from.person.id)) {
    const place = `${table}:handle:${id}` as const;
    const sealed = vault.seal(to.key, place, vault.open(from.key, place, handle));
    await giveAddress(q, { table, id }, { person: to.person.id, handle: sealed });
  }
}

/** Moves the numbers to call for phone appointments in the same way. */
async function movePhones({ vault }: World, q: Q, from: Side, to: Side): Promise<void> {
  for (const { id, phone } of await phonesOf(q, from.person.id)) {
    const place = `appointment:phone:${id}` as const;
    await savePhone(q, id, vault.seal(to.key, place, vault.open(from.key, place, phone)));
  }
}
