import { Temporal } from 'temporal-polyfill';

export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Working hours on the wall clock: weekday 1 Monday ... 7 Sunday, minutes of the day 0 ... 1440. */
interface WeeklyHours {
  weekday: number;
  fromMinute: number;
  toMinute: number;
}

/** A stretch of time [fromAt, toAt), epoch milliseconds. */
export interface Span {
  fromAt: number;
  toAt: number;
}

/** The instant (epoch milliseconds) of a wall-clock reading, which is written as if it were in UTC. */
export type Clock = (wall: number) => number;

/** A date on the wall clock of a zone. */
export interface LocalDay {
  /** ISO: 2026-10-25. */
  date: string;
  weekday: number;
  /** Minute of the day -> epoch milliseconds. */
  at: (minute: number) => number;
}

/**
 * The date at `now` in a zone and the `ahead` dates after it.
 *
 * The zone is asked once for its changes of offset, and the rest is arithmetic on integers: a search converts thousands
 * of times, and a date object for each would take most of its duration.
 *
 * @throws RangeError where the zone is not in the IANA database.
 */
export function localDays(zone: string, now: number, ahead: number): LocalDay[] {
  const toInstant = clock(zone, now - 2 * DAY, now + (ahead + 2) * DAY);
  const today = Math.floor((now + offsetOf(at(zone, now))) / DAY);
  return Array.from({ length: ahead + 1 }, (_, i) => {
    const midnight = (today + i) * DAY;
    return {
      date: new Date(midnight).toISOString().slice(0, 10),
      weekday: ((today + i + 3) % 7) + 1, // day 0 of the epoch is a Thursday
      at: (minute) => toInstant(midnight + minute * MINUTE),
    };
  });
}

/** The hours of one date; from 0 to 0 is a day off. */
interface DayHours {
  /** ISO. */
  date: string;
  fromMinute: number;
  toMinute: number;
}

/** The hours at which a counsellor is at work, without their absences. */
export interface Schedule {
  hours: readonly WeeklyHours[];
  /** Hours of single dates: they replace the weekly hours of their date, on holidays too. */
  days: readonly DayHours[];
}

/** The working hours of a schedule on that day. `closed`: the dates (holidays) on which weekly hours do not apply. */
export function windowsOn(day: LocalDay, { hours, days }: Schedule, closed: ReadonlySet<string>): Span[] {
  const own = days.length === 0 ? days : days.filter(({ date }) => date === day.date);
  const windows =
    own.length > 0 ? own : closed.has(day.date) ? [] : hours.filter(({ weekday }) => weekday === day.weekday);
  return windows.map((window) => ({ fromAt: day.at(window.fromMinute), toAt: day.at(window.toMinute) }));
}

/**
 * A function from a wall-clock reading (written as if it were UTC) to the first instant in [fromAt, toAt] at which
 * the zone's clock reads that or later. So an hour that exists twice is worked twice, and one that doesn't exist is
 * left out instead of moved: hours from 01:00 to 02:30 end at the jump from 02:00 to 03:00.
 */
export function clock(zone: string, fromAt: number, toAt: number): Clock {
  const start = at(zone, fromAt);
  const base = offsetOf(start);
  const shifts: { at: number; offset: number }[] = [];
  let shift = start.getTimeZoneTransition('next');
  while (shift !== null && shift.epochMilliseconds <= toAt) {
    shifts.push({ at: shift.epochMilliseconds, offset: offsetOf(shift) });
    shift = shift.getTimeZoneTransition('next');
  }
  return (wall) => {
    let instant = wall - base;
    for (const { at, offset } of shifts) {
      if (instant < at) break;
      instant = Math.max(at, wall - offset);
    }
    return instant;
  };
}

const at = (zone: string, instant: number) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
const offsetOf = (time: Temporal.ZonedDateTime) => time.offsetNanoseconds / 1_000_000;
