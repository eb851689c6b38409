import type { History } from './history.ts';
import { INDICATOR_NAMES, type IndicatorName, indicator, isWoman, type Lists } from './indicators.ts';
import { monthsOf } from './periods.ts';

/** The most rows that may be published of a pilot and half-year: each one costs a little of what hides a person. */
export const MOST_ROWS = 300;

/** A number that is published: of an indicator, as a whole or of one value, and of everybody, of women, or of a month. */
export interface Row {
  indicator: IndicatorName;
  value?: string;
  women?: true;
  /** `2026-07` */
  month?: string;
}

/** The name of a row: it stands for the row wherever numbers are kept or sent, and decides its noise. It says no half-year. */
export const nameOf = ({ indicator: name, value, women, month }: Row): string =>
  [
    name,
    ...(value === undefined ? [] : [value]),
    ...(women ? ['women'] : []),
    ...(month === undefined ? [] : [month]),
  ].join('/');

/**
 * All rows there can be of a pilot and half-year, in their order, whether anybody is in them or not: a row that comes and
 * goes would tell.
 */
export function rowsOf(lists: Lists, halfYear: string): Row[] {
  return INDICATOR_NAMES.flatMap((name) => {
    const { values, cuts } = indicator(name);
    const wholes: Row[] =
      values === undefined ? [{ indicator: name }] : values(lists).map((value) => ({ indicator: name, value }));
    const women = cuts.includes('women') ? wholes.map((row): Row => ({ ...row, women: true })) : [];
    const months = cuts.includes('month') ? monthsOf(halfYear).map((month): Row => ({ indicator: name, month })) : [];
    return [...wholes, ...women, ...months];
  });
}

/** How often a person counts in the rows that they count in, by name. */
export function timesIn(history: History): Map<string, number> {
  const times = new Map<string, number>();
  for (const name of INDICATOR_NAMES) {
    const { unit, cuts, facts } = indicator(name);
    const seen = new Set<string>();
    for (const { value, month } of facts(history)) {
      const whole: Row = { indicator: name, ...(value !== undefined && { value }) };
      const rows: Row[] = [whole];
      if (cuts.includes('women') && isWoman(history)) rows.push({ ...whole, women: true });
      if (cuts.includes('month')) rows.push({ indicator: name, month });
      for (const row of rows.map(nameOf)) {
        if (unit === 'people' && seen.has(row)) continue;
        seen.add(row);
        times.set(row, (times.get(row) ?? 0) + 1);
      }
    }
  }
  return times;
}

/** The row that a row is a part of; undefined where it is a whole. A part by value is one of the same value, where there is one. */
export function baseOf(row: Row): Row | undefined {
  const { of } = indicator(row.indicator);
  if (of === undefined) return undefined;
  const base = of as IndicatorName;
  const { values, cuts } = indicator(base);
  // Women among those who are here are a row of the table of genders.
  if (row.women && base === 'active') return { indicator: 'gender', value: 'woman' };
  return {
    indicator: base,
    ...(values !== undefined && row.value !== undefined && { value: row.value }),
    ...(row.women && cuts.includes('women') && { women: true }),
    ...(row.month !== undefined && cuts.includes('month') && { month: row.month }),
  };
}
