import { BUCKET } from './claims.ts';
import { type LocalDay, localDays, MINUTE, type Span, type WeeklyHours, windowsOn } from './hours.ts';

/** What the search knows of a counsellor. Times are epoch milliseconds. */
export interface Desk {
  counsellor: string;
  gender: 'woman' | 'man' | 'other';
  languages: string[];
  lastBooked: number;
  hours: WeeklyHours[];
  absences: Span[];
  /** Claimed five-minute buckets, ascending. */
  taken: readonly number[];
}

/** What the person asks for. */
export interface Wish {
  /** Women counsellors only. */
  woman: boolean;
  /** BCP 47: what the person speaks. */
  language: string;
}

/** How long the talk is and when it can be had. `minutes` and `gap` are multiples of five. */
export interface TopicRule {
  minutes: number;
  /** Minutes that the counsellor has to themselves afterwards; they may lie outside the hours. */
  gap: number;
  noticeMinutes: number;
  /** How many dates after today's are open. */
  horizonDays: number;
}

export interface Slot {
  counsellor: string;
  startAt: number;
  endAt: number;
  interpreter: boolean;
}

export interface OpenDay {
  /** ISO date in the zone of the search. */
  date: string;
  /** At least one; one for each start, the soonest first. */
  slots: Slot[];
}

/**
 * Every free slot, by local date. Weekly hours are on the wall clock of `zone`. A slot lies inside one window of
 * hours, on a grid of `minutes + gap` from the window's start; it begins no earlier than the notice and no later than
 * the last date of the horizon; nothing is claimed in [start, end + gap) and no absence touches [start, end).
 * Where several counsellors are free, it is the one who speaks the person's language, then the one whose last
 * booking is longest ago, then the first by id.
 *
 * @throws RangeError where the topic's lengths are not multiples of five minutes, or the zone is unknown.
 */
export function openDays(desks: readonly Desk[], wish: Wish, rule: TopicRule, zone: string, now: number): OpenDay[] {
  const length = rule.minutes * MINUTE;
  const step = length + rule.gap * MINUTE;
  if (!(length > 0) || step < length || length % BUCKET !== 0 || step % BUCKET !== 0) {
    throw new RangeError(`not multiples of five minutes: ${rule.minutes} and a gap of ${rule.gap}`);
  }
  const search = { desks: ranked(desks, wish), length, step, notBefore: now + rule.noticeMinutes * MINUTE };
  return localDays(zone, now, rule.horizonDays)
    .map((day) => ({ date: day.date, slots: freeOn(day, search) }))
    .filter((day) => day.slots.length > 0);
}

/** The slots of one date; none where it is not open. */
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

interface Ranked {
  desk: Desk;
  interpreter: boolean;
}

interface Search {
  desks: Ranked[];
  length: number;
  step: number;
  notBefore: number;
}

/** The counsellors whom the wish allows, the best first. */
function ranked(desks: readonly Desk[], wish: Wish): Ranked[] {
  const language = spoken(wish.language);
  return desks
    .filter((desk) => !wish.woman || desk.gender === 'woman')
    .map((desk) => ({ desk, interpreter: !desk.languages.some((known) => spoken(known) === language) }))
    .sort(
      (a, b) =>
        Number(a.interpreter) - Number(b.interpreter) ||
        a.desk.lastBooked - b.desk.lastBooked ||
        (a.desk.counsellor < b.desk.counsellor ? -1 : 1),
    );
}

/** A script is a way of writing: sr-Latn and sr-Cyrl are both spoken sr. */
const spoken = (language: string) => language.replace(/-[A-Z][a-z]{3}\b/, '');

function freeOn(day: LocalDay, { desks, length, step, notBefore }: Search): Slot[] {
  const byStart = new Map<number, Slot>();
  for (const { desk, interpreter } of desks) {
    for (const window of windowsOn(day, desk.hours)) {
      const first = Math.ceil(window.fromAt / BUCKET) * BUCKET;
      const skipped = Math.max(0, Math.ceil((notBefore - first) / step));
      for (let startAt = first + skipped * step; startAt + length <= window.toAt; startAt += step) {
        if (byStart.has(startAt)) continue;
        const endAt = startAt + length;
        if (isClaimed(desk.taken, startAt, startAt + step) || isAbsent(desk.absences, startAt, endAt)) continue;
        byStart.set(startAt, { counsellor: desk.counsellor, startAt, endAt, interpreter });
      }
    }
  }
  return [...byStart.values()].sort((a, b) => a.startAt - b.startAt);
}

const isAbsent = (absences: readonly Span[], fromAt: number, toAt: number) =>
  absences.some((absence) => Math.max(absence.fromAt, fromAt) < Math.min(absence.toAt, toAt));

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
