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
 * Statistical Disclosure Control, chapter 5. What this says of one table, `release` says of all that are released together.
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

/**
 * Groups of the same `total` people that may overlap, and of which nothing else is known but that some may lie inside
 * others: each is a table of its own, of those who are in it and those who aren't. A group is shown if both are 0 or at least 5.
 *
 * **Why it holds for all of them together.** A suppressed group has 1-4 people inside or 1-4 outside. Give all groups with
 * 1-4 inside the same p' of 1-4 inside (those with 1-4 outside: outside). The others have more than 4 there, or nobody, so
 * whatever was a part of something else can still be one; every row is shown as it was.
 */
export function discloseOverlapping(groups: readonly number[], total: number): Published[] {
  return groups.map((people) => disclose([people, total - people]).cells[0] ?? 'suppressed');
}

/**
 * Overlapping groups that together are everybody: whoever is in none of the groups that are shown must be in one that
 * isn't. Where that is a single group, and those shown leave 2 or more people to it, the first of those shown that has anybody in it
 * is suppressed too. (Of 60 people, 28 and 29 would say of a third group that it has 3 at least.)
 *
 * **Why it holds.** A single suppressed group to which at most one person is left may have any p' of 1-4 inside; and, as
 * those shown have 5 people or more if they have any, any p' of 1-4 outside. Where two or more are suppressed, another one of them may hold all but
 * one of the people, as a group with one outside, of its own accord and not for the first one's sake; so every p' of the
 * first still makes up everybody, and the same rows are shown.
 */
export function discloseCovering(groups: readonly number[], total: number): Published[] {
  const rows = discloseOverlapping(groups, total);
  const shown = rows.filter((people) => people !== 'suppressed');
  if (shown.length !== rows.length - 1 || sum(shown) >= total - 1) return rows;
  const first = rows.findIndex((people) => people !== 'suppressed' && people > 0);
  return first === -1 ? rows : rows.with(first, 'suppressed');
}

const isSmall = (people: number) => people > 0 && people < K;
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
