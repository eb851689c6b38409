import { describe, expect, test } from 'vitest';
import { checkLists, listsOf } from '../../src/conversation/lists.ts';
import { INDICATOR_NAMES, indicator } from '../../src/evaluation/indicators.ts';
import { baseOf, MOST_ROWS, nameOf, rowsOf } from '../../src/evaluation/rows.ts';
import { content } from '../fakes/parts.ts';

const pilots = Object.values(content.pilots);
const rowsIn = (pilot: (typeof pilots)[number]) => rowsOf(listsOf(content.model, pilot), '2026-H2');

/** How many rows each part of the numbers may have; the rest of the 300 is kept for what comes. */
const BUDGET = { who: 60, way: 90, appointments: 80, humans: 25, satisfaction: 15, outcomes: 30 } as const;

describe.each(pilots.map((pilot) => [pilot.pilot, pilot] as const))('the rows of %s', (_, pilot) => {
  test('are at most 300, and each part keeps to its own', () => {
    const rows = rowsIn(pilot);
    const used = Object.fromEntries(
      Object.keys(BUDGET).map((question) => [
        question,
        rows.filter((row) => indicator(row.indicator).question === question).length,
      ]),
    );
    process.stdout.write(`${pilot.pilot}: ${rows.length} of ${MOST_ROWS} rows ${JSON.stringify(used)}\n`);
    expect(rows.length).toBeLessThanOrEqual(MOST_ROWS);
    for (const [question, most] of Object.entries(BUDGET))
      expect([question, (used[question] ?? 0) <= most]).toEqual([question, true]);
  });

  test('have each a name of its own, and a base that is a row', () => {
    const rows = rowsIn(pilot);
    const names = rows.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    for (const row of rows) {
      const base = baseOf(row);
      if (base !== undefined) expect(names).toContain(nameOf(base));
    }
  });
});

test('come from flows and lists: another half-year has the same rows but for its months', () => {
  const [pilot] = pilots;
  if (pilot === undefined) throw new Error('there is no pilot');
  const lists = listsOf(content.model, pilot);
  const named = (period: string) =>
    rowsOf(lists, period)
      .map(nameOf)
      .map((name) => name.replace(/\d{4}-\d\d$/, 'month'));
  expect(named('2027-H1')).toEqual(named('2026-H2'));
});

test('a way that is too long for the numbers is found before it is deployed', () => {
  const [pilot] = pilots;
  if (pilot === undefined) throw new Error('there is no pilot');
  const lists = listsOf(content.model, pilot);
  expect(checkLists(lists)).toEqual([]);
  const steps = Array.from({ length: 30 }, (_, i) => `step-${i}`);
  expect(checkLists({ ...lists, steps })).toMatchObject([{ where: 'numbers', what: expect.stringContaining('300') }]);
});

test('a fact is told of everybody, of women and by month, and by nothing else', () => {
  for (const name of INDICATOR_NAMES) expect(new Set([...indicator(name).cuts, 'women', 'month']).size).toBe(2);
});
