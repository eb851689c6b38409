import { gzipSync } from 'node:zlib';
import { BELGRADE, calendarOf, event } from '../booking/calendar.ts';
import type { CalendarServer } from '../fakes/calendar-server.ts';

type Answer = CalendarServer['answers'] extends Map<string, infer A> ? A : never;

/** As large a file as is taken, made of events like this one. */
function full(lines: (i: number) => string[]): string {
  const all: string[] = [];
  for (let i = 0, size = 0; size < 2_000_000; i += 1) {
    const one = event(`UID:${i}`, ...lines(i));
    size += one.join('\r\n').length + 2;
    all.push(...one);
  }
  return calendarOf(...all);
}

const numbers = (most: number) => Array.from({ length: most }, (_, i) => i).join(',');
const compact = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');
const DAY = 86_400_000;
const GOOD = event('UID:good', `DTSTART:${compact(Date.now() + DAY)}`, 'DURATION:PT1H');
/** An event with this rule, beside a good one. */
const one = (rule: string) => calendarOf(...event('UID:a', 'DTSTART:20260101T080000Z', `RRULE:${rule}`), ...GOOD);

/** Calendars that once stopped the server, or try to. `waits`: its reading ends by the limit of time. */
export const HOSTILE: { name: string; waits?: true; answer: () => Answer }[] = [
  { name: 'never-daily', answer: () => one('FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31') },
  { name: 'never-hourly', answer: () => one('FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31') },
  { name: 'never-minutely', answer: () => one('FREQ=MINUTELY;BYMONTH=4;BYMONTHDAY=31') },
  { name: 'never-secondly', answer: () => one('FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30') },
  { name: 'never-yearly', answer: () => one('FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6') },
  {
    name: 'dense',
    answer: () => one(`FREQ=DAILY;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)}`),
  },
  {
    name: 'zone-secondly',
    answer: () =>
      calendarOf(
        ...BELGRADE.map((line) => line.replace(/^RRULE.*/, 'RRULE:FREQ=SECONDLY')),
        ...event('UID:a', 'DTSTART;TZID=Belgrade:20260101T080000', 'RRULE:FREQ=DAILY'),
      ),
  },
  { name: 'cut-off', answer: () => full(() => ['DTSTART:20261126T080000Z']).slice(0, -20) },
  { name: 'page', answer: () => '<html><form>Sign in</form></html>' },
  { name: 'redirect-loop', answer: () => (answer) => void answer.writeHead(302, { location: '/redirect-loop' }).end() },
  {
    name: 'redirect-inside',
    answer: () => (answer) => void answer.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
  },
  {
    name: 'bomb',
    answer: () => {
      const bomb = gzipSync(Buffer.alloc(300_000_000, 'x'));
      return (answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    },
  },
  {
    name: 'endless',
    answer: () => (answer) => {
      const more = () => answer.write('x'.repeat(65_536));
      answer.on('drain', more);
      while (more());
    },
  },
  { name: 'nested', answer: () => `BEGIN:VCALENDAR\r\n${'BEGIN:X\r\n'.repeat(200_000)}END:VCALENDAR\r\n` },
  {
    name: 'long-line',
    answer: () => calendarOf(...GOOD, ...event('UID:a', `DTSTART:20261126T080000Z`, `X:${'y\r\n '.repeat(400_000)}`)),
  },
  {
    name: 'many-dates',
    answer: () => {
      const dates = Array.from({ length: 110_000 }, (_, i) => compact(Date.now() + i * 60_000));
      return calendarOf(...event('UID:a', 'DTSTART:20260101T080000Z', 'DURATION:PT1S', `RDATE:${dates}`));
    },
  },
  {
    name: 'many-times',
    answer: () => full((i) => [`DTSTART:${compact(Date.now() + i * 600_000)}`, 'DURATION:PT1M']),
  },
  {
    name: 'many-rules',
    waits: true,
    answer: () =>
      full((i) => [
        'DTSTART:19970101T080000Z',
        `RRULE:FREQ=WEEKLY;COUNT=${20_000 + i};BYHOUR=${numbers(24)};BYSETPOS=-1`,
      ]),
  },
  { name: 'silent', waits: true, answer: () => () => {} },
  {
    name: 'slow',
    waits: true,
    answer: () => (answer) => {
      const drip = setInterval(() => answer.write('BEGIN:VCALENDAR\r\n'), 100);
      answer.on('close', () => clearInterval(drip));
    },
  },
];

/** Calendars of people at work. */
export const ORDINARY: { name: string; answer: () => Answer }[] = [
  {
    name: 'weekdays-since-2015',
    answer: () =>
      calendarOf(
        ...BELGRADE,
        ...Array.from({ length: 60 }, (_, i) =>
          event(
            `UID:${i}`,
            `DTSTART;TZID=Belgrade:20150105T${String(6 + (i % 12)).padStart(2, '0')}0000`,
            'DURATION:PT15M',
            'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
          ),
        ).flat(),
      ),
  },
  {
    name: 'daily-since-2019',
    answer: () =>
      calendarOf(
        ...BELGRADE,
        ...Array.from({ length: 30 }, (_, i) =>
          event(
            `UID:${i}`,
            `DTSTART;TZID=Belgrade:20190101T${String(i % 24).padStart(2, '0')}0000`,
            'DURATION:PT15M',
            'RRULE:FREQ=DAILY',
          ),
        ).flat(),
      ),
  },
  {
    name: 'weekly-in-outlook',
    answer: () =>
      calendarOf(
        ...Array.from({ length: 30 }, (_, i) =>
          event(
            `UID:${i}`,
            `DTSTART;TZID=Central Europe Standard Time:20200106T${String(i % 24).padStart(2, '0')}0000`,
            'DURATION:PT30M',
            'RRULE:FREQ=WEEKLY;BYDAY=MO',
          ),
        ).flat(),
      ),
  },
  {
    name: 'single-events',
    answer: () =>
      full((i) => [
        `DTSTART:${compact(Date.now() - 2300 * DAY + i * 7 * 3_600_000)}`,
        'DURATION:PT30M',
        `DESCRIPTION:${'words '.repeat(20)}`,
      ]),
  },
];
