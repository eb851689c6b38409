import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { BUCKET } from '../../src/booking/claims.ts';
import { nextOpening } from '../../src/booking/opening.ts';
import {
  type Desk,
  MODES,
  type Mode,
  openDays,
  type Slot,
  type Supply,
  type TopicRule,
  type Wish,
} from '../../src/booking/slots.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';

/** The pilots' zones, and those with the oddest clocks: at midnight, by half an hour, off by 15 minutes, in the south, never. */
const ZONES = [
  ...['Europe/Belgrade', 'Europe/Rome', 'Europe/Berlin', 'Europe/Vienna', 'Europe/Stockholm'],
  ...['Africa/Cairo', 'Asia/Beirut', 'America/Havana', 'Atlantic/Azores', 'Australia/Lord_Howe', 'Pacific/Chatham'],
  ...['America/St_Johns', 'Asia/Kathmandu', 'America/Santiago'],
];

interface Case {
  supply: Supply;
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

/** Whether all five minutes of the talk and its gap are unclaimed. */
function unclaimed(taken: readonly number[], rule: TopicRule, startAt: number): boolean {
  for (let t = startAt; t < startAt + (rule.minutes + rule.gap) * MINUTE; t += BUCKET)
    if (taken.includes(t / BUCKET)) return false;
  return true;
}

function present(desk: Desk, rule: TopicRule, startAt: number): boolean {
  for (let t = startAt - rule.gap * MINUTE; t < startAt + (rule.minutes + rule.gap) * MINUTE; t += MINUTE)
    if (desk.busy.some((event) => event.fromAt <= t && t < event.toAt)) return false;
  for (let t = startAt; t < startAt + rule.minutes * MINUTE; t += MINUTE) {
    if (desk.absences.some((away) => away.fromAt <= t && t < away.toAt)) return false;
  }
  return true;
}

/** When somebody works on a date: what is noted for it, else nothing on a holiday, else what is usual. */
function shiftsOf(desk: Desk, closed: ReadonlySet<string>, date: Temporal.PlainDate) {
  const noted = desk.days.filter((hours) => hours.date === date.toString());
  if (noted.length > 0) return noted;
  return closed.has(date.toString()) ? [] : desk.hours.filter((hours) => hours.weekday === date.dayOfWeek);
}

/** The slot that somebody could give, with the first room and interpreter that are free. */
function give(supply: Supply, desk: Desk, wish: Wish, rule: TopicRule, startAt: number): Slot | undefined {
  const { rooms, interpreters, childcare } = supply;
  if (wish.woman && desk.gender !== 'woman') return undefined;
  if (!desk.modes.includes(wish.mode)) return undefined;
  if (wish.office !== null && wish.office !== desk.office) return undefined;
  if (wish.childcare && !childcare.has(desk.office)) return undefined;
  const speaks = (languages: readonly string[]) => languages.some((known) => sameTongue(known, wish.language));
  const interpreter = !speaks(desk.languages);
  if (wish.ownLanguage && interpreter) return undefined;
  if (!present(desk, rule, startAt)) return undefined;
  const slot = { counsellor: desk.counsellor, startAt, endAt: startAt + rule.minutes * MINUTE, interpreter };
  if (desk.joinable.some((one) => one === startAt)) return { ...slot, interpretedBy: null, room: null, joins: true };
  if (!unclaimed(desk.taken, rule, startAt)) return undefined;
  let interpretedBy: string | null = null;
  if (interpreter && interpreters.some((one) => speaks(one.languages))) {
    for (const one of interpreters.toReversed())
      if (speaks(one.languages) && !(wish.woman && one.gender !== 'woman') && unclaimed(one.taken, rule, startAt))
        interpretedBy = one.id;
    if (interpretedBy === null) return undefined;
  }
  let room: string | null = null;
  if (wish.mode === 'in-person' && rooms.some((one) => one.office === desk.office)) {
    for (const one of rooms.toReversed())
      if (one.office === desk.office && unclaimed(one.taken, rule, startAt)) room = one.id;
    if (room === null) return undefined;
  }
  return { ...slot, interpretedBy, room, joins: false };
}

function slowly({ supply, wish, rule, zone, now }: Case): { date: string; slots: Slot[] }[] {
  const steps = walk(zone, now, rule.horizonDays);
  const firstAt = (wall: string) => steps.find((step) => step.wall >= wall)?.instant ?? Number.NaN;
  const open: { date: string; slots: Slot[] }[] = [];
  for (let ahead = 0; ahead <= rule.horizonDays; ahead++) {
    const date = today(zone, now).add({ days: ahead });
    const offers: { desk: Desk; slot: Slot }[] = [];
    for (const desk of supply.desks) {
      for (const window of shiftsOf(desk, supply.closed, date)) {
        const end = firstAt(reading(date, window.toMinute));
        let startAt = firstAt(reading(date, window.fromMinute));
        while (startAt + rule.minutes * MINUTE <= end) {
          const slot = startAt >= now + rule.noticeMinutes * MINUTE && give(supply, desk, wish, rule, startAt);
          if (slot) offers.push({ desk, slot });
          startAt += (rule.minutes + rule.gap) * MINUTE;
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

function slowOpening({ supply: { desks, closed }, zone, now }: Case, days: number): number | null {
  const steps = walk(zone, now, days);
  const firstAt = (wall: string) => steps.find((step) => step.wall >= wall)?.instant ?? Number.NaN;
  const shifts = Array.from({ length: days + 1 }, (_, ahead) => today(zone, now).add({ days: ahead })).flatMap((date) =>
    desks.flatMap((desk) =>
      shiftsOf(desk, closed, date).map((hours) => ({
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

const hoursOf = fc
  .record({ from: fiveMinutes(0, 1440), to: fiveMinutes(0, 1440) })
  .map(({ from, to }) => ({ fromMinute: Math.min(from, to), toMinute: Math.max(from, to) }));

/** Claimed five minutes of the next days. */
const claims = (now: number) =>
  fc
    .uniqueArray(fc.nat((5 * DAY) / BUCKET), { maxLength: 40 })
    .map((list) => list.sort((a, b) => a - b).map((n) => Math.floor(now / BUCKET) + n));

const spans = (now: number) =>
  fc.array(
    fc
      .tuple(fc.integer({ min: -1440, max: 5 * 1440 }), fc.nat(1440))
      .map(([from, length]) => ({ fromAt: now + from * MINUTE, toAt: now + (from + length) * MINUTE })),
    { maxLength: 3 },
  );

/** Dates around the search. */
const someDate = (now: number) =>
  fc.integer({ min: -1, max: 5 }).map((n) => new Date(now + n * DAY).toISOString().slice(0, 10));

const OFFICES = ['here', 'there'];
const GENDER = fc.constantFrom('woman' as const, 'man' as const, 'other' as const);
const TONGUES = ['sr', 'sr-Latn', 'ar', 'fa', 'de'];

const desk = (counsellor: string, now: number): fc.Arbitrary<Desk> =>
  fc.record({
    counsellor: fc.constant(counsellor),
    office: fc.constantFrom(...OFFICES),
    gender: GENDER,
    modes: fc.subarray([...MODES]).map((modes) => [...new Set([...modes, 'in-person' as const])]),
    languages: fc.subarray(TONGUES),
    lastBooked: fc.nat(2),
    hours: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 7 }), hoursOf).map(([weekday, hours]) => ({ weekday, ...hours })),
      { maxLength: 10 },
    ),
    days: fc.array(
      fc.tuple(someDate(now), hoursOf).map(([date, hours]) => ({ date, ...hours })),
      { maxLength: 2 },
    ),
    absences: spans(now),
    busy: spans(now),
    taken: claims(now),
    joinable: fc
      .array(fc.nat((3 * DAY) / BUCKET), { maxLength: 60 })
      .map((list) => list.map((n) => (Math.floor(now / BUCKET) + n) * BUCKET)),
  });

const shared = (now: number) => ({ taken: claims(now) });

const everything = (now: number): fc.Arbitrary<Supply> =>
  fc.record({
    desks: fc
      .tuple(desk('b', now), desk('a', now), desk('c', now))
      .chain((three) => fc.subarray(three, { minLength: 1 })),
    rooms: fc
      .tuple(
        ...['r1', 'r2', 'r3'].map((id) =>
          fc.record({ id: fc.constant(id), office: fc.constantFrom(...OFFICES), ...shared(now) }),
        ),
      )
      .chain((three) => fc.subarray(three)),
    interpreters: fc
      .tuple(
        ...['i1', 'i2'].map((id) =>
          fc.record({ id: fc.constant(id), gender: GENDER, languages: fc.subarray(TONGUES), ...shared(now) }),
        ),
      )
      .chain((two) => fc.subarray(two)),
    childcare: fc.subarray(OFFICES).map((offices) => new Set(offices)),
    closed: fc.array(someDate(now), { maxLength: 2 }).map((dates) => new Set(dates)),
  });

const search: fc.Arbitrary<Case> = fc
  .constantFrom(...ZONES)
  .chain((zone) => fc.record({ zone: fc.constant(zone), now: moment(zone) }))
  .chain(({ zone, now }) =>
    fc.record({
      zone: fc.constant(zone),
      now: fc.constant(now),
      supply: everything(now),
      wish: fc.record({
        woman: fc.constantFrom(false, false, true),
        language: fc.constantFrom('sr', 'sr-Cyrl', 'sr-Latn', 'ar', 'fa', 'ti'),
        ownLanguage: fc.constantFrom(false, false, false, true),
        mode: fc.constantFrom(...MODES, ...Array<Mode>(4).fill('in-person')),
        office: fc.constantFrom(...Array<null>(4).fill(null), ...OFFICES),
        childcare: fc.constantFrom(false, false, true),
      }),
      rule: fc.record({
        minutes: fiveMinutes(5, 120),
        gap: fiveMinutes(0, 30),
        noticeMinutes: fc.nat(2000),
        horizonDays: fc.nat(3),
      }),
    }),
  );

test('offers exactly what a walk through every five minutes finds', () => {
  let offered = 0;
  fc.assert(
    fc.property(search, (c) => {
      const found = openDays(c.supply, c.wish, c.rule, c.zone, c.now);
      expect(found).toEqual(slowly(c));
      offered += found.length;
    }),
    { numRuns: 300 },
  );
  expect(offered).toBeGreaterThan(50);
});

test('the next opening is the first minute of a walk at which somebody is at work', () => {
  let opened = 0;
  fc.assert(
    fc.property(search, (c) => {
      const expected = slowOpening(c, 9);
      if (expected === null) return;
      expect(nextOpening(c.supply.desks, c.supply.closed, c.zone, c.now)).toBe(expected);
      opened++;
    }),
    { numRuns: 100 },
  );
  expect(opened).toBeGreaterThan(20);
});
