import { Temporal } from 'temporal-polyfill';

/** Hours in which nothing goes out, as minutes of the day on the wall clock. They may go over midnight; equal: none. */
export interface Quiet {
  from: number;
  to: number;
}

const HOUR = 60;

/** The quiet hours of an account that has chosen none: from 20 to 7. */
export const QUIET: Quiet = { from: 20 * HOUR, to: 7 * HOUR };

/**
 * When the quiet hours end in which `now` lies (both epoch ms); null when it lies in none. It is the first instant whose
 * time on the wall clock is not quiet, also where the clocks change in between.
 */
export function quietUntil(now: number, quiet: Quiet, zone: string): number | null {
  const time = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (!isQuiet(time, quiet)) return null;
  const { from, to } = quiet;
  const isNextDay = from > to && minuteOf(time) >= from;
  const wall = time
    .toPlainDate()
    .add({ days: isNextDay ? 1 : 0 })
    .toPlainDateTime({ hour: Math.floor(to / HOUR), minute: to % HOUR });
  // Where the clocks go back, the same time comes twice, and the first may be over; where they go forward, it is left
  // out, and the earlier reading of it is still quiet.
  const ends = (['earlier', 'later'] as const).map((disambiguation) => wall.toZonedDateTime(zone, { disambiguation }));
  const end = ends.find((one) => one.epochMilliseconds > now && !isQuiet(one, quiet)) ?? time;
  const change = time.getTimeZoneTransition('next');
  const isSooner = change !== null && change.epochMilliseconds < end.epochMilliseconds && !isQuiet(change, quiet);
  return (isSooner ? change : end).epochMilliseconds;
}

const minuteOf = ({ hour, minute }: Temporal.ZonedDateTime): number => hour * HOUR + minute;

function isQuiet(time: Temporal.ZonedDateTime, { from, to }: Quiet): boolean {
  const minute = minuteOf(time);
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}
