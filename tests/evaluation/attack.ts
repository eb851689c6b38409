import { createHmac } from 'node:crypto';
import { type Cell, type Chances, EMPTY_CELL, protector, withPerson } from '../../src/evaluation/cell-key.ts';
import type { CodedEvent } from '../../src/evaluation/events.ts';
import type { Lists } from '../../src/evaluation/indicators.ts';
import { type Dice, throwDice } from '../torture/dice.ts';
import {
  type Deed,
  HALF_YEARS,
  type Imaginary,
  type Kind,
  kindOf,
  MONTHS_OF_ONE,
  redrawn,
  someone,
} from './imaginary.ts';
import { type Stands, standsIn } from './standing.ts';

/** A rule that is attacked: what a real number may be shown as. */
export type Draw = (real: number) => Chances;

/** Random rounding to multiples of 3; five times as much, since only multiples of 5 can be published. */
export const toThree: Draw = (real) => {
  const over = real % 3;
  if (over === 0) return [[5 * real, 100]];
  const up = over === 1 ? 33 : 67;
  return [
    [5 * (real - over), 100 - up],
    [5 * (real - over + 3), up],
  ];
};
/** The real number; five times as much. */
export const exactly: Draw = (real) => [[5 * real, 100]];

/** So many people of a pilot come, stay and leave over the half-years; 35 to 45 at a time. */
const PEOPLE = 60;
/** An attacker who gives something a higher chance takes it for known. */
const SURE = 0.9;
/** The highest number that a row can have. */
const MOST = 4 * PEOPLE;

/** What everybody knows of a pilot: its rows, and how its people are. */
export interface Setting {
  kind: Kind;
  stands: Stands;
}

export const settingOf = (lists: Lists): Setting => ({ kind: kindOf(lists), stands: standsIn(lists) });

/** A pilot of imaginary people, with the numbers that are published of it. */
export interface Released extends Setting {
  people: readonly Imaginary[];
  /** By place. */
  cells: readonly Cell[];
  shown: readonly number[];
  recordKeys: readonly bigint[];
  draw: Draw;
  dice: Dice;
}

/** Draws the people of a pilot and publishes their numbers under a key that no attacker has. */
export function release({ kind, stands }: Setting, seed: number, draw: Draw): Released {
  const dice = throwDice(seed);
  const people = Array.from({ length: PEOPLE }, () => someone(dice, kind));
  const hash = (...parts: string[]) => createHmac('sha256', `key ${seed}`).update(JSON.stringify(parts)).digest();
  const protect = protector(hash, draw);
  const recordKeys = people.map((_, i) => protect.recordKey(`person ${i}`));
  const cells: Cell[] = stands.places.map(() => EMPTY_CELL);
  for (const [i, person] of people.entries()) {
    for (const [place, times] of stands.of(person))
      cells[place] = withPerson(cells[place] ?? EMPTY_CELL, recordKeys[i] ?? 0n, times);
  }
  const shown = stands.places.map(({ name, halfYear }, i) => protect.publish(name, cells[i] ?? EMPTY_CELL, halfYear));
  return { kind, stands, people, cells, shown, recordKeys, draw, dice };
}

/** How many of those that an attacker was asked about he found, and of how many. */
export interface Found {
  found: number;
  of: number;
}

/** How many people somebody has enrolled by each half-year's end, and how many women: it is published exactly. */
function enrolled({ said, months }: Imaginary): number[] {
  const first = months.findIndex((deeds) => deeds.some((deed) => deed[0]?.kind === 'enrolled'));
  return HALF_YEARS.flatMap((_, half) => {
    const isIn = first >= 0 && first < (half + 1) * MONTHS_OF_ONE;
    return [isIn ? 1 : 0, isIn && said.gender === 'woman' ? 1 : 0];
  });
}

