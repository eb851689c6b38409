import { type Content, pilotOf } from '../content.ts';
import { listsOf } from '../conversation/lists.ts';
import { toCsv } from '../evaluation/csv.ts';
import { INDICATOR_NAMES, type IndicatorName, indicator } from '../evaluation/indicators.ts';
import { type HalfYear, halfYearsBetween, isClosed, readHalfYear } from '../evaluation/periods.ts';
import { type Published, type Rate, rate, together } from '../evaluation/published.ts';
import { baseOf, nameOf, type Row, rowsOf } from '../evaluation/rows.ts';
import { firstCountedHour } from '../store/events.ts';
import type { Principal } from '../store/principal.ts';
import { type Enrolled, enrolledBy, frozenPeriods, publishedOf } from '../store/releases.ts';
import type { Store } from '../store/store.ts';

/** The sources of the numbers; a `World` has all of them. */
export interface Source {
  store: Store;
  content: Content;
  demo: boolean;
  clock(): number;
}

/** The name that stands for all pilots of a reader together, where a pilot is chosen. */
export const ALL = 'all';

/** A row with its number; null while it is not published: its month, or the half-year, has not closed. */
interface Numbered extends Row {
  number: Published | null;
}

/** What there is of a half-year: `open` and `pending` have the numbers of closed months alone. */
export type State = 'none' | 'open' | 'pending' | 'closed';

/**
 * The numbers of a half-year, of one pilot or of several together. Pages, files, the API and the command all show this,
 * and nothing else.
 */
export interface Numbers {
  /** A pilot, or `ALL`. */
  pilot: string;
  halfYear: HalfYear;
  state: State;
  /** Every row there can be, in its order. */
  rows: readonly Numbered[];
  /** Exact, by pilot; of those whose half-year is closed. */
  enrolled: ReadonlyMap<string, Enrolled>;
}

/** The pilots that a principal may read about, and that are served here. */
export const pilotsOf = ({ pilots }: Pick<Principal, 'pilots'>, content: Content): string[] =>
  pilots.filter((pilot) => Object.hasOwn(content.pilots, pilot));

export const zoneOf = (content: Content, pilot: string): string => pilotOf(content, pilot).zone;

/** The numbers of these pilots, one or several, for a half-year (`2026-H1`); undefined where the text names none. */
export async function readNumbers(
  source: Source,
  pilots: readonly [string, ...string[]],
  period: string,
): Promise<Numbers | undefined> {
  const [first, ...others] = await Promise.all(pilots.map((pilot) => numbersOf(source, pilot, period)));
  if (first === undefined || others.some((one) => one === undefined)) return undefined;
  return others.length === 0 ? first : sum(first, others as Numbers[]);
}

async function numbersOf(source: Source, pilot: string, period: string): Promise<Numbers | undefined> {
  const { store, content, demo } = source;
  const of = pilotOf(content, pilot);
  const halfYear = readHalfYear(period, of.zone);
  if (halfYear === undefined) return undefined;
  const whose = { pilot, demo };
  const frozen = await publishedOf(store.read, whose, period);
  const enrolled = await enrolledBy(store.read, whose, period);
  const rows = rowsOf(listsOf(content.model, of), period).map((row) => ({
    ...row,
    number: frozen.get(nameOf(row)) ?? null,
  }));
  const state = await stateOf(source, pilot, halfYear, rows);
  // Where nobody has ever come, nobody is enrolled.
  const known = enrolled ?? (state === 'none' ? { people: 0, women: 0 } : undefined);
  return {
    ...{ pilot, halfYear, rows, state },
    enrolled: new Map(known === undefined ? [] : [[pilot, known]]),
  };
}

async function stateOf(
  { store, demo, clock }: Source,
  pilot: string,
  { fromAt, toAt }: HalfYear,
  rows: readonly Numbered[],
): Promise<State> {
  if (!isClosed(toAt, clock())) return 'open';
  if (rows.every(({ number }) => number !== null)) return 'closed';
  const first = await firstCountedHour(store.read, { pilot, demo }, { fromAt, toAt });
  return first === null ? 'none' : 'pending';
}

/** Several pilots together: sums of what is published of each, which tell no more than that. */
function sum(first: Numbers, others: readonly Numbers[]): Numbers {
  const all = [first, ...others];
  const published = new Map<string, Published[]>();
  const rows = new Map<string, Row>();
  for (const { number, ...row } of all.flatMap((one) => one.rows)) {
    const name = nameOf(row);
    rows.set(name, row);
    if (number !== null) published.set(name, [...(published.get(name) ?? []), number]);
  }
  const states = all.map(({ state }) => state);
  const state = (['pending', 'open', 'closed'] as const).find((one) => states.includes(one)) ?? 'none';
  return {
    ...{ pilot: ALL, halfYear: first.halfYear, state },
    rows: [...rows].map(([name, row]) => ({ ...row, number: summed(published.get(name)) })),
    enrolled: new Map(all.flatMap(({ enrolled }) => [...enrolled])),
  };
}

const summed = (numbers: readonly Published[] | undefined): Published | null =>
  numbers === undefined ? null : together(numbers);

