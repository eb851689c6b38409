import { describe, expect, test } from 'vitest';
import { nextOpening, openBetween } from '../../src/booking/opening.ts';

const ZONE = 'Europe/Vienna';
const NONE = new Set<string>();
const at = (time: string) => Date.parse(time);
const desk = (weekday: number, from: number, to: number, absences: [string, string][] = []) => ({
  hours: [{ weekday, fromMinute: from * 60, toMinute: to * 60 }],
  days: [],
  absences: absences.map(([fromAt, toAt]) => ({ fromAt: at(fromAt), toAt: at(toAt) })),
});

// Monday 2026-10-05 is in summer time, 26 October the day after its end.
describe('the next opening', () => {
  test.each([
    ['before the hours', '2026-10-05T06:00Z', [desk(1, 9, 17)], '2026-10-05T07:00Z'],
    ['inside them', '2026-10-05T08:12Z', [desk(1, 9, 17)], '2026-10-05T08:12Z'],
    ['at their end: a week on', '2026-10-05T15:00Z', [desk(1, 9, 17)], '2026-10-12T07:00Z'],
    ['over the change of the clock', '2026-10-23T12:00Z', [desk(1, 9, 17)], '2026-10-26T08:00Z'],
    ['whoever comes first', '2026-10-05T18:00Z', [desk(4, 9, 17), desk(2, 10, 12)], '2026-10-06T08:00Z'],
    [
      'later on the same day than somebody else',
      '2026-10-05T18:00Z',
      [desk(2, 13, 17), desk(2, 10, 12, [['2026-10-06T00:00Z', '2026-10-06T09:30Z']])],
      '2026-10-06T09:30Z',
    ],
    [
      'after absences that touch',
      '2026-10-05T08:00Z',
      [
        desk(1, 9, 17, [
          ['2026-10-05T09:00Z', '2026-10-05T10:00Z'],
          ['2026-10-05T05:00Z', '2026-10-05T09:00Z'],
        ]),
      ],
      '2026-10-05T10:00Z',
    ],
    [
      'after a long absence',
      '2026-10-05T08:00Z',
      [desk(1, 9, 17, [['2026-10-01T00:00Z', '2026-11-02T00:00Z']])],
      '2026-11-02T08:00Z',
    ],
  ])('%s', (_, now, desks, expected) => {
    expect(nextOpening(desks, NONE, ZONE, at(now))).toBe(at(expected));
  });

  test('is not on a day that is closed', () => {
    const closed = new Set(['2026-10-26']);
    expect(nextOpening([desk(1, 9, 17)], closed, ZONE, at('2026-10-23T12:00Z'))).toBe(at('2026-11-02T08:00Z'));
  });

  test('is unknown where nobody has hours, or nobody comes back', () => {
    const now = at('2026-10-05T08:00Z');
    expect(nextOpening([], NONE, ZONE, now)).toBeNull();
    expect(nextOpening([{ hours: [], days: [], absences: [] }], NONE, ZONE, now)).toBeNull();
    expect(nextOpening([desk(1, 9, 17, [['2026-01-01T00:00Z', '9999-01-01T00:00Z']])], NONE, ZONE, now)).toBeNull();
  });
});

describe('how long it was open', () => {
  test.each([
    ['within the hours', '2026-10-05T08:00Z', '2026-10-05T10:30Z', [desk(1, 9, 17)], 2.5],
    ['over a night', '2026-10-05T14:00Z', '2026-10-06T08:00Z', [desk(1, 9, 17), desk(2, 9, 17)], 2],
    ['with two at once: counted once', '2026-10-05T07:00Z', '2026-10-05T15:00Z', [desk(1, 9, 13), desk(1, 11, 17)], 8],
    [
      'but for an absence',
      '2026-10-05T07:00Z',
      '2026-10-05T15:00Z',
      [desk(1, 9, 17, [['2026-10-05T08:00Z', '2026-10-05T11:00Z']])],
      5,
    ],
    ['on no day', '2026-10-05T07:00Z', '2026-10-11T15:00Z', [], 0],
  ])('%s', (_, from, to, desks, hours) => {
    expect(openBetween(desks, NONE, ZONE, { fromAt: at(from), toAt: at(to) }) / 3_600_000).toBe(hours);
  });
});
