/** Numbers of people from 1 to one less than this are not shown. */
const K = 5;

export type Published = number | 'suppressed';

/** What may be shown of a table: its cells in the same order, and their total. */
export interface Disclosed {
  total: Published;
  cells: Published[];
}

/**
 * The one rule by which numbers of people leave the house. `cells` counts distinct people in groups that don't
 * overlap and together are everybody: the total is their sum, and readers know it, since every other table of the
 * same people has the same one. The order of the cells must not depend on the numbers.
 *
 * 1. A total of 1-4 is not shown, and no cell with it.
 * 2. Cells of 1-4 are suppressed (primary). Zeros are shown.
 * 3. While the suppressed cells together hold fewer than 5 people for each of them, the next cell of 5 or more, in the
 *    given order, is suppressed too (secondary).
 * 4. Where no such cell is left and they still hold fewer, every cell is suppressed, zeros too: only the total is shown.
 *
 * **What it promises**: for every primary cell, all of 1, 2, 3 and 4 remain possible, even to a reader who knows
 * the rule and applies it to every table that fits what is shown.
 *
 * **Why it holds.** Raise a primary cell from p to p' by taking people from the secondary ones, the first in order
 * that have more than 5 first. They have enough: m cells, s of them secondary, hold >= 5m people, of whom the others that
 * are primary hold at most 4 each, so the secondary ones hold at least 5 - p more than 5s. Until the people are
 * found, the cells passed hold exactly 5 each, so step 3 does not stop earlier than it did; behind them, sums are
 * unchanged. Lower p by giving to the last secondary cell: the sums before it only fall. In both cases the same
 * cells are suppressed and the same numbers shown. After step 4 a reader knows only the total T >= 5 of at least two
 * cells. To give a cell any p' of 1-4, put the other T - p' people into the others, at most 4 in each: all is small, and
 * step 3 finds nothing to add. Where they don't fit, fill them with 4 each and put the rest into the last one: it is
 * the only one of 5 or more, and all cells together hold fewer than 5 each, or step 4 had not been reached.
 * (Suppressing the smallest cell instead of the next does not hold: of {4, 6, 6} it would show the last 6, but of {3, 7, 6} not.)
 *
 * Primary and secondary suppression, and why the first alone fails to subtraction: Hundepool et al., Handbook on
 * Statistical Disclosure Control, chapter 5. The promise covers one table of one closed period; people who are counted in a
 * month and in its half-year can be compared across the two.
 */
export function disclose(cells: readonly number[]): Disclosed {
  const total = sum(cells);
  const everything = (shown: Published): Disclosed => ({ total: shown, cells: cells.map(() => 'suppressed') });
  if (isSmall(total)) return everything('suppressed');

  const hidden = new Set(cells.flatMap((people, i) => (isSmall(people) ? [i] : [])));
  const isEnough = () => sum(cells.filter((_, i) => hidden.has(i))) >= K * hidden.size;
  for (const [i, people] of cells.entries()) {
    if (isEnough()) break;
    if (people >= K) hidden.add(i);
  }
  if (!isEnough()) return everything(total);
  return { total, cells: cells.map((people, i) => (hidden.has(i) ? 'suppressed' : people)) };
}

const isSmall = (people: number) => people > 0 && people < K;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
