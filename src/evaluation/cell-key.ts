import { type Published, published } from './published.ts';

/**
 * The one rule for publishing numbers about people: the cell key method, keyed by row, in steps of five
 * ([decision 31](../../docs/decisions/0031-steps-of-five.md)). The same people in the same row always get the same
 * number, so that nothing averages out; no number is held back; and nobody is to be recognised in the numbers.
 *
 * The method: Fraser and Wooton 2005 (Australian Bureau of Statistics); its tables and risks: Handbook on Statistical
 * Disclosure Control, 5.4. Unlike there the row's name counts too: where sixty people stand in three hundred rows, many
 * rows hold the same few, and equal noise would tell which.
 */

/** What is shown, and in how many of a hundred cases. */
export type Chances = readonly (readonly [shown: number, percent: number])[];

/** By a number's remainder of 5: what is added to it, and in how many of a hundred cases. On average nothing is added. */
const ADDED: readonly Chances[] = [
  [
    [-5, 6],
    [0, 88],
    [5, 6],
  ],
  [
    [-6, 2],
    [-1, 76],
    [4, 22],
  ],
  [
    [-2, 60],
    [3, 40],
  ],
  [
    [-3, 40],
    [2, 60],
  ],
  [
    [-4, 22],
    [1, 76],
    [6, 2],
  ],
];

/** Nobody may become 5, so that a 5 does not prove that there is somebody. */
const OF_NONE: Chances = [
  [0, 97],
  [5, 3],
];
/** Of one, 6 less would be below nothing. */
const OF_ONE: Chances = [
  [0, 80],
  [5, 20],
];

/** What a real number may be shown as. */
export function chances(real: number): Chances {
  if (real === 0) return OF_NONE;
  if (real === 1) return OF_ONE;
  return (ADDED[real % 5] ?? []).map(([add, percent]) => [real + add, percent]);
}

/** How often a person counts in a row of appointments or requests at most: so much can one person move it. */
export const MOST_TIMES = 4;

/** What is counted in a row: how many, and the sum of the record keys of those who are in it, each as often as they are. */
export interface Cell {
  count: number;
  /** Modulo 2^64. */
  sum: bigint;
}

export const EMPTY_CELL: Cell = { count: 0, sum: 0n };

/** A cell with one person more, who counts in it `times`. */
export function withPerson({ count, sum }: Cell, recordKey: bigint, times: number): Cell {
  const n = Math.min(times, MOST_TIMES);
  return { count: count + n, sum: BigInt.asUintN(64, sum + BigInt(n) * recordKey) };
}

/** Protects the numbers of a pilot. */
export interface Protector {
  recordKey(pseudonym: string): bigint;
  /**
   * The number to publish of a row. `row`: its name, which says no half-year. `halfYear` counts for an empty row alone:
   * one that is known to have been empty would otherwise tell when it no longer is.
   */
  publish(row: string, cell: Cell, halfYear: string): Published;
}

/** A hash of 32 bytes under a key of this pilot's own, which is never shown and never changes: HMAC-SHA256. */
export type KeyedHash = (...parts: string[]) => Buffer;

/** `draw`: another rule than that of today, to try attacks on it. */
export function protector(hash: KeyedHash, draw: (real: number) => Chances = chances): Protector {
  return {
    recordKey: (pseudonym) => hash('record', pseudonym).readBigUInt64BE(),
    publish(row, { count, sum }, halfYear) {
      let ticket = hash('cell', row, count === 0 ? halfYear : '', String(sum)).readUInt32BE() % 100;
      const shown = draw(count).find(([, percent]) => {
        ticket -= percent;
        return ticket < 0;
      });
      return published(shown?.[0] ?? 0);
    },
  };
}
