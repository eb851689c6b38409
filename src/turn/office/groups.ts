import type { Span } from '../../booking/hours.ts';
import { meetingsBy } from '../../booking/meetings.ts';
import { isMark } from '../../booking/status.ts';
import { pilotOf } from '../../content.ts';
import { attendees } from '../../store/booking.ts';
import type { Deed, OffReason } from '../../store/codes.ts';
import { GROUP_KINDS } from '../../store/codes.ts';
import { presentCounsellors } from '../../store/counsellors.ts';
import {
  addMeetings,
  deleteGroup,
  editGroup,
  type Group,
  groupById,
  hasSignUps,
  lockedGroup,
  type Meeting,
  openMeetings,
} from '../../store/groups.ts';
import { note, noteRefusal } from '../../store/log.ts';
import type { Principal } from '../../store/principal.ts';
import { listResources } from '../../store/resources.ts';
import type { Q } from '../../store/store.ts';
import { closedOf } from '../../store/supply.ts';
import { markByStaff, unmarkByStaff } from '../appointments/by-staff.ts';
import { bringAlong, callOffGroup, callOffMeeting } from '../appointments/group.ts';
import { offerPlaces } from '../appointments/offer-freed-place.ts';
import { newId, type World } from '../world.ts';
import { instantOf, readDate, readMinute } from './read-times.ts';
import { type Faults, type Fields, fieldsOf, type Read, type Typed } from './typed.ts';

/** What staff set up that many come to, and what they do with it. */

/** The longest title with which a title and its day fit into a row of a list. */
const LONGEST_TITLE = 17;
/** A course of a year, twice a week. */
const MOST_MEETINGS = 110;
const MOST_PLACES = 500;
const STEP = 5;
const DAY = 86_400_000;

type Shared = Pick<Meeting, 'titles' | 'places' | 'womenOnly'>;
/** The part of a world in which groups are set up. */
type Setting = Pick<World, 'store' | 'content' | 'clock' | 'random' | 'demo'>;

/** What is typed of a group at first and later: its titles by language (`title-en`), its places, and whom it is for. */
function sharedIn(fields: Fields, languages: readonly string[], typed: Typed): Shared {
  const places = fields.number('places', 1, MOST_PLACES);
  const titles = Object.fromEntries(
    languages.flatMap((tag) => {
      // English stands for every language without a title.
      const title = fields.text(`title-${tag}`, LONGEST_TITLE, tag === 'en' ? undefined : 'optional');
      return title === '' ? [] : [[tag, title]];
    }),
  );
  return { places, titles, womenOnly: typed.women !== undefined };
}

/** A new group, with when it meets. */
export type NewGroup = Omit<Meeting, 'id' | 'course' | 'startAt' | 'endAt' | 'cancelled' | 'demo'> & { spans: Span[] };

/**
 * Reads a new group of a pilot: `date`, `from` and `to`; for a course also `last` (its last date), `weekday` (1 to 7, any
 * number of them) and `except` (dates with commas between). Days on which the offices are closed are left out.
 */
export async function readGroup(world: Setting, pilot: string, typed: Typed): Promise<Read<NewGroup>> {
  const q = world.store.read;
  const { zone, languages } = pilotOf(world.content, pilot);
  const counsellors = (await presentCounsellors(q)).filter((one) => one.pilot === pilot);
  const rooms = (await listResources(q)).filter(({ kind, pilot: of }) => kind === 'room' && of === pilot);
  const fields = fieldsOf(typed);
  const kind = fields.one('kind', GROUP_KINDS);
  const counsellor = fields.one(
    'counsellor',
    counsellors.map(({ id }) => id),
  );
  const [room = null] = fields.some(
    'room',
    rooms.map(({ id }) => id),
    'optional',
  );
  const officeIn = counsellors.find(({ id }) => id === counsellor)?.office;
  const isElsewhere = rooms.some(({ id, office }) => id === room && office !== officeIn);
  if (isElsewhere) fields.wrong('room', { text: 'faults:room' });
  const shared = sharedIn(fields, languages, typed);
  const first = fields.parsed('date', readDate, { text: 'faults:date' });
  const last = fields.parsed('last', (text) => (text === '' ? first : readDate(text)), { text: 'faults:date' });
  const fromMinute = fields.parsed('from', readStep, { text: 'faults:step' });
  const toMinute = fields.parsed('to', readStep, { text: 'faults:step' });
  const weekdays = fields.some('weekday', ['1', '2', '3', '4', '5', '6', '7'], 'optional').map(Number);
  const except = fields.parsed('except', readDates, { text: 'faults:dates' });
  fields.together('to', () => toMinute <= fromMinute, { text: 'faults:ends' });
  fields.together('last', () => last < first || Date.parse(last) - Date.parse(first) > 400 * DAY, {
    text: 'faults:lastDay',
  });
  fields.together('weekday', () => last !== first && weekdays.length === 0, { text: 'faults:empty' });
  const known = fields.done(() => null);
  if ('faults' in known) return known;
  const spans =
    last === first
      ? [{ fromAt: instantOf(first, fromMinute, zone), toAt: instantOf(first, toMinute, zone) }]
      : meetingsBy(
          { weekdays, fromMinute, toMinute, first, last, except: await withClosed(world, q, pilot, except, last) },
          zone,
        );
  fields.together('date', () => spans.length === 0, { text: 'faults:noMeeting' });
  fields.together('last', () => spans.length > MOST_MEETINGS, {
    text: 'faults:meetings',
    params: { most: MOST_MEETINGS },
  });
  fields.together('date', () => (spans[0]?.fromAt ?? 0) <= world.clock(), { text: 'faults:past' });
  return fields.done(() => ({ ...shared, pilot, kind, counsellor, room, spans }));
}

