import { disclose, discloseCovering, discloseOverlapping, type Published } from './disclosure.ts';
import { PERSON_DIMENSIONS } from './events.ts';
import type { HalfYear, Period } from './periods.ts';

export const DIMENSIONS = [...PERSON_DIMENSIONS, 'milestone', 'month'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
type PersonDimension = (typeof PERSON_DIMENSIONS)[number];

/**
 * The milestones that are counted, each with the characteristic that decides it, if one does. The flows are public: whoever
 * reads in them that certain answers lead to a milestone, and others don't, reads its row as a sum of that
 * characteristic's. Such a row is shown only where that table hides nothing. One that isn't here is not released: nobody
 * has thought about what it gives away.
 */
export const MILESTONES: Readonly<Record<string, PersonDimension | null>> = {
  'rights-known': 'status',
  'appointment-booked': null,
};

/** An event as it is kept. */
export interface EventRow {
  pilot: string | null;
  /** Null: it happened to nobody in particular, and counts no people. */
  pseudonym: string | null;
  kind: string;
  data: Record<string, string | number>;
  /** Epoch milliseconds, cut to the hour. */
  hour: number;
  demo: boolean;
}

/** Protected: all of it may be shown. */
export interface Table {
  by: Dimension;
  rows: { value: string; people: Published }[];
  /** There are no rows because even which values there are would tell too much. */
  withheld: boolean;
}

/** All that is ever said about the people of a pilot in a half-year. */
export interface Release {
  /** Distinct people with an event in the half-year, whom every table is about. */
  total: Published;
  /** One of each dimension, in their order. */
  tables: Table[];
}

export const NOT_SAID = 'not-said';

/**
 * Counts the people of a closed half-year and protects the numbers. `events`: the rows of one pilot in the order they
 * were written, from the beginning (a person may have said earlier who they are). Demonstration rows never count.
 *
 * A characteristic is the last one said before the half-year's end, so that everybody is in exactly one row, and the rows add
 * up to the total; who said nothing is `not-said`. Milestones and months overlap, so each row is a table of its own, of
 * those who reached it, or were here, and those who didn't or weren't.
 *
 * **What it promises**: whoever holds all tables of all half-years and knows every rule here can't tell any number of 1-4
 * from the other three in any table, nor work one out between two of them.
 *
 * **Why it holds.** What can be worked out exactly of one table (a row, a sum of rows, and everybody else) is 0 or 5 and
 * more: a sum of suppressed cells that is known holds 5 for each. Tables of different dimensions share nothing but the
 * total, as any two that have the same one fit together; a number of those who are in a row of one *and* of another is bounded by the two
 * rows alone, and where that leaves one possibility, it is 0 or a row. The exceptions are known relations: months
 * together are everybody (`discloseCovering`), milestones may imply each other (`discloseOverlapping`), and `MILESTONES` says which
 * follow from an answer. Half-years count different events: how many people two of them share is not released.
 *
 * A month is never counted by itself with a table for each dimension: subtracted from its half-year's, that would be the few who came in
 * the other five months.
 */
export function release(events: readonly EventRow[], halfYear: HalfYear): Release {
  const counted = events.filter((event) => !event.demo && event.pseudonym !== null && event.hour < halfYear.toAt);
  const within = counted.filter((event) => event.hour >= halfYear.fromAt);
  const people = new Set(within.map((event) => event.pseudonym));
  const { total } = disclose([people.size]);
  const characteristics = PERSON_DIMENSIONS.map((by) => byCharacteristic(counted, people, by));
  const overlapping = [byMilestone(within, people.size, characteristics), byMonth(within, people.size, halfYear)];
  // The names of milestones would say of four people, or fewer, what one of them did.
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
  // Whoever is first is suppressed first to protect the others: what nobody said is the least loss.
  const values = [...groups.keys()].sort((a, b) => Number(b === NOT_SAID) - Number(a === NOT_SAID) || compare(a, b));
  const { cells } = disclose(values.map((value) => groups.get(value)?.length ?? 0));
  if (cells.length > 0 && cells.every((people) => people === 'suppressed')) return { by, rows: [], withheld: true };
  return { by, rows: paired(values, cells), withheld: false };
}

function byMilestone(within: readonly EventRow[], everybody: number, characteristics: readonly Table[]): Table {
  const milestones = within.filter((event) => event.kind === 'milestone');
  const names = Object.keys(MILESTONES);
  const reached = names.map((name) => countPeople(milestones.filter((event) => event.data.name === name)));
  const isTold = (name: string) => {
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
