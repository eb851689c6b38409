import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { QUIET, type Quiet, quietUntil } from '../../src/booking/quiet.ts';
import { MINUTE } from '../fakes/clock.ts';

const BELGRADE = 'Europe/Belgrade';
const at = (local: string, zone = BELGRADE) => Temporal.ZonedDateTime.from(`${local}[${zone}]`).epochMilliseconds;
const until = (local: string, quiet: Quiet = QUIET) => {
  const end = quietUntil(at(local), quiet, BELGRADE);
  return end === null
    ? null
    : Temporal.Instant.fromEpochMilliseconds(end).toString({ timeZone: BELGRADE, smallestUnit: 'minute' });
};
const hours = (from: string, to: string): Quiet => {
  const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return { from: minute(from), to: minute(to) };
};

describe('quiet hours', () => {
  test.each([
    ['2026-11-24T19:59', null],
    ['2026-11-24T20:00', '2026-11-25T07:00+01:00'],
    ['2026-11-25T00:00', '2026-11-25T07:00+01:00'],
    ['2026-11-25T06:59', '2026-11-25T07:00+01:00'],
    ['2026-11-25T07:00', null],
    // The night is an hour longer, and an hour shorter.
    ['2026-10-24T22:00', '2026-10-25T07:00+01:00'],
    ['2027-03-27T22:00', '2027-03-28T07:00+02:00'],
  ])('go over midnight by default: at %s until %s', (local, end) => {
    expect(until(local)).toBe(end);
  });

  test.each([
    ['within a day', '2026-11-24T13:00', hours('12:30', '13:30'), '2026-11-24T13:30+01:00'],
    ['that are over for the day', '2026-11-24T14:00', hours('12:30', '13:30'), null],
    ['of no length', '2026-11-24T03:00', hours('08:00', '08:00'), null],
    ['that end in the hour that is left out', '2027-03-28T01:30', hours('22:00', '02:30'), '2027-03-28T03:00+02:00'],
    ['that end there, shortly before', '2027-03-28T01:24', hours('00:00', '02:25'), '2027-03-28T03:00+02:00'],
    ['that end in the hour that comes twice', '2026-10-25T01:30', hours('22:00', '02:30'), '2026-10-25T02:30+02:00'],
    ['in its second pass', '2026-10-25T02:10+01:00', hours('22:00', '02:30'), '2026-10-25T02:30+01:00'],
  ])('%s', (_, local, quiet, end) => {
    expect(until(local, quiet)).toBe(end);
  });

  test('end at the first minute that is not quiet on the wall clock, whatever the clocks do', () => {
    const zones = [BELGRADE, 'UTC', 'Europe/Stockholm', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    const around = [at('2026-10-25T02:00'), at('2027-03-28T03:00'), at('2026-11-24T10:00'), at('2026-11-01T06:00')];
    const isQuiet = (ms: number, { from, to }: Quiet, zone: string) => {
      const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
      const now = hour * 60 + minute;
      return from <= to ? from <= now && now < to : now >= from || now < to;
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...around),
        fc.integer({ min: -2000, max: 2000 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom(...zones),
        (base, offset, from, to, zone) => {
          const now = base + offset * MINUTE;
          const quiet = { from, to };
          const end = quietUntil(now, quiet, zone);
          let first = now;
          while (isQuiet(first, quiet, zone)) first += MINUTE;
          expect(end).toBe(first === now ? null : first);
        },
      ),
      { numRuns: 300 },
    );
  });
});
