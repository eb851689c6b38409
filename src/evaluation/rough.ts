/** A count of people as staff may see it while they choose whom they mean. */
export type Rough = number | 'fewer than 5';

const STEP = 5;

/**
 * How many people there are, rounded down to fives, and nothing of groups of 0 to 4: two choices that differ by a single
 * person mostly show the same number.
 */
export const roughly = (people: number): Rough => (people < STEP ? 'fewer than 5' : Math.floor(people / STEP) * STEP);
