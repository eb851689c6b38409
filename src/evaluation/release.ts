import { type Cell, EMPTY_CELL, type Protector, withPerson } from './cell-key.ts';
import { type EventRow, historyOf } from './history.ts';
import type { Lists } from './indicators.ts';
import { type HalfYear, isClosed } from './periods.ts';
import type { Published } from './published.ts';
import { nameOf, type Row, rowsOf, timesIn } from './rows.ts';

/** Counts a half-year of a pilot, one person after the other, so that nobody's events have to be held together. */
export interface Count {
  /** Adds a person, with all their events in this pilot so far, by the hour. */
  add(pseudonym: string, events: readonly EventRow[]): void;
  /** The numbers of these rows, protected. */
  publish(rows: readonly Row[]): Map<string, Published>;
}

export function countHalfYear(halfYear: HalfYear, protect: Protector): Count {
  const cells = new Map<string, Cell>();
  return {
    add(pseudonym, events) {
      const history = historyOf(events, halfYear);
      if (history === null) return;
      const recordKey = protect.recordKey(pseudonym);
      for (const [row, times] of timesIn(history))
        cells.set(row, withPerson(cells.get(row) ?? EMPTY_CELL, recordKey, times));
    },
    publish: (rows) =>
      new Map(
        rows.map((row) => {
          const name = nameOf(row);
          return [name, protect.publish(name, cells.get(name) ?? EMPTY_CELL, halfYear.name)];
        }),
      ),
  };
}

/**
 * The rows that can be published at `now` (epoch ms) of a half-year: all of one that has closed; of an open one those of
 * its closed months. A number that changes overnight would tell of an event, so none is published before it is final.
 */
export const closedRows = (lists: Lists, { name, months, toAt }: HalfYear, now: number): Row[] =>
  rowsOf(lists, name).filter(({ month }) => isClosed(months.find((one) => one.name === month)?.toAt ?? toAt, now));
