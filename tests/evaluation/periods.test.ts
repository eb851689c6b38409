import { describe, expect, test } from 'vitest';
import { closedPeriod, halfYearOf } from '../../src/evaluation/periods.ts';

const ZONE = 'Europe/Belgrade';
const at = (time: string) => Date.parse(time);
const LATER = at('2030-01-01T00:00Z');

describe('a closed period', () => {
  test.each([
    ['2026-10', '2026-09-30T22:00Z', '2026-10-31T23:00Z'],
    ['2026-02', '2026-01-31T23:00Z', '2026-02-28T23:00Z'],
    ['2027-03', '2027-02-28T23:00Z', '2027-03-31T22:00Z'],
    ['2026-12', '2026-11-30T23:00Z', '2026-12-31T23:00Z'],
    ['2026-H1', '2025-12-31T23:00Z', '2026-06-30T22:00Z'],
    ['2026-H2', '2026-06-30T22:00Z', '2026-12-31T23:00Z'],
  ])('%s runs from %s to %s in Belgrade', (text, from, to) => {
    expect(closedPeriod(text, ZONE, LATER)).toEqual({ fromAt: at(from), toAt: at(to) });
  });

  test('runs by the calendar of its zone', () => {
    expect(closedPeriod('2026-10', 'UTC', LATER)).toEqual({
      fromAt: at('2026-10-01T00:00Z'),
      toAt: at('2026-11-01T00:00Z'),
    });
  });

  test('is open until the millisecond it ends', () => {
    const end = at('2026-10-31T23:00Z');
    expect(closedPeriod('2026-10', ZONE, end - 1)).toEqual({ error: 'open' });
    expect(closedPeriod('2026-10', ZONE, end)).toMatchObject({ toAt: end });
    expect(closedPeriod('2027-H1', ZONE, end)).toEqual({ error: 'open' });
  });

  test.each([
    '',
    '2026',
    '2026-13',
    '2026-00',
    '2026-1',
    '2026-H3',
    '2026-h1',
    '2026-10-01',
    '0000-01',
    '26-10',
    ' 2026-10',
    '2026-10\n',
  ])('%j is malformed', (text) => {
    expect(closedPeriod(text, ZONE, LATER)).toEqual({ error: 'malformed' });
  });
});

test('an instant falls into the half-year that contains it', () => {
  for (const half of ['2026-H1', '2026-H2', '2027-H1']) {
    const period = closedPeriod(half, ZONE, LATER);
    if ('error' in period) expect.fail(period.error);
    expect([period.fromAt, period.toAt - 1].map((ms) => halfYearOf(ms, ZONE))).toEqual([half, half]);
    expect(halfYearOf(period.toAt, ZONE)).not.toBe(half);
  }
});
