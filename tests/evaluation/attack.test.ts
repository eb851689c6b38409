import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discloseOverlapping } from '../../src/evaluation/disclosure.ts';
import { type Release, release } from '../../src/evaluation/release.ts';
import { attack, type Findings, knowledgeOf, learnMonths, sizeOf } from './attacker.ts';
import { Knowledge } from './linear.ts';
import { eventsOf, HALVES, pilot, type Someone } from './population.ts';

const releasesOf = (people: readonly Someone[]) => HALVES.map((half) => release(eventsOf(people), half));

/** The attack on what these people's pilot releases. */
function attackOn(people: readonly Someone[], releases: readonly Release[] = releasesOf(people)): Findings {
  const size = sizeOf(people);
  const known = knowledgeOf(releases);
  expect(known.falsehoods(size)).toEqual([]);
  return attack(known, size);
}

const plain = (people: number) => (people >= 1 && people <= 4 ? 'suppressed' : people);

/** The tables as they would be with small numbers suppressed, and no others. */
function plainly(people: readonly Someone[], releases: readonly Release[], only?: 'month' | 'milestone'): Release[] {
  const size = sizeOf(people);
  return releases.map(({ total, tables }, h) => ({
    total,
    tables: tables.map((table) => {
      if (only !== undefined && table.by !== only) return table;
      const real = table.rows.map(({ value }) => size(`${h} ${table.by}=${value}`));
      const shown = only === undefined ? real.map(plain) : discloseOverlapping(real, size(`${h}`));
      return { ...table, rows: table.rows.map(({ value }, i) => ({ value, people: shown[i] ?? 'suppressed' })) };
    }),
  }));
}

/** n people who are alike. */
const alike = (n: number, changes: Partial<Someone['said']> = {}, months = [[0], [0], [0]], booked = false) =>
  Array.from({ length: n }, (): Someone => {
    const said = { gender: 'woman', language: 'ar', channel: 'telegram', status: 'recognised', ...changes };
    return { said, months, booked: [booked, booked, booked] };
  });

const NASTY: Record<string, Someone[]> = {
  'one of everything': [
    ...alike(57),
    ...alike(1, { gender: 'other' }),
    ...alike(1, { language: 'fa' }),
    ...alike(1, { status: 'family' }, [[5], [], []], true),
  ],
  'few who came after the first month': [...alike(57), ...alike(3, { gender: 'man' }, [[3], [3], [3]])],
  'few who left after the first half-year': [...alike(57), ...alike(3, { gender: 'man' }, [[0], [], []])],
  'three months of which one is what the others leave': [
    ...alike(28),
    ...alike(29, { gender: 'man' }, [[1], [1], [1]]),
    ...alike(3, { gender: 'other' }, [[2], [2], [2]]),
  ],
  'a milestone that is the sum of answers, one of them rare': [
    ...alike(30, { status: 'asylum-seeker' }),
    ...alike(20),
    ...alike(3, { status: 'subsidiary' }),
    ...alike(7, { status: 'not-said' }),
  ],
  'all but two booked': [...alike(58, {}, [[0], [0, 1], [1]], true), ...alike(2)],
  'five of everything': ['ar', 'en', 'fa', 'sr-Cyrl', 'sr-Latn'].flatMap((language) => alike(5, { language })),
  'few at all': alike(4),
  'five, each alone': ['ar', 'en', 'fa', 'sr-Cyrl', 'sr-Latn'].flatMap((language) => alike(1, { language })),
  'six, of whom one is alone': [...alike(5), ...alike(1, { gender: 'man' })],
  'four in one half-year, sixty in the next': [...alike(4), ...alike(56, { gender: 'man' }, [[], [0], [0]])],
};

