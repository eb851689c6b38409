import { BUCKET } from '../../booking/claims.ts';
import { makeReference } from '../../booking/reference.ts';
import { dayBefore } from '../../booking/reminders.ts';
import { alternatives, type Desk, openDays, type Slot, slotsOn } from '../../booking/slots.ts';
import type { Item, Value } from '../../conversation/conversation.ts';
import { canRemind } from '../../conversation/model.ts';
import type { CodedEvent } from '../../evaluation/events.ts';
import {
  type Appointment,
  book,
  ClaimedError,
  cancelAppointment,
  desksOf,
  findAppointment,
  openAppointments,
  promiseReminder,
  type Topic,
  topicsOf,
} from '../../store/booking.ts';
import { officesOf } from '../../store/offices.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf, setTimer } from '../../store/timers.ts';
import { newId, type World } from '../world.ts';
import { type Act, type Action, pilotOf, word } from './action.ts';

/** Open appointments that one person can have. */
const MOST_OPEN = 2;
/** Days and times offered at once: what a list of WhatsApp holds, less the way back. */
const MOST_OFFERED = 9;
const DAY = 86_400_000;

export const topics: Action = async (act) => {
  const found = await topicsOf(act.q, act.conversation.pilot ?? '');
  const items = found.map(({ id }): Item => ({ id, label: { text: `topics:${id}` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { topics: items } };
};

interface Search {
  topic: Topic;
  zone: string;
  desks: (Desk & { office: string })[];
  days: ReturnType<typeof openDays>;
}

/** The free slots for what the person wishes; nothing where the topic is gone. */
async function search(act: Act): Promise<Search | undefined> {
  const pilot = pilotOf(act);
  const { now } = act.setting;
  const found = pilot === undefined ? [] : await topicsOf(act.q, pilot.pilot);
  const topic = found.find(({ id }) => id === word(act, 'topic'));
  if (pilot === undefined || topic === undefined) return undefined;
  const desks = await desksOf(act.q, pilot.pilot, now, now + (topic.horizonDays + 2) * DAY);
  const wish = { woman: word(act, 'counsellor') === 'woman', language: act.conversation.language ?? '' };
  return { topic, zone: pilot.zone, desks, days: openDays(desks, wish, topic, pilot.zone, now) };
}

/** A slot's id holds all that books it: who and when. */
const slotId = (slot: Slot): string => `${slot.startAt / BUCKET}-${slot.counsellor}`;

const asTimes = (slots: Slot[], zone: string): Item[] =>
  slots.map((slot) => ({ id: slotId(slot), label: { time: slot.startAt, zone } }));

export const days: Action = async (act) => {
  const found = await search(act);
  const items = (found?.days ?? [])
    .slice(0, MOST_OFFERED)
    .map(({ date }): Item => ({ id: date, label: { day: date } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { days: items } };
};

export const times: Action = async (act) => {
  const found = await search(act);
  const slots = found === undefined ? [] : spread(slotsOn(found.days, word(act, 'day')));
  const items = asTimes(slots, found?.zone ?? 'UTC');
  return { outcome: items.length === 0 ? 'none' : 'some', set: { times: items, ...zoneName(act) } };
};

/** At most as many as a list holds, spread over the day. */
function spread(slots: Slot[]): Slot[] {
  const step = Math.ceil(slots.length / MOST_OFFERED);
  return slots.filter((_, i) => i % step === 0);
}

const chosen = (act: Act, found: Search | undefined): Slot | undefined =>
  found?.days.flatMap((day) => day.slots).find((slot) => slotId(slot) === word(act, 'time'));

export const show: Action = async (act) => {
  const found = await search(act);
  const slot = chosen(act, found);
  if (found === undefined || slot === undefined) return { outcome: 'taken' };
  const desk = found.desks.find(({ counsellor }) => counsellor === slot.counsellor);
  const offices = await officesOf(act.q, act.conversation.pilot ?? '');
  const office = offices.find(({ id }) => id === desk?.office);
  return {
    outcome: 'free',
    set: {
      when: { dateTime: slot.startAt, zone: found.zone },
      ...zoneName(act),
      ...place(office?.name ?? '', office?.address ?? null),
      interpreter: slot.interpreter ? 'yes' : 'no',
    },
  };
};

export const bookSlot: Action = async (act) => {
  const { q, world, conversation: c, setting, person } = act;
  const found = await search(act);
  const open = await openAppointments(q, person, setting.now);
  if (open.length >= MOST_OPEN) return { outcome: 'full' };
  const slot = chosen(act, found);
  if (found === undefined || slot === undefined) return taken(act, found);
  const wishes = word(act, 'counsellor') === 'woman' ? ['woman'] : [];
  const reminds = canRemind(world.content.model, c, setting);
  const appointment = {
    id: newId(world),
    pilot: c.pilot ?? '',
    person,
    counsellor: slot.counsellor,
    topic: found.topic.id,
    startAt: slot.startAt,
    endAt: slot.endAt,
    language: c.language ?? '',
    interpreter: slot.interpreter,
    wishes,
    canRemind: reminds,
    demo: setting.demo,
  };
  let reference = '';
  try {
    await q.savepoint(async () => {
      do reference = makeReference((n) => world.random(n));
      while (!(await book(q, { ...appointment, reference }, found.topic.gap, setting.now)));
    });
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    // Somebody was faster: what else is free has to be looked up once more.
    return error.by === 'person' ? { outcome: 'overlaps' } : taken(act, await search(act));
  }
  if (reminds) await remind(q, { ...appointment, reference }, found.zone, setting.now);
  const booked = await findAppointment(q, reference);
  return {
    outcome: 'booked',
    set: { ...(booked && facts(act, booked)), target: reference, times: [] },
    events: [{ kind: 'appointment-booked', topic: found.topic.id }],
  };
};

async function remind(
  q: Q,
  { id, person, reference, startAt }: { id: string; person: string; reference: string; startAt: number },
  zone: string,
  now: number,
): Promise<void> {
  const reminder = dayBefore(startAt, zone, now);
  if (reminder !== null)
    await setTimer(q, { key: `reminder:${id}:${startAt}`, person, kind: 'reminder', target: reference, ...reminder });
}

/** Talks that were booked where nobody could be reminded are reminded of from now on: an app that reminds has come along. */
export async function remindFromNow(world: World, q: Q, person: string): Promise<void> {
  const now = world.clock();
  for (const { id, pilot, reference, startAt } of await openAppointments(q, person, now)) {
    await remind(q, { id, person, reference, startAt }, world.content.pilots[pilot]?.zone ?? 'UTC', now);
    await promiseReminder(q, id);
  }
}

function taken(act: Act, found: Search | undefined) {
  const wanted = Number(word(act, 'time').split('-')[0]) * BUCKET;
  const others = alternatives(found?.days ?? [], wanted).filter((slot) => slotId(slot) !== word(act, 'time'));
  return { outcome: 'taken', set: { times: asTimes(others, found?.zone ?? 'UTC') } };
}

export const list: Action = async (act) => {
  const open = await openAppointments(act.q, act.person, act.setting.now);
  return { outcome: open.length === 0 ? 'none' : 'some', set: { appointments: asItems(act, open) } };
};

/** By reference: whoever knows it may see and cancel the appointment, on any channel; it tells nothing about the person. */
export const showByReference: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  return found === undefined ? { outcome: 'unknown' } : { outcome: standing(act, found), set: facts(act, found) };
};

export const cancel: Action = async (act) => {
  const found = await findAppointment(act.q, word(act, 'target'));
  if (found === undefined) return { outcome: 'unknown' };
  if (standing(act, found) === 'past') return { outcome: 'past', set: facts(act, found) };
  const cancelled = await cancelAppointment(act.q, found.id);
  await dropTimersOf(act.q, { target: found.reference });
  return {
    outcome: 'cancelled',
    set: facts(act, found),
    events: cancelled ? [{ kind: 'appointment-cancelled', topic: found.topic }] : [],
  };
};

/** Cancels everything that a person has ahead. */
export async function cancelAll(act: Act): Promise<CodedEvent[]> {
  const events: CodedEvent[] = [];
  for (const { id, topic } of await openAppointments(act.q, act.person, act.setting.now)) {
    if (await cancelAppointment(act.q, id)) events.push({ kind: 'appointment-cancelled', topic });
  }
  return events;
}

const standing = (act: Act, { status, endAt }: Appointment): 'scheduled' | 'cancelled' | 'past' =>
  status === 'cancelled' ? 'cancelled' : endAt < act.setting.now ? 'past' : 'scheduled';

const zoneOf = (act: Act, pilot: string): string => act.world.content.pilots[pilot]?.zone ?? 'UTC';

function facts(act: Act, a: Appointment): Record<string, Value> {
  const zone = zoneOf(act, a.pilot);
  return {
    reference: a.reference,
    when: { dateTime: a.startAt, zone },
    clock: { time: a.startAt, zone },
    zoneName: { text: `pilots:${a.pilot}.zone` },
    ...place(a.officeName, a.officeAddress),
  };
}

export const asItems = (act: Act, open: Appointment[]): Item[] =>
  open.map((a) => ({ id: a.reference, label: { moment: a.startAt, zone: zoneOf(act, a.pilot) } }));

/** The name of the pilot's zone, as people there would say it. */
export function zoneName(act: Act): Record<string, Value> {
  const { pilot } = act.conversation;
  return pilot === null ? {} : { zoneName: { text: `pilots:${pilot}.zone` } };
}

const place = (officeName: string, address: string | null): Record<string, Value> => ({
  officeName,
  officeAddress: address ?? { text: 'common:address-unconfirmed' },
});
