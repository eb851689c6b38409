import { relaxations, type Slot, slotsOn } from '../../booking/slots.ts';
import { GIVES_UP, officeWish, remember } from '../../booking/wishes.ts';
import type { Item } from '../../conversation/conversation.ts';
import { hold, openAppointments } from '../../store/booking.ts';
import { officeOf, officesOf } from '../../store/offices.ts';
import { topicsOf } from '../../store/supply.ts';
import { daysOf, firstDays, isKept, type Search, slotId, slotOf } from '../appointments/search.ts';
import { type Action, word } from './action.ts';
import { whereOf, wishesShown, zoneName, zoneOf } from './facts.ts';
import { askedOf, searchOf, taken } from './search.ts';

/** The most days or times offered at once: this many fit into a list of WhatsApp beside the way back. */
const MOST_OFFERED = 9;

export const topics: Action = async (act) => {
  const found = await topicsOf(act.q, act.conversation.pilot ?? '');
  const wanted = found.find(({ id }) => id === word(act, 'wanted'));
  if (wanted !== undefined) {
    const { q, person, setting } = act;
    const open = await openAppointments(q, person, setting.now);
    const [booked] = open.filter(({ topic, family }) => topic === wanted.id && !family);
    if (booked === undefined) return { outcome: 'given', set: { topic: wanted.id } };
    return { outcome: 'already', set: { when: { dateTime: booked.startAt, zone: zoneOf(act, booked.pilot) } } };
  }
  const items = found.map(({ id }): Item => ({ id, label: { text: `topics:${id}` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { topics: items } };
};

export const keepWish: Action = async (act) => ({
  outcome: 'done',
  person: { profile: remember(act.conversation.profile, word(act, 'wish')) },
});

export const offices: Action = async (act) => {
  const found = await officesOf(act.q, act.conversation.pilot ?? '');
  const items = found.map(({ id, name }): Item => ({ id: officeWish(id), label: name }));
  return { outcome: items.length > 1 ? 'some' : 'one', set: { offices: items } };
};

export const days: Action = async (act) => {
  const found = await firstDays(act.q, act.world.content, await askedOf(act), MOST_OFFERED);
  if (found === undefined) return { outcome: 'none', set: { relaxed: [], wishes: { text: 'common:wish.none' } } };
  const { search, open } = found;
  if (open.length > 0) {
    const items = open.map(({ date }): Item => ({ id: date, label: { day: date } }));
    return { outcome: 'some', set: { days: items } };
  }
  if (isKept(search)) return { outcome: 'kept' };
  const { supply, wish, topic, pilot, now } = search;
  const relaxed = relaxations(supply, wish, topic, pilot.zone, now).map(
    ({ relax }): Item => ({ id: GIVES_UP[relax], label: { text: `common:relax.${GIVES_UP[relax]}` } }),
  );
  return { outcome: 'none', set: { relaxed, wishes: wishesShown(wish) } };
};

export const times: Action = async (act) => {
  const search = await searchOf(act);
  const items = search === undefined ? [] : timesOn(search, word(act, 'day'));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { times: items, ...zoneName(act) } };
};

function timesOn(search: Search, day: string): Item[] {
  const { zone } = search.pilot;
  const slots = spread(slotsOn(daysOf(search), day));
  return slots.map((slot) => ({ id: slotId(slot), label: { time: slot.startAt, zone } }));
}

/** At most `MOST_OFFERED` slots, spread over the day. */
function spread(slots: Slot[]): Slot[] {
  const step = Math.ceil(slots.length / MOST_OFFERED);
  return slots.filter((_, i) => i % step === 0);
}

export const show: Action = async (act) => {
  const search = await searchOf(act);
  const id = word(act, 'time');
  const slot = search && slotOf(search, id);
  const { world, person, network } = act;
  if (slot !== undefined && !world.limits.take('hold', { person, network })) return { outcome: 'later' };
  if (search === undefined || slot === undefined || !(await hold(act.q, act.person, slot, search.topic, search.now)))
    return taken(await searchOf(act), id);
  const office = await officeOf(act.q, slot.counsellor);
  return {
    outcome: search.wish.mode === 'phone' && word(act, 'phone') === '' ? 'phone' : 'free',
    set: {
      when: { dateTime: slot.startAt, zone: search.pilot.zone },
      ...zoneName(act),
      ...(await whereOf(act, { mode: search.wish.mode, counsellor: slot.counsellor }, office)),
      wishes: wishesShown(search.wish),
      interpreter: slot.interpreter ? 'yes' : 'no',
    },
  };
};
