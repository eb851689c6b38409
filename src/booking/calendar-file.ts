import ical, { ICalEventStatus } from 'ical-generator';

/** An appointment as a calendar may know it: the type has no room for a name, a handle or a topic. */
export interface CalendarEntry {
  id: string;
  reference: string;
  startAt: number;
  endAt: number;
  /** Raised by every change of the appointment. */
  sequence: number;
  cancelled: boolean;
  officeName: string;
}

/**
 * A counsellor's calendar as an iCalendar file (RFC 5545), to be subscribed to. Times are in UTC, so no calendar has
 * to know the zone; `zone` says where to show them. A cancelled appointment stays in it as cancelled: a calendar that
 * merely misses it may keep its old copy.
 */
export function calendarFeed(
  appointments: readonly CalendarEntry[],
  { name, zone }: { name: string; zone: string },
  now: number,
): string {
  const calendar = ical({ name: escaped(name), prodId: '//Saputnik//Appointments//EN' });
  for (const appointment of appointments) {
    calendar.createEvent({
      id: `${appointment.id}@saputnik`,
      sequence: appointment.sequence,
      stamp: new Date(now),
      start: new Date(appointment.startAt),
      end: new Date(appointment.endAt),
      summary: appointment.reference,
      location: appointment.officeName,
      status: appointment.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  // Told the zone, the library would write DTSTAMP in the machine's local time; as an X- property it would come after the events.
  const version = 'VERSION:2.0\r\n';
  return `${calendar.toString().replace(version, `${version}X-WR-TIMEZONE:${zone}\r\n`)}\r\n`;
}

/** The library escapes every text but the calendar's name. */
const escaped = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\;,]/g, '\\$&');
