import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PERSON_DIMENSIONS } from '../../src/evaluation/events.ts';
import { type EventRow, historyOf } from '../../src/evaluation/history.ts';
import { loosened } from '../../src/evaluation/loosened.ts';
import { type HalfYear, readHalfYear } from '../../src/evaluation/periods.ts';
import { timesIn } from '../../src/evaluation/rows.ts';

const HOUR = 3_600_000;
const ZONE = 'Europe/Belgrade';
const zoneOf = () => ZONE;
const HALVES = ['2026-H1', '2026-H2', '2027-H1'].map((name) => readHalfYear(name, ZONE) as HalfYear);
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
    const asked = fc.record({ kind: fc.constantFrom('human-requested', 'enrolled'), data: fc.constant({}), hour });
    const finished = fc.record({
      kind: fc.constantFrom('flow-started', 'flow-finished'),
      data: fc.record({ flow: fc.constantFrom('rights', 'cv') }),
      hour,
    });
    const booked = fc.record({
      kind: fc.constant('appointment-booked'),
      data: fc.record({ topic: fc.constant('job'), lead: fc.constantFrom('same-day', 'later') }),
      hour,
    });
    const person = fc.array(fc.oneof(coded, coded, asked, finished, booked), { minLength: 1, maxLength: 14 });
    const once = (events: readonly EventRow[]) => [
      ...new Map(events.map((one) => [`${one.kind} ${one.hour} ${one.data.dimension}`, one])).values(),
    ];
    const counted = (events: readonly EventRow[], half: HalfYear) => {
      const history = historyOf(
        [...events].sort((a, b) => a.hour - b.hour),
        half,
      );
      return history === null ? null : Object.fromEntries(timesIn(history));
    };
    fc.assert(
      fc.property(person, (events) => {
        const before = once(events.map((event) => row({ ...event, pseudonym: 'p' })));
        const after = loosened(before, zoneOf).map((event) => ({ ...event, pseudonym: 'fresh' }));
        for (const half of HALVES) expect(counted(after, half)).toEqual(counted(before, half));
      }),
      { numRuns: 1000 },
    );
  });
});
