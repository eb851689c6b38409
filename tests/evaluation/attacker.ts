import { disclose } from '../../src/evaluation/disclosure.ts';
import { PERSON_DIMENSIONS } from '../../src/evaluation/events.ts';
import {
  type EventRow,
  MILESTONE_NAMES,
  MILESTONES,
  type Milestone,
  type Release,
} from '../../src/evaluation/release.ts';
import { Knowledge } from './linear.ts';
import { HALVES, type Someone, TOLD, VALUES } from './population.ts';

/**
 * Groups of people by a name such as `1 gender=woman & month=2026-07`: the half-year, then what everybody in it has in
 * common, `!` before what they don't. Every unknown but a slack (`~...`) is the size of such a group.
 */
type Person = { someone: Someone; active: boolean[] };

/** How many people a group really has. */
export function sizeOf(people: readonly Someone[]): (name: string) => number {
  const all: Person[] = people.map((someone) => ({
    someone,
    active: someone.months.map((months) => months.length > 0),
  }));
  const known = new Map<string, number>();
  const count = (name: string): number => {
    const conditions = name.split(' & ').map((one) => /^(!?)(\d)(?: ([\w-]+)=(.+))?$/.exec(one));
    return all.filter((person) =>
      conditions.every((match) => {
        const [, not = '', half = '', by, value = ''] = match ?? [];
        return (not === '') === has(person, Number(half), by, value);
      }),
    ).length;
  };
  return (name) => {
    const size = known.get(name) ?? (name.startsWith('~') ? slack(name, count) : count(name));
    known.set(name, size);
    return size;
  };
}

function has({ someone, active }: Person, half: number, by: string | undefined, value: string): boolean {
  if (active[half] !== true) return false;
  if (by === undefined) return true;
  if (by === 'month') return (someone.months[half] ?? []).some((i) => HALVES[half]?.months[i]?.name === value);
  if (by === 'milestone')
    return value === 'appointment-booked' ? someone.booked[half] === true : TOLD.includes(someone.said.status);
  return PERSON_DIMENSIONS.some((dimension) => dimension === by && someone.said[dimension] === value);
}

/** What the months of a half-year have more than its people. */
const slack = (name: string, count: (name: string) => number): number => {
  const half = Number(name.slice(1));
  const months = HALVES[half]?.months ?? [];
  return months.reduce((all, month) => all + count(`${half} month=${month.name}`), 0) - count(`${half}`);
};

/** Everything that whoever holds all these releases, and has read the rules and the flows, can put into equations. */
export function knowledgeOf(releases: readonly Release[]): Knowledge {
  const known = new Knowledge();
  for (const [h, release] of releases.entries()) learn(known, h, release);
  for (const h of releases.keys()) if (h > 0) compare(known, h - 1, h);
  return known;
}

function learn(known: Knowledge, h: number, { total, tables }: Release): void {
  if (total === 'suppressed') known.bound(`${h}`, 1, 4);
  else known.equate([[`${h}`, 1]], total);

  const rest = (group: string) => {
    known.equate(
      [
        [group, 1],
        [`${h} & !${group}`, 1],
        [`${h}`, -1],
      ],
      0,
    );
  };
  for (const { by, rows, withheld } of tables) {
    const values = by in VALUES ? VALUES[by as keyof typeof VALUES] : rows.map(({ value }) => value);
    for (const value of values) {
      const group = `${h} ${by}=${value}`;
      rest(group);
      const row = rows.find((one) => one.value === value);
      if (row === undefined) {
        if (!withheld) known.equate([[group, 1]], 0);
      } else if (row.people !== 'suppressed') known.equate([[group, 1]], row.people);
      else if (!(by === 'milestone' && MILESTONES[value as Milestone] !== null)) {
        // Behind such a number there is always somebody; the one milestone is suppressed for the sake of others.
        known.bound(group, 1);
        if (!(by in VALUES)) known.bound(`${h} & !${group}`, 1);
      }
    }
    if (by in VALUES) known.equate([...values.map((value) => [`${h} ${by}=${value}`, 1] as const), [`${h}`, -1]], 0);
  }
  const groups = tables.find(({ by }) => by === 'month')?.rows ?? [];
  if (groups.length > 0)
    known.equate([...groups.map(({ value }) => [`${h} month=${value}`, 1] as const), [`${h}`, -1], [`~${h}`, -1]], 0);
  if ((tables.find(({ by }) => by === 'milestone')?.rows.length ?? 0) > 0)
    known.equate(
      [[`${h} milestone=rights-known`, 1], ...TOLD.map((value) => [`${h} status=${value}`, -1] as const)],
      0,
    );

  // Whoever is in a row of one table and of another: months and milestones by characteristic.
  for (const { by, rows } of tables.filter((table) => table.by === 'month' || table.by === 'milestone')) {
    for (const { value } of rows) {
      const group = `${h} ${by}=${value}`;
      for (const dimension of PERSON_DIMENSIONS) {
        const cells = VALUES[dimension].map((one) => `${h} ${dimension}=${one}`);
        known.equate([...cells.map((cell) => [`${cell} & ${group}`, 1] as const), [group, -1]], 0);
        for (const cell of cells)
          known.equate(
            [
              [`${cell} & ${group}`, 1],
              [`${cell} & !${group}`, 1],
              [cell, -1],
            ],
            0,
          );
      }
    }
  }
}

