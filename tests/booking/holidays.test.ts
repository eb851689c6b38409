import { expect, test } from 'vitest';
import { closedDays, isKnownCountry } from '../../src/booking/holidays.ts';

const datesOf = (...asked: Parameters<typeof closedDays>) => closedDays(...asked).map(({ date }) => date);
const of = (country: string, region?: string, own: Parameters<typeof closedDays>[1] = []) =>
  datesOf({ country, region }, own, '2026-12-20', '2027-01-08');

test.each([
  ['RS', undefined, ['2027-01-01', '2027-01-02', '2027-01-07']],
  ['IT', undefined, ['2026-12-25', '2026-12-26', '2027-01-01', '2027-01-06']],
  ['DE', 'BE', ['2026-12-25', '2026-12-26', '2027-01-01']],
  ['AT', '9', ['2026-12-25', '2026-12-26', '2027-01-01', '2027-01-06']],
  ['SE', undefined, ['2026-12-25', '2026-12-26', '2027-01-01', '2027-01-06']],
])('the offices of %s (%s) keep the public holidays', (country, region, expected) => {
  expect(of(country, region)).toEqual(expect.arrayContaining(expected));
});

test('a region may have its own: the women’s day in Berlin', () => {
  const march = (region?: string) => datesOf({ country: 'DE', region }, [], '2026-03-01', '2026-03-31');
  expect([march('BE').includes('2026-03-08'), march().includes('2026-03-08')]).toEqual([true, false]);
});

test('a day off in place of a Sunday is the first working day after it: Serbia, 4 May 2027', () => {
  const may = closedDays({ country: 'RS' }, [], '2027-04-28', '2027-05-10');
  expect(may.map(({ date }) => date)).toEqual(['2027-04-30', '2027-05-01', '2027-05-02', '2027-05-03', '2027-05-04']);
  expect(may.at(-1)?.name).toMatch(/Labou?r Day|Workers/i);
});

test('holidays have names, and a day that a pilot closes has none', () => {
  expect(closedDays({ country: 'SE' }, [{ date: '2026-12-28', closed: true }], '2026-12-24', '2026-12-31')).toEqual([
    { date: '2026-12-25', name: 'Christmas Day' },
    { date: '2026-12-26', name: expect.any(String) },
    { date: '2026-12-28' },
  ]);
});

test('a pilot closes a day and opens a holiday', () => {
  const own = [
    { date: '2026-12-24', closed: true },
    { date: '2026-12-26', closed: false },
    { date: '2027-02-01', closed: true },
  ];
  const closed = of('DE', 'BE', own);
  expect(closed).toContain('2026-12-24');
  expect(closed).not.toContain('2026-12-26');
  expect(closed).not.toContain('2027-02-01');
});

test('countries and regions are known, or not', () => {
  expect(isKnownCountry({ country: 'DE', region: 'BE' })).toBe(true);
  expect(isKnownCountry({ country: 'AT', region: '9' })).toBe(true);
  expect(isKnownCountry({ country: 'DE', region: 'ZZ' })).toBe(false);
  expect(isKnownCountry({ country: 'ZZ' })).toBe(false);
});
