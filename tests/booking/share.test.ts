import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localDays } from '../../src/booking/hours.ts';
import { daysForUnreached } from '../../src/booking/share.ts';
import type { OpenDay } from '../../src/booking/slots.ts';
import { HOUR, START } from '../fakes/clock.ts';

const ZONE = 'Europe/Belgrade';
const calendar = localDays(ZONE, START, 3);
const [day] = calendar;
if (day === undefined) throw new Error('no day');
const open = (count: number): OpenDay[] => [
  {
    date: day.date,
    slots: Array.from({ length: count }, (_, i) => ({ startAt: day.at(0) + i }) as OpenDay['slots'][0]),
  },
];
const booked = (count: number, unreached: boolean) =>
  Array.from({ length: count }, () => ({ startAt: day.at(0) + 9 * HOUR, unreached }));

test('people who cannot be written to take at most three quarters of a day, however many come', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 30 }), (free, reached) => {
      let unreached = 0;
      while (
        free - unreached > 0 &&
        daysForUnreached(open(free - unreached), [...booked(reached, false), ...booked(unreached, true)], calendar)
          .length > 0
      )
        unreached += 1;
      expect(unreached).toBeGreaterThanOrEqual(1);
      expect(unreached).toBeLessThanOrEqual(Math.max(1, Math.floor((free + reached) * 0.75)));
    }),
  );
});

test('what is booked on another day counts there alone', () => {
  const tomorrow = calendar[1]?.at(9 * 60) ?? 0;
  const there = Array.from({ length: 50 }, () => ({ startAt: tomorrow, unreached: true }));
  expect(daysForUnreached(open(4), there, calendar)).toHaveLength(1);
});
