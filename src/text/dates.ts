import { Temporal } from 'temporal-polyfill';
import { intlLocale } from './locale.ts';

/** Gregorian dates in Latin digits in every language, as on the letters and doors where people find the date again. */
const EVERYWHERE = { calendar: 'gregory', numberingSystem: 'latn' } as const;
const DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const date = formatters(DAY);
const shortDate = formatters({ weekday: 'short', day: 'numeric', month: 'short' });
const dayAndMonth = formatters({ day: 'numeric', month: 'short' });
const month = formatters({ month: 'long', year: 'numeric' });
const time = formatters(CLOCK);
const dateTime = formatters({ ...DAY, ...CLOCK });

/** `Tuesday 24 November`, in the language (BCP 47). `isoDate`: `2026-11-24`; throws a RangeError for anything else. */
export function formatDate(isoDate: string, language: string): string {
  return date(language, 'UTC').format(midnight(isoDate));
}

/** As `formatDate`, short enough for a button (20 characters): `Tue 24 Nov`. */
export function dayLabel(isoDate: string, language: string): string {
  return shortDate(language, 'UTC').format(midnight(isoDate));
}

/**
 * `24 Nov 10:00`: a day and its time, so short that a row of a list (24 characters) has room for a word beside it. It
 * has no weekday, since Arabic and Farsi have no short form of weekdays.
 */
export function momentLabel(epochMs: number, zone: string, language: string): string {
  return `${dayAndMonth(language, zone).format(epochMs)} ${formatTime(epochMs, zone, language)}`;
}

/** `November 2026`. `isoMonth`: `2026-11`; throws a RangeError for anything else. */
export function formatMonth(isoMonth: string, language: string): string {
  return month(language, 'UTC').format(midnight(`${isoMonth}-01`));
}

/**
 * `10:00`, on a clock of 24 hours. `zone` is an IANA name, and any other throws a RangeError; the text does not name
 * it.
 */
export function formatTime(epochMs: number, zone: string, language: string): string {
  return time(language, zone).format(epochMs);
}

/** `Tuesday 24 November at 10:00`: the zone's day and time, without its name. */
export function formatDateTime(epochMs: number, zone: string, language: string): string {
  return dateTime(language, zone).format(epochMs);
}

function midnight(isoDate: string): number {
  return Temporal.PlainDate.from(isoDate).toZonedDateTime('UTC').epochMilliseconds;
}

/** Caches every formatter: making one takes a hundred times as long as using it. */
function formatters(options: Intl.DateTimeFormatOptions): (language: string, zone: string) => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (language, zone) => {
    const key = `${language} ${zone}`;
    const known = made.get(key);
    if (known) return known;
    const fresh = new Intl.DateTimeFormat(intlLocale(language), { ...EVERYWHERE, ...options, timeZone: zone });
    made.set(key, fresh);
    return fresh;
  };
}
