import type { Slot } from '../../booking/slots.ts';
import { bookable, bookableUntil, groupAwaited, unknown } from '../../booking/waiting.ts';
import { wishOf } from '../../booking/wishes.ts';
import { today } from '../../pilot/confirmed.ts';
import { openAppointments } from '../../store/booking.ts';
import { ClaimedError } from '../../store/claims.ts';
import { type Group, openGroups } from '../../store/groups.ts';
import { newestStates } from '../../store/reach.ts';
import { joinWaitlist, leaveOtherWaitlists, leaveWaitlist, noteKnown, waitingOf } from '../../store/waitlist.ts';
import { bookAppointment } from '../appointments/book.ts';
import { daysOf, type Search, slotId, slotOf } from '../appointments/search.ts';
import { fallSilent } from '../people/fall-silent.ts';
import { newId } from '../world.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { booked, mayBook, wantedOf } from './appointment.ts';
import { factsOf, zoneName } from './facts.ts';
import { isReached, searchOf } from './search.ts';

export const join: Action = async (act) => {
  const { q, world, conversation: c, person, setting } = act;
  if (!(await isReached(act))) return { outcome: 'unreachable' };
  const search = await searchOf(act);
  const free = search === undefined ? [] : bookable(daysOf(search), search.topic, setting.now);
  const isNew = await joinWaitlist(q, {
    id: newId(world),
    pilot: c.pilot ?? '',
    person,
    topic: word(act, 'topic'),
    wish: wishOf(c.profile, c.language ?? ''),
    at: setting.now,
    known: startsOf(free),
    demo: setting.demo,
  });
  return { outcome: 'waiting', events: isNew ? [{ kind: 'waiting-joined' }] : [] };
};

export const leave: Action = async (act) => {
  await leaveWaitlist(act.q, act.person);
  await fallSilent(act.world, act.q, act, ['offer-freed-time']);
  return { outcome: 'done' };
};

const startsOf = (slots: readonly Slot[]): number[] => slots.map(({ startAt }) => startAt);

/** Offers the free times that a person who waits does not know, the first of them by name: on one day once at most. */
export const show: Action = async (act) => {
  const { q, person, setting, conversation: c } = act;
  const { now } = setting;
  await leaveOtherWaitlists(q, person, c.pilot ?? '');
  const waiting = await waitingOf(q, person);
  const isMissed = (await newestStates(q, [person], 'offer-freed-time')).get(person) === 'failed';
  const zone = chosenPilot(act)?.zone ?? 'UTC';
  if (waiting.some(({ toldAt }) => toldAt !== null && today(toldAt, zone) === today(now, zone)))
    return { outcome: 'gone' };
  for (const { id, topic, wish, known } of waiting) {
    const place = known !== null && known.length > 0 ? undefined : await freePlace(act, topic);
    if (place !== undefined) {
      await noteKnown(q, id, [place.of.startAt], now);
      return { outcome: 'place', set: { target: place.id }, until: place.of.startAt };
    }
    const search = await searchOf(act, { topic, wish, unreached: false });
    const free = search === undefined ? [] : bookable(daysOf(search), search.topic, now);
    const [first, ...others] = unknown(free, isMissed ? null : known);
    if (search === undefined || first === undefined) continue;
    await noteKnown(q, id, startsOf(free), now);
    const when = { dateTime: first.startAt, zone: search.pilot.zone };
    return {
      outcome: others.length > 0 ? 'several' : 'free',
      set: { when, ...zoneName(act), target: slotId(first) },
      until: bookableUntil(first.startAt, search.topic),
    };
  }
  return { outcome: 'gone' };
};

/** The group that somebody waits for, where it has a place. */
async function freePlace({ q, setting, conversation: c }: Act, topic: string): Promise<Group | undefined> {
  const awaited = groupAwaited(topic);
  if (awaited === undefined) return undefined;
  return (await openGroups(q, [c.pilot ?? ''], setting.now)).find(({ id, left }) => id === awaited && left > 0);
}

/** The freed slot that the person was offered, with the search that finds it; undefined when it is taken. */
async function offered(act: Act): Promise<{ search: Search; slot: Slot } | undefined> {
  for (const { topic, wish } of await waitingOf(act.q, act.person)) {
    const search = await searchOf(act, { topic, wish });
    const slot = search && slotOf(search, word(act, 'target'));
    if (search !== undefined && slot !== undefined) return { search, slot };
  }
  return undefined;
}

export const take: Action = async (act) => {
  const { q, world, person, setting } = act;
  const open = await openAppointments(q, person, setting.now);
  const own = open.find((a) => slotId(a) === word(act, 'target'));
  if (own !== undefined) return { outcome: 'already', set: { ...(await factsOf(act, own)), target: own.reference } };
  const found = await offered(act);
  if (found === undefined) return { outcome: (await waitingOf(q, person)).length > 0 ? 'gone' : 'over' };
  const { search, slot } = found;
  if (open.some(({ topic, family }) => topic === search.topic.id && !family)) return { outcome: 'full' };
  const may = mayBook(act, open);
  if (may !== 'yes') return { outcome: may };
  try {
    const taking = { slot, topic: search.topic, person, family: false };
    return await booked(act, await bookAppointment(world, q, await wantedOf(act, search), taking));
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    return { outcome: error.by === 'person' ? 'overlaps' : 'gone' };
  }
};
