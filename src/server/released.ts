import { type Content, pilotOf } from '../content.ts';
import { toCsv } from '../evaluation/csv.ts';
import type { Published } from '../evaluation/disclosure.ts';
import { closedHalfYear, closedHalfYears, type HalfYear, type NoPeriod } from '../evaluation/periods.ts';
import type { Release, Table } from '../evaluation/release.ts';
import { firstCountedHour } from '../store/events.ts';
import type { Principal } from '../store/principal.ts';
import { frozenPeriods, releaseOf } from '../store/releases.ts';
import type { Store } from '../store/store.ts';

/** The sources of the numbers; a `World` has all of them. */
export interface Source {
  store: Store;
  content: Content;
  clock(): number;
}

/** The release of a pilot for a half-year. Page, command and API all show this, and nothing else. */
export interface Released {
  pilot: string;
  halfYear: HalfYear;
  release: Release;
}

/** The pilots that a principal may read about, and that are served here. */
export const pilotsOf = ({ pilots }: Pick<Principal, 'pilots'>, content: Content): string[] =>
  pilots.filter((pilot) => Object.hasOwn(content.pilots, pilot));

export const zoneOf = (content: Content, pilot: string): string => pilotOf(content, pilot).zone;

/** The release of a pilot that is served here, or why there is none. */
export async function readReleased(source: Source, pilot: string, period: string): Promise<Released | NoPeriod> {
  const halfYear = closedHalfYear(period, zoneOf(source.content, pilot), source.clock());
  if ('error' in halfYear) return halfYear;
  return { pilot, halfYear, release: await releaseOf(source.store.read, pilot, halfYear) };
}

/** The closed half-years of a pilot since its first event, newest first. */
export async function releasedPeriods({ store, content, clock }: Source, pilot: string): Promise<string[]> {
  const first = await firstCountedHour(store.read, pilot);
  const closed = first === null ? [] : closedHalfYears(first, zoneOf(content, pilot), clock());
  return [...new Set([...closed, ...(await frozenPeriods(store.read, pilot))])].sort().toReversed();
}

/** The definition of the total, or of the dimension that a table breaks it down by, in a language. */
export const definitionOf = ({ model }: Content, language: string, by: Table['by'] | 'total'): string =>
  model.texts.say(language, `statistics:definition.${by}`);

const REFERENCE = 'en';
const cell = (people: Published) =>
  people === 'suppressed' ? { people: null, suppressed: true } : { people, suppressed: false };

/** A table as the API tells it. A suppressed number is `null` and says so: never 0, never left out. */
export function toJson(content: Content, { pilot, halfYear, release }: Released, table: Table) {
  const { name, from, to, zone } = halfYear;
  return {
    pilot,
    period: { name, from, to, zone },
    by: table.by,
    definition: definitionOf(content, REFERENCE, table.by),
    denominator: definitionOf(content, REFERENCE, 'total'),
    total: cell(release.total),
    withheld: table.withheld,
    rows: table.rows.map(({ value, people }) => ({ value, ...cell(people) })),
  };
}

const COLUMNS = ['pilot', 'period', 'from', 'to', 'zone', 'by', 'value', 'people', 'denominator', 'definition'];

/** The total and these tables as CSV, one row per number. A withheld table has one row, which says so. */
export function toSheet(content: Content, { pilot, halfYear, release }: Released, tables: readonly Table[]): string {
  const { name, from, to, zone } = halfYear;
  const row = (by: Table['by'] | 'total', value: string, people: Published) =>
    [pilot, name, from, to, zone, by, value, people, release.total, definitionOf(content, REFERENCE, by)] as const;
  return toCsv([
    COLUMNS,
    row('total', '', release.total),
    ...tables.flatMap(({ by, rows, withheld }) =>
      withheld ? [row(by, '', 'suppressed')] : rows.map(({ value, people }) => row(by, value, people)),
    ),
  ]);
}

/** The file name of a downloaded sheet. */
export const sheetName = ({ pilot, halfYear }: Released): string => `saputnik-${pilot}-${halfYear.name}.csv`;
