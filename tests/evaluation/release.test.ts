import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedHalfYear, type HalfYear } from '../../src/evaluation/periods.ts';
import { DIMENSIONS, type Dimension, type EventRow, MILESTONES, release } from '../../src/evaluation/release.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';

const X = 'suppressed';
const HALF = closedHalfYear('2026-H2', 'Europe/Belgrade', Date.UTC(2027, 1, 1)) as HalfYear;
/** A moment in July. */
const START = HALF.fromAt + 2 * DAY;

const row = (pseudonym: string | null, changes: Partial<EventRow> = {}): EventRow => ({
  pilot: 'serbia',
  pseudonym,
  kind: 'human-requested',
  data: {},
  hour: START,
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

const total = (events: EventRow[]) => release(events, HALF).total;
const table = (events: EventRow[], by: Dimension = 'gender') => {
  const found = release(events, HALF).tables.find((one) => one.by === by);
  if (found === undefined) throw new Error(`no table by ${by}`);
  return found;
};
const rows = (events: EventRow[], by: Dimension = 'gender') =>
  Object.fromEntries(table(events, by).rows.map(({ value, people }) => [value, people]));

test('a release is one table of each dimension', () => {
  expect(release([...women, ...men], HALF).tables.map(({ by }) => by)).toEqual(DIMENSIONS);
});

describe('who counts', () => {
  test('distinct people, once per value, however often they appear', () => {
    const events = [...women, ...men, ...women, row('w0'), row('m1')];
    expect(total(events)).toBe(20);
    expect(rows(events)).toEqual({ man: 8, woman: 12 });
  });

  test('never a demonstration, never nobody', () => {
    const demo = people(9, 'd').map((who) => coded(who, 'gender', 'other', { demo: true }));
    expect(total([...women, ...demo, row(null)])).toBe(12);
    expect(rows([...women, ...demo, row(null)])).toEqual({ woman: 12 });
  });

  test('from the first hour of the half-year up to its end', () => {
    const hours = [HALF.fromAt - HOUR, HALF.fromAt, HALF.toAt - HOUR, HALF.toAt];
    expect(total(hours.flatMap((hour) => people(6, `${hour}-`).map((who) => row(who, { hour }))))).toBe(12);
  });

  test('who said nothing is not-said, and comes first', () => {
    const silent = people(5, 's').map((who) => coded(who, 'language', 'ar'));
    expect(table([...men, ...silent]).rows).toEqual([
      { value: 'not-said', people: 5 },
      { value: 'man', people: 8 },
    ]);
  });

  test('whoever was erased stays counted: a closed half-year does not change', () => {
    const before = release([...women, ...men], HALF);
    const after = { kind: 'erased', hour: HALF.toAt + DAY };
    const anew = people(5, 'anew').map((who) => row(who, { hour: HALF.toAt + DAY }));
    const corrected = coded('w1', 'gender', 'other', { hour: HALF.toAt });
    expect(release([...women, ...men, row('w0', after), corrected, ...anew], HALF)).toEqual(before);
  });
});

describe.each(['gender', 'language', 'channel', 'status'] as const)('%s', (by) => {
  const said = (who: string, value: string, hour: number) => coded(who, by, value, { hour });
  const seen = people(6, 'p').map((who) => row(who));

  test('is the last that was said, in whatever order it is read', () => {
    const all = people(6, 'p').flatMap((who) => [said(who, 'new', START + HOUR), said(who, 'old', START)]);
    expect(rows(all, by)).toEqual({ new: 6 });
    expect(rows(all.toReversed(), by)).toEqual({ new: 6 });
  });

  test('within one hour is the one written last', () => {
    const all = people(6, 'p').flatMap((who) => [said(who, 'old', START), said(who, 'new', START)]);
    expect(rows(all, by)).toEqual({ new: 6 });
  });

  test('holds if it was said before the half-year, not after it', () => {
    const before = people(6, 'p').map((who) => said(who, 'before', HALF.fromAt - 100 * DAY));
    const after = people(6, 'p').map((who) => said(who, 'after', HALF.toAt));
    expect(rows([...before, ...seen, ...after], by)).toEqual({ before: 6 });
    expect(rows([...seen, ...after], by)).toEqual({ 'not-said': 6 });
    expect(total(before)).toBe(0);
    expect(table(before, by)).toEqual({ by, rows: [], withheld: false });
  });
});

describe('milestones', () => {
  const everybody = people(20, 'p');
  const events = everybody.map((who) => row(who));
  const told = everybody.map((who) => coded(who, 'status', 'recognised'));

  test('overlap: each is of all people of the half-year', () => {
    const all = [
      ...told,
      ...everybody.slice(0, 12).map((who) => reached(who, 'rights-known')),
      ...everybody.slice(0, 7).map((who) => reached(who, 'appointment-booked')),
    ];
    expect(rows([...all, ...all], 'milestone')).toEqual({ 'rights-known': 12, 'appointment-booked': 7 });
  });

  test.each([
    [0, 0],
    [2, X],
    [5, 5],
    [15, 15],
    [16, X],
    [20, 20],
  ])('reached by %i of 20', (n, shown) => {
    const all = everybody.slice(0, n).map((who) => reached(who, 'appointment-booked'));
    expect(rows([...events, ...all], 'milestone')['appointment-booked']).toBe(shown);
  });

  test('of another half-year do not count', () => {
    const earlier = everybody.map((who) => reached(who, 'appointment-booked', { hour: HALF.fromAt - HOUR }));
    expect(rows([...earlier, ...events], 'milestone')['appointment-booked']).toBe(0);
  });

  test('that an answer decides are shown where nobody hides among the answers', () => {
    // The rights are published for the recognised and the family: 12 + 3 of them, and the 3 would be what 15 leave of 12.
    const status = (n: number, value: string) =>
      people(n, value).flatMap((who) => [coded(who, 'status', value), reached(who, 'rights-known')]);
    const silent = people(9, 's').map((who) => row(who));
    expect(rows([...status(12, 'recognised'), ...silent], 'milestone')['rights-known']).toBe(12);
    const risky = [...status(12, 'recognised'), ...status(3, 'family'), ...silent];
    expect(rows(risky, 'status')).toEqual({ 'not-said': X, family: X, recognised: 12 });
    expect(rows(risky, 'milestone')['rights-known']).toBe(X);
  });

  test('of the flows are all released, each thought about and with a name', () => {
    const { model, pilots } = content;
    const steps = Object.keys(pilots)
      .flatMap((pilot) => Object.values(model.flowsOf(pilot)))
      .flatMap((flow) => Object.values(flow.steps));
    const names = steps.flatMap((step) => (step.kind === 'milestone' ? [step.milestone] : []));
    expect([...new Set(names)].sort()).toEqual(Object.keys(MILESTONES).sort());
    expect(names.filter((name) => !model.texts.has(`statistics:milestone.${name}`))).toEqual([]);
  });
});

describe('months', () => {
  const inMonth = (month: number, who: string[]) =>
    who.map((one) => row(one, { hour: (HALF.months[month]?.fromAt ?? 0) + DAY }));
  const shown = (events: EventRow[]) => table(events, 'month').rows.map(({ people }) => people);

  test('overlap: each is of those who did something in it', () => {
    const all = [...inMonth(0, people(10, 'a')), ...inMonth(1, people(20, 'a')), ...inMonth(5, people(40, 'a'))];
    expect(table([...all, ...all], 'month').rows).toEqual([
      { value: '2026-07', people: 10 },
      { value: '2026-08', people: 20 },
      { value: '2026-09', people: 0 },
      { value: '2026-10', people: 0 },
      { value: '2026-11', people: 0 },
      { value: '2026-12', people: 40 },
    ]);
  });

  test('begin and end by the calendar of the zone', () => {
    const edge = HALF.months[3]?.fromAt ?? 0;
    const at = (prefix: string, hour: number) => people(6, prefix).map((who) => row(who, { hour }));
    expect(shown([...at('september', edge - HOUR), ...at('october', edge)])).toEqual([0, 0, 6, 6, 0, 0]);
    expect(new Date(edge).toISOString()).toBe('2026-09-30T22:00:00.000Z');
  });

  test('in which few came, or which few missed, are suppressed', () => {
    const all = [...inMonth(0, people(60, 'a')), ...inMonth(1, people(3, 'a')), ...inMonth(2, people(57, 'a'))];
    expect(shown(all)).toEqual([60, X, X, 0, 0, 0]);
  });

  test('do not say together who came in the one that is suppressed', () => {
    const all = [...inMonth(0, people(28, 'a')), ...inMonth(1, people(29, 'b')), ...inMonth(2, people(3, 'c'))];
    expect(shown(all)).toEqual([X, 29, X, 0, 0, 0]);
  });
});

describe('protection', () => {
  test('is that of disclosure, and spares those who said something', () => {
    const few = people(2, 'o').map((who) => coded(who, 'gender', 'other'));
    const silent = people(20, 's').map((who) => row(who));
    expect(table([...women, ...men, ...few, ...silent])).toEqual({
      by: 'gender',
      rows: [
        { value: 'not-said', people: X },
        { value: 'man', people: 8 },
        { value: 'other', people: X },
        { value: 'woman', people: 12 },
      ],
      withheld: false,
    });
  });

  test('shows nothing of four people, not even which values there are', () => {
    const four = people(4, 'p').flatMap((who) => [
      coded(who, 'gender', 'woman'),
      coded(who, 'language', 'ti'),
      coded(who, 'channel', 'telegram'),
      coded(who, 'status', 'other'),
      reached(who, 'appointment-booked'),
    ]);
    const tables = DIMENSIONS.map((by) => ({ by, rows: [], withheld: true }));
    expect(release(four, HALF)).toEqual({ total: X, tables });
  });

  test('five people of five languages leave no list of languages', () => {
    const five = ['ar', 'fa', 'ti', 'ps', 'so'].map((language) => coded(`p-${language}`, 'language', language));
    expect(total(five)).toBe(5);
    expect(table(five, 'language')).toEqual({ by: 'language', rows: [], withheld: true });
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
      const shown = JSON.stringify([total(events), table(events, 'language')]);
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

  test('the same events, however they are ordered, give the same release', () => {
    const event = fc.oneof(
      fc
        .tuple(fc.nat(30), fc.constantFrom('woman', 'man', 'other'), fc.nat(180))
        .map(([who, value, day]) => coded(`p${who}`, 'gender', value, { hour: HALF.fromAt + day * DAY })),
      fc.tuple(fc.nat(30), fc.constantFrom('appointment-booked', 'job')).map(([who, name]) => reached(`p${who}`, name)),
    );
    const events = fc.uniqueArray(event, { maxLength: 80, selector: (e) => `${e.pseudonym} ${e.hour} ${e.kind}` });
    fc.assert(
      fc.property(events, (list) => {
        expect(release(list.toReversed(), HALF)).toEqual(release(list, HALF));
      }),
    );
  });
});