/** By place and real number, the logarithm of the chance that it is shown as it is; an impossible one is the worse the further it is off. */
function likelihoods({ shown, draw }: Pick<Released, 'shown' | 'draw'>): Float64Array[] {
  const tables = new Map<number, Float64Array>();
  const chances = Array.from({ length: MOST + 1 }, (_, real) => draw(real));
  return shown.map((value) => {
    const percents = chances.map((table) => table.find(([one]) => one === value)?.[1] ?? 0);
    const possible = percents.flatMap((percent, real) => (percent > 0 ? [real] : []));
    const known =
      tables.get(value) ??
      Float64Array.from(percents, (percent, real) =>
        percent > 0 ? Math.log(percent / 100) : -9 - Math.min(...possible.map((one) => Math.abs(one - real))),
      );
    tables.set(value, known);
    return known;
  });
}

/**
 * Knows the code, the rows, how people are and how many they are, and every published number, but no key. He draws
 * populations that fit the numbers (Metropolis and Hastings; first with a likelihood that counts less), and looks how often
 * a row has a number in them. What one number proves alone, he takes for granted. Returns how many of the real numbers from
 * 1 to 4 he gives with more than 90%.
 *
 * @param sweeps How often everybody is drawn anew, to begin with and while he looks.
 */
export function outsider(released: Released, [burn, looks]: readonly [number, number]): Found {
  const { kind, stands, dice, cells } = released;
  const tables = likelihoods(released);
  const small = cells.flatMap(({ count }, place) => (1 <= count && count <= 4 ? [{ count, place }] : []));
  const open = small.filter(({ place }) => tables[place]?.filter((log) => log > -9).length !== 1);
  if (open.length === 0) return { found: small.length, of: small.length };
  const counts = new Int16Array(tables.length);
  const exact = new Int16Array(2 * HALF_YEARS.length);
  const everybody = released.people.map(enrolled);
  const known = [...exact].map((_, i) => everybody.reduce((sum, one) => sum + (one[i] ?? 0), 0));
  const people = Array.from({ length: PEOPLE }, () => someone(dice, kind)).map((person) => ({
    person,
    rows: stands.of(person),
    enrolled: enrolled(person),
  }));
  type One = (typeof people)[number];
  function move({ rows, enrolled }: One, by: 1 | -1): number {
    let gain = 0;
    for (const [place, times] of rows) {
      const [before, table] = [counts[place] ?? 0, tables[place]];
      const now = before + by * times;
      gain += (table?.[Math.min(now, MOST)] ?? 0) - (table?.[Math.min(before, MOST)] ?? 0);
      counts[place] = now;
    }
    for (const [i, n] of enrolled.entries()) {
      if (n === 0) continue;
      const off = (exact[i] ?? 0) - (known[i] ?? 0);
      gain += 4 * (Math.abs(off) - Math.abs(off + by));
      exact[i] = (exact[i] ?? 0) + by;
    }
    return gain;
  }
  for (const one of people) move(one, 1);
  const seen = tables.map(() => new Uint32Array(MOST + 1));
  for (let sweep = 0; sweep < burn + looks; sweep += 1) {
    const weight = Math.min(1, 0.05 + (1.3 * sweep) / burn);
    for (let i = 0; i < PEOPLE * 8; i += 1) {
      const at = dice.int(PEOPLE);
      const old = people[at];
      if (old === undefined) continue;
      const person = redrawn(dice, kind, old.person);
      const fresh: One = { person, rows: stands.of(person), enrolled: enrolled(person) };
      const gain = move(old, -1) + move(fresh, 1);
      if (Math.log((dice.int(1_000_000) + 1) / 1_000_000) < gain * weight) people[at] = fresh;
      else {
        move(fresh, -1);
        move(old, 1);
      }
    }
    if (sweep < burn) continue;
    for (const [place, n] of counts.entries()) {
      const looked = seen[place];
      if (looked !== undefined) looked[n] = (looked[n] ?? 0) + 1;
    }
  }
  const guessed = open.filter(({ count, place }) => (seen[place]?.[count] ?? 0) / looks > SURE);
  return { found: small.length - open.length + guessed.length, of: small.length };
}

