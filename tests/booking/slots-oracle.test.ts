import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { BUCKET } from '../../src/booking/claims.ts';
import { nextOpening } from '../../src/booking/opening.ts';
import { type Desk, openDays, type Slot, type TopicRule, type Wish } from '../../src/booking/slots.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The pilots' zones, and those with the oddest clocks: at midnight, by half an hour, off by 15 minutes, in the south, never. */
const ZONES = [
  ...['Europe/Belgrade', 'Europe/Rome', 'Europe/Berlin', 'Europe/Vienna', 'Europe/Stockholm'],
  ...['Africa/Cairo', 'Asia/Beirut', 'America/Havana', 'Atlantic/Azores', 'Australia/Lord_Howe', 'Pacific/Chatham'],
  ...['America/St_Johns', 'Asia/Kathmandu', 'America/Santiago'],
];

interface Case {
  desks: Desk[];
  wish: Wish;
  rule: TopicRule;
  zone: string;
  now: number;
}

/** Every five minutes around the search, with what the wall clock shows then. */
function walk(zone: string, now: number, days: number) {
  const first = Math.floor((now - 2 * DAY) / BUCKET);
  return Array.from({ length: ((days + 4) * DAY) / BUCKET }, (_, i) => {
    const instant = (first + i) * BUCKET;
    const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDateTime();
    return { instant, wall: wall.toString({ smallestUnit: 'minute' }) };
  });
}

const today = (zone: string, now: number) =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate();

/** What the wall clock shows at a minute of a date. */
const reading = (date: Temporal.PlainDate, minute: number) =>
  date.toPlainDateTime().add({ minutes: minute }).toString({ smallestUnit: 'minute' });

const sameTongue = (a: string, b: string) => a === b || (a.startsWith('sr') && b.startsWith('sr'));

function freeAt(desk: Desk, rule: TopicRule, startAt: number): boolean {
  for (let t = startAt; t < startAt + (rule.minutes + rule.gap) * MINUTE; t += BUCKET) {
    if (desk.taken.includes(t / BUCKET)) return false;
  }
  for (let t = startAt; t < startAt + rule.minutes * MINUTE; t += MINUTE) {
    if (desk.absences.some((away) => away.fromAt <= t && t < away.toAt)) return false;
  }
  return true;
}

function slowly({ desks, wish, rule, zone, now }: Case): { date: string; slots: Slot[] }[] {
  const steps = walk(zone, now, rule.horizonDays);
  const firstAt = (wall: string) => steps.find((step) => step.wall >= wall)?.instant ?? Number.NaN;
  const open: { date: string; slots: Slot[] }[] = [];
  for (let ahead = 0; ahead <= rule.horizonDays; ahead++) {
    const date = today(zone, now).add({ days: ahead });
    const offers: { desk: Desk; slot: Slot }[] = [];
    for (const desk of desks) {
      if (wish.woman && desk.gender !== 'woman') continue;
      const interpreter = !desk.languages.some((known) => sameTongue(known, wish.language));
      for (const window of desk.hours.filter((hours) => hours.weekday === date.dayOfWeek)) {
        const end = firstAt(reading(date, window.toMinute));
        let startAt = firstAt(reading(date, window.fromMinute));
        while (startAt + rule.minutes * MINUTE <= end) {
          const endAt = startAt + rule.minutes * MINUTE;
          if (startAt >= now + rule.noticeMinutes * MINUTE && freeAt(desk, rule, startAt)) {
            offers.push({ desk, slot: { counsellor: desk.counsellor, startAt, endAt, interpreter } });
          }
          startAt = endAt + rule.gap * MINUTE;
        }
      }
    }
    const best = (startAt: number) =>
      offers
        .filter(({ slot }) => slot.startAt === startAt)
        .reduce((a, b) => {
          if (a.slot.interpreter !== b.slot.interpreter) return a.slot.interpreter ? b : a;
          if (a.desk.lastBooked !== b.desk.lastBooked) return a.desk.lastBooked < b.desk.lastBooked ? a : b;
          return a.desk.counsellor <= b.desk.counsellor ? a : b;
        }).slot;
    const starts = [...new Set(offers.map(({ slot }) => slot.startAt))].sort((a, b) => a - b);
    if (starts.length > 0) open.push({ date: date.toString(), slots: starts.map(best) });
  }
  return open;
}

