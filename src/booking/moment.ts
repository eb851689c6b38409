import ICAL from 'ical.js';
import type { Component, Property } from './calendar-lines.ts';
import type { Clock, Span } from './hours.ts';

/** The clocks that a calendar's times are read on. */
export interface Clocks {
  /** The clock of times and dates that name no zone, and of those in an unknown zone. */
  local: Clock;
  /** The clock of a zone (TZID); undefined where the zone is not known. */
  named(zone: string): Clock | undefined;
}

/** A time or a date in a calendar. */
export interface Moment {
  /** The reading of the wall clock in epoch milliseconds, as if it were in UTC. */
  wall: number;
  isDate: boolean;
  clock: Clock;
  /** Whether the zone is unknown: then only the date means something. */
  isVague: boolean;
}

const UTC: Clock = (wall) => wall;
/** As in an iCalendar file or in jCal, which writes a date in the place of a time as `2026-11-25T::`. */
const FORMAT = /^(\d{4})-?(\d\d)-?(\d\d)(?:T::|T(\d\d):?(\d\d):?(\d\d)(Z?))?$/;

/** The moment that a value of a property is; undefined where it cannot be read. */
export function momentOf(value: unknown, { tzid }: Property['params'], clocks: Clocks): Moment | undefined {
  const [, year, month, day, hour, minute, second, z] = FORMAT.exec(String(value)) ?? [];
  const isDate = hour === undefined;
  const wall = Date.parse(`${year}-${month}-${day}T${isDate ? '00:00:00' : `${hour}:${minute}:${second}`}Z`);
  if (Number.isNaN(wall)) return undefined;
  if (z === 'Z') return { wall, isDate, clock: UTC, isVague: false };
  const named = tzid === undefined || isDate ? clocks.local : clocks.named(tzid);
  return { wall, isDate, clock: named ?? clocks.local, isVague: named === undefined };
}

export const instantOf = ({ wall, clock }: Moment): number => clock(wall);

/** The moments in the properties of a name, without those that cannot be read. */
export const momentsOf = ({ properties }: Component, name: string, clocks: Clocks): Moment[] =>
  (properties.get(name) ?? [])
    .flatMap(({ params, values }) => values.map((value) => momentOf(value, params, clocks)))
    .filter((moment) => moment !== undefined);

/** The time from one moment to another, or for a duration; undefined where the period cannot be read. */
export function periodOf(value: unknown, params: Property['params'], clocks: Clocks): Span | undefined {
  const [from, to] = Array.isArray(value) ? value : [];
  const start = momentOf(from, params, clocks);
  const end = momentOf(to, params, clocks);
  const length = durationOf(to);
  if (start === undefined || (end === undefined && length === undefined)) return undefined;
  const fromAt = instantOf(start);
  return { fromAt, toAt: end === undefined ? fromAt + (length ?? 0) : instantOf(end) };
}

/** A duration in milliseconds, such as `PT30M`; undefined where it cannot be read or is negative. */
export function durationOf(value: unknown): number | undefined {
  try {
    const seconds = ICAL.Duration.fromString(String(value)).toSeconds();
    return seconds >= 0 ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
