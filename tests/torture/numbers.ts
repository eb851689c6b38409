import { listsOf } from '../../src/conversation/lists.ts';
import { chances } from '../../src/evaluation/cell-key.ts';
import {
  type Draw,
  exactly,
  type Found,
  insider,
  outsider,
  release,
  SECRETS,
  type SecretName,
  settingOf,
  toThree,
} from '../evaluation/attack.ts';
import { content } from '../fakes/parts.ts';
import { collector, type Torture } from './verdict.ts';

const PILOTS = 12;
const SHORT_PILOTS = 2;
/** Under the other rules fewer are enough: they fall at once. */
const OTHERS = 2;

const all = (found: readonly Found[]) => {
  const sum = (of: keyof Found) => found.reduce((total, one) => total + one[of], 0);
  return (100 * sum('found')) / sum('of');
};
const worst = (found: readonly Found[]) => Math.max(...found.map((one) => all([one])));

/** Those who want to know more about people than the published numbers are meant to tell, on imaginary pilots. */
export const numbers: Torture = {
  name: 'attacks on the published numbers',
  async run(seed, isShort) {
    const { violations, expect } = collector();
    const served = Object.values(content.pilots);
    const seeds = Array.from({ length: isShort ? SHORT_PILOTS : PILOTS }, (_, i) => seed + i);
    const settings = served.map((pilot) => settingOf(listsOf(content.model, pilot)));
    const attack = (draw: Draw, of: readonly number[]) =>
      of.flatMap((one) => {
        const setting = settings[one % settings.length];
        if (setting === undefined) return [];
        const released = release(setting, one, draw);
        const told = Object.keys(SECRETS).map((name) => [name, insider(released, name as SecretName)] as const);
        return { small: outsider(released, isShort ? [50, 80] : [150, 300]), told: new Map(told) };
      });
    const found = attack(chances, seeds);
    const three = attack(toThree, seeds.slice(0, OTHERS));
    const exact = attack(exactly, seeds.slice(0, 1));

    const small = found.map((one) => one.small);
    expect(all(small) <= 1, 'an outsider finds small numbers', `${all(small)}%`);
    expect(all(three.map((one) => one.small)) > 3, 'the attack finds nothing under rounding to 3');
    expect(all(exact.map((one) => one.small)) === 100, 'the attack does not find exact numbers');
    const figures = [
      { name: `pilots, seeds ${seeds.join(' ')}`, value: seeds.length, unit: 'pilots' },
      { name: 'numbers from 1 to 4', value: small.reduce((sum, { of }) => sum + of, 0), unit: 'numbers' },
      { name: 'found by an outsider', value: all(small), unit: '%' },
      { name: 'found by an outsider, worst pilot', value: worst(small), unit: '%' },
      { name: 'found by an outsider under rounding to 3', value: all(three.map((one) => one.small)), unit: '%' },
    ];
    for (const name of Object.keys(SECRETS)) {
      const of = (released: typeof found) => released.flatMap(({ told }) => told.get(name) ?? []);
      expect(isShort || all(of(found)) <= 15, 'an insider is sure of one fact too often', name);
      expect(all(of(exact)) === 100, 'the insider is not sure under exact numbers', name);
      figures.push(
        { name: `sure of an insider: ${name}`, value: all(of(found)), unit: '%' },
        { name: `sure of an insider: ${name}, worst pilot`, value: worst(of(found)), unit: '%' },
        { name: `sure of an insider: ${name}, under rounding to 3`, value: all(of(three)), unit: '%' },
      );
    }
    return { figures, violations };
  },
};
