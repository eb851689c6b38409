/**
 * A number of people, appointments or requests that may leave the house: a multiple of 5, made by the rule in
 * `cell-key.ts`, or a sum of such numbers.
 */
export type Published = number & { readonly published: true };

/** A number that was published before, as it was stored. Throws a `RangeError` for one that the rule cannot have made. */
export function published(stored: number): Published {
  if (!Number.isInteger(stored) || stored < 0 || stored % 5 !== 0)
    throw new RangeError(`${stored} is not a step of five`);
  return stored as Published;
}

/** Published numbers together: of all pilots, or of what happened in several half-years. It tells no more than they do. */
export const together = (numbers: readonly Published[]): Published =>
  numbers.reduce<number>((sum, one) => sum + one, 0) as Published;

/** Below this base the steps of five move a rate more than chance itself does. */
const LEAST_BASE = 30;

/** A share in percent, and by how many points it may be off: nine in ten are not further off than that. */
export interface Rate {
  percent: number;
  margin: number;
}

/** `part` out of `base`; null where the base is too small to say anything. */
export function rate(part: Published, base: Published): Rate | null {
  if (base < LEAST_BASE) return null;
  return { percent: Math.round(100 * Math.min(1, part / base)), margin: marginOf(base) };
}

/** In points; measured on imaginary pilots (90% of rates lie within it). */
const marginOf = (base: number): number => (base < 50 ? 12 : base < 80 ? 9 : base < 150 ? 8 : 4);

/** A class of a distribution, in order. */
export interface Class<Name extends string> {
  name: Name;
  number: Published;
}

/** The class that the one in the middle falls into; null where there are too few to say. */
export function middle<Name extends string>(classes: readonly Class<Name>[]): Name | null {
  let left = together(classes.map(({ number }) => number)) / 2;
  if (left < LEAST_BASE / 2) return null;
  for (const { name, number } of classes) {
    left -= number;
    if (left <= 0) return name;
  }
  return null;
}
