import { Temporal } from 'temporal-polyfill';

/** A stretch of time [fromAt, toAt), epoch milliseconds. */
interface Period {
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

/**
 * A half-year, or a month, stays open for this long after its end (ms): events are cut to the hour, a turn that began
 * before midnight ends after it, and clocks of several machines differ. Later, no event is written into it any more.
 */
const SETTLING = 24 * 3_600_000;

/** Whether what ended at `toAt` is final at `now` (epoch ms). */
export const isClosed = (toAt: number, now: number): boolean => toAt + SETTLING <= now;

/**
 * The half-year (`2026-H1`) on the calendar of `zone`; undefined where the text names none.
 *
 * @throws RangeError where the zone is not in the IANA database.
 */
export function readHalfYear(text: string, zone: string): HalfYear | undefined {
  const [, year, half] = /^([1-9]\d{3})-H([12])$/.exec(text) ?? [];
  return year === undefined || half === undefined ? undefined : halfYear(Number(year), half === '1' ? 1 : 2, zone);
}

function halfYear(year: number, half: 1 | 2, zone: string): HalfYear {
  const first = new Temporal.PlainDate(year, half === 1 ? 1 : 7, 1);
  const start = (months: number) => first.add({ months }).toZonedDateTime(zone).epochMilliseconds;
  const name = `${year}-H${half}`;
  return {
    ...{ name, zone, from: first.toString(), to: first.add({ months: 6 }).subtract({ days: 1 }).toString() },
    ...{ fromAt: start(0), toAt: start(6) },
    months: monthsOf(name).map((month, i) => ({ name: month, fromAt: start(i), toAt: start(i + 1) })),
  };
}

/** The names of a half-year's months, in order: `2026-07`. */
export function monthsOf(halfYear: string): string[] {
  const [year, half] = halfYear.split('-');
  const first = half === 'H1' ? 1 : 7;
  return [0, 1, 2, 3, 4, 5].map((i) => `${year}-${String(first + i).padStart(2, '0')}`);
}

/** The half-years from that of one instant to that of another (epoch ms), newest first. */
export function halfYearsBetween(since: number, now: number, zone: string): HalfYear[] {
  const found: HalfYear[] = [];
  for (let one = halfYearAt(since, zone); one.fromAt <= now; one = halfYearAt(one.toAt, zone)) found.unshift(one);
  return found;
}

/** The first instant (epoch ms) of the month that an instant falls into on the calendar of its zone. */
export function startOfMonth(ms: number, zone: string): number {
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return day.with({ day: 1 }).startOfDay().epochMilliseconds;
}

/** The half-year that an instant (epoch ms) falls into on the calendar of `zone`. */
export function halfYearAt(ms: number, zone: string): HalfYear {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return halfYear(year, month <= 6 ? 1 : 2, zone);
}
