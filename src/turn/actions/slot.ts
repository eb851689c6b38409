import { relaxations, slotsOn } from '../../booking/slots.ts';
import { GIVES_UP, officeWish, remember } from '../../booking/wishes.ts';
import type { Item } from '../../conversation/conversation.ts';
import { hold, openAppointments } from '../../store/booking.ts';
import { officeOf, officesOf } from '../../store/offices.ts';
import { topicsOf } from '../../store/supply.ts';
import { daysOf, firstDays, isKept, type Search, searchFor, slotId, slotOf } from '../appointments/search.ts';
import { type Act, type Action, word } from './action.ts';
import { whereOf, wishesShown, zoneName, zoneOf } from './facts.ts';
import { askedOf, searchOf, taken } from './search.ts';

/** The most days offered at once: this many fit into a list of WhatsApp, beside the way to later ones. */
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
  const after = word(act, 'day') === 'later' ? word(act, 'last') : '';
  const found = await daysAfter(act, after);
  if (found === undefined) return { outcome: 'none', set: { relaxed: [], wishes: { text: 'common:wish.none' } } };
  const { search, open } = found;
  const shown = open.slice(0, MOST_OFFERED);
  const last = shown.at(-1)?.date;
  if (last !== undefined) {
    const items = shown.map(({ date }): Item => ({ id: date, label: { day: date } }));
    return { outcome: open.length > shown.length ? 'more' : 'some', set: { days: items, last } };
  }
  if (isKept(search)) return { outcome: 'kept' };
  const { supply, wish, topic, pilot, now } = search;
  const relaxed = relaxations(supply, wish, topic, pilot.zone, now).map(
    ({ relax }): Item => ({ id: GIVES_UP[relax], label: { text: `common:relax.${GIVES_UP[relax]}` } }),
  );
  return { outcome: 'none', set: { relaxed, wishes: wishesShown(wish) } };
};

/** The open days after a date (ISO; empty: from now on), one more than are shown; from now on again where there are none. */
async function daysAfter(act: Act, after: string): ReturnType<typeof firstDays> {
  const asked = await askedOf(act);
  if (after === '') return firstDays(act.q, act.world.content, asked, MOST_OFFERED + 1);
  const search = await searchFor(act.q, act.world.content, asked);
  const open = search === undefined ? [] : daysOf(search).filter(({ date }) => date > after);
  return open.length === 0 || search === undefined ? daysAfter(act, '') : { search, open };
}

export const times: Action = async (act) => {
  const search = await searchOf(act);
  const items = search === undefined ? [] : timesOn(search, word(act, 'day'));
  return {
    outcome: items.length === 0 ? 'none' : 'some',
    set: { times: items, ...zoneName(act, search?.pilot.pilot) },
  };
};

function timesOn(search: Search, day: string): Item[] {
  const { zone } = search.pilot;
  const slots = slotsOn(daysOf(search), day);
  return slots.map((slot) => ({ id: slotId(slot), label: { time: slot.startAt, zone } }));
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
      ...zoneName(act, search.pilot.pilot),
      ...(await whereOf(act, { mode: search.wish.mode, counsellor: slot.counsellor }, office)),
      wishes: wishesShown(search.wish),
      interpreter: slot.interpreter ? 'yes' : 'no',
    },
  };
};
