import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
} from 'ical-generator';

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
 * A counsellor's calendar as an iCalendar file (RFC 5545), for subscription. Times are in UTC, so no calendar has to
 * know the zone; `zone` says in which zone to show them. A cancelled appointment stays in the file as cancelled: a
 * calendar may keep its old copy of an entry that is merely missing. `discreet`: initials in place of the reference,
 * and no place.
 */
export function calendarFeed(
  appointments: readonly CalendarEntry[],
  { name, zone, discreet }: { name: string; zone: string; discreet: boolean },
  now: number,
): string {
  const calendar = newCalendar({ name: escaped(name) });
  for (const appointment of appointments) {
    const event = eventOf(appointment, now);
    const { location: _, ...bare } = event;
    calendar.createEvent(discreet ? { ...bare, summary: initials(appointment.reference) } : event);
  }
  // With the zone given, the library would write DTSTAMP in the machine's local time; as an X- property, the zone would
  // follow the events.
  const version = 'VERSION:2.0\r\n';
  return written(calendar).replace(version, `${version}X-WR-TIMEZONE:${zone}\r\n`);
}

/**
 * The calendar invitation that a counsellor gets about one appointment (RFC 5546): a REQUEST adds or changes it, a
 * CANCEL removes it. Both name the same UID, and the higher SEQUENCE counts.
 */
export function invitation(
  appointment: CalendarEntry,
  { organizer, attendee }: { organizer: string; attendee: string },
  now: number,
): string {
  const calendar = newCalendar({
    method: appointment.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  const event = calendar.createEvent({
    ...eventOf(appointment, now),
    organizer: { name: 'Saputnik', email: organizer },
  });
  event.createAttendee({
    email: attendee,
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  });
  return written(calendar);
}

const newCalendar = (data: { name?: string; method?: ICalCalendarMethod }) =>
  ical({ ...data, prodId: '//Saputnik//Appointments//EN' });

const eventOf = (appointment: CalendarEntry, now: number): ICalEventData => ({
  id: `${appointment.id}@saputnik`,
  sequence: appointment.sequence,
  stamp: new Date(now),
  start: new Date(appointment.startAt),
  end: new Date(appointment.endAt),
  summary: appointment.reference,
  location: appointment.officeName,
  status: appointment.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
});

/** The first two signs of a reference: enough for its counsellor to recognise it, and for no one else. */
const initials = (reference: string): string => reference.slice(0, 2);

const written = (calendar: ICalCalendar): string => `${calendar.toString()}\r\n`;

/** The library escapes every text but the calendar's name. */
const escaped = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\;,]/g, '\\$&');
