import { type Dice, diceOf } from '../../src/simulation/dice.ts';
import { seededBytes } from '../fakes/parts.ts';

export type { Dice };

/** Dice that fall the same way for the same seed. */
export const throwDice = (seed: number): Dice => diceOf(seededBytes(seed));
