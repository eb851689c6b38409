import { describe, expect, test } from 'vitest';
import { closedHalfYear, closedHalfYears, halfYearOf, monthsOf } from '../../src/evaluation/periods.ts';

const ZONE = 'Europe/Belgrade';
const at = (time: string) => Date.parse(time);
const LATER = at('2030-01-01T00:00Z');

describe('a closed period', () => {
  test.each([
    ['2026-H1', '2025-12-31T23:00Z', '2026-06-30T22:00Z'],
    ['2026-H2', '2026-06-30T22:00Z', '2026-12-31T23:00Z'],
  ])('%s runs from %s to %s in Belgrade', (text, from, to) => {
    expect(closedHalfYear(text, ZONE, LATER)).toMatchObject({ name: text, fromAt: at(from), toAt: at(to) });
  });

  test('has its days, and months without a gap', () => {
    const half = closedHalfYear('2027-H1', ZONE, LATER);
    if ('error' in half) expect.fail(half.error);
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
    expect(closedHalfYear('2026-H2', 'UTC', LATER)).toMatchObject({
      fromAt: at('2026-07-01T00:00Z'),
      toAt: at('2027-01-01T00:00Z'),
    });
  });

  test('is open until a day after its end, when nothing is written into it any more', () => {
    const settled = at('2027-01-01T23:00Z');
    expect(closedHalfYear('2026-H2', ZONE, settled - 1)).toEqual({ error: 'open' });
    expect(closedHalfYear('2026-H2', ZONE, settled)).toMatchObject({ name: '2026-H2' });
    expect(closedHalfYear('2027-H1', ZONE, settled)).toEqual({ error: 'open' });
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
    expect(closedHalfYear(text, ZONE, LATER)).toEqual({ error: 'malformed' });
  });
});

test('an instant falls into the half-year that contains it', () => {
  for (const half of ['2026-H1', '2026-H2', '2027-H1']) {
    const period = closedHalfYear(half, ZONE, LATER);
    if ('error' in period) expect.fail(period.error);
    expect([period.fromAt, period.toAt - 1].map((ms) => halfYearOf(ms, ZONE))).toEqual([half, half]);
    expect(halfYearOf(period.toAt, ZONE)).not.toBe(half);
  }
});

test('months are named with the year, the first half beginning in January', () => {
  expect(monthsOf('2026-H1')).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
  expect(monthsOf('2026-H2')).toEqual(['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12']);
});

test('the closed half-years since an instant are listed newest first, without the one that runs', () => {
  const since = at('2026-05-05T00:00Z');
  expect(closedHalfYears(since, ZONE, at('2027-09-01T00:00Z'))).toEqual(['2027-H1', '2026-H2', '2026-H1']);
  expect(closedHalfYears(since, ZONE, at('2026-06-30T23:00Z'))).toEqual([]);
  expect(closedHalfYears(since, ZONE, at('2026-07-02T00:00Z'))).toEqual(['2026-H1']);
});
