import { Temporal } from 'temporal-polyfill';

/**
 * When to remind of an appointment: at the same time on the wall clock of the day before (not 24 hours, which is another
 * time when the clocks change), and not any more once that day is over, since the text says "tomorrow".
 * Null where that time has passed.
 */
export function dayBefore(startAt: number, zone: string, now: number): { at: number; until: number } | null {
  const start = Temporal.Instant.fromEpochMilliseconds(startAt).toZonedDateTimeISO(zone);
  const at = start.subtract({ days: 1 }).epochMilliseconds;
  return at <= now ? null : { at, until: start.startOfDay().epochMilliseconds };
}
