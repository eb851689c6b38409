import { Temporal } from 'temporal-polyfill';

/** A stretch of time [fromAt, toAt), epoch milliseconds. */
export interface Period {
  fromAt: number;
  toAt: number;
}

/** `malformed`: not a month or a half-year. `open`: it has not ended, so its numbers would still change. */
export type NoPeriod = { error: 'malformed' | 'open' };

/**
 * The month (`2026-10`) or half-year (`2026-H1`) on the calendar of `zone`, once it has ended. Only closed periods
 * are counted: the numbers of an open one, asked for twice, give away who came in between.
 *
 * @throws RangeError where the zone is not in the IANA database.
 */
export function closedPeriod(text: string, zone: string, now: number): Period | NoPeriod {
  const [, year, part] = /^([1-9]\d{3})-(0[1-9]|1[0-2]|H[12])$/.exec(text) ?? [];
  if (year === undefined || part === undefined) return { error: 'malformed' };
  const month = part === 'H1' ? 1 : part === 'H2' ? 7 : Number(part);
  const first = new Temporal.PlainDate(Number(year), month, 1);
  const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime(zone).epochMilliseconds;
  const toAt = midnight(first.add({ months: part.startsWith('H') ? 6 : 1 }));
  return toAt <= now ? { fromAt: midnight(first), toAt } : { error: 'open' };
}

/** The half-year (`2026-H2`) that an instant falls into on the calendar of `zone`. */
export function halfYearOf(ms: number, zone: string): string {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return `${year}-H${month <= 6 ? 1 : 2}`;
}
