import type { Span } from '../../booking/hours.ts';
import { meetingsBy } from '../../booking/meetings.ts';
import { pilotOf } from '../../content.ts';
import { GROUP_KINDS } from '../../store/codes.ts';
import { presentCounsellors } from '../../store/counsellors.ts';
import type { Group, Meeting } from '../../store/groups.ts';
import { listResources } from '../../store/resources.ts';
import { closedOf } from '../../store/supply.ts';
import type { World } from '../world.ts';
import { instantOf, readDate, readMinute } from './read-times.ts';
import { type Fields, fieldsOf, type Read, type Typed } from './typed.ts';

/** Reads what staff typed of a group that many come to. */

/** The part of a world that a group is read by. */
type Reading = Pick<World, 'store' | 'content' | 'clock'>;

/** The longest title with which a title and its day fit into a row of a list. */
const LONGEST_TITLE = 17;
/** A course of a year, twice a week. */
const MOST_MEETINGS = 110;
const MOST_PLACES = 500;
const STEP = 5;
const DAY = 86_400_000;

type Shared = Pick<Meeting, 'titles' | 'places' | 'womenOnly'>;
/** What is typed of a group at first and later: its titles by language (`title-en`), its places, and whom it is for. */
function sharedIn(fields: Fields, languages: readonly string[]): Shared {
  const places = fields.number('places', 1, MOST_PLACES);
  const titles = Object.fromEntries(
    languages.flatMap((tag) => {
      // English stands for every language without a title.
      const title = fields.text(`title-${tag}`, LONGEST_TITLE, tag === 'en' ? undefined : 'optional');
      return title === '' ? [] : [[tag, title]];
    }),
  );
  return { places, titles, womenOnly: fields.ticked('women') };
}

/** Reads a change of what all meetings of a group of a pilot have in common. */
export function readShared({ content }: Pick<World, 'content'>, pilot: string, typed: Typed): Read<Shared> {
  const fields = fieldsOf(typed);
  const shared = sharedIn(fields, pilotOf(content, pilot).languages);
  return fields.done(() => shared);
}

/** A new group, with when it meets. */
export type NewGroup = Omit<Meeting, 'id' | 'course' | 'startAt' | 'endAt' | 'cancelled' | 'demo'> & { spans: Span[] };

/**
 * Reads a new group of a pilot: `date`, `from` and `to`; for a course also `last` (its last date), `weekday` (1 to 7, any
 * number of them) and `except` (dates with commas between). Days on which the offices are closed are left out; a single
 * meeting may be on one where `althoughClosed` says so.
 */
export async function readGroup(world: Reading, pilot: string, typed: Typed): Promise<Read<NewGroup>> {
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
  const shared = sharedIn(fields, languages);
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
  const closed = await closedUntil(world, pilot, last);
  const spans =
    last === first
      ? [{ fromAt: instantOf(first, fromMinute, zone), toAt: instantOf(first, toMinute, zone) }]
      : meetingsBy({ weekdays, fromMinute, toMinute, first, last, except: new Set([...except, ...closed]) }, zone);
  fields.together('date', () => spans.length === 0, { text: 'faults:noMeeting' });
  fields.together('last', () => spans.length > MOST_MEETINGS, {
    text: 'faults:meetings',
    params: { most: MOST_MEETINGS },
  });
  fields.together('date', () => (spans[0]?.fromAt ?? 0) <= world.clock(), { text: 'faults:past' });
  if (last === first) unlessClosed(fields, closed, first);
  return fields.done(() => ({ ...shared, pilot, kind, counsellor, room, spans }));
}

/** The dates until `last` (ISO) on which the offices of a pilot are closed. */
const closedUntil = ({ store, content, clock }: Reading, pilot: string, last: string): Promise<ReadonlySet<string>> =>
  closedOf(store.read, pilotOf(content, pilot), clock(), Date.parse(last) + DAY);

/** Says that the offices are closed on the date of a single meeting, unless `althoughClosed` is ticked. */
const unlessClosed = (fields: Fields, closed: ReadonlySet<string>, date: string): void =>
  fields.together('date', () => closed.has(date) && !fields.ticked('althoughClosed'), { text: 'faults:closed' });

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

/** Reads one more meeting of a group: `date`, `from`, `to`, and `althoughClosed` where the offices are closed then. */
export async function readMeeting(
  world: Reading,
  { of: { pilot }, meetings }: Group,
  typed: Typed,
): Promise<Read<Pick<Meeting, 'startAt' | 'endAt'>>> {
  const { zone } = pilotOf(world.content, pilot);
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
  const known = fields.done(() => date);
  if ('faults' in known) return known;
  unlessClosed(fields, await closedUntil(world, pilot, date), date);
  return fields.done(() => ({ startAt: instantOf(date, from, zone), endAt: instantOf(date, to, zone) }));
}
