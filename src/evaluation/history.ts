import type { HalfYear } from './periods.ts';

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

/** What one person did and said until the end of a half-year, as the indicators look at it. */
export interface History {
  /** The characteristics that they stated, each as they said it last. */
  said: ReadonlyMap<string, string>;
  /** The events before the half-year's end, in their order. */
  all: readonly EventRow[];
  /** Those of the half-year, each with its month (`2026-07`). */
  within: readonly { event: EventRow; month: string }[];
  halfYear: HalfYear;
}

/**
 * The history of one person. `events`: theirs in one pilot, by the hour. Null where they have none in the half-year: then
 * they count nowhere.
 */
export function historyOf(events: readonly EventRow[], halfYear: HalfYear): History | null {
  const all = events.filter(({ hour }) => hour < halfYear.toAt);
  const within = all.flatMap((event) => {
    const month = halfYear.months.find(({ fromAt, toAt }) => fromAt <= event.hour && event.hour < toAt);
    return month === undefined ? [] : [{ event, month: month.name }];
  });
  if (within.length === 0) return null;
  const said = new Map(
    all
      .filter(({ kind }) => kind === 'person-coded')
      .map(({ data }) => [String(data.dimension), String(data.value)] as const),
  );
  return { said, all, within, halfYear };
}
