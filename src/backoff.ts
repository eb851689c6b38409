import { randomInt } from 'node:crypto';

/** How the waits between tries grow, in milliseconds. */
interface Growth {
  first: number;
  most: number;
  /** The factor from one wait to the next; default 2. */
  factor?: number;
}

/**
 * How long to wait before the next try, in milliseconds. `failures`: how many tries failed before the last one (0:
 * none). `share`: the part of the wait to take, from 0 to 1.
 */
export const backoff = (failures: number, { first, most, factor = 2 }: Growth, share = 1): number =>
  Math.round(share * Math.min(most, first * factor ** failures));

/** A random share of `backoff`, so that callers that failed together do not come back together. */
export const jittered = (failures: number, growth: Growth): number =>
  backoff(failures, growth, randomInt(SHARES) / SHARES);
const SHARES = 2 ** 20;
