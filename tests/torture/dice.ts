import { seededBytes } from '../fakes/parts.ts';

/** Dice that fall the same way for the same seed. */
export interface Dice {
  /** From 0 to below `n`. */
  int(n: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  shuffled<T>(items: readonly T[]): T[];
}

export function throwDice(seed: number): Dice {
  const bytes = seededBytes(seed);
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
