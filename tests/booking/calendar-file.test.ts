import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CalendarEntry, calendarFeed } from '../../src/booking/calendar-file.ts';

const at = (time: string) => Date.parse(time);
const NOW = at('2026-10-01T12:34:56Z');
const CALENDAR = { name: 'Termini', zone: 'Europe/Belgrade' };
const entry = (changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
  id: 'k3v9',
  reference: 'BCDF-2345',
  startAt: at('2026-10-25T00:00Z'),
  endAt: at('2026-10-25T00:45Z'),
  sequence: 0,
  cancelled: false,
  officeName: 'Info Park',
  ...changes,
});

/** Content lines, strictly: CRLF only, at most 75 octets, unfolded. */
function lines(feed: string): string[] {
  const physical = feed.split('\r\n');
  expect(physical.pop()).toBe('');
  for (const line of physical) {
    expect(line).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(Buffer.from(line).toString()).toBe(line);
  }
  return feed.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

const values = (feed: string, property: string) =>
  lines(feed)
    .filter((line) => line.startsWith(`${property}:`))
    .map((line) => line.slice(property.length + 1));

const unescaped = (text: string | undefined) =>
  text?.replace(/\\([nN\\;,])/g, (_, sign) => (sign.toLowerCase() === 'n' ? '\n' : sign));

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a calendar feed', () => {
  test.each(['UTC', 'Asia/Tokyo'])('says time, place and reference and nothing else, on a machine in %s', (machine) => {
    vi.stubEnv('TZ', machine);
    const feed = calendarFeed([entry(), entry({ id: 'q', sequence: 2, cancelled: true })], CALENDAR, NOW);
    expect(lines(feed)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'X-WR-TIMEZONE:Europe/Belgrade',
      'PRODID:-//Saputnik//Appointments//EN',
      'NAME:Termini',
      'X-WR-CALNAME:Termini',
      ...[
        ['k3v9', '0', 'CONFIRMED'],
        ['q', '2', 'CANCELLED'],
      ].flatMap(([id, sequence, status]) => [
        'BEGIN:VEVENT',
        `UID:${id}@saputnik`,
        `SEQUENCE:${sequence}`,
        'DTSTAMP:20261001T123456Z',
        'DTSTART:20261025T000000Z',
        'DTEND:20261025T004500Z',
        'SUMMARY:BCDF-2345',
        'LOCATION:Info Park',
        `STATUS:${status}`,
        'END:VEVENT',
      ]),
      'END:VCALENDAR',
    ]);
  });

  test('without appointments is still a calendar', () => {
    expect(values(calendarFeed([], CALENDAR, NOW), 'X-WR-TIMEZONE')).toEqual(['Europe/Belgrade']);
  });

  test('keeps the UID of an appointment that was moved', () => {
    const moved = entry({ startAt: at('2026-10-26T08:00Z'), endAt: at('2026-10-26T08:45Z'), sequence: 1 });
    const uid = (feed: string) => values(feed, 'UID');
    expect(uid(calendarFeed([moved], CALENDAR, NOW + 1))).toEqual(uid(calendarFeed([entry()], CALENDAR, NOW)));
  });

  test('folds by octets and gives every name back as it was', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }),
      fc.string({ unit: fc.constantFrom('د', 'ف', ' ', ',', ';', '\\', '\n', '🙂'), minLength: 1, maxLength: 120 }),
    );
    fc.assert(
      fc.property(name, (officeName) => {
        const [location] = values(calendarFeed([entry({ officeName })], CALENDAR, NOW), 'LOCATION');
        expect(unescaped(location)).toBe(officeName);
      }),
    );
  });

  test('cannot be written into by the name of the calendar', () => {
    const feed = calendarFeed([], { ...CALENDAR, name: 'Ana, sreda;\r\nMETHOD:CANCEL' }, NOW);
    expect(values(feed, 'NAME')).toEqual(['Ana\\, sreda\\; METHOD:CANCEL']);
    expect(values(feed, 'METHOD')).toEqual([]);
  });
});
