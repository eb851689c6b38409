import { describe, inject, type TestAPI, test } from 'vitest';
import type { Dialect } from '../../src/store/tables.ts';
import { type Dice, throwDice } from '../torture/dice.ts';
import { DIALECTS } from './store.ts';

/**
 * Which cases of a large product a run takes. `npm test` takes a selection that has every value, and every pair of
 * values that could matter to one another, and falls otherwise for each seed; `npm run torture` takes all (`WHOLE`).
 */
export const isWhole = process.env.WHOLE !== undefined;

const seed = (): number => inject('seed');

/**
 * Whether it is the turn of a case: of all that differ in one place alone, one in `n` is taken. So where the places are
 * those of the values in their dimensions, of which one has at least `n`, each pair of values from all others is there.
 */
export const isTurn = (n: number, ...places: readonly number[]): boolean =>
  isWhole || places.reduce((sum, place) => sum + place, seed()) % n === 0;

/** One in `n` of some cases, at least one. `place`: of the cases among others of their kind, which take other turns. */
export function turnsOf<T>(cases: readonly T[], n: number, place = 0): T[] {
  const chosen = cases.filter((_, i) => isTurn(n, i, place));
  return chosen.length > 0 ? chosen : cases.slice(0, 1);
}

/** One in `n` of some cases, at least one, as dice fall; `what` they are, so that others fall otherwise. */
export function drawn<T>(cases: readonly T[], n: number, what: string): T[] {
  if (isWhole) return [...cases];
  return diceFor(what)
    .shuffled(cases)
    .slice(0, Math.ceil(cases.length / n));
}

const diceFor = (what: string): Dice =>
  throwDice([...what].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 32, seed()));

/** How many of the tests on both databases PostgreSQL gets in a selection: one in so many, and the first. */
const SPARED = 5;

/**
 * Describes what holds on both databases, where the queries are the same and nothing happens at the same moment: the
 * tests of the store and of every action run on both as a whole, so that PostgreSQL gets a part of the tests here.
 */
export function onBoth(name: string, body: (dialect: Dialect, test: TestAPI) => void): void {
  describe.each(DIALECTS)(name, (dialect) => body(dialect, dialect === 'sqlite' || isWhole ? test : spared(name)));
}

/** Registers a part of the tests. */
function spared(name: string): TestAPI {
  const dice = diceFor(name);
  let isFirst = true;
  const isChosen = () => {
    const chosen = isFirst || dice.chance(1 / SPARED);
    isFirst = false;
    return chosen;
  };
  const each = (cases: readonly unknown[]) => {
    const chosen = new Set(cases.filter(isChosen));
    const left = cases.filter((one) => !chosen.has(one));
    return (...args: Parameters<ReturnType<TestAPI['each']>>) => {
      test.each([...chosen])(...args);
      test.skip.each(left)(...args);
    };
  };
  const one = (...args: Parameters<TestAPI>) => (isChosen() ? test : test.skip)(...args);
  return Object.assign(one, { each }) as unknown as TestAPI;
}
