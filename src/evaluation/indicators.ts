import { disclose, type Published } from './disclosure.ts';
import { PERSON_DIMENSIONS } from './events.ts';
import type { Period } from './periods.ts';

export const DIMENSIONS = [...PERSON_DIMENSIONS, 'milestone'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

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
  /** Distinct people of the period. */
  total: Published;
  /** Without rows, nothing but the total may be shown: which values there are would already tell. */
  rows: { value: string; people: Published }[];
}

export const NOT_SAID = 'not-said';

/**
 * Distinct people with an event in the period, per value of one dimension, after disclosure control. `events`: the rows
 * of one pilot in the order they were written, from the beginning (a person may have said earlier who they are);
 * demonstration rows never count.
 *
 * A characteristic is the last one said before the period's end, so that everybody is in exactly one row and the rows
 * add up to the total, which is what the protection is proven for; who said nothing is `not-said`. Milestones overlap, so each
 * is a table of its own, of those who reached it in the period and those who didn't.
 */
export function table(events: readonly EventRow[], dimension: Dimension, period: Period): Table {
  const counted = events.filter((event) => !event.demo && event.pseudonym !== null && event.hour < period.toAt);
  const within = counted.filter((event) => event.hour >= period.fromAt);
  const people = new Set(within.map((event) => event.pseudonym));
  return dimension === 'milestone' ? byMilestone(within, people.size) : byCharacteristic(counted, people, dimension);
}

type People = ReadonlySet<string | null>;

function byCharacteristic(events: readonly EventRow[], people: People, dimension: Dimension): Table {
  const said = new Map(
    events
      .filter((event) => event.kind === 'person-coded' && event.data.dimension === dimension)
      .sort((a, b) => a.hour - b.hour)
      .map((event) => [event.pseudonym, String(event.data.value)]),
  );
  const groups = Map.groupBy(people, (person) => said.get(person) ?? NOT_SAID);
  // Whoever is first is suppressed first to protect the others: what nobody said is the least loss.
  const values = [...groups.keys()].sort((a, b) => Number(b === NOT_SAID) - Number(a === NOT_SAID) || compare(a, b));
  const { total, cells } = disclose(values.map((value) => groups.get(value)?.length ?? 0));
  return protectedTable(total, values, cells);
}

function byMilestone(events: readonly EventRow[], everybody: number): Table {
  const milestones = events.filter((event) => event.kind === 'milestone');
  const groups = Map.groupBy(milestones, (event) => String(event.data.name));
  const values = [...groups.keys()].sort(compare);
  const cells = values.map((value) => {
    const reached = new Set(groups.get(value)?.map((event) => event.pseudonym)).size;
    return disclose([reached, everybody - reached]).cells[0] ?? 'suppressed';
  });
  return protectedTable(disclose([everybody]).total, values, cells);
}

function protectedTable(total: Published, values: readonly string[], cells: readonly Published[]): Table {
  const rows = values.map((value, i) => ({ value, people: cells[i] ?? 'suppressed' }));
  return { total, rows: rows.some((row) => row.people !== 'suppressed') ? rows : [] };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
