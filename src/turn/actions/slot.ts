import { type OpenDay, relaxations, slotsOn } from '../../booking/slots.ts';
import { GIVES_UP, officeWish, remember, wishOf } from '../../booking/wishes.ts';
import { EARLIER } from '../../conversation/advance.ts';
import type { Item } from '../../conversation/conversation.ts';
import { hold, openAppointments } from '../../store/booking.ts';
import { officeOf, officesOf } from '../../store/offices.ts';
import { topicsOf } from '../../store/supply.ts';
import { daysOf, firstDays, isKept, type Search, searchFor, slotId, slotOf } from '../appointments/search.ts';
import { type Act, type Action, word } from './action.ts';
import { whereOf, wishesShown, zoneName, zoneOf } from './facts.ts';
import { askedOf, searchOf, taken } from './search.ts';

/** The most days offered at once: this many fit into a list of WhatsApp, beside the way to other days and the way out. */
const MOST_OFFERED = 8;

export const topics: Action = async (act) => {
  const found = await topicsOf(act.q, act.conversation.pilot ?? '');
  const wanted = found.find(({ id }) => id === (word(act, 'wanted') || word(act, 'target')));
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

export const listWishes: Action = async ({ q, conversation: c }) => {
  const wish = wishOf(c.profile, c.language ?? '');
  const office = (await officesOf(q, c.pilot ?? '')).find(({ id }) => id === wish.office);
  return { outcome: 'done', set: { wishes: wishesShown(wish, office?.name) } };
};

/** The topic about work and children, whose people may bring theirs along. */
const CHILDREN = 'children';

export const wantsChildcare: Action = async (act) => {
  const { profile, pilot } = act.conversation;
  const isOpen = word(act, 'topic') === CHILDREN && profile.childcare === undefined;
  const offered = isOpen && (await officesOf(act.q, pilot ?? '')).some(({ childcare }) => childcare);
  return { outcome: offered ? 'ask' : 'known' };
};

export const offices: Action = async (act) => {
  const found = await officesOf(act.q, act.conversation.pilot ?? '');
  const items = found.map(({ id, name }): Item => ({ id: officeWish(id), label: name }));
  return { outcome: items.length > 1 ? 'some' : 'one', set: { offices: items } };
};

export const days: Action = async (act) => {
  const found = await pageOfDays(act);
  if (found === undefined) return { outcome: 'none', set: { relaxed: [], wishes: { text: 'common:wish.none' } } };
  const { search, shown, outcome } = found;
  const [firstDay, lastDay] = [shown.at(0)?.date, shown.at(-1)?.date];
  if (firstDay !== undefined && lastDay !== undefined) {
    const items = shown.map(({ date }): Item => ({ id: date, label: { day: date } }));
    return { outcome, set: { days: items, firstDay, lastDay } };
  }
  if (isKept(search)) return { outcome: 'kept' };
  const { supply, wish, topic, pilot, now } = search;
  const relaxed = relaxations(supply, wish, topic, pilot.zone, now).map(
    ({ relax }): Item => ({ id: GIVES_UP[relax], label: { text: `common:relax.${GIVES_UP[relax]}` } }),
  );
  return { outcome: 'none', set: { relaxed, wishes: wishesShown(wish) } };
};

interface Page {
  search: Search;
  shown: OpenDay[];
  /** Where the page lies among all. */
  outcome: 'all' | 'first' | 'between' | 'last';
}

/** The page of open days that the person asks for; the first where that one is empty by now. */
async function pageOfDays(act: Act): Promise<Page | undefined> {
  const [day, first, last] = [word(act, 'day'), word(act, 'firstDay'), word(act, 'lastDay')];
  const asked = await askedOf(act);
  if (first === '' || day === 'first') {
    const found = await firstDays(act.q, act.world.content, asked, MOST_OFFERED + 1);
    return found && pageAt(0, found.search, found.open);
  }
  const search = await searchFor(act.q, act.world.content, asked);
  if (search === undefined) return undefined;
  const open = daysOf(search);
  const before = open.filter(({ date }) => date < first).length;
  const after = open.filter(({ date }) => date <= last).length;
  const at = day === 'later' ? after : day === EARLIER ? Math.max(0, before - MOST_OFFERED) : before;
  return pageAt(at < open.length ? at : 0, search, open);
}

function pageAt(at: number, search: Search, open: OpenDay[]): Page {
  const shown = open.slice(at, at + MOST_OFFERED);
  const isLast = at + shown.length === open.length;
  const outcome = at === 0 ? (isLast ? 'all' : 'first') : isLast ? 'last' : 'between';
  return { search, shown, outcome };
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
