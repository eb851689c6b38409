import { makeReference } from '../../booking/reference.ts';
import { wishCodes } from '../../booking/wishes.ts';
import { pilotOf } from '../../content.ts';
import { canRemind } from '../../conversation/model.ts';
import type { CodedEvent } from '../../evaluation/events.ts';
import {
  type Appointment,
  book,
  cancelAppointment,
  confirmAppointment,
  findAppointment,
  move,
  openAppointments,
  promiseReminder,
} from '../../store/booking.ts';
import { ClaimedError } from '../../store/claims.ts';
import { noteChange } from '../../store/notices.ts';
import { dropReminders, setReminders } from '../../store/reminders.ts';
import type { Q } from '../../store/store.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import { tellWaiting } from '../freed.ts';
import { newId, type World } from '../world.ts';
import { type Act, type Action, word } from './action.ts';
import { asItems, factsOf, zoneOf } from './facts.ts';
import { othersNear, type Search, searchOf, slotOf } from './search.ts';

export const bookSlot: Action = async (act) => {
  const { q, setting, person } = act;
  const { now } = setting;
  const search = await searchOf(act);
  const id = word(act, 'time');
  const moving = word(act, 'moving') === '' ? undefined : await ownOpen(act, word(act, 'moving'));
  const family = moving?.family ?? word(act, 'whom') === 'family';
  const open = await openAppointments(q, person, now);
  const isAnother = (a: Appointment) => a.id !== moving?.id;
  if (open.some((a) => isAnother(a) && a.topic === search?.topic.id && a.family === family)) return { outcome: 'full' };
  const slot = search && slotOf(search, id);
  if (search === undefined || slot === undefined) return { outcome: 'taken', set: { times: othersNear(search, id) } };
  const taking = { slot, topic: search.topic, person, family };
  try {
    if (moving !== undefined) {
      await q.savepoint(() => move(q, moving.id, taking, detailsOf(act, moving.id, search), now));
      await dropReminders(q, moving);
      return await booked(act, moving.reference, 'moved', moving);
    }
    return await booked(act, await bookNew(act, search, taking), 'booked');
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    // Somebody was faster: what else is free has to be looked up once more.
    if (error.by === 'person') return { outcome: 'overlaps' };
    return { outcome: 'taken', set: { times: othersNear(await searchOf(act), id) } };
  }
};

/** Books under a new reference, which it returns. Throws `ClaimedError`. */
export async function bookNew(act: Act, search: Search, taking: Parameters<typeof book>[2]): Promise<string> {
  const { q, world, conversation: c, setting } = act;
  const id = newId(world);
  const appointment = {
    id,
    pilot: search.pilot.pilot,
    language: c.language ?? '',
    ...detailsOf(act, id, search),
    canRemind: canRemind(world.content.model, c, setting),
    demo: setting.demo,
  };
  return underReference(act, (reference) => book(q, { ...appointment, reference }, taking, setting.now));
}

/** Stores something under a reference that is not taken, which it returns; where `store` throws, nothing of it stays. */
export async function underReference(
  { q, world }: Act,
  store: (reference: string) => Promise<boolean>,
): Promise<string> {
  let reference = '';
  await q.savepoint(async () => {
    do reference = makeReference((n) => world.random(n));
    while (!(await store(reference)));
  });
  return reference;
}

function detailsOf({ world, key, vars }: Act, id: string, { wish }: Search) {
  const phone = wish.mode === 'phone' && typeof vars.phone === 'string' ? vars.phone : null;
  return {
    mode: wish.mode,
    wishes: wishCodes(wish),
    phone: phone === null ? null : world.vault.seal(key, `appointment:phone:${id}`, phone),
  };
}

