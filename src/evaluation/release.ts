import { disclose, discloseCovering, discloseOverlapping, type Published } from './disclosure.ts';
import { PERSON_DIMENSIONS } from './events.ts';
import type { HalfYear, Period } from './periods.ts';

export const DIMENSIONS = [...PERSON_DIMENSIONS, 'milestone', 'month'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
type PersonDimension = (typeof PERSON_DIMENSIONS)[number];

/**
 * The milestones that are counted, each with the characteristic that decides it, if there is one. The flows are public:
 * a reader who sees in them that certain answers lead to a milestone, and others do not, can read the milestone's row
 * as a sum of rows of that characteristic. Such a row is shown only where that characteristic's table hides nothing. A
 * milestone that is not listed here is not released, since its risk has not been examined.
 */
export const MILESTONES = {
  'rights-known': 'status',
  'appointment-booked': null,
} as const satisfies Readonly<Record<string, PersonDimension | null>>;
export type Milestone = keyof typeof MILESTONES;
export const MILESTONE_NAMES = Object.keys(MILESTONES) as Milestone[];

/** An event as it is stored. */
export interface EventRow {
  pilot: string | null;
  /** Null for an event that belongs to no person in particular and counts no people. */
  pseudonym: string | null;
  kind: string;
  data: Record<string, string | number>;
  /** Epoch milliseconds, cut to the hour. */
  hour: number;
  demo: boolean;
}

/** A protected table: all of it may be shown. */
export interface Table {
  by: Dimension;
  rows: { value: string; people: Published }[];
  /** True where there are no rows, because even the names of the values would reveal too much. */
  withheld: boolean;
}

/** All numbers that are ever published about the people of a pilot in a half-year. */
export interface Release {
  /** Distinct people with an event in the half-year; every table is about them. */
  total: Published;
  /** One table for each dimension, in the order of `DIMENSIONS`. */
  tables: Table[];
}

export const NOT_SAID = 'not-said';

/**
 * Counts the people of a closed half-year and protects the numbers. `events`: the rows of one pilot from the beginning
 * (a person may have stated a characteristic earlier), each characteristic of a person at most once an hour.
 * Demonstration rows never count.
 *
 * A person's characteristic is the last one that they stated before the half-year's end, or `not-said`. So every person
 * is in exactly one row, and the rows add up to the total. Milestones and months overlap, so each of their rows is a
 * table of its own: the people who reached the milestone, or were active in the month, and the people who did not or
 * were not.
 *
 * **What it promises**: a reader who holds all tables of all half-years and knows every rule here cannot tell any
 * number of 1-4 from the other three in any table, nor work one out between two tables.
 *
 * **Why it holds.** Every number that can be worked out exactly from one table (a row, a sum of rows, and all people
 * outside it) is 0 or at least 5: a known sum of suppressed cells holds 5 for each of them. Tables of different
 * dimensions share only the total, and any two tables with the same total fit together. The number of people in a row
 * of one table *and* in a row of another is bounded by the two rows alone, and where that leaves one possibility, it is
 * 0 or a row. The exceptions are known relations: months together hold all people (`discloseCovering`), milestones may
 * imply each other (`discloseOverlapping`), and `MILESTONES` says which milestones follow from an answer. Half-years
 * count different events: the number of people that two of them share is not released.
 *
 * A month never gets a table for each dimension: subtracted from the half-year's table, it would reveal the few people
 * who came in the other five months.
 */
export function release(events: readonly EventRow[], halfYear: HalfYear): Release {
  const counted = events.filter((event) => !event.demo && event.pseudonym !== null && event.hour < halfYear.toAt);
  const within = counted.filter((event) => event.hour >= halfYear.fromAt);
  const people = new Set(within.map((event) => event.pseudonym));
  const { total } = disclose([people.size]);
  const characteristics = PERSON_DIMENSIONS.map((by) => byCharacteristic(counted, people, by));
  const overlapping = [byMilestone(within, people.size, characteristics), byMonth(within, people.size, halfYear)];
  // Among four people or fewer, the names of the milestones alone would reveal one person's progress.
  const shown = total === 'suppressed' ? overlapping.map(({ by }) => ({ by, rows: [], withheld: true })) : overlapping;
  return { total, tables: [...characteristics, ...shown] };
}

type People = ReadonlySet<string | null>;

function byCharacteristic(events: readonly EventRow[], people: People, by: PersonDimension): Table {
  const said = new Map(
    events
      .filter((event) => event.kind === 'person-coded' && event.data.dimension === by)
      .sort((a, b) => a.hour - b.hour)
      .map((event) => [event.pseudonym, String(event.data.value)]),
  );
  const groups = Map.groupBy(people, (person) => said.get(person) ?? NOT_SAID);
  // The first row is the first to be suppressed for the others' sake, and `not-said` is the least loss.
  const values = [...groups.keys()].sort((a, b) => Number(b === NOT_SAID) - Number(a === NOT_SAID) || compare(a, b));
  const { cells } = disclose(values.map((value) => groups.get(value)?.length ?? 0));
  if (cells.length > 0 && cells.every((people) => people === 'suppressed')) return { by, rows: [], withheld: true };
  return { by, rows: paired(values, cells), withheld: false };
}

function byMilestone(within: readonly EventRow[], everybody: number, characteristics: readonly Table[]): Table {
  const milestones = within.filter((event) => event.kind === 'milestone');
  const names = MILESTONE_NAMES;
  const reached = names.map((name) => countPeople(milestones.filter((event) => event.data.name === name)));
  const isTold = (name: Milestone) => {
    const decisive = characteristics.find(({ by }) => by === MILESTONES[name]);
    return decisive === undefined || !hides(decisive);
  };
  const cells = discloseOverlapping(reached, everybody);
  return {
    by: 'milestone',
    rows: paired(
      names,
      names.map((name, i) => (isTold(name) ? (cells[i] ?? 'suppressed') : 'suppressed')),
    ),
    withheld: false,
  };
}

function byMonth(within: readonly EventRow[], everybody: number, { months }: HalfYear): Table {
  const active = months.map((month) => countPeople(within.filter((event) => isIn(month, event))));
  const names = months.map(({ name }) => name);
  return { by: 'month', rows: paired(names, discloseCovering(active, everybody)), withheld: false };
}

const isIn = ({ fromAt, toAt }: Period, { hour }: EventRow) => fromAt <= hour && hour < toAt;
const countPeople = (events: readonly EventRow[]) => new Set(events.map((event) => event.pseudonym)).size;
const hides = ({ rows, withheld }: Table) => withheld || rows.some(({ people }) => people === 'suppressed');
const paired = (values: readonly string[], cells: readonly Published[]): Table['rows'] =>
  values.map((value, i) => ({ value, people: cells[i] ?? 'suppressed' }));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
