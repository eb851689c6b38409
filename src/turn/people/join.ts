import { onePerSignUp } from '../../booking/sign-up.ts';
import { canRemind } from '../../conversation/model.ts';
import { openAppointments, phonesOf, savePhone } from '../../store/booking.ts';
import { giveInvitation } from '../../store/booking-invitations.ts';
import { dropLinkCode } from '../../store/link-codes.ts';
import {
  addressesOf,
  contactsOf,
  giveAddress,
  giveOpen,
  loadPerson,
  openContacts,
  type PersonRow,
  savePerson,
} from '../../store/people.ts';
import { allFilesOf, moveFile } from '../../store/request-files.ts';
import { entryRow, giveEntry, threadsOf } from '../../store/requests.ts';
import { KEEP } from '../../store/retention.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf, releaseTimers } from '../../store/timers.ts';
import { noteJoin } from '../../store/undo.ts';
import type { PersonKey, Place } from '../../store/vault.ts';
import { cancelAppointment, cancelQuietly } from '../appointments/cancel.ts';
import { remindFromNow } from '../appointments/remind.ts';
import { forgetUntold } from '../appointments/tell.ts';
import { openConversation } from '../run/open-conversation.ts';
import { newId, type World } from '../world.ts';
import { tellApps } from './apps.ts';
import { erasePerson } from './erase.ts';

/**
 * Joins two people into one: the apps, open appointments and open requests of the one who is `gone`, and is forgotten,
 * are the other's from then on. Tells every app, with a way to undo it. The caller has locked both.
 */
export async function join(world: World, q: Q, kept: string, gone: string): Promise<void> {
  const [to, from] = [await sideOf(world, q, kept), await sideOf(world, q, gone)];
  const brought = (await contactsOf(q, gone)).map(({ id }) => id);
  await dropLinkCode(q, kept);
  await moveAddresses(world, q, from, to);
  await movePhones(world, q, from, to);
  await moveThreads(world, q, from, to);
  // The plans of the one who is gone go with them.
  await dropTimersOf(q, { person: gone, kind: 'plan-reminder' });
  await leaveSecondSeats(world, q, kept, gone);
  await giveInvitation(q, gone, { person: kept, pilot: openConversation(world, to.person, to.key).pilot });
  await giveOpen(q, gone, kept);
  await erasePerson(world, q, gone);
  const undo = newId(world);
  await noteJoin(q, brought, { undo, undoUntil: world.clock() + KEEP.undo });
  await countOn(q, kept, from.person.outSeq);
  // What waits because one app is blocked can be told in another now.
  await releaseTimers(q, kept, world.clock());
  if (await canBeReminded(world, q, to)) await remindFromNow(world, q, kept);
  const apps = await openContacts(q, kept);
  const isBrought = ({ id }: { id: string }) => brought.includes(id);
  await tellApps(world, q, kept, apps.filter(isBrought), 'welcome', undo);
  await tellApps(
    world,
    q,
    kept,
    apps.filter((app) => !isBrought(app)),
    'joined',
    undo,
  );
}

/**
 * Gives back the places of `gone` at the meetings to which `kept` comes too: one person needs one. Who waits for a place
 * is told, and the counsellor hears once of each sign-up that ends.
 */
async function leaveSecondSeats(world: World, q: Q, kept: string, gone: string): Promise<void> {
  const comesTo = new Set((await openAppointments(q, kept, world.clock())).map(({ groupOffer }) => groupOffer));
  const open = await openAppointments(q, gone, world.clock());
  const second = open.filter(({ groupOffer }) => groupOffer !== null && comesTo.has(groupOffer));
  const told = onePerSignUp(second);
  for (const a of second) if (!told.includes(a)) await cancelQuietly(world, q, a);
  for (const a of told) {
    await forgetUntold(q, a);
    await cancelAppointment(world, q, a);
  }
}

/**
 * Numbers a person's next replies above `seen`: a device that fetches has seen replies up to there from somebody who had
 * its handle before.
 */
export async function countOn(q: Q, id: string, seen: number): Promise<void> {
  const person = await loadPerson(q, id);
  if (person !== undefined && seen > person.outSeq) await savePerson(q, { ...person, outSeq: seen });
}

interface Side {
  person: PersonRow;
  key: PersonKey;
}

async function sideOf({ vault }: World, q: Q, id: string): Promise<Side> {
  const person = await loadPerson(q, id);
  if (person === undefined) throw new TypeError('a person to join who is gone');
  return { person, key: vault.unwrap(id, person.wrapped) };
}

/** Whether any app of a person can remind them. */
async function canBeReminded(world: World, q: Q, { person, key }: Side): Promise<boolean> {
  const conversation = openConversation(world, person, key);
  const channels = (await contactsOf(q, person.id)).map(({ channel }) => channel);
  return [...world.channels.values()].some(
    ({ name, can }) => channels.includes(name) && canRemind(world.content.model, conversation, { can }),
  );
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

/** Moves the threads of requests in the same way. */
async function moveThreads({ vault }: World, q: Q, from: Side, to: Side): Promise<void> {
  for (const entry of await threadsOf(q, from.person.id)) {
    const place = `request_entry:body:${entryRow(entry.request, entry.seq)}` as const;
    const body = vault.seal(to.key, place, vault.open(from.key, place, entry.body));
    await giveEntry(q, entry, { person: to.person.id, body });
  }
  for (const { id, ref, body } of await allFilesOf(q, from.person.id)) {
    const again = (place: Place, sealed: Buffer | null) =>
      sealed && vault.seal(to.key, place, vault.openBytes(from.key, place, sealed));
    const sealed = { ref: again(`request_file:ref:${id}`, ref), body: again(`request_file:body:${id}`, body) };
    await moveFile(q, id, { person: to.person.id, ...sealed });
  }
}
