import { describe, expect, test } from 'vitest';
import { notAtWork } from '../../src/booking/at-work.ts';
import { HOUR, START } from '../fakes/clock.ts';

const ZONE = 'Europe/Belgrade';
/** Wednesday at midnight in Belgrade. */
const WEDNESDAY = Date.UTC(2026, 10, 24, 23);
const NINE_TO_TWELVE = { weekday: 3, fromMinute: 540, toMinute: 720 };

const desk = { counsellor: 'ana', hours: [NINE_TO_TWELVE], days: [], absences: [] };
const talk = (from: number, to: number, groupOffer: string | null = null) => ({
  counsellor: 'ana',
  fromAt: WEDNESDAY + from * HOUR,
  toAt: WEDNESDAY + to * HOUR,
  groupOffer,
});
const hit = (one: ReturnType<typeof talk>, changed: Partial<typeof desk> = {}, closed: string[] = []) =>
  notAtWork([one], [{ ...desk, ...changed }], { zone: ZONE, closed: new Set(closed), now: START }).length === 1;
const absent = (from: number, to: number) => ({
  absences: [{ fromAt: WEDNESDAY + from * HOUR, toAt: WEDNESDAY + to * HOUR }] as never[],
});

describe('an appointment whose counsellor is not at work', () => {
  test.each([
    ['within the hours', talk(9, 12), false],
    ['that begins before them', talk(8.5, 9.5), true],
    ['that ends after them', talk(11.5, 12.5), true],
    ['on another day', talk(24 + 9, 24 + 10), true],
    ['a week later', talk(7 * 24 + 9, 7 * 24 + 10), false],
    ['of a group outside the hours', talk(18, 20, 'course'), false],
  ])('%s: %s', (_, one, expected) => {
    expect(hit(one)).toBe(expected);
  });

  test.each([
    ['until it begins', absent(8, 9), false],
    ['from its end on', absent(10, 12), false],
    ['that touches its first minutes', absent(8, 9.1), true],
    ['around it', absent(0, 24), true],
  ])('from nine to ten, with an absence %s', (_, absence, expected) => {
    expect(hit(talk(9, 10), absence)).toBe(expected);
    expect(hit(talk(9, 10, 'course'), absence)).toBe(expected);
  });

  test('follows the hours of a date, a closed date, and a counsellor who is gone', () => {
    const off = { days: [{ date: '2026-11-25', fromMinute: 0, toMinute: 0 }] as never[] };
    const afternoon = { days: [{ date: '2026-11-25', fromMinute: 780, toMinute: 900 }] as never[] };
    expect(hit(talk(9, 10), off)).toBe(true);
    expect(hit(talk(9, 10), afternoon)).toBe(true);
    expect(hit(talk(13, 14), afternoon)).toBe(false);
    expect(hit(talk(9, 10), {}, ['2026-11-25'])).toBe(true);
    expect(hit(talk(9, 10), {}, ['2026-11-26'])).toBe(false);
    expect(notAtWork([talk(9, 10)], [], { zone: ZONE, closed: new Set(), now: START })).toHaveLength(1);
  });
});
