import { Temporal } from 'temporal-polyfill';

/** A stretch of time [fromAt, toAt), epoch milliseconds. */
export interface Period {
  fromAt: number;
  toAt: number;
}

/** A half-year on the calendar of its zone: the period for which numbers are released. */
export interface HalfYear extends Period {
  /** `2026-H2` */
  name: string;
  /** IANA. */
  zone: string;
  /** Its first and its last day, as ISO dates. */
  from: string;
  to: string;
  /** In order; a month's name is `2026-07`. */
  months: (Period & { name: string })[];
}

/** `malformed`: the text is not a half-year. `open`: the half-year is not closed, so its numbers could still change. */
export type NoPeriod = { error: 'malformed' | 'open' };

/**
 * A half-year stays open for this long after its end (ms): events are cut to the hour, a turn that began before
 * midnight ends after it, and clocks of several machines differ. Later, no event is written into it any more.
 */
const SETTLING = 24 * 3_600_000;

/**
 * The half-year (`2026-H1`) on the calendar of `zone`, once it is closed, a day after its end. Two requests for the
 * numbers of an open half-year would reveal the people who came in between.
 *
 * @throws RangeError where the zone is not in the IANA database.
 */
export function closedHalfYear(text: string, zone: string, now: number): HalfYear | NoPeriod {
  const [, year, half] = /^([1-9]\d{3})-H([12])$/.exec(text) ?? [];
  if (year === undefined || half === undefined) return { error: 'malformed' };
  const first = new Temporal.PlainDate(Number(year), half === '1' ? 1 : 7, 1);
  const start = (months: number) => first.add({ months }).toZonedDateTime(zone).epochMilliseconds;
  if (start(6) + SETTLING > now) return { error: 'open' };
  return {
    name: text,
    zone,
    from: first.toString(),
    to: first.add({ months: 6 }).subtract({ days: 1 }).toString(),
    fromAt: start(0),
    toAt: start(6),
    months: monthsOf(text).map((name, i) => ({ name, fromAt: start(i), toAt: start(i + 1) })),
  };
}

/** The names of a half-year's months, in order: `2026-07`. */
export function monthsOf(halfYear: string): string[] {
  const [year, half] = halfYear.split('-');
  const first = half === 'H1' ? 1 : 7;
  return [0, 1, 2, 3, 4, 5].map((i) => `${year}-${String(first + i).padStart(2, '0')}`);
}

/** The closed half-years since an instant (epoch ms), newest first. */
export function closedHalfYears(since: number, zone: string, now: number): string[] {
  const names: string[] = [];
  for (let name = halfYearOf(since, zone); !('error' in closedHalfYear(name, zone, now)); name = after(name))
    names.unshift(name);
  return names;
}

function after(name: string): string {
  const [year, half] = name.split('-');
  return half === 'H1' ? `${year}-H2` : `${Number(year) + 1}-H1`;
}

/** The first instant (epoch ms) of the month that an instant falls into on the calendar of its zone. */
export function startOfMonth(ms: number, zone: string): number {
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return day.with({ day: 1 }).startOfDay().epochMilliseconds;
}

/** The half-year (`2026-H2`) that an instant falls into on the calendar of `zone`. */
export function halfYearOf(ms: number, zone: string): string {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return `${year}-H${month <= 6 ? 1 : 2}`;
}