/** The half-years of a pilot since somebody came first, newest first; the one that runs now is among them. */
export async function periodsOf({ store, content, demo, clock }: Source, pilot: string): Promise<string[]> {
  const whose = { pilot, demo };
  const first = await firstCountedHour(store.read, whose);
  const since = halfYearsBetween(first ?? clock(), clock(), zoneOf(content, pilot)).map(({ name }) => name);
  return [...new Set([...since, ...(await frozenPeriods(store.read, whose))])].sort().toReversed();
}

/** Finds a row's number, and its share of the row that it is a part of, by name. */
export function lookup({ rows }: Pick<Numbers, 'rows'>) {
  const numbers = new Map(rows.map((row) => [nameOf(row), row.number]));
  const numberOf = (row: Row): Published | null => numbers.get(nameOf(row)) ?? null;
  return {
    numberOf,
    /** Null where there is no base, where one of both is not published yet, or where the base is too small. */
    rateOf(row: Row): Rate | null {
      const base = baseOf(row);
      const [part, whole] = [numberOf(row), base === undefined ? null : numberOf(base)];
      return part === null || whole === null ? null : rate(part, whole);
    },
  };
}

/** The name and the definition of an indicator, in a language. */
export const aboutIndicator = ({ model }: Content, language: string, name: IndicatorName) => ({
  name: model.texts.say(language, `statistics:indicator.${name}.name`),
  definition: model.texts.say(language, `statistics:indicator.${name}.definition`),
});

/** The language of files, whatever that of their reader. */
const REFERENCE = 'en';

interface Line extends Numbered {
  row: string;
  part: string;
  rate: Rate | null;
}

function linesOf(numbers: Numbers): Line[] {
  const { rateOf } = lookup(numbers);
  return numbers.rows.map((one) => {
    const base = baseOf(one);
    return { ...one, row: nameOf(one), part: base === undefined ? '' : nameOf(base), rate: rateOf(one) };
  });
}

const spanOf = ({ halfYear: { name, from, to }, pilot, halfYear }: Numbers) => ({
  ...{ name, from, to },
  ...(pilot !== ALL && { zone: halfYear.zone }),
});

/** The numbers as the API tells them; `number` is null while a row is not published. */
export function toJson(content: Content, numbers: Numbers, demo: boolean) {
  return {
    ...(demo && { demonstration: true }),
    ...{ pilot: numbers.pilot, period: spanOf(numbers), state: numbers.state },
    rule: content.model.texts.say(REFERENCE, 'statistics:rule'),
    /** Exact: how many staff had enrolled by the end of the half-year, by pilot. */
    enrolled: Object.fromEntries(numbers.enrolled),
    rows: linesOf(numbers).map(({ row, indicator: name, value, women, month, number, part, rate: share }) => ({
      ...{ row, indicator: name, value: value ?? null, women: women === true, month: month ?? null, number },
      ...{ of: part === '' ? null : part, percent: share?.percent ?? null, margin: share?.margin ?? null },
    })),
  };
}

const COLUMNS = [
  ...['pilot', 'period', 'from', 'to', 'zone', 'row', 'indicator', 'value', 'group', 'month', 'number', 'exact'],
  ...['of', 'percent', 'margin'],
];

/** The numbers as CSV, one line for each row; an empty `number` is not published yet. */
export function toSheet(numbers: Numbers, demo: boolean): string {
  const { name, from, to, zone = '' } = spanOf(numbers);
  const head = (pilot: string) => [demo ? `demonstration of ${pilot}` : pilot, name, from, to, zone];
  return toCsv([
    COLUMNS,
    ...linesOf(numbers).map(({ row, indicator: of, value, women, month, number, part, rate: share }) => [
      ...head(numbers.pilot),
      ...[row, of, value ?? '', women ? 'women' : 'everybody', month ?? '', number ?? '', ''],
      ...[part, share?.percent ?? '', share?.margin ?? ''],
    ]),
    ...[...numbers.enrolled].flatMap(([pilot, { people, women }]) => [
      [...head(pilot), 'enrolled', 'enrolled', '', 'everybody', '', people, 'exact', '', '', ''],
      [...head(pilot), 'enrolled/women', 'enrolled', '', 'women', '', women, 'exact', 'enrolled', '', ''],
    ]),
  ]);
}

/** What each indicator means, as CSV. */
export function toCodebook(content: Content): string {
  return toCsv([
    ['indicator', 'name', 'definition', 'unit', 'of', 'told_by'],
    ...INDICATOR_NAMES.map((name) => {
      const { unit, of, cuts, values } = indicator(name);
      const about = aboutIndicator(content, REFERENCE, name);
      return [name, about.name, about.definition, unit, of ?? '', [...(values ? ['value'] : []), ...cuts].join(' ')];
    }),
    ['enrolled', 'Enrolled', content.model.texts.say(REFERENCE, 'statistics:targets.about'), 'people', '', 'women'],
  ]);
}

/** The file name of a downloaded sheet. */
export const sheetName = ({ pilot, halfYear }: Numbers, demo: boolean): string =>
  `${demo ? 'demonstration' : 'saputnik'}-${pilot}-${halfYear.name}.csv`;
