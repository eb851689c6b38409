import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { byDaylight, daysUntil, remindersOf } from '../../src/booking/reminders.ts';
import { DAY, HOUR } from '../fakes/clock.ts';

const ZONES = ['Europe/Belgrade', 'Europe/Rome', 'Europe/Berlin', 'Europe/Vienna', 'Europe/Stockholm'];
const at = (time: string) => Date.parse(time);
const local = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16);
const said = (startAt: number, zone: string, now: number) =>
  remindersOf(startAt, zone, now).map((one) => [one.arm, local(one.at, zone)]);

describe.each(ZONES)('reminders in %s', (zone) => {
  test.each([
    // A day on the wall clock is 23 or 25 hours when the clocks change.
    ['2026-03-29', '2026-03-26', '2026-03-28'],
    ['2026-10-25', '2026-10-22', '2026-10-24'],
    ['2027-03-28', '2027-03-25', '2027-03-27'],
    ['2027-10-31', '2027-10-28', '2027-10-30'],
  ])('of %s at 10:00 come at 10:00, days before, and two hours before', (date, three, one) => {
    const startAt = Temporal.ZonedDateTime.from(`${date}T10:00[${zone}]`).epochMilliseconds;
    expect(said(startAt, zone, startAt - 10 * DAY)).toEqual([
      ['3d', `${three}T10:00`],
      ['1d', `${one}T10:00`],
      ['2h', `${date}T08:00`],
    ]);
  });
});

const ZONE = 'Europe/Belgrade';

test('only those whose time is still to come', () => {
  const startAt = at('2026-11-27T09:00Z');
  expect(said(startAt, ZONE, startAt - 2 * DAY).map(([arm]) => arm)).toEqual(['1d', '2h']);
  expect(said(startAt, ZONE, startAt - DAY).map(([arm]) => arm)).toEqual(['2h']);
  expect(said(startAt, ZONE, startAt - HOUR)).toEqual([]);
});

test('nobody is woken: at night they come the evening before, or in the morning where that is over', () => {
  const early = at('2026-11-27T06:30Z');
  expect(said(early, ZONE, early - 10 * DAY)).toEqual([
    ['3d', '2026-11-23T20:55'],
    ['1d', '2026-11-25T20:55'],
    ['2h', '2026-11-26T20:55'],
  ]);
  expect(byDaylight(at('2026-11-27T02:00Z'), ZONE)).toBe(at('2026-11-27T07:00Z'));
  expect(byDaylight(at('2026-11-27T20:30Z'), ZONE)).toBe(at('2026-11-28T07:00Z'));
  expect(byDaylight(at('2026-11-27T12:00Z'), ZONE)).toBe(at('2026-11-27T12:00Z'));
});

test('whatever the time: each once, in order, by day, after now and before the start', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: at('2026-01-01'), max: at('2027-12-31') }),
      fc.integer({ min: -DAY, max: 10 * DAY }),
      (zone, start, ahead) => {
        const startAt = Math.floor(start / 300_000) * 300_000;
        const now = startAt - ahead;
        const found = remindersOf(startAt, zone, now);
        expect(new Set(found.map(({ arm }) => arm)).size).toBe(found.length);
        const times = found.map((one) => one.at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(new Set(times).size).toBe(times.length);
        for (const time of times) {
          expect(time).toBeGreaterThan(now);
          expect(time).toBeLessThan(startAt);
          const hour = Number(local(time, zone).slice(11, 13));
          expect([hour >= 8, hour < 21]).toEqual([true, true]);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('days are counted on the wall clock', () => {
  expect(daysUntil(at('2027-03-28T21:30Z'), ZONE, at('2027-03-27T23:30Z'))).toBe(0);
  expect(daysUntil(at('2027-03-28T08:00Z'), ZONE, at('2027-03-27T22:59Z'))).toBe(1);
  expect(daysUntil(at('2027-03-30T08:00Z'), ZONE, at('2027-03-27T08:00Z'))).toBe(3);
});