/** People of two half-years, who are assumed to have said the same in both: who stayed, who left, who is new. */
function compare(known: Knowledge, before: number, after: number): void {
  for (const [one, other] of [
    [before, after],
    [after, before],
  ] as const) {
    const both = `${before} & ${after}`;
    known.equate(
      [
        [both, 1],
        [`${one} & !${other}`, 1],
        [`${one}`, -1],
      ],
      0,
    );
    for (const dimension of PERSON_DIMENSIONS) {
      for (const value of VALUES[dimension]) {
        const [stayed, alone] = [
          `${before} ${dimension}=${value} & ${after}`,
          `${one} ${dimension}=${value} & !${other}`,
        ];
        known.equate(
          [
            [stayed, 1],
            [alone, 1],
            [`${one} ${dimension}=${value}`, -1],
          ],
          0,
        );
      }
      const cells = VALUES[dimension].map((value) => [`${before} ${dimension}=${value} & ${after}`, 1] as const);
      known.equate([...cells, [both, -1]], 0);
    }
  }
}

const DECIDED = new RegExp(
  MILESTONE_NAMES.filter((name) => MILESTONES[name] !== null)
    .map((name) => `=${name}$`)
    .join('|'),
);

/** What an attack has found. */
export interface Findings {
  /** Groups of 1-4 people that it went for. */
  small: number;
  /** Of these, those whose size it knows for certain, by name. */
  exact: string[];
  /** Of these, those in a table for which it can rule out 1, 2, 3 or 4, by name. */
  narrowed: string[];
}

export function attack(known: Knowledge, size: (name: string) => number): Findings {
  const solved = known.determined();
  const ranges = known.narrow();
  const targets = known.names().filter((name) => !name.startsWith('~') && size(name) >= 1 && size(name) <= 4);
  const range = (name: string) => ranges.get(name) ?? { lo: 0, hi: Number.POSITIVE_INFINITY };
  // A milestone that answers decide is a sum of them, and how many of those there are is no secret.
  const isInTable = (name: string) => /^\d [^&]*$|^(\d) & !\1 [^&]*$/.test(name) && !DECIDED.test(name);
  return {
    small: targets.length,
    exact: targets.filter((name) => solved.has(name) || range(name).lo === range(name).hi),
    narrowed: targets.filter((name) => isInTable(name) && (range(name).lo > 1 || range(name).hi < 4)),
  };
}

/** What months would say if each had tables of its own, published beside the half-year's. */
export function learnMonths(
  known: Knowledge,
  events: readonly EventRow[],
  h: number,
  size: (name: string) => number,
): void {
  for (const { name } of HALVES[h]?.months ?? []) {
    if (!events.some(({ hour }) => hour === HALVES[h]?.months.find((month) => month.name === name)?.fromAt)) continue;
    for (const dimension of PERSON_DIMENSIONS) {
      const cells = VALUES[dimension].map((value) => `${h} ${dimension}=${value} & ${h} month=${name}`);
      for (const [i, people] of disclose(cells.map(size)).cells.entries())
        if (people !== 'suppressed') known.equate([[cells[i] ?? '', 1]], people);
    }
  }
}