/** All that follows from a booking or a move; `was`: how it stood before. */
export async function booked(act: Act, reference: string, outcome: 'booked' | 'moved' | 'joined', was?: Appointment) {
  const { q, world, person, setting } = act;
  const a = await findAppointment(q, reference);
  if (a === undefined) throw new TypeError('an appointment that is gone');
  if (a.canRemind) await setReminders(q, { ...a, person }, zoneOf(act, a.pilot), setting.now);
  await leaveWaitlist(q, person, a.topic);
  await noteChange(q, a, was === undefined ? 'new' : 'moved', setting.now, was?.counsellor);
  if (was !== undefined) await tellWaiting(world, q, was);
  const kind = was === undefined ? ('appointment-booked' as const) : ('appointment-moved' as const);
  return {
    outcome,
    set: { ...(await factsOf(act, a)), target: reference, times: [] },
    events: [{ kind, topic: a.topic }],
  };
}

/** Talks that were booked where nobody could be reminded are reminded of from now on: an app that reminds has come along. */
export async function remindFromNow(world: World, q: Q, person: string): Promise<void> {
  const now = world.clock();
  for (const a of await openAppointments(q, person, now)) {
    await setReminders(q, { ...a, person }, pilotOf(world.content, a.pilot).zone, now);
    await promiseReminder(q, a.id);
  }
}

export const list: Action = async (act) => {
  const open = await openAppointments(act.q, act.person, act.setting.now);
  return { outcome: open.length === 0 ? 'none' : 'some', set: { appointments: asItems(act, open) } };
};

/** By reference: whoever knows it may see and cancel the appointment, on any channel; it tells nothing about the person. */
export const showByReference: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  return found === undefined
    ? { outcome: 'unknown' }
    : { outcome: standing(act, found), set: await factsOf(act, found) };
};

/** To move it takes more than the reference: the new time is the person's own. */
export const change: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined || found.person !== act.person) return { outcome: 'unknown' };
  const { reference, topic, startAt, pilot } = found;
  const set = { reference, when: { dateTime: startAt, zone: zoneOf(act, pilot) } };
  const stands = standing(act, found);
  if (stands !== 'scheduled') return { outcome: stands, set };
  if (found.groupOffer !== null) return { outcome: 'fixed', set };
  return { outcome: 'scheduled', set: { ...set, moving: reference, topic } };
};

export const confirm: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined) return { outcome: 'unknown' };
  const set = await factsOf(act, found);
  const stands = standing(act, found);
  if (stands !== 'scheduled') return { outcome: stands, set };
  const isNew = found.confirmedAt === null && (await confirmAppointment(act.q, found.id, act.setting.now));
  const events: CodedEvent[] = isNew ? [{ kind: 'appointment-confirmed', topic: found.topic }] : [];
  return { outcome: 'confirmed', set, events };
};

export const cancel: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined) return { outcome: 'unknown' };
  if (standing(act, found) === 'past') return { outcome: 'past', set: await factsOf(act, found) };
  return { outcome: 'cancelled', set: await factsOf(act, found), events: await cancelOne(act, found) };
};

async function cancelOne({ q, world, setting }: Act, a: Appointment): Promise<CodedEvent[]> {
  if (!(await cancelAppointment(q, a.id))) return [];
  await dropReminders(q, a);
  await noteChange(q, { ...a, sequence: a.sequence + 1 }, 'cancelled', setting.now);
  await tellWaiting(world, q, a);
  return [{ kind: 'appointment-cancelled', topic: a.topic }];
}

/** Cancels everything that a person has ahead. */
export async function cancelAll(act: Act): Promise<CodedEvent[]> {
  const events: CodedEvent[] = [];
  for (const a of await openAppointments(act.q, act.person, act.setting.now)) events.push(...(await cancelOne(act, a)));
  return events;
}

async function ownOpen(act: Act, reference: string): Promise<Appointment | undefined> {
  const found = await findAppointment(act.q, reference);
  return found?.person === act.person && standing(act, found) === 'scheduled' ? found : undefined;
}

const standing = (act: Act, { status, endAt }: Appointment): 'scheduled' | 'cancelled' | 'past' =>
  status === 'cancelled' ? 'cancelled' : status !== 'scheduled' || endAt < act.setting.now ? 'past' : 'scheduled';
