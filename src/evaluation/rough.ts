/** A rounded count of people, which staff may see while they choose the recipients of a broadcast. */
export type Rough = number | 'fewer than 5';

const STEP = 5;

/**
 * Rounds a number of people down to fives, and says nothing of groups of 0 to 4: two choices that differ by a single
 * person mostly show the same number.
 */
export const roughly = (people: number): Rough => (people < STEP ? 'fewer than 5' : Math.floor(people / STEP) * STEP);
