import { byDaylight } from '../../booking/reminders.ts';
import { wishCodes } from '../../booking/wishes.ts';
import { pilotOf } from '../../content.ts';
import { canRemind } from '../../conversation/model.ts';
import type { ActionResult } from '../../conversation/walk.ts';
import type { CodedEvent } from '../../evaluation/events.ts';
import {
  type Appointment,
  findAppointment,
  openAppointments,
  openOfSignUp,
  storeAsked,
  storeConfirmation,
} from '../../store/booking.ts';
import { ClaimedError, holdOf, release } from '../../store/claims.ts';
import { loadPerson, openContacts } from '../../store/people.ts';
import { setTimer } from '../../store/timers.ts';
import { bookAppointment, type Wanted } from '../appointments/book.ts';
import { cancelAppointment, cancelForPerson } from '../appointments/cancel.ts';
import { bookedEvent, count } from '../appointments/count.ts';
import { moveAppointment } from '../appointments/move.ts';
import { hasMost, hasTopic } from '../appointments/open-to-come.ts';
import { type Search, slotOf } from '../appointments/search.ts';
import { forgetUntold } from '../appointments/tell.ts';
import { wantsToHear } from '../run/open-conversation.ts';
import { writesFirst } from '../world.ts';
import { type Act, type Action, word } from './action.ts';
import { asItems, factsOf, zoneOf } from './facts.ts';
import { isReached, searchOf, taken } from './search.ts';

const DAY = 86_400_000;

export const bookSlot: Action = async (act) => {
  const { q, setting, person, world } = act;
  const search = await searchOf(act);
  const id = word(act, 'time');
  const moving = word(act, 'moving') === '' ? undefined : await ownOpen(act, word(act, 'moving'));
  const family = moving?.family ?? word(act, 'whom') === 'family';
  const open = await openAppointments(q, person, setting.now);
  const others = open.filter((a) => a.id !== moving?.id);
  if (hasTopic(others, { topic: word(act, 'topic'), family })) return { outcome: 'full' };
  const slot = search && slotOf(search, id);
  if (search === undefined || slot === undefined) return taken(search, id);
  const may = moving === undefined ? mayBook(act, open) : 'yes';
  if (may !== 'yes') {
    await release(q, holdOf(person));
    return { outcome: may };
  }
  const taking = { slot, topic: search.topic, person, family };
  try {
    if (moving === undefined)
      return await booked(act, await bookAppointment(world, q, await wantedOf(act, search), taking));
    const phone = phoneOf(act, search)(moving.id);
    const { mode } = search.wish;
    await forgetUntold(q, moving);
    await moveAppointment(world, q, moving, taking, { mode, wishes: wishCodes(search.wish), phone });
    return await booked(act, moving.reference, 'moved');
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    // Another person was faster, so the free times have to be looked up once more.
    return error.by === 'person' ? { outcome: 'overlaps' } : taken(await searchOf(act), id);
  }
};

/**
 * Whether the person may book one more appointment. `many`: they have as many as anybody may have. `later`: they, or all
 * of their network together, have booked too often today.
 */
export function mayBook({ world, person, network }: Act, open: readonly Appointment[]): 'yes' | 'many' | 'later' {
  if (hasMost(open)) return 'many';
  return world.limits.take('booking', { person, network }) ? 'yes' : 'later';
}

/** How the person of a new appointment came to it. */
export const comingOf = async (act: Act) => ({
  unreached: !(await isReached(act)),
  crowd: act.world.limits.isCrowd('booking', act.network),
});

/** The data of a new appointment, apart from its slot. */
export async function wantedOf(act: Act, search: Search): Promise<Wanted> {
  const { world, conversation: c, setting } = act;
  return {
    pilot: search.pilot.pilot,
    language: c.language ?? '',
    mode: search.wish.mode,
    wishes: wishCodes(search.wish),
    phone: phoneOf(act, search),
    canRemind: canRemind(world.content.model, c, setting),
    ...(await comingOf(act)),
    demo: setting.demo,
  };
}

/** Seals the number to call, for an appointment with this id; null when the counsellor does not call. */
const phoneOf =
  ({ world, key, vars }: Act, { wish }: Search): Wanted['phone'] =>
  (id) =>
    wish.mode === 'phone' && typeof vars.phone === 'string'
      ? world.vault.seal(key, `appointment:phone:${id}`, vars.phone)
      : null;

/** The result that tells the person of an appointment that they booked, joined or moved. */
export async function booked(
  act: Act,
  reference: string,
  outcome: 'booked' | 'moved' | 'joined' = 'booked',
): Promise<ActionResult> {
  const a = await findAppointment(act.q, reference);
  if (a === undefined) throw new TypeError('an appointment that is gone');
  return {
    outcome,
    set: { ...(await factsOf(act, a)), target: reference, times: [] },
    events: await eventsOf(act, a, outcome === 'moved' ? 'appointment-moved' : 'appointment-booked'),
  };
}

type OwnEvent = 'appointment-booked' | 'appointment-moved' | 'appointment-confirmed' | 'appointment-cancelled';

function eventOf(act: Act, a: Appointment, kind: OwnEvent): CodedEvent {
  const { topic } = a;
  switch (kind) {
    case 'appointment-booked':
      return bookedEvent(act.world, a);
    case 'appointment-confirmed':
      return { kind, topic };
    default:
      return { kind, topic, by: 'person' };
  }
}

/**
 * The event about an appointment, to be counted with the turn. One that is booked in another pilot, which the person has
 * left, is counted there, under no pseudonym.
 */
