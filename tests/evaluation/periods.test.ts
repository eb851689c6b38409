import { describe, expect, test } from 'vitest';
import { halfYearAt, halfYearsBetween, isClosed, monthsOf, readHalfYear } from '../../src/evaluation/periods.ts';

const ZONE = 'Europe/Belgrade';
const at = (time: string) => Date.parse(time);

describe('a half-year', () => {
  test.each([
    ['2026-H1', '2025-12-31T23:00Z', '2026-06-30T22:00Z'],
    ['2026-H2', '2026-06-30T22:00Z', '2026-12-31T23:00Z'],
  ])('%s runs from %s to %s in Belgrade', (text, from, to) => {
    expect(readHalfYear(text, ZONE)).toMatchObject({ name: text, fromAt: at(from), toAt: at(to) });
  });

  test('has its days, and months without a gap', () => {
    const half = readHalfYear('2027-H1', ZONE);
    if (half === undefined) throw new Error('malformed');
    expect([half.from, half.to, half.zone]).toEqual(['2027-01-01', '2027-06-30', ZONE]);
    expect(half.months.map(({ name }) => name)).toEqual(monthsOf('2027-H1'));
    expect(half.months.map(({ fromAt }) => fromAt)).toEqual([
      half.fromAt,
      ...half.months.slice(0, 5).map(({ toAt }) => toAt),
    ]);
    expect(half.months[5]?.toAt).toBe(half.toAt);
    // In March the clocks go forward.
    expect(half.months[2]).toEqual({ name: '2027-03', fromAt: at('2027-02-28T23:00Z'), toAt: at('2027-03-31T22:00Z') });
  });

  test('runs by the calendar of its zone', () => {
    expect(readHalfYear('2026-H2', 'UTC')).toMatchObject({
      fromAt: at('2026-07-01T00:00Z'),
      toAt: at('2027-01-01T00:00Z'),
    });
  });

  test('is closed a day after its end, when nothing is written into it any more', () => {
    const end = readHalfYear('2026-H2', ZONE)?.toAt ?? 0;
    const settled = at('2027-01-01T23:00Z');
    expect([isClosed(end, settled - 1), isClosed(end, settled)]).toEqual([false, true]);
  });

  test.each([
    '',
    '2026',
    '2026-10',
    '2026-H0',
    '2026-H',
    '2026-H3',
    '2026-h1',
    '2026-10-01',
    '0000-H1',
    '26-H1',
    ' 2026-H1',
    '2026-H1\n',
  ])('%j is malformed', (text) => {
    expect(readHalfYear(text, ZONE)).toBeUndefined();
  });
});

test('an instant falls into the half-year that contains it', () => {
  for (const half of ['2026-H1', '2026-H2', '2027-H1']) {
    const period = readHalfYear(half, ZONE);
    if (period === undefined) throw new Error('malformed');
    expect([period.fromAt, period.toAt - 1].map((ms) => halfYearAt(ms, ZONE).name)).toEqual([half, half]);
    expect(halfYearAt(period.toAt, ZONE).name).not.toBe(half);
  }
});

test('months are named with the year, the first half beginning in January', () => {
  expect(monthsOf('2026-H1')).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
  expect(monthsOf('2026-H2')).toEqual(['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12']);
});

test.each([
  ['2026-05-05T00:00Z', '2027-09-01T00:00Z', ['2027-H2', '2027-H1', '2026-H2', '2026-H1']],
  ['2026-05-05T00:00Z', '2026-06-30T21:59Z', ['2026-H1']],
  ['2026-06-30T22:00Z', '2026-06-30T22:00Z', ['2026-H2']],
])('the half-years from %s to %s are listed newest first, the one that runs too', (since, now, names) => {
  expect(halfYearsBetween(at(since), at(now), ZONE).map(({ name }) => name)).toEqual(names);
});

test('a zone with half an hour has its months by its own clock', () => {
  expect(readHalfYear('2026-H1', 'Asia/Kolkata')?.fromAt).toBe(at('2025-12-31T18:30Z'));
});
