import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disclose, discloseCovering, discloseOverlapping } from '../../src/evaluation/disclosure.ts';

const X = 'suppressed';
const isSmall = (people: number) => people >= 1 && people <= 4;

describe('what is shown', () => {
  test.each([
    ['nothing to protect', [12, 30, 5], 47, [12, 30, 5]],
    ['zeros, and a total of zero', [0, 12, 0], 12, [0, 12, 0]],
    ['nobody at all', [0, 0], 0, [0, 0]],
    ['no cells', [], 0, []],
    ['a single small cell: the next one goes too', [30, 3, 40], 73, [X, X, 40]],
    ['the next ones, until five each are hidden', [5, 6, 1, 40, 50], 102, [X, X, X, X, 50]],
    ['two of one with a total', [1, 1, 20, 30], 52, [X, X, X, 30]],
    ['zeros do not protect', [0, 2, 20, 30], 52, [0, X, X, 30]],
    ['all small', [4, 4, 4], 12, [X, X, X]],
    ['all small, and the zeros with them', [1, 1, 1, 1, 1, 0], 5, [X, X, X, X, X, X]],
    ['too few to hide a small one among', [5, 1, 0], 6, [X, X, X]],
    ['just enough', [9, 1, 0], 10, [X, X, 0]],
    ['a total under five', [1, 1, 0], X, [X, X, X]],
    ['a total of four', [4], X, [X]],
    ['a single cell', [5], 5, [5]],
  ])('%s: %j', (_, cells, total, shown) => {
    expect(disclose(cells)).toEqual({ total, cells: shown });
  });
});

/** Every table of `size` cells with this total. */
function* tables(size: number, total: number): Generator<number[]> {
  if (size === 1) yield [total];
  else
    for (let first = 0; first <= total; first++)
      for (const rest of tables(size - 1, total - first)) yield [first, ...rest];
}

/** What each cell may be, for somebody who knows the rule and has worked out every table that would be shown like this. */
type Possible = Set<number>[];

function* everyTable(size: number, maxTotal: number) {
  for (let total = 0; total <= maxTotal; total++) yield* tables(size, total);
}