async function withClosed(world: Setting, q: Q, pilot: string, except: readonly string[], last: string) {
  const closed = await closedOf(q, pilotOf(world.content, pilot), world.clock(), Date.parse(last) + DAY);
  return new Set([...except, ...closed]);
}

const readStep = (text: string): number | undefined => {
  const minute = readMinute(text);
  return minute === undefined || minute % STEP !== 0 ? undefined : minute;
};

/** Dates with commas or spaces between; undefined where one is none. */
function readDates(text: string): string[] | undefined {
  const dates = text
    .split(/[\s,;،]+/)
    .filter((part) => part !== '')
    .map(readDate);
  return dates.some((date) => date === undefined) ? undefined : dates.filter((date) => date !== undefined);
}

/** Undoes a transaction in which a counsellor or a room was taken at these times (epoch ms). */
class Taken extends Error {
  readonly starts: readonly number[];
  constructor(starts: readonly number[]) {
    super('taken');
    this.starts = starts;
  }
}

/** Runs `work` in a transaction; where it finds the counsellor or the room taken, it is undone and says when. */
async function unlessTaken<T>(
  { store, content }: Setting,
  pilot: string,
  field: string,
  work: (q: Q) => Promise<T>,
): Promise<Read<T>> {
  try {
    return { value: await store.tx(work) };
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    const { zone } = pilotOf(content, pilot);
    const when = { list: error.starts.slice(0, 5).map((at) => ({ dateTime: at, zone })) };
    return { faults: { [field]: { text: 'faults:busy', params: { when } } } };
  }
}

/** Adds a group, and returns its id. Faults say when its counsellor or its room has something else. */
export async function addGroup(
  world: Setting,
  by: Principal | null,
  { spans, ...shared }: NewGroup,
): Promise<Read<string>> {
  const id = newId(world);
  return unlessTaken(world, shared.pilot, 'date', async (q) => {
    const [only] = spans.length === 1 ? [id] : [];
    const meetings = spans.map(({ fromAt: startAt, toAt: endAt }) => ({
      ...{ ...shared, id: only ?? newId(world), course: only === undefined ? id : null },
      ...{ startAt, endAt, cancelled: false, demo: world.demo },
    }));
    const taken = await addMeetings(q, meetings, world.clock());
    if (taken.length > 0) throw new Taken(taken);
    await noteOn(world, q, by, 'group-added', { id, pilot: shared.pilot });
    return id;
  });
}

const noteOn = async (
  { clock }: Pick<World, 'clock'>,
  q: Q,
  by: Principal | null,
  what: Deed,
  { id: target, pilot }: { id: string; pilot: string },
): Promise<void> => {
  // The command line has no account.
  if (by !== null) await note(q, { who: by.who, what, target, pilot, at: clock() });
};

/** The group that a principal asks for, if it is of their pilots; that they asked for another is noted. */
export async function groupFor(world: World, { pilots, who }: Principal, id: string): Promise<Group | undefined> {
  const group = await groupById(world.store.read, id);
  if (group === undefined || pilots.includes(group.of.pilot)) return group;
  await world.store.tx((q) => noteRefusal(q, { who, target: id, pilot: group.of.pilot, at: world.clock() }));
  return undefined;
}

