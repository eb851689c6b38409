import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { busyTimes } from '../../src/booking/busy-times.ts';
import { CalendarError } from '../../src/booking/calendar-lines.ts';
import { BELGRADE, calendarOf, event } from './calendar.ts';

const at = (time: string) => Date.parse(time);
const FROM = at('2026-11-01T00:00Z');
const TO = at('2026-12-31T00:00Z');
const ZONE = 'Europe/Belgrade';

/** What is busy, as `2026-11-25T09:00 2026-11-25T10:00`, and what is skipped, as `zone 1`. */
function read(text: string, fromAt = FROM, toAt = TO): string[] {
  const { spans, skipped } = busyTimes(text, ZONE, fromAt, toAt);
  const shown = spans.map(({ fromAt, toAt }) =>
    [fromAt, toAt].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '),
  );
  return [...shown, ...Object.entries(skipped).map((entry) => entry.join(' '))];
}

const withEvents = (...events: string[][]): string =>
  calendarOf(...BELGRADE, ...events.flatMap((one) => event(...one)));
const spans = (...events: string[][]): string[] => read(withEvents(...events));

const EVENT = ['UID:a', 'DTSTART:20261125T090000Z', 'DTEND:20261125T100000Z'];
const GOOD = '2026-11-25T09:00 2026-11-25T10:00';
/** The day of 26 November in Belgrade. */
const WHOLE_DAY = '2026-11-25T23:00 2026-11-26T23:00';

