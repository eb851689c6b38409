/** Numbers of people from 1 to K - 1 are not shown. */
const K = 5;

export type Published = number | 'suppressed';

/** The form of a table that may be published: its cells in the same order, and their total. */
export interface Disclosed {
  total: Published;
  cells: Published[];
}

/**
 * The one rule for publishing numbers of people. `cells` counts distinct people in groups that do not overlap and
 * together hold all people: the total is their sum, and readers know it, since every other table of the same people has
 * the same total. The order of the cells must not depend on the numbers.
 *
 * 1. A total of 1-4 is not shown, and no cell with it.
 * 2. Cells of 1-4 are suppressed (primary). Zeros are shown.
 * 3. While the suppressed cells together hold fewer than 5 people for each of them, the next cell of 5 or more, in the
 *    given order, is suppressed too (secondary).
 * 4. Where no such cell is left and they still hold fewer, every cell is suppressed, zeros too: only the total is
 *    shown.
 *
 * **What it promises**: for every primary cell, all of 1, 2, 3 and 4 remain possible, even to a reader who knows the
 * rule and applies it to every table that fits the published numbers.
 *
 * **Why it holds.** Raise a primary cell from p to p' by taking people from the secondary cells, beginning with the
 * first in order that have more than 5. They have enough: m suppressed cells, s of them secondary, hold >= 5m people.
 * The other primary cells hold at most 4 each, so the secondary cells hold at least 5 - p more than 5s. Until the
 * people are found, the cells passed hold exactly 5 each, so step 3 does not stop earlier than it did; behind them,
 * sums are unchanged. Lower p by giving people to the last secondary cell: the sums before it only fall. In both cases
 * the same cells are suppressed and the same numbers shown. After step 4 a reader knows only the total T >= 5 of at
 * least two cells. To give a cell any p' of 1-4, put the other T - p' people into the other cells, at most 4 in each:
 * all cells are small, and step 3 finds nothing to add. Where the people do not fit, fill these cells with 4 each and
 * put the rest into the last one: it is the only cell of 5 or more, and all cells together hold fewer than 5 each, or
 * step 4 had not been reached. (Suppressing the smallest cell instead of the next does not hold: of {4, 6, 6} it would
 * show the last 6, but of {3, 7, 6} not.)
 *
 * Primary and secondary suppression, and why subtraction defeats the first alone: Hundepool et al., Handbook on
 * Statistical Disclosure Control, chapter 5. This promise is about one table; `release` extends it to all tables that
 * are released together.
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
 * Protects groups of the same `total` people that may overlap. Readers know nothing else of them, except that some
 * groups may lie inside others. Each group is a table of its own: the people inside and the people outside. A group is
 * shown if both numbers are 0 or at least 5.
 *
 * **Why it holds for all of them together.** A suppressed group has 1-4 people inside or 1-4 outside. Give all groups
 * with 1-4 inside the same p' of 1-4 inside, and all groups with 1-4 outside the same p' outside. The other groups have
 * more than 4 people there, or none, so a group that lay inside another still can; every row is shown as before.
 */
export function discloseOverlapping(groups: readonly number[], total: number): Published[] {
  return groups.map((people) => disclose([people, total - people]).cells[0] ?? 'suppressed');
}

/**
 * Protects overlapping groups that together hold all people: a person in none of the shown groups must be in a
 * suppressed one. Where a single group is suppressed, and the shown groups leave 2 or more people to it, the first
 * shown group that is not empty is suppressed too. (Of 60 people, 28 and 29 would reveal of a third group that it has
 * at least 3.)
 *
 * **Why it holds.** A single suppressed group to which at most one person is left may have any p' of 1-4 inside. It may
 * also have any p' of 1-4 outside, since the shown groups have 5 people or more if they are not empty. Where two or
 * more groups are suppressed, another of them may hold all people but one: as a group with 1 outside, it is then
 * suppressed of its own accord and not for the first one's sake. So for every p' of the first, the groups still hold
 * all people, and the same rows are shown.
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
