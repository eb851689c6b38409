import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIMENSIONS, type EventRow, table } from '../../src/evaluation/indicators.ts';

const HOUR = 3_600_000;
const PERIOD = { fromAt: 100 * HOUR, toAt: 200 * HOUR };
const X = 'suppressed';

const row = (pseudonym: string | null, changes: Partial<EventRow> = {}): EventRow => ({
  pilot: 'serbia',
  pseudonym,
  kind: 'human-requested',
  data: {},
  hour: 150 * HOUR,
  demo: false,
  ...changes,
});
const coded = (pseudonym: string, dimension: string, value: string, changes: Partial<EventRow> = {}) =>
  row(pseudonym, { kind: 'person-coded', data: { dimension, value }, ...changes });
const reached = (pseudonym: string, name: string, changes: Partial<EventRow> = {}) =>
  row(pseudonym, { kind: 'milestone', data: { name }, ...changes });

/** n people, each by a pseudonym of their own. */
const people = (n: number, prefix: string) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
const women = people(12, 'w').map((who) => coded(who, 'gender', 'woman'));
const men = people(8, 'm').map((who) => coded(who, 'gender', 'man'));
const rows = (events: EventRow[], dimension: (typeof DIMENSIONS)[number] = 'gender') =>
  Object.fromEntries(table(events, dimension, PERIOD).rows.map(({ value, people }) => [value, people]));

describe('who counts', () => {
  test('distinct people, once per value, however often they appear', () => {
    expect(table([...women, ...men, ...women, row('w0'), row('m1')], 'gender', PERIOD)).toEqual({
      total: 20,
      rows: [
        { value: 'man', people: 8 },
        { value: 'woman', people: 12 },
      ],
    });
  });

  test('never a demonstration, never nobody', () => {
    const demo = people(9, 'd').map((who) => coded(who, 'gender', 'other', { demo: true }));
    expect(table([...women, ...demo, row(null)], 'gender', PERIOD)).toEqual({
      total: 12,
      rows: [{ value: 'woman', people: 12 }],
    });
  });

  test('from the first hour of the period up to its end', () => {
    const at = (hour: number) => people(6, `${hour}-`).map((who) => row(who, { hour: hour * HOUR }));
    expect(table([99, 100, 199, 200].flatMap(at), 'gender', PERIOD).total).toBe(12);
  });

  test('who said nothing is not-said, and comes first', () => {
    const silent = people(5, 's').map((who) => coded(who, 'language', 'ar'));
    expect(table([...men, ...silent], 'gender', PERIOD).rows).toEqual([
      { value: 'not-said', people: 5 },
      { value: 'man', people: 8 },
    ]);
  });
});

describe.each(['gender', 'language', 'channel', 'status'] as const)('%s', (dimension) => {
  const said = (who: string, value: string, hour: number) => coded(who, dimension, value, { hour: hour * HOUR });
  const seen = people(6, 'p').map((who) => row(who));

  test('is the last that was said, in whatever order it is read', () => {
    const all = people(6, 'p').flatMap((who) => [said(who, 'new', 151), said(who, 'old', 150)]);
    expect(rows(all, dimension)).toEqual({ new: 6 });
    expect(rows(all.toReversed(), dimension)).toEqual({ new: 6 });
  });

  test('within one hour is the one written last', () => {
    const all = people(6, 'p').flatMap((who) => [said(who, 'old', 150), said(who, 'new', 150)]);
    expect(rows(all, dimension)).toEqual({ new: 6 });
  });

  test('holds if it was said before the period, not after it', () => {
    const before = people(6, 'p').map((who) => said(who, 'before', 3));
    const after = people(6, 'p').map((who) => said(who, 'after', 200));
    expect(rows([...before, ...seen, ...after], dimension)).toEqual({ before: 6 });
    expect(rows([...seen, ...after], dimension)).toEqual({ 'not-said': 6 });
    expect(table(before, dimension, PERIOD)).toEqual({ total: 0, rows: [] });
  });
});