describe('a calendar of their own', () => {
  test('in UTC, in a zone that it describes, on the wall clock, and for whole days', () => {
    expect(spans(EVENT)).toEqual([GOOD]);
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

  test.each(['DTSTART;VALUE=DATE:20261126', 'DTSTART:20261126'])('a date without an end is a day: %s', (start) => {
    expect(spans(['UID:a', start])).toEqual([WHOLE_DAY]);
    expect(spans(['UID:a', start, 'DTEND;VALUE=DATE:20261126'])).toEqual([WHOLE_DAY]);
  });

  test('what is free, cancelled, over, takes no time, or came from us does not count', () => {
    for (const word of ['TRANSP:TRANSPARENT', 'TRANSP:transparent', 'STATUS:CANCELLED', 'STATUS:cancelled'])
      expect(spans([...EVENT, word])).toEqual([]);
    expect(spans(['UID:k3@saputnik', ...EVENT.slice(1)])).toEqual([]);
    expect(spans(['UID:a', 'DTSTART:20251125T090000Z', 'DTEND:20251125T100000Z'])).toEqual([]);
    expect(spans(['UID:a', 'DTSTART:20261125T090000Z'])).toEqual([]);
  });

  test('lines are folded with spaces or tabs, end in any way, and names are of any case', () => {
    const file = withEvents(EVENT);
    for (const text of [
      file.replaceAll('\r\n', '\n'),
      file.replaceAll('\r\n', '\r'),
      file.replace('20261125T09', '2026\r\n 1125\r\n\tT09'),
      file.replace('DTSTART', 'dtstart').replace('BEGIN:VEVENT', 'begin:vevent'),
      file.replaceAll('\r\n', '\r\n\r\n'),
      `\uFEFF${file}`,
    ])
      expect(read(text)).toEqual([GOOD]);
  });

  test('two calendars in one file, each with zones of its own', () => {
    const there = event('UID:b', 'DTSTART;TZID=Belgrade:20261126T090000', 'DURATION:PT1H');
    const elsewhere = BELGRADE.map((line) => line.replace('TO:+0100', 'TO:-0500'));
    expect(read(withEvents(EVENT) + calendarOf(...elsewhere, ...there))).toEqual([
      GOOD,
      '2026-11-26T14:00 2026-11-26T15:00',
    ]);
  });

  test('times that overlap or touch are one', () => {
    const next = ['UID:b', 'DTSTART:20261125T100000Z', 'DURATION:PT30M'];
    const within = ['UID:c', 'DTSTART:20261125T091500Z', 'DURATION:PT5M'];
    expect(spans(next, EVENT, within, EVENT)).toEqual(['2026-11-25T09:00 2026-11-25T10:30']);
  });

  test.each(['', 'hello', '<html></html>', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VEVENT\r\nEND:VEVENT'])(
    'what is no calendar is refused, and not repeated: %j',
    (text) => {
      expect(() => busyTimes(text, ZONE, FROM, TO)).toThrow(CalendarError);
    },
  );

  test('a file that breaks off is refused wherever it does, since events may be missing', () => {
    const file = withEvents(EVENT).trimEnd();
    for (let length = 0; length < file.length; length += 1)
      expect(() => busyTimes(file.slice(0, length), ZONE, FROM, TO)).toThrow(CalendarError);
  });
});

describe('a series', () => {
  test('keeps the wall clock, with what is left out and what is moved', () => {
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

  test('without an end ends where nobody can book any more', () => {
    expect(spans(['UID:s', 'DTSTART:20260101T090000Z', 'DTEND:20260101T100000Z', 'RRULE:FREQ=DAILY'])).toHaveLength(60);
  });

  const WEEKLY = ['UID:s', 'DTSTART:20261102T090000Z', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY'];
  const changed = (...lines: string[]) => spans(WEEKLY, ['UID:s', ...lines]);

  test('what is left out or moved may be named in another zone', () => {
    expect(spans([...WEEKLY, 'EXDATE;TZID=Belgrade:20261102T100000'])).not.toContain(
      '2026-11-02T09:00 2026-11-02T09:30',
    );
    const moved = changed('RECURRENCE-ID;TZID=Belgrade:20261109T100000', 'DTSTART:20261110T090000Z', 'DURATION:PT1H');
    expect(moved).toContain('2026-11-10T09:00 2026-11-10T10:00');
    expect(moved).not.toContain('2026-11-09T09:00 2026-11-09T09:30');
  });

  test('an occurrence may be cancelled or free', () => {
    for (const word of ['STATUS:Cancelled', 'TRANSP:TRANSPARENT'])
      expect(changed('RECURRENCE-ID:20261109T090000Z', 'DTSTART:20261109T090000Z', word)).not.toContain(
        '2026-11-09T09:00 2026-11-09T09:30',
      );
  });

  test('a change may hold for all later occurrences', () => {
    expect(
      changed('RECURRENCE-ID;RANGE=THISANDFUTURE:20261207T090000Z', 'DTSTART:20261208T110000Z', 'DURATION:PT1H').slice(
        4,
      ),
    ).toEqual([
      ...['2026-11-30T09:00 2026-11-30T09:30', '2026-12-08T11:00 2026-12-08T12:00'],
      ...['2026-12-15T11:00 2026-12-15T12:00', '2026-12-22T11:00 2026-12-22T12:00'],
      '2026-12-29T11:00 2026-12-29T12:00',
    ]);
    expect(
      changed('RECURRENCE-ID;RANGE=THISANDFUTURE:20261207T090000Z', 'DTSTART:20261207T090000Z', 'STATUS:CANCELLED'),
    ).toHaveLength(5);
  });

  test('an occurrence whose change cannot be read stays where it was', () => {
    expect(changed('RECURRENCE-ID:20261109T090000Z')).toEqual(
      expect.arrayContaining(['2026-11-09T09:00 2026-11-09T09:30', 'start 1']),
    );
  });

  test('has further dates, times and periods of its own', () => {
    expect(spans([...EVENT, 'RDATE:20261126T110000Z,20261127T110000Z'])).toEqual([
      GOOD,
      '2026-11-26T11:00 2026-11-26T12:00',
      '2026-11-27T11:00 2026-11-27T12:00',
    ]);
    expect(spans([...EVENT, 'RDATE;VALUE=PERIOD:20261126T110000Z/PT1H,20261127T110000Z/20261127T113000Z'])).toEqual([
      GOOD,
      '2026-11-26T11:00 2026-11-26T12:00',
      '2026-11-27T11:00 2026-11-27T11:30',
    ]);
  });

  test('ends on a date, at a time, or on the wall clock', () => {
    const until = (last: string) =>
      spans(['UID:s', 'DTSTART;TZID=Belgrade:20261123T090000', 'DURATION:PT30M', `RRULE:FREQ=DAILY;UNTIL=${last}`])
        .length;
    expect([until('20261125'), until('20261125T080000Z'), until('20261125T075959Z'), until('20261125T090000')]).toEqual(
      [3, 3, 2, 3],
    );
  });

  test.each([
    ['20261130', 'FREQ=DAILY;BYDAY=SA,TH,WE;COUNT=3', ['11-30', '12-02', '12-03', '12-05']],
    ['20231011', 'FREQ=DAILY;BYDAY=TU,FR;INTERVAL=3;COUNT=108', ['11-03', '11-06']],
    ['20261101', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1', ['11-01', '11-30']],
  ])('a first time that its rule does not choose is busy, and not counted: %s %s', (day, rule, days) => {
    const found = spans(['UID:s', `DTSTART;TZID=Belgrade:${day}T083000`, 'DURATION:PT30M', `RRULE:${rule}`]);
    expect(found).toEqual(days.map((date) => `2026-${date}T07:30 2026-${date}T08:00`));
  });

  test('the occurrences of ordinary series are those that ical.js finds', () => {
    const days = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1 });
    const rule = fc.oneof(
      fc.constant('FREQ=DAILY'),
      days.map((list) => `FREQ=DAILY;BYDAY=${list}`),
      fc.constant('FREQ=WEEKLY'),
      days.map((list) => `FREQ=WEEKLY;BYDAY=${list}`),
      days.map((list) => `FREQ=WEEKLY;BYDAY=${list};WKST=SU`),
      fc.constant('FREQ=MONTHLY'),
      fc.tuple(fc.constantFrom(1, 2, 3, 4, -1), days).map(([nth, [day]]) => `FREQ=MONTHLY;BYDAY=${nth}${day}`),
      fc.integer({ min: 1, max: 31 }).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
      fc.constant('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'),
      fc.constant('FREQ=YEARLY'),
      fc.integer({ min: 1, max: 28 }).map((day) => `FREQ=YEARLY;BYMONTH=11,12;BYMONTHDAY=${day}`),
    );
    const more = fc.oneof(
      fc.constant(''),
      fc.integer({ min: 1, max: 900 }).map((count) => `;COUNT=${count}`),
      fc.integer({ min: 1, max: 28 }).map((day) => `;UNTIL=202612${String(day).padStart(2, '0')}T073000Z`),
    );
    const start = fc.date({
      min: new Date('2019-01-01T00:00Z'),
      max: new Date('2026-12-01T00:00Z'),
      noInvalidDate: true,
    });
    const series = fc.tuple(start, rule, fc.integer({ min: 1, max: 4 }), more);
    fc.assert(
      fc.property(series, ([start, rule, interval, more]) => {
        const time = firstDay(rule, start).toISOString().slice(0, 10).replaceAll('-', '');
        const lines = [
          `DTSTART;TZID=Belgrade:${time}T083000`,
          'DURATION:PT30M',
          `RRULE:${rule};INTERVAL=${interval}${more}`,
        ];
        expect(spans(['UID:s', ...lines])).toEqual(byOracle(withEvents(['UID:s', ...lines])));
      }),
      { numRuns: 150 },
    );
  });
});

/**
 * The first day from `start` on that a rule chooses. RFC 5545 (3.8.5.3) leaves open what a series is that begins on another
 * day, and ical.js then differs from one rule to the next: it counts that day (FREQ=DAILY), or finds days that the rule does
 * not choose (BYSETPOS).
 */
function firstDay(rule: string, start: Date): Date {
  if (!rule.includes(';BY')) return start;
  const before = new Date(Date.UTC(start.getUTCFullYear() - 1, 0));
  const days = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromJSDate(before, true));
  for (let day = days.next(); day !== null; day = days.next()) if (day.toJSDate() >= start) return day.toJSDate();
  throw new Error(`${rule} has no day after ${start.toISOString()}`);
}

/** The same as `read`, by walking a series from its first day on as ical.js does. */
function byOracle(text: string): string[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as [string, unknown[], unknown[]]);
  const [component] = calendar.getAllSubcomponents('vevent');
  const [described] = calendar.getAllSubcomponents('vtimezone');
  if (component === undefined || described === undefined) throw new Error('nothing to ask about');
  const zone = new ICAL.Timezone(described);
  const only = new ICAL.Event(component);
  only.startDate.zone = zone;
  const found = [only.startDate];
  const iterator = only.iterator();
  for (let next = iterator.next(); next != null && next.toUnixTime() * 1000 < TO; next = iterator.next())
    found.push(next);
  const times = [...new Set(found.map((time) => time.toUnixTime() * 1000))];
  return times
    .filter((time) => time < TO && time + 1_800_000 > FROM)
    .map(
      (time) => `${new Date(time).toISOString().slice(0, 16)} ${new Date(time + 1_800_000).toISOString().slice(0, 16)}`,
    );
}

describe('a zone', () => {
  const hour = (tzid: string, day = '20261125', ...more: string[]) =>
    spans(['UID:a', `DTSTART;TZID=${tzid}:${day}T100000`, 'DURATION:PT1H', ...more])[0]?.slice(11, 16);

  test.each([
    ['GMT Standard Time', '10:00'],
    ['Europe/London', '10:00'],
    ['/Europe/London', '10:00'],
    ['"tzone://Microsoft/Utc"', '10:00'],
    ['Eastern Standard Time', '15:00'],
    ['"W. Europe Standard Time"', '09:00'],
    ['europe/london', '10:00'],
    ['/freeassociation.sourceforge.net/Europe/London', '10:00'],
    ['America/Argentina/Buenos_Aires', '13:00'],
    ['/mozilla.org/20050126_1/America/Argentina/Buenos_Aires', '13:00'],
  ])('that the calendar does not describe is known by its name: %s', (name, begins) => {
    expect(hour(name)).toBe(begins);
  });

  test('keeps its summer time: weekly in London across 28 March 2027', () => {
    const weekly = [
      'UID:a',
      'DTSTART;TZID=Europe/London:20270322T100000',
      'DURATION:PT1H',
      'RRULE:FREQ=WEEKLY;COUNT=2',
    ];
    expect(read(withEvents(weekly), FROM, at('2027-06-01T00:00Z'))).toEqual([
      '2027-03-22T10:00 2027-03-22T11:00',
      '2027-03-29T09:00 2027-03-29T10:00',
    ]);
  });

  test('is what the calendar describes, though the name means another', () => {
    const described = BELGRADE.map((line) => line.replace('TZID:Belgrade', 'TZID:EST'));
    const text = calendarOf(...described, ...event('UID:a', 'DTSTART;TZID=EST:20261125T100000', 'DURATION:PT1H'));
    expect(read(text)).toEqual(['2026-11-25T09:00 2026-11-25T10:00']);
  });

  test('may have rules that ended, or none, and dates in their place', () => {
    const without = BELGRADE.filter((line) => !line.startsWith('RRULE'));
    const dated = without.map((line) => (line === 'END:STANDARD' ? 'RDATE:20261025T030000\r\nEND:STANDARD' : line));
    const ended = BELGRADE.map((line) => (line.includes('BYMONTH=3') ? `${line};UNTIL=20160327T010000Z` : line));
    const moment = event('UID:a', 'DTSTART;TZID=Belgrade:20261125T100000', 'DURATION:PT1H');
    const summer = event('UID:a', 'DTSTART;TZID=Belgrade:20261020T100000', 'DURATION:PT1H');
    const far = [at('2026-10-01T00:00Z'), TO] as const;
    expect(read(calendarOf(...dated, ...moment))).toEqual(['2026-11-25T09:00 2026-11-25T10:00']);
    expect(read(calendarOf(...ended, ...summer), ...far)).toEqual(['2026-10-20T09:00 2026-10-20T10:00']);
    expect(read(calendarOf(...BELGRADE, ...summer), ...far)).toEqual(['2026-10-20T08:00 2026-10-20T09:00']);
  });

  test.each(['Customized Time Zone', 'constructor', 'Mars/Olympus', '(UTC+01:00) Belgrade'])(
    'that nobody knows makes the whole day busy, and is told: %s',
    (name) => {
      expect(spans(['UID:a', `DTSTART;TZID="${name}":20261126T100000`, 'DURATION:PT1H'], EVENT)).toEqual([
        GOOD,
        WHOLE_DAY,
        'zone 1',
      ]);
      expect(spans(['UID:a', `DTSTART;TZID="${name}":20251126T100000`, 'DURATION:PT1H'])).toEqual([]);
    },
  );

  test.each(['RRULE:FREQ=SECONDLY', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'RRULE:FOO', 'TZOFFSETTO:x'])(
    'whose description is hostile is read by its name or not at all: %s',
    (line) => {
      const worse = BELGRADE.map((own) => (own.startsWith(line.split(':')[0] ?? '') ? line : own));
      const moment = event('UID:a', 'DTSTART;TZID=Belgrade:20261126T100000', 'DURATION:PT1H');
      expect(read(calendarOf(...worse, ...moment)).length).toBeGreaterThan(0);
    },
  );
});

describe('a moved occurrence counts', () => {
  const moved = ['UID:s', 'RECURRENCE-ID:20261124T090000Z', 'DTSTART:20261125T090000Z', 'DURATION:PT1H'];

  test('without its series in the file', () => {
    expect(spans(moved)).toEqual([GOOD]);
  });

  test('when it is moved here from beyond what is read, or its series has ended', () => {
    const far = ['UID:s', 'RECURRENCE-ID:20270601T090000Z', ...moved.slice(2)];
    expect(spans(['UID:s', 'DTSTART:20270525T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY'], far)).toEqual([GOOD]);
    const ended = ['UID:s', 'DTSTART:20260105T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;UNTIL=20260301T000000Z'];
    expect(spans(ended, far)).toEqual([GOOD]);
    expect(spans(ended, moved)).toEqual([GOOD]);
  });

  test('when its series cannot be read', () => {
    expect(spans(['UID:s', 'RRULE:FREQ=WEEKLY'], moved)).toEqual([GOOD, 'start 1']);
  });
});

describe('what cannot be read', () => {
  const beside = (...lines: string[]) => spans(EVENT, ['UID:bad', ...lines]);

  test('hides nothing else: an event without a beginning', () => {
    for (const line of [
      'SUMMARY:x',
      'DTSTART',
      'DTSTART:',
      'DTSTART:soon',
      'DTSTART:20261326T110000Z',
      'DTSTART;TZID:x',
    ])
      expect(beside(line)).toEqual([GOOD, 'start 1']);
  });

  test.each([
    ...['FREQ=WEEKLY;BYMONTHDAY=30', 'FREQ=FOO', '', 'INTERVAL=2', 'FREQ=DAILY;BYMONTHDAY=32', 'FREQ=WEEKLY;BYDAY=MO,'],
    ...['FREQ=WEEKLY;BYDAY=MO;BYDAY=TU', 'FREQ=DAILY;COUNT=x', 'FREQ=DAILY;BYSETPOS=5', 'RSCALE=CHINESE;FREQ=YEARLY'],
  ])('hides nothing else: a rule counts at its beginning alone: %s', (rule) => {
    expect(beside('DTSTART:20261126T110000Z', 'DURATION:PT1H', `RRULE:${rule}`)).toEqual([
      GOOD,
      '2026-11-26T11:00 2026-11-26T12:00',
      'series 1',
    ]);
  });

  test('a rule in small letters is read', () => {
    expect(beside('DTSTART:20261126T110000Z', 'DURATION:PT1H', 'RRULE:freq=weekly;count=2')).toHaveLength(3);
  });

  test.each(['DTEND:later', 'DTEND:20261126T090000Z', 'DURATION:30', 'DURATION:-PT30M', 'DTEND'])(
    'an end makes the whole day busy: %s',
    (line) => {
      expect(beside('DTSTART:20261126T110000', line)).toEqual([GOOD, WHOLE_DAY, 'end 1']);
    },
  );

  test('a line without a colon: the event counts as far as it is known', () => {
    expect(spans([...EVENT, 'who knows'])).toEqual([GOOD, 'line 1']);
    expect(read(calendarOf('who knows', ...event(...EVENT)))).toEqual([GOOD, 'line 1']);
  });

  test('an event without its own end does not take the next one with it', () => {
    const open = event('UID:b', 'DTSTART:20261126T110000Z', 'DURATION:PT1H').slice(0, -1);
    expect(read(calendarOf(...open, ...event(...EVENT)))).toEqual([
      GOOD,
      '2026-11-26T11:00 2026-11-26T12:00',
      'line 1',
    ]);
    expect(read(calendarOf('END:VALARM', ...event(...EVENT)))).toEqual([GOOD]);
  });

  test('further dates are told', () => {
    expect(spans([...EVENT, 'RDATE:soon'])).toEqual([GOOD, 'series 1']);
    expect(spans([...EVENT, 'RDATE;VALUE=PERIOD:20261126T110000Z/soon'])).toEqual([GOOD, 'series 1']);
  });

  test('is told once for each entry, and not at all where it is over or free', () => {
    expect(beside('DTSTART;TZID=Nowhere:20261126T110000', 'DTEND:later', 'who knows')).toEqual([
      GOOD,
      WHOLE_DAY,
      'zone 1',
    ]);
    expect(beside('DTSTART;TZID=Nowhere:20251126T110000', 'DURATION:PT1H')).toEqual([GOOD]);
    expect(beside('RRULE:FREQ=FOO', 'TRANSP:TRANSPARENT')).toEqual([GOOD]);
    expect(spans(EVENT, ['UID:b', 'SUMMARY:x'], ['UID:c', 'SUMMARY:x'])).toEqual([GOOD, 'start 2']);
  });
});

describe('a series that repeats within a day', () => {
  const START = 'DTSTART;TZID=Belgrade:20261125T090000';
  const often = (rule: string) => spans(['UID:s', START, 'DURATION:PT10M', `RRULE:${rule}`]);
  const FIRST = '2026-11-24T23:00';

  test.each(['HOURLY', 'MINUTELY', 'SECONDLY'])('makes its days busy, and is told: %s', (freq) => {
    expect(often(`FREQ=${freq}`)).toEqual([`${FIRST} 2026-12-31T23:10`, 'often 1']);
    expect(often(`FREQ=${freq};BYDAY=FR;BYMONTH=11;BYHOUR=9`)).toEqual([
      ...['2026-11-25T08:00 2026-11-25T08:10', '2026-11-26T23:00 2026-11-27T23:10', 'often 1'],
    ]);
  });

  test.each(['HOURLY', 'MINUTELY', 'SECONDLY'])(
    'or nothing but its first time, where it can never be met: %s',
    (freq) => {
      expect(often(`FREQ=${freq};BYMONTH=4;BYMONTHDAY=31`)).toEqual(['2026-11-25T08:00 2026-11-25T08:10', 'often 1']);
    },
  );

  test('ends where it says', () => {
    expect(often('FREQ=HOURLY;UNTIL=20261126T090000Z')).toEqual([`${FIRST} 2026-11-26T23:10`, 'often 1']);
    expect(often('FREQ=HOURLY;INTERVAL=2;COUNT=3')).toEqual([`${FIRST} 2026-11-25T23:10`, 'often 1']);
  });

  test('or has more times than anybody lists', () => {
    const numbers = (most: number) => Array.from({ length: most }, (_, i) => i).join(',');
    expect(often(`FREQ=DAILY;COUNT=9;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)}`)).toEqual([
      `${FIRST} 2026-12-31T23:10`,
      'often 1',
    ]);
    const old = ['UID:s', 'DTSTART;TZID=Belgrade:19970106T090000', 'DURATION:PT10M'];
    expect(spans([...old, 'RRULE:FREQ=DAILY;COUNT=9000;BYMONTHDAY=6'])).toEqual([
      ...['2026-11-05T23:00 2026-11-06T23:10', '2026-12-05T23:00 2026-12-06T23:10', 'often 1'],
    ]);
  });
});

describe('a rule that can never be met', () => {
  test.each([
    ...[
      'FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31',
      'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    ],
    ...[
      'FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31',
      'FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6',
      'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6',
    ],
    ...[
      'FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1',
      'FREQ=DAILY;INTERVAL=1000000000',
      'FREQ=YEARLY;BYYEARDAY=366;INTERVAL=3',
    ],
  ])('takes its first time, and ends: %s', (rule) => {
    expect(spans(EVENT, ['UID:s', 'DTSTART:20261126T080000Z', 'DURATION:PT1H', `RRULE:${rule}`])).toEqual([
      GOOD,
      '2026-11-26T08:00 2026-11-26T09:00',
    ]);
  });
});

test('a calendar of VFREEBUSY only', () => {
  const lines = ['BEGIN:VFREEBUSY', 'DTSTART:20261101T000000Z', 'DTEND:20261231T000000Z'];
  const busy = [
    'FREEBUSY:20261125T090000Z/PT1H,20261126T110000Z/20261126T120000Z',
    ...['FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261127T110000Z/PT1H', 'FREEBUSY;FBTYPE=FREE:20261128T110000Z/PT1H'],
  ];
  const found = [GOOD, '2026-11-26T11:00 2026-11-26T12:00', '2026-11-27T11:00 2026-11-27T12:00'];
  expect(read(calendarOf(...lines, ...busy, 'END:VFREEBUSY'))).toEqual(found);
  expect(read(calendarOf(...lines, ...busy, 'FREEBUSY:soon', 'END:VFREEBUSY'))).toEqual([...found, 'start 1']);
});

describe('a calendar full of old series', () => {
  const many = (count: number, rule: string, start: string, last: (i: number) => string = () => '') =>
    Array.from({ length: count }, (_, i) => [
      ...[
        `UID:${i}`,
        `DTSTART;TZID=Belgrade:${start}T${String(6 + (i % 12)).padStart(2, '0')}${i % 2 === 0 ? '00' : '30'}00`,
      ],
      ...['DURATION:PT15M', `RRULE:${rule}${last(i)}`],
    ]);

  test('is read from the window on', () => {
    const daily = spans(...many(30, 'FREQ=DAILY', '20190101'));
    expect(daily.slice(0, 2)).toEqual(['2026-11-01T05:00 2026-11-01T05:15', '2026-11-01T06:30 2026-11-01T06:45']);
    expect(daily).toHaveLength(60 * 12);
    expect(spans(...many(60, 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '20150105'))).toHaveLength(43 * 12);
    expect(spans(...many(60, 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=3098', '20150105'))).toHaveLength(13 * 12);
  });
});
