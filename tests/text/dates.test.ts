import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { dayLabel, formatDate, formatDateTime, formatFullDate, formatTime } from '../../src/text/dates.ts';
import { toLatin } from '../../src/text/latin.ts';
import { graphemes } from '../../src/text/measure.ts';

const LANGUAGES = ['en', 'sr-Cyrl', 'sr-Latn', 'ar', 'de', 'it', 'sv', 'fa'];
const BELGRADE = 'Europe/Belgrade';
const at = (utc: string) => Date.parse(utc);
const isoDates = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('24 November 2026, 09:00 UTC', () => {
  it.each([
    ['en', 'Tuesday 24 November', 'Tue 24 Nov', 'Tuesday 24 November at 10:00'],
    ['sr-Cyrl', 'уторак, 24. новембар', 'уто 24. нов', 'уторак, 24. новембар у 10:00'],
    ['sr-Latn', 'utorak, 24. novembar', 'uto 24. nov', 'utorak, 24. novembar u 10:00'],
    ['ar', 'الثلاثاء 24/11', 'الثلاثاء 24/11', 'الثلاثاء 24/11 الساعة 10:00'],
    ['de', 'Dienstag, 24. November', 'Di., 24. Nov.', 'Dienstag, 24. November um 10:00 Uhr'],
    ['it', 'martedì 24 novembre', 'mar 24 nov', 'martedì 24 novembre alle ore 10:00'],
    ['sv', 'tisdag 24 november', 'tis 24 nov.', 'tisdag 24 november kl. 10:00'],
    ['fa', 'سه‌شنبه 24.11 (3 آذر/قوس)', 'سه‌شنبه 24.11', 'سه‌شنبه 24.11 (3 آذر/قوس) ساعت 10:00'],
  ])('%s', (language, date, label, dateTime) => {
    expect(formatDate('2026-11-24', language)).toBe(date);
    expect(dayLabel('2026-11-24', language)).toBe(label);
    expect(formatDateTime(at('2026-11-24T09:00Z'), BELGRADE, language)).toBe(dateTime);
    expect(formatTime(at('2026-11-24T09:00Z'), BELGRADE, language)).toBe('10:00');
  });
});

describe('time', () => {
  it.each([
    ['midnight is 00:00', '2026-11-23T23:00Z', BELGRADE, '00:00'],
    ['the afternoon', '2026-11-24T13:05Z', BELGRADE, '14:05'],
    ['summer time', '2026-07-01T08:00Z', BELGRADE, '10:00'],
    ['before the clock goes back', '2026-10-25T00:30Z', BELGRADE, '02:30'],
    ['after the clock went back', '2026-10-25T01:30Z', BELGRADE, '02:30'],
    ['another zone', '2026-11-24T09:00Z', 'Asia/Kabul', '13:30'],
  ])('%s', (_, utc, zone, expected) => {
    for (const language of LANGUAGES) expect(formatTime(at(utc), zone, language)).toBe(expected);
  });

  test('the day is that of the zone', () => {
    expect(formatDateTime(at('2026-11-24T23:30Z'), BELGRADE, 'en')).toBe('Wednesday 25 November at 00:30');
  });
});

test('what is no date or no zone is refused', () => {
  for (const wrong of ['2026-02-30', '24.11.2026', 'tomorrow', '']) {
    expect(() => formatDate(wrong, 'en')).toThrow(RangeError);
    expect(() => dayLabel(wrong, 'ar')).toThrow(RangeError);
  }
  expect(() => formatTime(0, 'Europe/Nowhere', 'en')).toThrow(RangeError);
});

describe.each(LANGUAGES)('in %s', (language) => {
  test('a label fits a button on every day', () => {
    fc.assert(
      fc.property(isoDates, (date) => {
        expect(graphemes(dayLabel(date, language))).toBeLessThanOrEqual(20);
      }),
    );
  });

  test('digits are Latin, the calendar Gregorian, and no direction is set from within', () => {
    fc.assert(
      fc.property(isoDates, (date) => {
        const [, , day] = date.split('-');
        for (const text of [formatDate(date, language), dayLabel(date, language)]) {
          const digits = text.match(/\p{Nd}+/gu) ?? [];
          expect(digits[0]).toBe(String(Number(day)));
          expect(digits.join('')).toMatch(/^[0-9]+$/);
          expect(text).not.toMatch(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/);
        }
      }),
    );
  });
});

test.each([
  ['en', '24 November 2026'],
  ['sr-Cyrl', '24. новембар 2026.'],
  ['ar', '24/11/2026'],
  ['fa', '24.11.2026'],
  ['de', '24. November 2026'],
])('a date with its year in %s', (language, date) => {
  expect(formatFullDate('2026-11-24', language)).toBe(date);
});

test('Serbian Latin dates are the Cyrillic ones in Latin', () => {
  fc.assert(
    fc.property(isoDates, (date) => {
      expect(toLatin(formatDate(date, 'sr-Cyrl'))).toBe(formatDate(date, 'sr-Latn'));
      expect(toLatin(dayLabel(date, 'sr-Cyrl'))).toBe(dayLabel(date, 'sr-Latn'));
    }),
  );
});