/** Changes what all meetings of a group have in common. Where places are added, those who wait are told. */
export async function editGroupByStaff(
  world: World,
  by: Principal,
  group: Group,
  typed: Typed,
): Promise<Faults | null> {
  const { pilot, places } = group.of;
  const fields = fieldsOf(typed);
  const shared = sharedIn(fields, pilotOf(world.content, pilot).languages, typed);
  const read = fields.done(() => shared);
  if ('faults' in read) return read.faults;
  await world.store.tx(async (q) => {
    await editGroup(q, group.id, shared, world.clock());
    await noteOn(world, q, by, 'group-changed', { id: group.id, pilot });
    if (shared.places > places) await offerPlaces(world, q, group.id, pilot);
  });
  return null;
}

/** Adds a meeting to a group, and gives everybody who is signed up an appointment there, as far as they are free. */
export async function addMeetingByStaff(
  world: World,
  by: Principal,
  group: Group,
  typed: Typed,
): Promise<Read<{ without: number }>> {
  const { of, meetings } = group;
  const { zone } = pilotOf(world.content, of.pilot);
  const fields = fieldsOf(typed);
  const date = fields.parsed('date', readDate, { text: 'faults:date' });
  const from = fields.parsed('from', readStep, { text: 'faults:step' });
  const to = fields.parsed('to', readStep, { text: 'faults:step' });
  fields.together('to', () => to <= from, { text: 'faults:ends' });
  fields.together('date', () => instantOf(date, from, zone) <= world.clock(), { text: 'faults:past' });
  fields.together('date', () => meetings.length >= MOST_MEETINGS, {
    text: 'faults:meetings',
    params: { most: MOST_MEETINGS },
  });
  const read = fields.done(() => ({ startAt: instantOf(date, from, zone), endAt: instantOf(date, to, zone) }));
  if ('faults' in read) return read;
  return unlessTaken(world, of.pilot, 'date', async (q) => {
    await lockedGroup(q, group.id);
    const meeting = { ...of, ...read.value, id: newId(world), course: group.id, cancelled: false };
    const taken = await addMeetings(q, [meeting], world.clock());
    if (taken.length > 0) throw new Taken(taken);
    await noteOn(world, q, by, 'meeting-added', { id: group.id, pilot: of.pilot });
    return { without: await bringAlong(world, q, group, meeting) };
  });
}

/** Calls one meeting of a group off, and tells its people. False where it is over, or called off already. */
export async function callOffMeetingByStaff(
  world: World,
  by: Principal,
  group: Group,
  meeting: string,
  why: OffReason,
): Promise<boolean> {
  if (!openMeetings(group, world.clock()).some(({ id }) => id === meeting)) return false;
  await world.store.tx(async (q) => {
    await callOffMeeting(world, q, meeting, why);
    await noteOn(world, q, by, 'meeting-off', { id: group.id, pilot: group.of.pilot });
  });
  return true;
}

/** Calls off all that is left of a group, and tells each of its people once. False where nothing is left. */
export async function callOffGroupByStaff(world: World, by: Principal, group: Group, why: OffReason): Promise<boolean> {
  if (openMeetings(group, world.clock()).length === 0) return false;
  await world.store.tx(async (q) => {
    await callOffGroup(world, q, group, why);
    await noteOn(world, q, by, 'course-off', { id: group.id, pilot: group.of.pilot });
  });
  return true;
}

/** Removes a group to which nobody has ever signed up. False where somebody has. */
export async function removeGroupByStaff(world: World, by: Principal, group: Group): Promise<boolean> {
  return world.store.tx(async (q) => {
    await lockedGroup(q, group.id);
    if (await hasSignUps(q, group)) return false;
    await deleteGroup(q, group);
    await noteOn(world, q, by, 'group-removed', { id: group.id, pilot: group.of.pilot });
    return true;
  });
}

/**
 * Notes who came to a meeting: `typed` names a mark or nothing for each appointment by its id (`came-ID`), and what the page
 * showed (`was-ID`). Returns how many could not be marked (any more, or yet).
 */
export async function markMeetingByStaff(world: World, by: Principal, meeting: string, typed: Typed): Promise<number> {
  let refused = 0;
  for (const { id, status } of await attendees(world.store.read, meeting)) {
    const [marked, was] = [typed[`came-${id}`]?.[0], typed[`was-${id}`]?.[0]];
    // What nobody has touched on this page may have been noted on another one meanwhile.
    if (marked === undefined || marked === was || marked === (status === 'scheduled' ? '' : status)) continue;
    if (status !== 'scheduled' && (await unmarkByStaff(world, by, id)) !== 'done') {
      refused += 1;
      continue;
    }
    if (isMark(marked) && (await markByStaff(world, by, id, marked)) !== 'done') refused += 1;
  }
  return refused;
}
