import type { PersonalDetail } from '../conversation/skills.ts';
import type { KeyIn } from '../text/keys.ts';
import type { Texts } from '../text/texts.ts';
import type { Cv } from './cv.ts';

/** A country whose customs are known (ISO 3166-1). */
export type Country = 'RS' | 'IT' | 'DE' | 'AT' | 'SE';

interface Custom {
  /** How the parts of a date are put together; `sign` stands between them, and `end` behind the last. */
  date: { order: 'day-first' | 'year-first'; sign: string; end: string };
  personal: readonly PersonalDetail[];
  closing: readonly Extract<KeyIn<'documents'>, `cv.closing.${string}`>[];
  blanks: readonly Extract<KeyIn<'documents'>, `cv.blank.${string}`>[];
}

/** What is usual on paper in each country, after the public employment services and guides of 2018 to 2025. */
const CUSTOMS: Readonly<Partial<Record<Country, Custom>>> = {
  RS: {
    date: { order: 'day-first', sign: '.', end: '.' },
    personal: ['birth-date'],
    closing: [],
    blanks: [],
  },
  IT: {
    date: { order: 'day-first', sign: '/', end: '' },
    personal: ['birth-year'],
    closing: ['cv.closing.consent'],
    blanks: [],
  },
  DE: {
    date: { order: 'day-first', sign: '.', end: '' },
    personal: ['birth-date', 'nationality', 'family'],
    closing: [],
    blanks: ['cv.blank.place-and-date', 'cv.blank.signature'],
  },
  AT: {
    date: { order: 'day-first', sign: '.', end: '' },
    personal: ['birth-date', 'nationality', 'family'],
    closing: [],
    blanks: ['cv.blank.place-and-date', 'cv.blank.signature'],
  },
  SE: {
    date: { order: 'year-first', sign: '-', end: '' },
    personal: [],
    closing: ['cv.closing.references'],
    blanks: [],
  },
};

/** In a country whose customs nobody has looked up, a CV has nothing but what is asked for everywhere. */
const PLAIN: Custom = { date: { order: 'day-first', sign: '.', end: '' }, personal: [], closing: [], blanks: [] };

const customOf = (country: string): Custom => CUSTOMS[country as Country] ?? PLAIN;

/**
 * The personal details that employers in a country are used to. None of them is due, and none
 * stands on a CV unless the person has said so.
 */
export const personalOf = (country: string): readonly PersonalDetail[] => customOf(country).personal;

/** The end of a CV as employers in a country expect it, in the language of the CV. */
export function endOf(country: string, texts: Texts, language: string): Pick<Cv, 'closing' | 'blanks'> {
  const { closing, blanks } = customOf(country);
  return {
    closing: closing.map((key) => texts.say(language, `documents:${key}`)),
    blanks: blanks.map((key) => texts.say(language, `documents:${key}`)),
  };
}

/** A date as far as it is known: a year, a month or a day. */
const ISO = /^(?<year>\d{4})(?:-(?<month>0[1-9]|1[0-2])(?:-(?<day>0[1-9]|[12]\d|3[01]))?)?$/;

/**
 * A date as it is written in a country: `29.11.2026`, `11/2026` or `2026` in Germany. `iso`: `2026-11-29`, `2026-11` or
 * `2026`; throws a RangeError for anything else.
 */
export function customDate(iso: string, country: string): string {
  const { year, month, day } = ISO.exec(iso)?.groups ?? {};
  if (year === undefined) throw new RangeError(`${iso} is no date`);
  const { order, sign, end } = customOf(country).date;
  if (order === 'year-first') return iso;
  // German and Italian write a month of a year with a slash, whatever stands in their dates.
  const between = day === undefined && end === '' ? '/' : sign;
  return [day, month, year].filter((part) => part !== undefined).join(between) + end;
}

/**
 * From when to when, as it is written in a country: `03/2019 – 11/2021`. `to` is undefined for what still goes on, which
 * reads `today` (in the language of the document); a time without a beginning is its end alone.
 */
export function customPeriod(from: string | undefined, to: string | undefined, country: string, today: string): string {
  const end = to === undefined ? today : customDate(to, country);
  return from === undefined || from === to ? end : `${customDate(from, country)} – ${end}`;
}
