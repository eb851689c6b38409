import type { Dice } from '../torture/dice.ts';

const MB = 1024 * 1024;

/** What nobody sends on purpose, in place of any value of a JSON. */
const VALUES: unknown[] = [
  null,
  true,
  -1,
  0,
  2 ** 53,
  1e308,
  '',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066',
  'é'.repeat(5_000),
  [],
  {},
  [[[[[[]]]]]],
  { toString: 'x', constructor: null },
];

type Json = Record<string, unknown> | unknown[];
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every place in a JSON at which something stands. */
function places(value: unknown): { parent: Json; key: string }[] {
  if (!isJson(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ parent: value, key }, ...places(inner)]);
}

/** A body that is much like `body`, but not what its sender would send; now and then not like it at all. */
export function mutated(body: string, dice: Dice): string | Uint8Array<ArrayBuffer> {
  switch (dice.int(8)) {
    case 0:
      return body.slice(0, dice.int(body.length));
    case 1: {
      const at = dice.int(body.length);
      return `${body.slice(0, at)}${dice.pick(['\u0000', '"', '}', '[', '\\u', '\ud800', '\ufeff'])}${body.slice(at)}`;
    }
    case 2: {
      const bytes = new TextEncoder().encode(body);
      for (let i = 0; i < 3; i += 1) bytes[dice.int(bytes.length)] = dice.int(256);
      return bytes;
    }
    case 3:
      return dice.chance(0.01) ? 'x'.repeat(4 * MB + 1 + dice.int(6 * MB)) : '['.repeat(1 + dice.int(20_000));
    case 4:
      return JSON.stringify(dice.pick(VALUES));
    default: {
      const data: unknown = JSON.parse(body);
      for (let times = 1 + dice.int(3); times > 0; times -= 1) {
        const place = dice.pick(places(data));
        if (place === undefined) break;
        const { parent, key } = place as { parent: Record<string, unknown>; key: string };
        // A copy, which a later change cannot put into itself.
        const value = structuredClone(dice.pick(VALUES));
        if (dice.chance(0.3)) delete parent[key];
        else parent[dice.chance(0.1) ? '__proto__' : key] = value;
      }
      return JSON.stringify(data);
    }
  }
}
