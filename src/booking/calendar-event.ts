import type { Component } from './calendar-lines.ts';
import type { Clock, Span } from './hours.ts';
import { type Clocks, durationOf, instantOf, type Moment, momentOf, momentsOf, periodOf } from './moment.ts';
import { RuleError, timesOf, untilOf } from './series.ts';

const DAY = 86_400_000;
/** How far outside the window a series is followed, since a change to all later occurrences may move them into it. */
const MARGIN = 14 * DAY;

/**
 * What cannot be read of an entry, the gravest first, and what counts in its place.
 *
 * - `start`: its time or date; it is left out.
 * - `series`: its repetition; it counts at its beginning alone.
 * - `often`: nothing, but it repeats within a day; the whole days of its times count.
 * - `zone`: the zone of its times; its whole days count.
 * - `end`: its end; its whole day counts.
 * - `line`: some other line.
 */
export const TROUBLES = ['start', 'series', 'often', 'zone', 'end', 'line'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** The trouble with an event where its lines of a name cannot be read. */
const TROUBLE_OF = new Map<string, Trouble>([
  ['rrule', 'series'],
  ['rdate', 'series'],
  ['dtend', 'end'],
  ['duration', 'end'],
]);

/** A time that an event takes, and when it begins by the calendar (epoch ms), by which others refer to it. */
export interface Occurrence {
  at: number;
  span: Span;
}

/** An event with its series, or one occurrence that differs from its series. */
export interface CalendarEvent {
  uid: string | undefined;
  /** Cancelled, or marked as free. */
  isFree: boolean;
  /** The beginning (epoch ms) of the occurrence that this one replaces; undefined for all other events. */
  replaces: number | undefined;
  /** The occurrences after the replaced one change in the same way. */
  changesLater: boolean;
  /** The first is the event's own; none where its beginning cannot be read. */
  occurrences: Occurrence[];
  troubles: ReadonlySet<Trouble>;
}

/** The clocks of the calendar, and the stretch of time (epoch ms) for which its events are read. */
export interface Reading {
  clocks: Clocks;
  fromAt: number;
  toAt: number;
}

/** Reads an event. Of a series only the occurrences around [fromAt, toAt] are followed. */
export function readEvent(event: Component, reading: Reading): CalendarEvent {
  const { properties, unread } = event;
  const { clocks } = reading;
  const textOf = (name: string) => properties.get(name)?.[0]?.values.map(String)[0];
  const isFree = textOf('status')?.toUpperCase() === 'CANCELLED' || textOf('transp')?.toUpperCase() === 'TRANSPARENT';
  const [replaced] = momentsOf(event, 'recurrence-id', clocks);
  const range = properties.get('recurrence-id')?.[0]?.params.range;
  const troubles = new Set([...unread].map((name) => TROUBLE_OF.get(name) ?? 'line'));
  const replaces = replaced && instantOf(replaced);
  const told = { uid: textOf('uid'), isFree, replaces, changesLater: range?.toUpperCase() === 'THISANDFUTURE' };

  const [start] = momentsOf(event, 'dtstart', clocks);
  if (start === undefined) return { ...told, occurrences: [], troubles: troubles.add('start') };
  const occur = shapeOf(event, start, clocks, troubles);
  const own = occur(start);
  if (replaced !== undefined) return { ...told, occurrences: [own], troubles };
  const repeated = [...ruledBy(event, start, occur, reading, troubles), ...dated(event, occur, clocks, troubles)];
  const left = new Set(momentsOf(event, 'exdate', clocks).map(instantOf));
  return { ...told, occurrences: [own, ...repeated].filter(({ at }) => !left.has(at)), troubles };
}

type Occur = (start: Pick<Moment, 'wall' | 'clock'>) => Occurrence;

/** How an event occurs when it begins at a moment: as long as the first time, or for whole days. */
function shapeOf(event: Component, start: Moment, clocks: Clocks, troubles: Set<Trouble>): Occur {
  const [end] = momentsOf(event, 'dtend', clocks);
  const length = lengthOf(event, start, end);
  const isVague = start.isVague || end?.isVague === true;
  if (length === undefined) troubles.add('end');
  if (isVague) troubles.add('zone');
  if (!start.isDate && !isVague && length !== undefined)
    return ({ wall, clock }) => ({ at: clock(wall), span: { fromAt: clock(wall), toAt: clock(wall) + length } });
  return ({ wall, clock }) => ({ at: clock(wall), span: wholeDays(wall, wall + Math.max(1, length ?? 0), clock) });
}

const wholeDays = (from: number, to: number, clock: Clock): Span => ({
  fromAt: clock(Math.floor(from / DAY) * DAY),
  toAt: clock(Math.ceil(to / DAY) * DAY),
});

/** How long an event takes (ms); undefined where its end cannot be read or lies before its beginning. */
function lengthOf({ properties, unread }: Component, start: Moment, end: Moment | undefined): number | undefined {
  if (unread.has('dtend') || unread.has('duration')) return undefined;
  const [duration] = properties.get('duration') ?? [];
  if (duration !== undefined) return durationOf(duration.values[0]);
  if (!properties.has('dtend')) return 0;
  if (end === undefined) return undefined;
  const length = start.isDate ? end.wall - start.wall : instantOf(end) - instantOf(start);
  return length < 0 ? undefined : length;
}

/** The occurrences after the first by the event's rules. */
function ruledBy(
  event: Component,
  start: Moment,
  occur: Occur,
  { clocks, fromAt, toAt }: Reading,
  troubles: Set<Trouble>,
): Occurrence[] {
  const { at, span } = occur(start);
  const length = span.toAt - span.fromAt;
  return (event.properties.get('rrule') ?? []).flatMap(({ values: [rule] }) => {
    const { clock } = start;
    const last = lastInstant(String(rule), start, clocks);
    try {
      const { walls, areDays } = timesOf(String(rule), start.wall, fromAt - length - MARGIN, toAt + MARGIN);
      if (!areDays) return walls.map((wall) => occur({ wall, clock })).filter((one) => one.at > at && one.at <= last);
      troubles.add('often');
      // Some time of the day, which no exception can name: `at` is no time at all.
      const ofDay = (wall: number) => ({
        at: Number.NaN,
        span: { fromAt: clock(wall), toAt: clock(wall + DAY) + length },
      });
      return walls.filter((wall) => clock(wall) <= last).map(ofDay);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      troubles.add('series');
      return [];
    }
  });
}

/** When the last time of a rule may be (epoch ms): a date holds to its end. */
function lastInstant(rule: string, start: Moment, clocks: Clocks): number {
  const last = momentOf(untilOf(rule), {}, { ...clocks, local: start.clock });
  if (last === undefined) return Number.POSITIVE_INFINITY;
  return last.isDate ? last.clock(last.wall + DAY) - 1 : instantOf(last);
}

/** The occurrences by the event's list of further dates (RDATE). */
function dated({ properties }: Component, occur: Occur, clocks: Clocks, troubles: Set<Trouble>): Occurrence[] {
  return (properties.get('rdate') ?? []).flatMap(({ params, values }) =>
    values.flatMap((value) => {
      const moment = momentOf(value, params, clocks);
      if (moment !== undefined) return occur(moment);
      const span = periodOf(value, params, clocks);
      if (span !== undefined) return { at: span.fromAt, span };
      troubles.add('series');
      return [];
    }),
  );
}
