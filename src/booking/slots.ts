import { BUCKET } from './claims.ts';
import { type LocalDay, localDays, MINUTE, type Schedule, type Span, windowsOn } from './hours.ts';

/** How an appointment is held. */
export const MODES = ['in-person', 'phone', 'video'] as const;
export type Mode = (typeof MODES)[number];

export const GENDERS = ['woman', 'man', 'other'] as const;
export type Gender = (typeof GENDERS)[number];

/** A counsellor, as the search knows them. Times are epoch milliseconds. */
export interface Desk extends Schedule {
  counsellor: string;
  office: string;
  gender: Gender;
  languages: readonly string[];
  modes: readonly Mode[];
  lastBooked: number;
  absences: readonly Span[];
  /** The busy times in the counsellor's own calendar. */
  busy: readonly Span[];
  /** Claimed five-minute buckets, ascending. */
  taken: readonly number[];
  /** The starts of shared appointments (of several people at once) about this topic that have a place left. */
  joinable: readonly number[];
}

/** A resource that an appointment needs beside a counsellor: a room or an interpreter. */
interface Shared {
  id: string;
  /** Claimed five-minute buckets, ascending. */
  taken: readonly number[];
}
type Room = Shared & { office: string };
type Interpreter = Shared & { gender: Gender; languages: readonly string[] };

/** Everything that can be booked for a topic. */
export interface Supply {
  desks: readonly Desk[];
  /** An office for which no room is listed needs none. */
  rooms: readonly Room[];
  /** Where no interpreter of a language is listed, one is requested when an appointment is booked. */
  interpreters: readonly Interpreter[];
  /** Offices with a corner for children. */
  childcare: ReadonlySet<string>;
  /** ISO dates (holidays) on which weekly hours do not apply. */
  closed: ReadonlySet<string>;
}

/** The wishes of the person who searches. */
export interface Wish {
  /** Women only, as counsellors and as interpreters. */
  woman: boolean;
  /** The language that the person speaks, BCP 47. */
  language: string;
  /** No interpreter: the counsellor speaks the language. */
  ownLanguage: boolean;
  mode: Mode;
  /** The only acceptable office, because it is near; null where any will do. */
  office: string | null;
  childcare: boolean;
}

/** The length of an appointment about a topic, and when it can be booked. `minutes` and `gap` are multiples of five. */
export interface TopicRule {
  minutes: number;
  /**
   * The minutes after the appointment that the counsellor, the room and the interpreter have to themselves; they may
   * lie outside the hours.
   */
  gap: number;
  noticeMinutes: number;
  /** How many dates after today are open. */
  horizonDays: number;
}

export interface Slot {
  counsellor: string;
  startAt: number;
  endAt: number;
  /** Whether an interpreter is needed. */
  interpreter: boolean;
  /** The interpreter to claim; null where none is needed or none can be claimed. */
  interpretedBy: string | null;
  room: string | null;
  /** Whether the slot joins a shared appointment that other people have booked. */
  joins: boolean;
}

export interface OpenDay {
  /** ISO date in the zone of the search. */
  date: string;
  /** At least one slot; one for each start, the soonest first. */
  slots: Slot[];
}

/**
 * The free slots, by local date, of the first `most` dates that have any. Hours are on the wall clock of `zone`. A slot
 * lies inside one window of hours, on a grid of `minutes + gap` from the window's start. It begins no earlier than the
 * notice and no later than the last date of the horizon. No claim of the counsellor, nor of the room and the
 * interpreter that it needs, lies in [start, end + gap). No absence touches [start, end), and the busy times of the
 * counsellor's own calendar keep the gap on both sides. Where several counsellors are free, the slot is the one of a
 * counsellor who speaks the person's language, then of the one whose last booking is longest ago, then of the first by
 * id.
 *
 * @throws RangeError where the topic's lengths are not multiples of five minutes, or the zone is unknown.
 */