function slowOpening({ desks, zone, now }: Case, days: number): number | null {
  const steps = walk(zone, now, days);
  const firstAt = (wall: string) => steps.find((step) => step.wall >= wall)?.instant ?? Number.NaN;
  const shifts = Array.from({ length: days + 1 }, (_, ahead) => today(zone, now).add({ days: ahead })).flatMap((date) =>
    desks.flatMap((desk) =>
      desk.hours
        .filter((hours) => hours.weekday === date.dayOfWeek)
        .map((hours) => ({
          desk,
          fromAt: firstAt(reading(date, hours.fromMinute)),
          toAt: firstAt(reading(date, hours.toMinute)),
        })),
    ),
  );
  for (let t = now; t < now + days * DAY; t += MINUTE) {
    const atWork = shifts.some(
      ({ desk, fromAt, toAt }) =>
        fromAt <= t && t < toAt && !desk.absences.some((away) => away.fromAt <= t && t < away.toAt),
    );
    if (atWork) return t;
  }
  return null;
}

/** Around a change of the clock as often as not: most of the year is plain. */
const moment = (zone: string) =>
  fc
    .record({
      at: fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') }),
      nearChange: fc.boolean(),
      before: fc.integer({ min: -DAY, max: 3 * DAY }),
    })
    .map(({ at, nearChange, before }) => {
      const change = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
      return Math.floor((nearChange && change !== null ? change.epochMilliseconds - before : at) / MINUTE) * MINUTE;
    });

const fiveMinutes = (min: number, max: number) => fc.integer({ min: min / 5, max: max / 5 }).map((n) => n * 5);

const desk = (counsellor: string, now: number): fc.Arbitrary<Desk> =>
  fc.record({
    counsellor: fc.constant(counsellor),
    gender: fc.constantFrom('woman', 'man', 'other'),
    languages: fc.subarray(['sr', 'sr-Latn', 'ar', 'fa', 'de']),
    lastBooked: fc.nat(2),
    hours: fc.array(
      fc
        .record({ weekday: fc.integer({ min: 1, max: 7 }), from: fiveMinutes(0, 1440), to: fiveMinutes(0, 1440) })
        .map(({ weekday, from, to }) => ({ weekday, fromMinute: Math.min(from, to), toMinute: Math.max(from, to) })),
      { maxLength: 10 },
    ),
    absences: fc.array(
      fc
        .tuple(fc.integer({ min: -1440, max: 5 * 1440 }), fc.nat(1440))
        .map(([from, length]) => ({ fromAt: now + from * MINUTE, toAt: now + (from + length) * MINUTE })),
      { maxLength: 3 },
    ),
    taken: fc
      .uniqueArray(fc.nat((5 * DAY) / BUCKET), { maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b).map((n) => Math.floor(now / BUCKET) + n)),
  });

const search: fc.Arbitrary<Case> = fc
  .constantFrom(...ZONES)
  .chain((zone) => fc.record({ zone: fc.constant(zone), now: moment(zone) }))
  .chain(({ zone, now }) =>
    fc.record({
      zone: fc.constant(zone),
      now: fc.constant(now),
      desks: fc.tuple(desk('b', now), desk('a', now), desk('c', now)).chain((three) => fc.subarray(three)),
      wish: fc.record({ woman: fc.boolean(), language: fc.constantFrom('sr', 'sr-Cyrl', 'sr-Latn', 'ar', 'fa', 'ti') }),
      rule: fc.record({
        minutes: fiveMinutes(5, 120),
        gap: fiveMinutes(0, 30),
        noticeMinutes: fc.nat(2000),
        horizonDays: fc.nat(3),
      }),
    }),
  );

test('offers exactly what a walk through every five minutes finds', { timeout: 60_000 }, () => {
  let offered = 0;
  fc.assert(
    fc.property(search, (c) => {
      const found = openDays(c.desks, c.wish, c.rule, c.zone, c.now);
      expect(found).toEqual(slowly(c));
      offered += found.length;
    }),
    { numRuns: 200 },
  );
  expect(offered).toBeGreaterThan(50);
});

test('the next opening is the first minute of a walk at which somebody is at work', { timeout: 60_000 }, () => {
  let opened = 0;
  fc.assert(
    fc.property(search, (c) => {
      const expected = slowOpening(c, 9);
      if (expected === null) return;
      expect(nextOpening(c.desks, c.zone, c.now)).toBe(expected);
      opened++;
    }),
    { numRuns: 100 },
  );
  expect(opened).toBeGreaterThan(20);
});
