import { groupTopic } from '../../booking/waiting.ts';
import { wishOf } from '../../booking/wishes.ts';
import type { Value } from '../../conversation/conversation.ts';
import { canRemind } from '../../conversation/model.ts';
import { findAppointment, openAppointments } from '../../store/booking.ts';
import { ClaimedError } from '../../store/claims.ts';
import { type Group, isInGroup, lockedGroup, openGroups, openMeetings } from '../../store/groups.ts';
import { officeOf } from '../../store/offices.ts';
import { joinWaitlist } from '../../store/waitlist.ts';
import { signUp } from '../appointments/book.ts';
import { leaveCourse } from '../appointments/group.ts';
import { newId } from '../world.ts';
import { type Act, type Action, word } from './action.ts';
import { booked, comingOf, eventsOf, mayBook } from './appointment.ts';
import { factsOf, whereOf, zoneName, zoneOf } from './facts.ts';
import { isReached } from './search.ts';

/** The most groups offered at once: this many fit into a list of WhatsApp beside the way back. */
const MOST_OFFERED = 9;

const titleOf = ({ conversation: c, world }: Act, { of: { titles } }: Group): string => {
  const bridge = world.content.model.texts.languages.find(({ tag }) => tag === c.language)?.bridge ?? 'en';
  return titles[c.language ?? ''] ?? titles[bridge] ?? titles.en ?? Object.values(titles)[0] ?? '';
};

/** The group's name with its first day, since the same course comes again; short enough for a row of a list. */
function rowOf(act: Act, group: Group, zone: string): string {
  const format = new Intl.DateTimeFormat('de', { day: 'numeric', month: 'numeric', timeZone: zone });
  return `${titleOf(act, group)} ${format.format(group.meetings[0]?.startAt)}`;
}

/** A group for women is shown to people who said that they are women, and to those who did not tell their gender. */
const isFor = ({ conversation: c }: Act, { of: { womenOnly } }: Group): boolean =>
  !womenOnly || c.profile.gender === undefined || ['woman', 'rather-not'].includes(c.profile.gender);

export const list: Action = async (act) => {
  const { q, setting, conversation: c } = act;
  const zone = zoneOf(act, c.pilot ?? '');
  const open = (await openGroups(q, [c.pilot ?? ''], setting.now)).filter(
    (group) => group.of.demo === setting.demo && isFor(act, group),
  );
  // Those with a place come first; of the others one can wait for a place.
  const offered = [...open.filter(({ left }) => left > 0), ...open.filter(({ left }) => left <= 0)];
  const items = offered.slice(0, MOST_OFFERED).map((group) => ({ id: group.id, label: rowOf(act, group, zone) }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { groups: items } };
};

/** Opens the group of a button, for the flow that shows it. */
export const open: Action = async (act) => ({ outcome: 'done', set: { group: word(act, 'target') } });

export const show: Action = async (act) => {
  const { q, setting, conversation: c } = act;
  const group = (await openGroups(q, [c.pilot ?? ''], setting.now)).find(({ id }) => id === word(act, 'group'));
  if (group === undefined || !isFor(act, group)) return { outcome: 'gone' };
  const { of, left } = group;
  const office = await officeOf(q, of.counsellor);
  const set = {
    groupName: titleOf(act, group),
    when: whenOf(act, group),
    ...zoneName(act),
    ...(await whereOf(act, { mode: 'in-person', counsellor: of.counsellor }, office)),
    places: Math.max(0, left),
  };
  if (left <= 0) return { outcome: 'full', set };
  return { outcome: of.womenOnly ? 'women' : 'open', set };
};

/** When a group meets: once, or so many times from a day to another. */
function whenOf(act: Act, { meetings }: Group): Value {
  const zone = zoneOf(act, act.conversation.pilot ?? '');
  const [first, last] = [meetings[0]?.startAt ?? 0, meetings.at(-1)?.startAt ?? 0];
  const when = { dateTime: first, zone } as const;
  if (meetings.length < 2) return when;
  return { text: 'common:meetings', params: { count: meetings.length, when, last: { dateTime: last, zone } } };
}

export const join: Action = async (act) => {
  const { q, world, person, setting, conversation: c } = act;
  const group = await lockedGroup(q, word(act, 'group'));
  const meetings = group === undefined ? [] : openMeetings(group, setting.now);
  if (group === undefined || meetings.length === 0 || group.of.pilot !== c.pilot || !isFor(act, group))
    return { outcome: 'gone' };
  if (await isInGroup(q, person, meetings)) return { outcome: 'already' };
  const may = mayBook(act, await openAppointments(q, person, setting.now));
  if (may !== 'yes') return { outcome: may };
  const wanted = {
    pilot: group.of.pilot,
    person,
    language: c.language ?? '',
    mode: 'in-person' as const,
    wishes: [],
    phone: null,
    canRemind: canRemind(world.content.model, c, setting),
    ...(await comingOf(act)),
    demo: setting.demo,
  };
  try {
    const result = await booked(act, await signUp(world, q, wanted, group.id, meetings), 'joined');
    return { ...result, set: { ...result.set, when: whenOf(act, { ...group, meetings }) } };
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    return { outcome: error.by === 'person' ? 'overlaps' : 'gone' };
  }
};

/** Puts the person on the list of those who hear when a place is free. */
export const wait: Action = async (act) => {
  const { q, world, conversation: c, person, setting } = act;
  if (!(await isReached(act))) return { outcome: 'unreachable' };
  const isNew = await joinWaitlist(q, {
    ...{ id: newId(world), pilot: c.pilot ?? '', person, topic: groupTopic(word(act, 'group')) },
    ...{ wish: wishOf(c.profile, c.language ?? ''), at: setting.now, known: [], demo: setting.demo },
  });
  return { outcome: 'waiting', events: isNew ? [{ kind: 'waiting-joined' }] : [] };
};

/** Takes the person out of a course, with all its meetings that are left to come. */
export const leave: Action = async (act) => {
  const { q, world, person } = act;
  const a = await findAppointment(q, word(act, 'target'));
  if (a === undefined || a.person !== person || a.signUp === null) return { outcome: 'unknown' };
  const set = await factsOf(act, a);
  if (!(await leaveCourse(world, q, a.signUp))) return { outcome: 'unknown' };
  return { outcome: 'left', set, events: await eventsOf(act, a, 'appointment-cancelled') };
};