describe('against a reader who knows the rule and tries every table', () => {
  // The requirement is two possible values; the rule promises the strongest there can be: all four.
  test.each([
    [1, 60],
    [2, 60],
    [3, 40],
    [4, 28],
    [5, 18],
  ])('every number of 1-4 stays possible: %i cells, totals to %i', (size, maxTotal) => {
    const published = new Map<string, Possible>();
    for (const cells of everyTable(size, maxTotal)) {
      const shown = JSON.stringify(disclose(cells));
      const possible = published.get(shown) ?? cells.map(() => new Set<number>());
      for (const [i, people] of cells.entries()) possible[i]?.add(people);
      published.set(shown, possible);
    }
    let primary = 0;
    for (const cells of everyTable(size, maxTotal)) {
      const possible = published.get(JSON.stringify(disclose(cells)));
      for (const [i, people] of cells.entries()) {
        if (!isSmall(people)) continue;
        primary++;
        if (![1, 2, 3, 4].every((value) => possible?.[i]?.has(value))) {
          expect.fail(`${JSON.stringify(cells)}: cell ${i} can only be ${[...(possible?.[i] ?? [])]}`);
        }
      }
    }
    expect(primary).toBeGreaterThan(0);
  });

  test('and in larger tables', () => {
    const people = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(fc.array(people, { minLength: 2, maxLength: 6 }), (cells) => {
        const shown = disclose(cells);
        const hidden = shown.cells.flatMap((cell, i) => (cell === X ? [i] : []));
        fc.pre(hidden.length <= 3);
        const together = hidden.reduce((all, i) => all + (cells[i] ?? 0), 0);
        const possible = hidden.map(() => new Set<number>());
        for (const guess of hidden.length === 0 ? [] : tables(hidden.length, together)) {
          const candidate = [...cells];
          for (const [k, i] of hidden.entries()) candidate[i] = guess[k] ?? 0;
          if (JSON.stringify(disclose(candidate)) !== JSON.stringify(shown)) continue;
          for (const [k, value] of guess.entries()) possible[k]?.add(value);
        }
        // A hidden total is known to nobody; the tables above have it covered.
        if (shown.total === X) return;
        for (const [k, i] of hidden.entries()) {
          if (isSmall(cells[i] ?? 0)) expect([...(possible[k] ?? [])]).toEqual(expect.arrayContaining([1, 2, 3, 4]));
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** Every list of `size` numbers from 0 to `most`. */
function* lists(size: number, most: number): Generator<number[]> {
  if (size === 0) yield [];
  else for (let first = 0; first <= most; first++) for (const rest of lists(size - 1, most)) yield [first, ...rest];
}

/**
 * Groups of `total` people, as many ways as `fits` allows; for each way that is shown alike, what is inside and outside a
 * group must stay one of all four where it is one of them. Returns how many numbers of 1-4 there were.
 */
function attackGroups(
  size: number,
  total: number,
  fits: (groups: readonly number[]) => boolean,
  rule: (groups: readonly number[], total: number) => readonly unknown[],
): number {
  const published = new Map<string, Set<string>>();
  const worlds = [...lists(size, total)].filter(fits).map((groups) => ({ groups, shown: rule(groups, total).join() }));
  const sides = (n: number, i: number) => [`${i} in ${n}`, `${i} out ${total - n}`];
  for (const { groups, shown } of worlds) {
    const possible = published.get(shown) ?? new Set();
    for (const side of groups.flatMap(sides)) possible.add(side);
    published.set(shown, possible);
  }
  let small = 0;
  for (const { groups, shown } of worlds) {
    for (const side of groups.flatMap(sides)) {
      if (!/ [1-4]$/.test(side)) continue;
      small++;
      const one = side.slice(0, side.lastIndexOf(' '));
      if ([1, 2, 3, 4].some((n) => !published.get(shown)?.has(`${one} ${n}`)))
        expect.fail(`${groups} of ${total}, shown ${shown}: ${side} can't be all of 1-4`);
    }
  }
  return small;
}

describe('groups that overlap', () => {
  test('are shown where neither those inside nor those outside are few', () => {
    expect(discloseOverlapping([0, 1, 4, 5, 15, 16, 19, 20], 20)).toEqual([0, X, X, 5, 15, X, X, 20]);
    expect(discloseOverlapping([0, 2, 4], 4)).toEqual([X, X, X]);
    expect(discloseOverlapping([0, 0], 0)).toEqual([0, 0]);
  });

  const [inside, chain, fork] = [
    ([a = 0, b = 0]: readonly number[]) => a <= b,
    ([a = 0, b = 0, c = 0]: readonly number[]) => a <= b && b <= c,
    ([a = 0, b = 0, c = 0]: readonly number[]) => a <= b && a <= c,
  ];
  test.each([
    ['nothing is known of them', 2, 30, () => true],
    ['one is known to lie in the other', 2, 30, inside],
    ['they are known to lie in each other', 3, 20, chain],
    ['one is known to lie in two others', 3, 20, fork],
  ])('keep all of 1-4 possible where %s', (_, size, most, fits) => {
    let small = 0;
    for (let total = 5; total <= most; total++) small += attackGroups(size, total, fits, discloseOverlapping);
    expect(small).toBeGreaterThan(1000);
  });
});

describe('groups that overlap and together are everybody', () => {
  test('hide another one, where a single one would have to hold who is missing', () => {
    expect(discloseCovering([28, 29, 3], 60)).toEqual([X, 29, X]);
    expect(discloseCovering([0, 28, 29, 3], 60)).toEqual([0, X, 29, X]);
    expect(discloseCovering([30, 29, 1], 60)).toEqual([30, 29, X]);
    expect(discloseCovering([40, 50, 3], 60)).toEqual([40, 50, X]);
    expect(discloseCovering([28, 58, 3], 60)).toEqual([28, X, X]);
    expect(discloseCovering([60, 3, 0], 60)).toEqual([60, X, 0]);
    expect(discloseCovering([3], 3)).toEqual([X]);
    expect(discloseCovering([0, 0], 0)).toEqual([0, 0]);
  });

  const covers = (total: number) => (groups: readonly number[]) => groups.reduce((a, b) => a + b) >= total;
  test.each([
    [2, 40],
    [3, 22],
    [4, 12],
  ])('keep all of 1-4 possible: %i of them, totals to %i', (size, most) => {
    let small = 0;
    for (let total = 5; total <= most; total++) small += attackGroups(size, total, covers(total), discloseCovering);
    expect(small).toBeGreaterThan(1000);
  });

  test('do not without that: the attack finds it', () => {
    expect(() => attackGroups(3, 14, covers(14), discloseOverlapping)).toThrow("can't be all of 1-4");
  });
});

test('shows true numbers only, none of 1-4, and no total of 1-4', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 8 }), (cells) => {
      const shown = disclose(cells);
      expect(shown.cells).toHaveLength(cells.length);
      for (const [i, cell] of shown.cells.entries()) expect([X, cells[i]]).toContain(cell);
      for (const cell of [shown.total, ...shown.cells]) expect(typeof cell === 'number' && isSmall(cell)).toBe(false);
      if (!cells.some(isSmall)) expect(shown.cells).toEqual(cells);
    }),
  );
});
