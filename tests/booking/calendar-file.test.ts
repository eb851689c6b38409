import fc from 'fast-check';
import ICAL from 'ical.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CalendarEntry, calendarFeed, invitation } from '../../src/booking/calendar-file.ts';

const at = (time: string) => Date.parse(time);
const NOW = at('2026-10-01T12:34:56Z');
const CALENDAR = { name: 'Termini', zone: 'Europe/Belgrade', discreet: false };
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

  test('shows initials and no place, where it is to be discreet', () => {
    const feed = calendarFeed([entry()], { ...CALENDAR, discreet: true }, NOW);
    expect([values(feed, 'SUMMARY'), values(feed, 'LOCATION')]).toEqual([['BC'], []]);
    expect(feed).not.toContain('-2345');
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

const WHO = { organizer: 'office@example.org', attendee: 'ana@example.org' };

/** What parsers let pass and RFC 5545 and 5546 don't: each property that must be there, once; an end after the beginning. */
function strictly(file: string): ICAL.Component {
  expect(values(file, 'VERSION')).toEqual(['2.0']);
  expect(values(file, 'PRODID')).toHaveLength(1);
  for (const property of ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SEQUENCE', 'SUMMARY'])
    expect([property, values(file, property).length]).toEqual([property, 1]);
  for (const property of ['DTSTAMP', 'DTSTART', 'DTEND']) expect(values(file, property)[0]).toMatch(/^\d{8}T\d{6}Z$/);
  const [start = '', end = ''] = ['DTSTART', 'DTEND'].map((property) => values(file, property)[0]);
  expect(start < end).toBe(true);
  expect(lines(file).filter((line) => line.startsWith('ORGANIZER'))).toHaveLength(1);
  expect(lines(file).filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(1);
  return new ICAL.Component(ICAL.parse(file) as [string, unknown[], unknown[]]);
}

/** A client as RFC 5546 wants it: by UID; what is older than what it has is nothing to it; CANCEL takes away. */
class Client {
  readonly events = new Map<string, { sequence: number; start: number; place: string } | { sequence: number }>();

  receive(file: string): void {
    const calendar = strictly(file);
    const method = calendar.getFirstPropertyValue('method');
    for (const component of calendar.getAllSubcomponents('vevent')) {
      const event = new ICAL.Event(component);
      const sequence = event.sequence ?? 0;
      const known = this.events.get(event.uid);
      if (known !== undefined && sequence < known.sequence) continue;
      if (method === 'CANCEL') this.events.set(event.uid, { sequence });
      else if (method === 'REQUEST')
        this.events.set(event.uid, { sequence, start: event.startDate.toUnixTime() * 1000, place: event.location });
      else throw new Error(`an invitation without a method: ${method}`);
    }
  }

  get shown() {
    return [...this.events.values()].flatMap((event) => ('start' in event ? [event] : []));
  }
}

describe('an invitation', () => {
  const later = { startAt: at('2026-10-26T08:00Z'), endAt: at('2026-10-26T08:45Z') };

  test('comes into a calendar, is moved in it, and goes when it is cancelled', () => {
    const client = new Client();
    client.receive(invitation(entry(), WHO, NOW));
    expect(client.shown).toEqual([{ sequence: 0, start: entry().startAt, place: 'Info Park' }]);
    client.receive(invitation(entry({ ...later, sequence: 1 }), WHO, NOW));
    expect(client.shown).toEqual([{ sequence: 1, start: later.startAt, place: 'Info Park' }]);
    client.receive(invitation(entry({ ...later, sequence: 2, cancelled: true }), WHO, NOW));
    expect(client.shown).toEqual([]);
  });

  test('that comes late does not bring back what was cancelled', () => {
    const client = new Client();
    client.receive(invitation(entry({ sequence: 2, cancelled: true }), WHO, NOW));
    client.receive(invitation(entry({ sequence: 1 }), WHO, NOW));
    expect(client.shown).toEqual([]);
  });

  test('says its method and state alike', () => {
    const file = (cancelled: boolean) => invitation(entry({ cancelled }), WHO, NOW);
    expect([values(file(false), 'METHOD'), values(file(false), 'STATUS')]).toEqual([['REQUEST'], ['CONFIRMED']]);
    expect([values(file(true), 'METHOD'), values(file(true), 'STATUS')]).toEqual([['CANCEL'], ['CANCELLED']]);
  });

  test.each([
    'دفتر مشاورهٔ زنان در خیابان نمونه، طبقهٔ سوم، روبه‌روی پارک بزرگ شهر',
    'مكتب الاستشارة للنساء، الطابق الثالث، مقابل الحديقة الكبيرة في وسط المدينة',
    'Информативни центар за жене, трећи спрат, преко пута великог парка; улаз из дворишта',
  ])('folds %s by octets, and a parser gives it back', (officeName) => {
    const file = invitation(entry({ officeName }), WHO, NOW);
    expect(file).toContain('\r\n ');
    const [event] = strictly(file).getAllSubcomponents('vevent');
    expect(event?.getFirstPropertyValue('location')).toBe(officeName);
  });
});
