import { describe, expect, test } from 'vitest';
import { busyTimes, CalendarError } from '../../src/booking/busy-times.ts';

const at = (time: string) => Date.parse(time);
const FROM = at('2026-11-01T00:00Z');
const TO = at('2026-12-31T00:00Z');
const ZONE = 'Europe/Belgrade';

/** Belgrade as calendars describe it. */
const BELGRADE = [
  'BEGIN:VTIMEZONE',
  'TZID:Belgrade',
  ...['BEGIN:DAYLIGHT', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200', 'TZNAME:CEST', 'DTSTART:19700329T020000'],
  ...['RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT'],
  ...['BEGIN:STANDARD', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'TZNAME:CET', 'DTSTART:19701025T030000'],
  ...['RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD', 'END:VTIMEZONE'],
];

const calendar = (...events: string[][]): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//somebody//EN', ...BELGRADE],
    ...events.flatMap((event) => ['BEGIN:VEVENT', 'DTSTAMP:20261101T000000Z', ...event, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

const spans = (...events: string[][]) =>
  busyTimes(calendar(...events), ZONE, FROM, TO).map(({ fromAt, toAt }) =>
    [fromAt, toAt].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '),
  );

const EVENT = ['UID:a', 'DTSTART:20261125T090000Z', 'DTEND:20261125T100000Z'];

describe('a calendar of their own', () => {
  test('in UTC, in a zone that it describes, on the wall clock, and for whole days', () => {
    expect(spans(EVENT)).toEqual(['2026-11-25T09:00 2026-11-25T10:00']);
    expect(spans(['UID:a', 'DTSTART;TZID=Belgrade:20261125T090000', 'DURATION:PT30M'])).toEqual([
      '2026-11-25T08:00 2026-11-25T08:30',
    ]);
    expect(spans(['UID:a', 'DTSTART:20261125T090000', 'DTEND:20261125T100000'])).toEqual([
      '2026-11-25T08:00 2026-11-25T09:00',
    ]);
    expect(spans(['UID:a', 'DTSTART;VALUE=DATE:20261125', 'DTEND;VALUE=DATE:20261127'])).toEqual([
      '2026-11-24T23:00 2026-11-26T23:00',
    ]);
  });

  test('what is free, cancelled, over, or came from us does not count', () => {
    expect(spans([...EVENT, 'TRANSP:TRANSPARENT'])).toEqual([]);
    expect(spans([...EVENT, 'STATUS:CANCELLED'])).toEqual([]);
    expect(spans(['UID:k3@saputnik', ...EVENT.slice(1)])).toEqual([]);
    expect(spans(['UID:a', 'DTSTART:20251125T090000Z', 'DTEND:20251125T100000Z'])).toEqual([]);
  });

  test('a series keeps the wall clock, with what is left out and what is moved', () => {
    const series = [
      ...['UID:s', 'DTSTART;TZID=Belgrade:20260302T090000', 'DTEND;TZID=Belgrade:20260302T093000'],
      ...['RRULE:FREQ=WEEKLY;UNTIL=20261217T000000Z', 'EXDATE;TZID=Belgrade:20261123T090000'],
    ];
    const moved = [
      ...['UID:s', 'RECURRENCE-ID;TZID=Belgrade:20261130T090000'],
      ...['DTSTART;TZID=Belgrade:20261130T140000', 'DTEND;TZID=Belgrade:20261130T150000'],
    ];
    expect(spans(series, moved)).toEqual([
      '2026-11-02T08:00 2026-11-02T08:30',
      '2026-11-09T08:00 2026-11-09T08:30',
      '2026-11-16T08:00 2026-11-16T08:30',
      '2026-11-30T13:00 2026-11-30T14:00',
      '2026-12-07T08:00 2026-12-07T08:30',
      '2026-12-14T08:00 2026-12-14T08:30',
    ]);
  });

  test('a series without an end ends where nobody can book any more', () => {
    const daily = ['UID:s', 'DTSTART:20260101T090000Z', 'DTEND:20260101T100000Z', 'RRULE:FREQ=DAILY'];
    expect(spans(daily)).toHaveLength(60);
  });

  test.each(['', 'hello', '<html></html>', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT'])(
    'what is no calendar is refused, and not repeated: %j',
    (text) => {
      expect(() => busyTimes(text, ZONE, FROM, TO)).toThrow(CalendarError);
    },
  );
});