describe('milestones', () => {
  const everybody = people(20, 'p');
  const events = everybody.map((who) => row(who));

  test('overlap: each is of all people of the period', () => {
    const all = [
      ...events,
      ...everybody.slice(0, 12).map((who) => reached(who, 'registered')),
      ...everybody.slice(0, 7).map((who) => reached(who, 'cv')),
      ...everybody.map((who) => reached(who, 'consent')),
    ];
    expect(table([...all, ...all], 'milestone', PERIOD)).toEqual({
      total: 20,
      rows: [
        { value: 'consent', people: 20 },
        { value: 'cv', people: 7 },
        { value: 'registered', people: 12 },
      ],
    });
  });

  test('reached by few, or missed by few, are suppressed', () => {
    const all = [2, 15, 16, 19].flatMap((n) => everybody.slice(0, n).map((who) => reached(who, `m${n}`)));
    expect(rows([...events, ...all], 'milestone')).toEqual({ m15: 15, m16: X, m19: X, m2: X });
  });

  test('of another period do not count', () => {
    const earlier = everybody.map((who) => reached(who, 'cv', { hour: 99 * HOUR }));
    expect(table([...earlier, ...events], 'milestone', PERIOD)).toEqual({ total: 20, rows: [] });
  });
});

describe('protection', () => {
  test('is that of disclosure, and spares those who said something', () => {
    const few = people(2, 'o').map((who) => coded(who, 'gender', 'other'));
    const silent = people(20, 's').map((who) => row(who));
    expect(table([...women, ...men, ...few, ...silent], 'gender', PERIOD)).toEqual({
      total: 42,
      rows: [
        { value: 'not-said', people: X },
        { value: 'man', people: 8 },
        { value: 'other', people: X },
        { value: 'woman', people: 12 },
      ],
    });
  });

  test.each(DIMENSIONS)('shows nothing of four people: %s', (dimension) => {
    const four = people(4, 'p').flatMap((who) => [
      coded(who, 'gender', 'woman'),
      coded(who, 'language', 'ti'),
      coded(who, 'channel', 'telegram'),
      coded(who, 'status', 'other'),
      reached(who, 'cv'),
    ]);
    expect(table(four, dimension, PERIOD)).toEqual({ total: X, rows: [] });
  });

  test('five people of five languages leave no list of languages', () => {
    const five = ['ar', 'fa', 'ti', 'ps', 'so'].map((language) => coded(`p-${language}`, 'language', language));
    expect(table(five, 'language', PERIOD)).toEqual({ total: 5, rows: [] });
  });

  test('holds where the values come from the people themselves: every number of 1-4 stays possible', () => {
    const LANGUAGES = ['ar', 'fa', 'ti', 'uk'];
    const byShown = new Map<string, Set<number>[]>();
    const all: { shown: string; counts: number[] }[] = [];
    for (let code = 0; code < 12 ** 4; code++) {
      const counts = [code % 12, Math.floor(code / 12) % 12, Math.floor(code / 144) % 12, Math.floor(code / 1728)];
      if (counts.reduce((a, b) => a + b) > 11) continue;
      const events = counts.flatMap((n, i) =>
        people(n, `${i}-`).map((who) => coded(who, 'language', LANGUAGES[i] ?? '')),
      );
      const shown = JSON.stringify(table(events, 'language', PERIOD));
      const possible = byShown.get(shown) ?? counts.map(() => new Set<number>());
      for (const [i, n] of counts.entries()) possible[i]?.add(n);
      byShown.set(shown, possible);
      all.push({ shown, counts });
    }
    for (const { shown, counts } of all) {
      for (const [i, n] of counts.entries()) {
        if (n < 1 || n > 4) continue;
        expect([...(byShown.get(shown)?.[i] ?? [])], `${counts}`).toEqual(expect.arrayContaining([1, 2, 3, 4]));
      }
    }
    expect(all.length).toBeGreaterThan(1000);
  });

  test('the same events, however they are ordered, give the same table', () => {
    const event = fc.oneof(
      fc
        .tuple(fc.nat(30), fc.constantFrom('woman', 'man', 'other'), fc.nat(80))
        .map(([who, value, hour]) => coded(`p${who}`, 'gender', value, { hour: (110 + hour) * HOUR })),
      fc.tuple(fc.nat(30), fc.constantFrom('cv', 'job')).map(([who, name]) => reached(`p${who}`, name)),
    );
    const events = fc.uniqueArray(event, { maxLength: 80, selector: (e) => `${e.pseudonym} ${e.hour} ${e.kind}` });
    fc.assert(
      fc.property(events, fc.constantFrom(...DIMENSIONS), (list, dimension) => {
        expect(table(list.toReversed(), dimension, PERIOD)).toEqual(table(list, dimension, PERIOD));
      }),
    );
  });
});