describe('whoever collects every table of three half-years and works out all that follows', () => {
  test('finds no group of 1-4 people in any pilot of 60', async ({ annotate }) => {
    const sum = { pilots: 0, cells: 0, suppressed: 0, withheld: 0, small: 0, exact: 0, narrowed: 0 };
    const seed = Math.floor(Math.random() * 2 ** 31);
    fc.assert(
      fc.property(pilot, (people) => {
        const releases = releasesOf(people);
        const found = attackOn(people, releases);
        const tables = releases.flatMap((one) => one.tables);
        const cells = tables.flatMap(({ rows }) => rows);
        sum.pilots += 1;
        sum.cells += cells.length;
        sum.suppressed += cells.filter((cell) => cell.people === 'suppressed').length;
        sum.withheld += tables.filter(({ withheld }) => withheld).length;
        sum.small += found.small;
        sum.exact += found.exact.length;
        sum.narrowed += found.narrowed.length;
        expect(found).toMatchObject({ exact: [], narrowed: [] });
      }),
      { seed, numRuns: 60 },
    );
    await annotate(`seed ${seed}: ${JSON.stringify(sum)}`);
    expect(sum.small).toBeGreaterThan(1000);
  });

  test.each(Object.entries(NASTY))('finds none among %s', (_, people) => {
    expect(attackOn(people)).toMatchObject({ exact: [], narrowed: [] });
  });
});

describe('the same attack', () => {
  const sample = fc.sample(pilot, { seed: 6, numRuns: 15 });
  const found = (attacks: Findings[], what: 'exact' | 'narrowed' = 'exact') =>
    attacks.reduce((all, one) => all + one[what].length, 0);

  test('finds them where small numbers alone are suppressed', async ({ annotate }) => {
    const attacks = sample.map((people) => attackOn(people, plainly(people, releasesOf(people))));
    await annotate(`${found(attacks)} of ${attacks.reduce((all, { small }) => all + small, 0)}`);
    expect(found(attacks)).toBeGreaterThan(100);
  });

  test('finds them where months have tables beside their half-year, each protected for itself', async ({
    annotate,
  }) => {
    const attacks = sample.map((people) => {
      const [size, known] = [sizeOf(people), knowledgeOf(releasesOf(people))];
      for (const h of HALVES.keys()) learnMonths(known, eventsOf(people), h, size);
      expect(known.falsehoods(size)).toEqual([]);
      return attack(known, size);
    });
    await annotate(`${found(attacks)} of ${attacks.reduce((all, { small }) => all + small, 0)}`);
    expect(found(attacks)).toBeGreaterThan(100);
  });

  test('rules some out where nothing is hidden beside a month that makes up everybody', () => {
    const people = NASTY['three months of which one is what the others leave'] ?? [];
    const { narrowed } = attackOn(people, plainly(people, releasesOf(people), 'month'));
    expect(narrowed).toContain('0 month=2026-03');
  });

  test('finds them where a milestone is shown that answers decide', () => {
    const people = NASTY['a milestone that is the sum of answers, one of them rare'] ?? [];
    const { exact } = attackOn(people, plainly(people, releasesOf(people), 'milestone'));
    expect(exact).toContain('0 status=subsidiary');
  });
});

describe('what the attacker can do', () => {
  test('is to solve equations exactly, whatever order they come in', () => {
    const equations: [[string, number][], number][] = [
      [
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ],
        60,
      ],
      [
        [
          ['b', 2],
          ['a', 2],
        ],
        80,
      ],
      [
        [
          ['c', 3],
          ['d', 1],
          ['e', 7],
        ],
        100,
      ],
      [[['f', 6]], 18],
    ];
    for (const order of [equations, equations.toReversed()]) {
      const known = new Knowledge();
      for (const [terms, sum] of order) known.equate(terms, sum);
      expect([...known.determined()].sort()).toEqual(['c', 'f']);
    }
  });

  test('is to draw conclusions from what is at least and at most', () => {
    const known = new Knowledge();
    for (const name of ['a', 'b']) known.bound(name, 1);
    known.equate(
      [
        ['a', 1],
        ['b', 1],
      ],
      2,
    );
    known.equate(
      [
        ['c', 2],
        ['a', 1],
      ],
      9,
    );
    known.equate(
      [
        ['c', 1],
        ['d', -1],
        ['e', -1],
      ],
      0,
    );
    expect([...known.narrow()]).toEqual([
      ['a', { lo: 1, hi: 1 }],
      ['b', { lo: 1, hi: 1 }],
      ['c', { lo: 4, hi: 4 }],
      ['d', { lo: 0, hi: 4 }],
      ['e', { lo: 0, hi: 4 }],
    ]);
  });
});
