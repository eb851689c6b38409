import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PERSON_DIMENSIONS } from '../../src/evaluation/events.ts';
import { loosened } from '../../src/evaluation/loosened.ts';
import { closedHalfYear, type HalfYear } from '../../src/evaluation/periods.ts';
import { type EventRow, MILESTONES, release } from '../../src/evaluation/release.ts';

const HOUR = 3_600_000;
const ZONE = 'Europe/Belgrade';
const zoneOf = () => ZONE;
const HALVES = ['2026-H1', '2026-H2', '2027-H1'].map(
  (name) => closedHalfYear(name, ZONE, Date.UTC(2030, 0, 1)) as HalfYear,
);
const FIRST = HALVES[0]?.fromAt ?? 0;

const row = (changes: Partial<EventRow> = {}): EventRow => ({
  ...{ pilot: 'serbia', pseudonym: 'p', kind: 'human-requested', data: {}, hour: FIRST, demo: false },
  ...changes,
});
const said = (value: string, hour: number): EventRow =>
  row({ kind: 'person-coded', data: { dimension: 'gender', value }, hour });

describe('the events of a person who is forgotten', () => {
  test('keep the month on the calendar of the zone, and no topic', () => {
    // Half past eleven in the evening in London is a new month in Belgrade.
    const hour = Date.UTC(2026, 10, 30, 23);
    const arrived = row({ kind: 'appointment-arrived', data: { topic: 'job', reminded: '1d' }, hour });
    expect(loosened([arrived], zoneOf)).toEqual([{ ...arrived, data: { reminded: '1d' }, hour }]);
    expect(loosened([{ ...arrived, hour: hour + 700 * HOUR }], zoneOf)).toMatchObject([{ hour }]);
    expect(loosened([{ ...arrived, hour: hour - HOUR }], zoneOf)).toMatchObject([{ hour: Date.UTC(2026, 9, 31, 23) }]);
    expect(loosened([{ ...arrived, hour }], () => 'UTC')).toMatchObject([{ hour: Date.UTC(2026, 10, 1) }]);
  });

  test('keep what was said last in each month, whatever order they come in', () => {
    const all = [said('man', FIRST + 3 * HOUR), said('woman', FIRST + 700 * HOUR), said('other', FIRST + 800 * HOUR)];
    for (const list of [all, all.toReversed()])
      expect(new Set(loosened(list, zoneOf).map(({ data }) => data.value))).toEqual(new Set(['woman', 'other']));
  });

  test('have no order but that of what is left', () => {
    const kinds = ['flow-started', 'milestone', 'consent-given'];
    const all = kinds.map((kind, i) => row({ kind, hour: FIRST + i * HOUR }));
    expect(loosened(all.toReversed(), zoneOf)).toEqual(loosened(all, zoneOf));
  });

  test('are counted as before: in every closed half-year, the same numbers', () => {
    const hour = fc.integer({ min: 0, max: 547 * 24 - 1 }).map((n) => FIRST + n * HOUR);
    const coded = fc.record({
      kind: fc.constant('person-coded'),
      data: fc.record({ dimension: fc.constantFrom(...PERSON_DIMENSIONS), value: fc.constantFrom('a', 'b', 'c') }),
      hour,
    });
    const milestone = fc.record({
      kind: fc.constant('milestone'),
      data: fc.record({ name: fc.constantFrom(...Object.keys(MILESTONES)) }),
      hour,
    });
    const booked = fc.record({
      kind: fc.constant('appointment-booked'),
      data: fc.constant({ topic: 'job' }),
      hour,
    });
    const person = fc.array(fc.oneof(coded, coded, milestone, booked), { minLength: 1, maxLength: 14 });
    const once = (events: readonly EventRow[]) => [
      ...new Map(events.map((one) => [`${one.kind} ${one.hour} ${one.data.dimension}`, one])).values(),
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(person, fc.boolean()), { maxLength: 40 }), (people) => {
        const all = people.map(([events, isErased], i) => {
          const before = once(events.map((event) => row({ ...event, pseudonym: `p${i}` })));
          const after = loosened(before, zoneOf).map((event) => ({ ...event, pseudonym: `fresh${i}` }));
          return { before, after: isErased ? after : before };
        });
        for (const half of HALVES)
          expect(release(all.flatMap(({ after }) => after).toReversed(), half)).toEqual(
            release(
              all.flatMap(({ before }) => before),
              half,
            ),
          );
      }),
      { numRuns: 200 },
    );
  });
});
