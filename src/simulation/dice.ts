import { createCipheriv, createHash } from 'node:crypto';

/** Dice that fall the same way for the same source of bytes. */
export interface Dice {
  /** From 0 to below `n`. */
  int(n: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  shuffled<T>(items: readonly T[]): T[];
}

/** Bytes that look random and follow from the seed alone. */
export function bytesOf(seed: number): (bytes: number) => Buffer {
  const key = createHash('sha256').update(`dice ${seed}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return (bytes) => cipher.update(Buffer.alloc(bytes));
}

export function diceOf(bytes: (bytes: number) => Buffer): Dice {
  const unit = () => bytes(4).readUInt32LE() / 2 ** 32;
  const int = (n: number) => Math.floor(unit() * n);
  return {
    int,
    chance: (p) => unit() < p,
    pick: (from) => from[int(from.length)],
    shuffled(items) {
      const order = items.map((item) => ({ item, at: unit() }));
      return order.sort((a, b) => a.at - b.at).map(({ item }) => item);
    },
  };
}

/** One of these, as often as its weight says; undefined where none weighs anything. */
export function weighed<T>(dice: Pick<Dice, 'int'>, from: readonly (readonly [T, weight: number])[]): T | undefined {
  const all = from.reduce((sum, [, weight]) => sum + weight, 0);
  let left = (dice.int(1_000_000) / 1_000_000) * all;
  for (const [one, weight] of from) {
    left -= weight;
    if (weight > 0 && left < 0) return one;
  }
  return undefined;
}
