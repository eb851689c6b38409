import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import type { Span } from './hours.ts';

/** The most occurrences of a series that are examined; no working calendar has more. */
const MOST_OCCURRENCES = 5000;

/** A file that is no iCalendar. The error never holds any of the file's content. */
export class CalendarError extends Error {
  override name = 'CalendarError';
}

/**
 * The busy times in a counsellor's own calendar (iCalendar, RFC 5545) within [fromAt, toAt], in epoch ms. Series are
 * followed with their exceptions. Events that are cancelled or marked as free do not count, nor do appointments that
 * came from us. Dates and times without a zone are on the wall clock of `zone`.
 *
 * @throws CalendarError where the text cannot be read as a calendar.
 */
export function busyTimes(text: string, zone: string, fromAt: number, toAt: number): Span[] {
  const events = readEvents(text);
  const exceptions = events.filter((event) => event.isRecurrenceException());
  const spans = events
    .filter((event) => !event.isRecurrenceException())
    .flatMap((event) => {
      for (const exception of exceptions) if (exception.uid === event.uid) event.relateException(exception);
      return occurrences(event, zone, toAt);
    });
  return spans
    .filter((span) => span.fromAt < span.toAt && span.toAt > fromAt && span.fromAt < toAt)
    .sort((a, b) => a.fromAt - b.fromAt || a.toAt - b.toAt);
}

function readEvents(text: string): ICAL.Event[] {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as [string, unknown[], unknown[]]);
    if (calendar.name !== 'vcalendar') throw new CalendarError('not a calendar');
    const zones = new Map(
      calendar.getAllSubcomponents('vtimezone').map((zone) => {
        const known = new ICAL.Timezone(zone);
        return [known.tzid, known];
      }),
    );
    return calendar.getAllSubcomponents('vevent').map((component) => {
      for (const name of ['dtstart', 'dtend', 'recurrence-id', 'exdate', 'rdate'])
        for (const property of component.getAllProperties(name)) {
          const zone = zones.get(String(property.getFirstParameter('tzid')));
          for (const value of property.getValues())
            if (zone !== undefined && value instanceof ICAL.Time) value.zone = zone;
        }
      return new ICAL.Event(component);
    });
  } catch (error) {
    throw error instanceof CalendarError ? error : new CalendarError('not a calendar');
  }
}

function occurrences(event: ICAL.Event, zone: string, toAt: number): Span[] {
  if (!event.isRecurring()) return counts(event) ? [spanOf(event.startDate, event.endDate, zone)] : [];
  const spans: Span[] = [];
  const iterator = event.iterator();
  for (let i = 0; i < MOST_OCCURRENCES; i += 1) {
    const next: ICAL.Time | null | undefined = iterator.next();
    if (next == null || instant(next, zone) > toAt) break;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    if (counts(item)) spans.push(spanOf(startDate, endDate, zone));
  }
  return spans;
}

const counts = ({ component, uid }: ICAL.Event): boolean =>
  component.getFirstPropertyValue('status') !== 'CANCELLED' &&
  component.getFirstPropertyValue('transp') !== 'TRANSPARENT' &&
  !uid?.endsWith('@saputnik');

const spanOf = (start: ICAL.Time, end: ICAL.Time, zone: string): Span => ({
  fromAt: instant(start, zone),
  toAt: instant(end, zone),
});

function instant(time: ICAL.Time, zone: string): number {
  if (!time.isDate && time.zone !== null && time.zone !== ICAL.Timezone.localTimezone) return time.toUnixTime() * 1000;
  const { year, month, day, hour, minute, second } = time;
  return Temporal.ZonedDateTime.from({ timeZone: zone, year, month, day, hour, minute, second }).epochMilliseconds;
}
