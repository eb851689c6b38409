import { describe, expect, test } from 'vitest';
import { listsOf } from '../../src/conversation/lists.ts';
import { chances, MOST_TIMES } from '../../src/evaluation/cell-key.ts';
import { historyOf } from '../../src/evaluation/history.ts';
import { timesIn } from '../../src/evaluation/rows.ts';
import { content } from '../fakes/parts.ts';
import { throwDice } from '../torture/dice.ts';
import {
  type Draw,
  exactly,
  insider,
  outsider,
  release,
  SECRETS,
  type SecretName,
  settingOf,
  toThree,
} from './attack.ts';
import { eventsOf, HALF_YEARS, redrawn, someone } from './imaginary.ts';

/** Attacks on the numbers of imaginary pilots. `npm run torture -- numbers` tries many more, for longer. */

const [pilot] = Object.values(content.pilots);
if (pilot === undefined) throw new Error('there is no pilot');
const lists = listsOf(content.model, pilot);
const setting = settingOf(lists);
const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const SWEEPS = [50, 80] as const;
const secrets = Object.keys(SECRETS) as SecretName[];

test('the attackers take people to stand where the numbers count them', () => {
  const [dice, kind, stands] = [throwDice(1), setting.kind, setting.stands];
  for (let i = 0; i < 200; i += 1) {
    let person = someone(dice, kind);
    for (let times = 0; times < i % 5; times += 1) person = redrawn(dice, kind, person);
    const events = eventsOf(person, lists, 'somebody');
    const counted = HALF_YEARS.flatMap((halfYear) => {
      const history = historyOf(events, halfYear);
      const times = history === null ? new Map<string, number>() : timesIn(history);
      return stands.places.flatMap(({ name, halfYear: of }, place) => {
        const n = of === halfYear.name ? times.get(name) : undefined;
        return n === undefined ? [] : [[place, Math.min(n, MOST_TIMES)] as const];
      });
    });
    expect(new Map(stands.of(person))).toEqual(new Map(counted));
  }
});

describe('somebody who knows the code, how people are, and every number', () => {
  const share = (draw: Draw) => {
    const { found, of } = outsider(release(setting, 1, draw), SWEEPS);
    expect(of).toBeGreaterThan(100);
    return found / of;
  };
  test('finds at most 1% of the real numbers from 1 to 4', () => expect(share(chances)).toBeLessThanOrEqual(0.01));
  test('would find more than 3% under rounding to 3', () => expect(share(toThree)).toBeGreaterThan(0.03));
  test('would find all in exact numbers', () => expect(share(exactly)).toBe(1));
});

describe('somebody who knows everything about all but one', () => {
  const releases = new Map(
    [chances, toThree, exactly].map((draw) => [draw, SEEDS.map((seed) => release(setting, seed, draw))]),
  );
  const share = (draw: Draw, secret: SecretName) => {
    const all = (releases.get(draw) ?? []).map((released) => insider(released, secret));
    return all.reduce((sum, { found }) => sum + found, 0) / all.reduce((sum, { of }) => sum + of, 0);
  };
  test.each(secrets)('is sure of one fact in at most 15% of cases: %s', (secret) => {
    expect(share(chances, secret)).toBeLessThanOrEqual(0.15);
  });
  test.each(secrets)('would be sure more often under rounding to 3, and always under exact numbers: %s', (secret) => {
    expect(share(toThree, secret)).toBeGreaterThan(2 * share(chances, secret));
    expect(share(exactly, secret)).toBe(1);
  });
});
