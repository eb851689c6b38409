import { expect, test } from 'vitest';
import { type Country, customDate, customPeriod, endOf, personalOf } from '../../src/documents/customs.ts';
import { texts } from './samples.ts';

test.each<[Country, string, string, string]>([
  ['DE', '29.11.2026', '11/2026', '2026'],
  ['AT', '29.11.2026', '11/2026', '2026'],
  ['IT', '29/11/2026', '11/2026', '2026'],
  ['RS', '29.11.2026.', '11.2026.', '2026.'],
  ['SE', '2026-11-29', '2026-11', '2026'],
])('%s writes %s, %s and %s', (country, day, month, year) => {
  expect(customDate('2026-11-29', country)).toBe(day);
  expect(customDate('2026-11', country)).toBe(month);
  expect(customDate('2026', country)).toBe(year);
});

test.each(['', '2026-13', '2026-00', '2026-11-32', '29.11.2026', '26', '2026-1', '2026-11-29T10:00'])(
  '%s is no date',
  (iso) => expect(() => customDate(iso, 'SE')).toThrow(RangeError),
);

test('a time is from when to when, still going on, or a moment', () => {
  expect(customPeriod('2019-03', '2021-11', 'DE', 'heute')).toBe('03/2019 – 11/2021');
  expect(customPeriod('2019', undefined, 'RS', 'данас')).toBe('2019. – данас');
  expect(customPeriod('2025-09', '2025-09', 'SE', 'nu')).toBe('2025-09');
  expect(customPeriod(undefined, '2011', 'IT', 'oggi')).toBe('2011');
  expect(customPeriod(undefined, undefined, 'IT', 'oggi')).toBe('oggi');
});

test('a CV ends as employers of the country expect', () => {
  expect(endOf('DE', texts, 'de')).toEqual({ closing: [], blanks: ['Ort, Datum', 'Unterschrift'] });
  expect(endOf('AT', texts, 'en')).toEqual({ closing: [], blanks: ['Place, date', 'Signature'] });
  expect(endOf('SE', texts, 'sv')).toEqual({ closing: ['Referenser lämnas på begäran.'], blanks: [] });
  expect(endOf('IT', texts, 'it').closing.join()).toContain('Regolamento (UE) 2016/679 (GDPR)');
  expect(endOf('RS', texts, 'sr-Latn')).toEqual({ closing: [], blanks: [] });
});

test('no country has the family but those where it is usual, and Sweden has nothing', () => {
  const having = (key: string) =>
    (['RS', 'IT', 'DE', 'AT', 'SE'] as const).filter((country) => personalOf(country).some((each) => each === key));
  expect(having('family')).toEqual(['DE', 'AT']);
  expect(having('nationality')).toEqual(['DE', 'AT']);
  expect(having('birth-date')).toEqual(['RS', 'DE', 'AT']);
  expect(having('birth-year')).toEqual(['IT']);
});