export async function eventsOf(act: Act, a: Appointment, kind: OwnEvent): Promise<CodedEvent[]> {
  const { world, q } = act;
  const event = eventOf(act, a, kind);
  if (a.pilot === act.conversation.pilot) return [event];
  await count(world, q, a, event);
  return [];
}

export const list: Action = async (act) => {
  const open = await openAppointments(act.q, act.person, act.setting.now);
  return { outcome: open.length === 0 ? 'none' : 'some', set: { appointments: asItems(act, open) } };
};

/**
 * Anyone who knows the reference may see and cancel the appointment, on any channel; it tells nothing of the person.
 */
export const showByReference: Action = async (act) => {
  const { q, world, person, network, setting } = act;
  const found = await shownBy(q, word(act, 'target'), setting.now);
  // A writer of many wrong references learns nothing any more, not even that the last one is right.
  if (found?.person !== person && !world.limits.allows('reference', { person, network })) return { outcome: 'later' };
  if (found === undefined) world.limits.take('reference', { person, network });
  if (found === undefined) return { outcome: 'unknown' };
  const stands = standing(act, found);
  const set = { ...(await factsOf(act, found)), target: found.reference };
  if (stands !== 'scheduled' || found.person === person)
    return { outcome: stands === 'scheduled' && found.signUp !== null ? 'course' : stands, set };
  return { outcome: 'elsewhere', set };
};

/** The appointment with a reference; of a course whose first meeting is over or cancelled, the next one. */
async function shownBy(q: Act['q'], reference: string, now: number): Promise<Appointment | undefined> {
  const found = await findAppointment(q, reference);
  const isOpen = found?.status === 'scheduled' && found.endAt >= now;
  if (found === undefined || found.signUp !== reference || isOpen) return found;
  return (await openOfSignUp(q, reference, now))[0] ?? found;
}

/** The reference alone moves no appointment: only its own person may, since the new time is claimed for them. */
export const change: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined || found.person !== act.person) return { outcome: 'unknown' };
  const { reference, topic, startAt, pilot } = found;
  const set = { reference, when: { dateTime: startAt, zone: zoneOf(act, pilot) } };
  const stands = standing(act, found);
  if (stands !== 'scheduled') return { outcome: stands, set };
  if (found.groupOffer !== null) return { outcome: 'fixed', set };
  return { outcome: 'scheduled', set: { ...set, moving: reference, bookedIn: pilot, topic } };
};

/** Only the person who booked can say that they will come. */
export const confirm: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined || found.person !== act.person) return { outcome: 'unknown' };
  const set = await factsOf(act, found);
  const stands = standing(act, found);
  if (stands !== 'scheduled') return { outcome: stands, set };
  const isNew = found.confirmedAt === null && (await storeConfirmation(act.q, found.id, act.setting.now));
  return { outcome: 'confirmed', set, events: isNew ? await eventsOf(act, found, 'appointment-confirmed') : [] };
};

export const cancel: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined) return { outcome: 'unknown' };
  if (standing(act, found) === 'past') return { outcome: 'past', set: await factsOf(act, found) };
  const set = await factsOf(act, found);
  if (found.person !== act.person) return { outcome: await cancelElsewhere(act, found), set };
  await forgetUntold(act.q, found);
  const isNew = await cancelAppointment(act.world, act.q, found);
  return { outcome: 'cancelled', set, events: isNew ? await eventsOf(act, found, 'appointment-cancelled') : [] };
};

/**
 * Another chat than the one that booked cancels an appointment: the person who booked it is asked, once a day, where
 * they can be reached. Where they cannot, it is cancelled, and they are told when they can be. An appointment that was
 * booked without a chat belongs to whoever holds its paper: they cancel it themselves, so that nobody is to be told.
 */
async function cancelElsewhere({ world, q, setting }: Act, a: Appointment): Promise<'asked' | 'cancelled'> {
  if (a.status !== 'scheduled') return 'cancelled';
  if (a.person === null) {
    await cancelAppointment(world, q, a);
    await count(world, q, a, { kind: 'appointment-cancelled', topic: a.topic, by: 'person' });
    return 'cancelled';
  }
  await q.lockPerson(a.person);
  const owner = await loadPerson(q, a.person);
  const contacts = owner === undefined ? [] : await openContacts(q, owner.id);
  const isReached = contacts.some(({ channel }) => writesFirst(world, channel));
  if (owner === undefined || !isReached || !wantsToHear(world, owner)) {
    await cancelForPerson(world, q, a, 'cancelled-elsewhere');
    return 'cancelled';
  }
  if (a.askedAt !== null && setting.now < a.askedAt + DAY) return 'asked';
  await storeAsked(q, a.id, setting.now);
  const byDay = byDaylight(setting.now, pilotOf(world.content, a.pilot).zone);
  await setTimer(q, {
    key: `cancel-asked:${a.id}:${setting.now}`,
    person: owner.id,
    kind: 'cancel-asked',
    target: a.reference,
    at: byDay < a.startAt ? byDay : setting.now,
    until: a.startAt,
  });
  return 'asked';
}

async function ownOpen(act: Act, reference: string): Promise<Appointment | undefined> {
  const found = await findAppointment(act.q, reference);
  return found?.person === act.person && standing(act, found) === 'scheduled' ? found : undefined;
}

const standing = (act: Act, { status, endAt }: Appointment): 'scheduled' | 'cancelled' | 'past' =>
  status === 'cancelled' ? 'cancelled' : status !== 'scheduled' || endAt < act.setting.now ? 'past' : 'scheduled';