/** What an insider is asked about one person: the truth first, then all else that it can be. */
type Secret = (person: Imaginary, kind: Kind) => [truth: Imaginary, ...others: Imaginary[]] | null;

/** The same person with another deed in place of one. */
const instead = (person: Imaginary, month: number, i: number, deed: Deed): Imaginary => ({
  ...person,
  months: person.months.with(month, (person.months[month] ?? []).with(i, deed)),
});

const missedOrNot =
  (wanted: 'appointment-missed' | 'appointment-arrived'): Secret =>
  (person) => {
    for (const [month, deeds] of person.months.entries()) {
      for (const [i, [first]] of deeds.entries()) {
        if (first?.kind !== wanted) continue;
        const { topic, reminded } = first as Extract<CodedEvent, { kind: 'appointment-missed' }>;
        const kind = wanted === 'appointment-missed' ? 'appointment-arrived' : 'appointment-missed';
        return [person, instead(person, month, i, [{ kind, topic, reminded }])];
      }
    }
    return null;
  };

export const SECRETS = {
  'missed a talk': missedOrNot('appointment-missed'),
  'came to a talk': missedOrNot('appointment-arrived'),
  'finished the last step': (person) => {
    const last = person.way.at(-1);
    if (last === undefined) return null;
    return [person, { ...person, way: person.way.with(-1, { ...last, isFinished: !last.isFinished }) }];
  },
  status: (person, { said }) => [
    person,
    ...said.status
      .filter(([value]) => value !== person.said.status)
      .map(([value]) => ({ ...person, said: { ...person.said, status: value } })),
  ],
} as const satisfies Record<string, Secret>;
export type SecretName = keyof typeof SECRETS;

/**
 * Knows everything about everybody else, and about one person everything but one fact. He works out how likely each answer
 * makes all published numbers; all answers are alike to him before. Of how many people he is asked, and about how many he
 * gives the truth more than 90%.
 */
export function insider(released: Released, name: SecretName): Found {
  const { people, kind } = released;
  const sure = people.flatMap((person, i) => {
    const may = SECRETS[name](person, kind);
    return may === null || released.stands.of(person).length === 0 ? [] : [sureness(released, i, may) > SURE];
  });
  return { found: sure.filter(Boolean).length, of: sure.length };
}

/** How likely the first answer is, exactly: the same people in the same row have one number, in whatever half-year. */
function sureness({ stands, cells, shown, recordKeys, draw, people }: Released, who: number, may: Imaginary[]): number {
  const key = recordKeys[who] ?? 0n;
  const standings = may.map((person) => new Map(stands.of(person)));
  const real = new Map(stands.of(people[who] as Imaginary));
  const isTouched = (place: number) => standings.some((one) => one.get(place) !== standings[0]?.get(place));
  const names = new Set(stands.places.flatMap(({ name }, place) => (isTouched(place) ? [name] : [])));
  const looked = stands.places.flatMap(({ name, halfYear }, place) =>
    names.has(name) ? [{ name, halfYear, place }] : [],
  );
  const logs = standings.map((standing) => {
    const tickets = new Map<string, number>();
    let log = 0;
    for (const { name, halfYear, place } of looked) {
      const cell = cells[place] ?? EMPTY_CELL;
      const more = (standing.get(place) ?? 0) - (real.get(place) ?? 0);
      const count = cell.count + more;
      const ticket = `${name} ${count === 0 ? halfYear : BigInt.asUintN(64, cell.sum + BigInt(more) * key)}`;
      const value = shown[place] ?? 0;
      const before = tickets.get(ticket);
      if (before === value) continue;
      tickets.set(ticket, value);
      const percent = before === undefined ? (draw(count).find(([one]) => one === value)?.[1] ?? 0) : 0;
      log += Math.log(percent / 100);
    }
    return log;
  });
  const weights = logs.map((log) => Math.exp(log - Math.max(...logs)));
  return (weights[0] ?? 0) / weights.reduce((sum, one) => sum + one, 0);
}