export function openDays(
  supply: Supply,
  wish: Wish,
  rule: TopicRule,
  zone: string,
  now: number,
  most = Number.POSITIVE_INFINITY,
): OpenDay[] {
  const search = searchIn(supply, wish, rule, now);
  const found: OpenDay[] = [];
  for (const day of localDays(zone, now, rule.horizonDays)) {
    if (found.length >= most) break;
    const slots = freeOn(day, search);
    if (slots.length > 0) found.push({ date: day.date, slots });
  }
  return found;
}

/**
 * How many talks the counsellors could still hold on each date: the free times of each one are counted, whatever people
 * wish for and whichever room or interpreter they need.
 */
export function freeTimes(
  { desks, closed, childcare }: Supply,
  rule: TopicRule,
  zone: string,
  now: number,
): Map<string, number> {
  const searches = desks.map((desk) => {
    const [mode = 'in-person'] = desk.modes;
    const anything = { woman: false, language: '', ownLanguage: false, mode, office: null, childcare: false };
    return searchIn({ desks: [desk], rooms: [], interpreters: [], childcare, closed }, anything, rule, now);
  });
  const countOn = (day: LocalDay) => searches.reduce((sum, search) => sum + freeOn(day, search).length, 0);
  return new Map(localDays(zone, now, rule.horizonDays).map((day) => [day.date, countOn(day)]));
}

/** The slots of one date; empty where the date is not open. */
export function slotsOn(days: readonly OpenDay[], date: string): Slot[] {
  return days.find((day) => day.date === date)?.slots ?? [];
}

/** The `count` slots nearest to a wanted time, the soonest first. */
export function alternatives(days: readonly OpenDay[], near: number, count = 3): Slot[] {
  return days
    .flatMap((day) => day.slots)
    .sort((a, b) => Math.abs(a.startAt - near) - Math.abs(b.startAt - near) || a.startAt - b.startAt)
    .slice(0, count)
    .sort((a, b) => a.startAt - b.startAt);
}

/** The parts of a wish that a person may give up, the least missed first; the wish for a woman comes last. */
const RELAXED = {
  office: { office: null },
  childcare: { childcare: false },
  ownLanguage: { ownLanguage: false },
  mode: { mode: 'in-person' },
  woman: { woman: false },
} as const satisfies Record<string, Partial<Wish>>;
export type Relaxed = keyof typeof RELAXED;

/** The parts of a wish that, given up alone, lead to a free time, each with the first date that it opens. */
export function relaxations(
  supply: Supply,
  wish: Wish,
  rule: TopicRule,
  zone: string,
  now: number,
): { relax: Relaxed; date: string }[] {
  return (Object.keys(RELAXED) as Relaxed[]).flatMap((relax) => {
    const less: Wish = { ...wish, ...RELAXED[relax] };
    if (less[relax] === wish[relax]) return [];
    const [first] = openDays(supply, less, rule, zone, now, 1);
    return first === undefined ? [] : [{ relax, date: first.date }];
  });
}

/** A counsellor whom the wish allows, with the suitable rooms and interpreters. */
interface Way {
  desk: Desk;
  interpreter: boolean;
  /** Null where none is needed or none can be claimed; so are `rooms`. */
  interpreters: readonly Interpreter[] | null;
  rooms: readonly Room[] | null;
}

interface Search {
  ways: readonly Way[];
  closed: ReadonlySet<string>;
  length: number;
  step: number;
  notBefore: number;
}

function searchIn(supply: Supply, wish: Wish, rule: TopicRule, now: number): Search {
  const length = rule.minutes * MINUTE;
  const step = length + rule.gap * MINUTE;
  if (!(length > 0) || step < length || length % BUCKET !== 0 || step % BUCKET !== 0) {
    throw new RangeError(`not multiples of five minutes: ${rule.minutes} and a gap of ${rule.gap}`);
  }
  const notBefore = now + rule.noticeMinutes * MINUTE;
  return { ways: waysOf(supply, wish), closed: supply.closed, length, step, notBefore };
}

