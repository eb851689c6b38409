/** A rounded count of people, which staff may see while they choose the recipients of a broadcast. */
export type Rough = number | 'fewer than 10';

const STEP = 10;

/**
 * Rounds a number of people down to tens, and says nothing of groups of 0 to 9: two choices that differ by a single
 * person mostly show the same number, and nobody fills a group up with a few chats of their own.
 */
export const roughly = (people: number): Rough => (people < STEP ? 'fewer than 10' : Math.floor(people / STEP) * STEP);
