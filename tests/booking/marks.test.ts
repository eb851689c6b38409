import { expect, test } from 'vitest';
import { correctableUntil } from '../../src/booking/marks.ts';
import { DAY, HOUR } from '../fakes/clock.ts';

const ZONE = 'Europe/Belgrade';
const END = Date.UTC(2026, 9, 20, 10);

test.each([
  ['long after the talk, to the end of the next day', Date.UTC(2026, 10, 20, 10), Date.UTC(2026, 10, 21, 23)],
  ['in the last minute of a day', Date.UTC(2026, 10, 20, 22, 59), Date.UTC(2026, 10, 21, 23)],
  ['in the first minute of a day', Date.UTC(2026, 10, 20, 23), Date.UTC(2026, 10, 22, 23)],
  // The clocks change on 25 October: that day has 25 hours.
  ['before the day on which the clocks change', Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 25, 23)],
])('a mark that is made %s', (_, markedAt, until) => {
  expect(correctableUntil({ endAt: END, markedAt }, ZONE, HOUR)).toBe(until);
});

test('a mark that is made at once, or of which nobody knows when, can be corrected as long as it is kept', () => {
  for (const markedAt of [END, null])
    expect(correctableUntil({ endAt: END, markedAt }, ZONE, 7 * DAY)).toBe(END + 7 * DAY);
});