/** The ways that the wish allows, the best first. */
function waysOf({ desks, rooms, interpreters, childcare }: Supply, wish: Wish): Way[] {
  const language = spoken(wish.language);
  const speaks = ({ languages }: { languages: readonly string[] }) =>
    languages.some((known) => spoken(known) === language);
  const known = interpreters.filter(speaks);
  const suitable = known.filter(({ gender }) => !wish.woman || gender === 'woman');
  const isAllowed = (desk: Desk): boolean =>
    (!wish.woman || desk.gender === 'woman') &&
    (!wish.ownLanguage || speaks(desk)) &&
    desk.modes.includes(wish.mode) &&
    (wish.office === null || desk.office === wish.office) &&
    (!wish.childcare || childcare.has(desk.office));
  return desks
    .filter(isAllowed)
    .map((desk): Way => {
      const interpreter = !speaks(desk);
      const here = wish.mode === 'in-person' ? rooms.filter(({ office }) => office === desk.office) : [];
      return {
        desk,
        interpreter,
        interpreters: interpreter && known.length > 0 ? suitable : null,
        rooms: here.length > 0 ? here : null,
      };
    })
    .sort(
      (a, b) =>
        Number(a.interpreter) - Number(b.interpreter) ||
        a.desk.lastBooked - b.desk.lastBooked ||
        (a.desk.counsellor < b.desk.counsellor ? -1 : 1),
    );
}

/** A script is a way of writing: sr-Latn and sr-Cyrl are both spoken sr. */
const spoken = (language: string) => language.replace(/-[A-Z][a-z]{3}\b/, '');

function freeOn(day: LocalDay, { ways, closed, length, step, notBefore }: Search): Slot[] {
  const byStart = new Map<number, Slot>();
  for (const way of ways) {
    for (const window of windowsOn(day, way.desk, closed)) {
      const first = Math.ceil(window.fromAt / BUCKET) * BUCKET;
      const skipped = Math.max(0, Math.ceil((notBefore - first) / step));
      for (let startAt = first + skipped * step; startAt + length <= window.toAt; startAt += step) {
        if (byStart.has(startAt)) continue;
        const slot = slotAt(way, startAt, length, step);
        if (slot !== undefined) byStart.set(startAt, slot);
      }
    }
  }
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

/** The slot at `startAt`; undefined unless everything that it needs is free. */
function slotAt({ desk, interpreter, interpreters, rooms }: Way, startAt: number, length: number, step: number) {
  const endAt = startAt + length;
  const freeAt = startAt + step;
  if (touches(desk.absences, startAt, endAt) || touches(desk.busy, startAt - (step - length), freeAt)) return undefined;
  const base = { counsellor: desk.counsellor, startAt, endAt, interpreter };
  // A shared appointment has its counsellor and its room already, so neither is looked for.
  if (desk.joinable.includes(startAt)) return { ...base, interpretedBy: null, room: null, joins: true };
  if (isClaimed(desk.taken, startAt, freeAt)) return undefined;
  const isFree = ({ taken }: Shared) => !isClaimed(taken, startAt, freeAt);
  const room = rooms?.find(isFree);
  const interpretedBy = interpreters?.find(isFree);
  if ((rooms !== null && room === undefined) || (interpreters !== null && interpretedBy === undefined))
    return undefined;
  return { ...base, interpretedBy: interpretedBy?.id ?? null, room: room?.id ?? null, joins: false };
}

const touches = (spans: readonly Span[], fromAt: number, toAt: number) =>
  spans.some((span) => Math.max(span.fromAt, fromAt) < Math.min(span.toAt, toAt));

/** Whether a claimed bucket lies in [fromAt, toAt), by bisection. */
function isClaimed(taken: readonly number[], fromAt: number, toAt: number): boolean {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle] ?? 0) * BUCKET < fromAt) low = middle + 1;
    else high = middle;
  }
  return (taken[low] ?? Number.POSITIVE_INFINITY) * BUCKET < toAt;
}
