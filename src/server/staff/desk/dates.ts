import { Temporal } from 'temporal-polyfill';

const local = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

/** The date (ISO) in a zone at `ms`. */
export const dateIn = (ms: number, zone: string): string => local(ms, zone).toPlainDate().toString();

/** When a date begins in a zone, epoch ms. */
export const beginOf = (date: string, zone: string): number =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;

/** The date so many days after another one. */
export const daysAfter = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();
