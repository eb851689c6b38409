import { Temporal } from 'temporal-polyfill';
import { intlLocale } from './locale.ts';

/** Gregorian dates in Latin digits in every language, as on the letters and doors where people find the date again. */
const EVERYWHERE = { calendar: 'gregory', numberingSystem: 'latn' } as const;
const DAY = { weekday: 'long', day: 'numeric', month: 'long' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const date = formatters(DAY);
const shortDate = formatters({ weekday: 'short', day: 'numeric', month: 'short' });
const dayAndMonth = formatters({ day: 'numeric', month: 'short' });
const weekday = formatters({ weekday: 'long' });
const month = formatters({ month: 'long', year: 'numeric' });
const fullDate = formatters({ day: 'numeric', month: 'long', year: 'numeric' });
const time = formatters(CLOCK);
const dateTime = formatters({ ...DAY, ...CLOCK });
const numbers = formatters({ day: 'numeric', month: 'numeric' });

/**
 * The sign between day and month in languages whose readers know different names of the months: Syria, Egypt and
 * Morocco have three, Iran and Afghanistan two. A wrong month is a missed appointment.
 */
const MONTH_AS_NUMBER: Readonly<Record<string, string>> = { ar: '/', fa: '.' };

/** How a day and a time are joined, where Intl leaves a word out that people say. */
const JOINED: Readonly<Record<string, (day: string, time: string) => string>> = {
  ar: (day, time) => `${day} الساعة ${time}`,
  fa: (day, time) => `${day} ساعت ${time}`,
  'sr-Cyrl': (day, time) => `${day} у ${time}`,
  'sr-Latn': (day, time) => `${day} u ${time}`,
  de: (day, time) => `${day} um ${time} Uhr`,
};

/** `Tuesday 24 November`, in the language (BCP 47). `isoDate`: `2026-11-24`; throws a RangeError for anything else. */
export const formatDate = (isoDate: string, language: string): string => dayOf(midnight(isoDate), 'UTC', language);

/** `24 November 2026`, for a date that people may read a year later. */
export const formatFullDate = (isoDate: string, language: string): string =>
  MONTH_AS_NUMBER[language] === undefined
    ? fullDate(language, 'UTC').format(midnight(isoDate))
    : `${inNumbers(midnight(isoDate), 'UTC', language)}${MONTH_AS_NUMBER[language]}${isoDate.slice(0, 4)}`;

/** The name of a weekday: 1 Monday ... 7 Sunday. */
export const weekdayName = (day: number, language: string): string =>
  weekday(language, 'UTC').format(Date.UTC(2024, 0, day));

/** As `formatDate`, short enough for a button (20 characters): `Tue 24 Nov`. */
export function dayLabel(isoDate: string, language: string): string {
  const at = midnight(isoDate);
  return MONTH_AS_NUMBER[language] === undefined
    ? shortDate(language, 'UTC').format(at)
    : `${weekday(language, 'UTC').format(at)} ${inNumbers(at, 'UTC', language)}`;
}

/**
 * `24 Nov 10:00`: a day and its time, so short that a row of a list (24 characters) has room for a word beside it. It
 * has no weekday, since Arabic and Farsi have no short form of weekdays.
 */
export function momentLabel(epochMs: number, zone: string, language: string): string {
  const day =
    MONTH_AS_NUMBER[language] === undefined
      ? dayAndMonth(language, zone).format(epochMs)
      : inNumbers(epochMs, zone, language);
  return `${day} ${formatTime(epochMs, zone, language)}`;
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
  const joined = JOINED[language];
  if (joined === undefined) return dateTime(language, zone).format(epochMs);
  return joined(dayOf(epochMs, zone, language), formatTime(epochMs, zone, language));
}

/** A day with its weekday; in Persian, the day of the solar calendar stands behind it. */
function dayOf(at: number, zone: string, language: string): string {
  if (MONTH_AS_NUMBER[language] === undefined) return date(language, zone).format(at);
  const day = `${weekday(language, zone).format(at)} ${inNumbers(at, zone, language)}`;
  return language === 'fa' ? `${day} (${solarDay(at, zone)})` : day;
}

/** `24/11` */
function inNumbers(at: number, zone: string, language: string): string {
  const parts = numbers(language, zone).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value;
  return `${part('day')}${MONTH_AS_NUMBER[language]}${part('month')}`;
}

const iranian = formatters({ calendar: 'persian', day: 'numeric', month: 'long' });

/** `3 آذر/قوس`: the day of the solar calendar, with the names of its month in Iran and in Afghanistan. */
function solarDay(at: number, zone: string): string {
  const afghan = iranian('fa-AF', zone).formatToParts(at);
  return `${iranian('fa', zone).format(at)}/${afghan.find(({ type }) => type === 'month')?.value}`;
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
