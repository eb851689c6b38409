import { randomInt } from 'node:crypto';

/** How the waits between tries grow, in milliseconds. */
interface Growth {
  first: number;
  most: number;
  /** What each wait is multiplied by; 2 where it is absent. */
  factor?: number;
}

/** How long to wait after so many failed tries (0: after the first), in milliseconds. `share` (0 ... 1): of it. */
export const backoff = (failures: number, { first, most, factor = 2 }: Growth, share = 1): number =>
  Math.round(share * Math.min(most, first * factor ** failures));

/** A random share of it, so that many who failed together do not come back together. */
export const jittered = (failures: number, growth: Growth): number =>
  backoff(failures, growth, randomInt(SHARES) / SHARES);
const SHARES = 2 ** 20;
