import { holidaysPage, MEANINGS } from '../../src/server/staff/holidays/view.ts';
import { feedPage } from '../../src/server/staff/times/calendars.ts';
import { hitPage, OF_TIMES } from '../../src/server/staff/times/hit.ts';
import { FORMS, type Named, TIMES_NOTICES, type Times } from '../../src/server/staff/times/shown.ts';
import { linesPage, timesPage } from '../../src/server/staff/times/view.ts';
import { REASONS } from '../../src/store/changes.ts';
import { CALENDAR_FAILURES } from '../../src/store/codes.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { any, every, pilots, READERS, reader, type State, TALK } from './states.ts';

/** The states of the pages of working times. */

const ZONE = 'Europe/Belgrade';
const ONE: Named = {
  ...{ id: 'c1', pilot: 'serbia', office: 'o1', name: '<Ana>', gender: 'woman', languages: ['sr'], topics: [] },
  ...{ modes: ['in-person'], guests: [], endedAt: null, demo: true },
};
/** The beginning of a day in Belgrade. */
const MIDNIGHT = Date.UTC(2026, 10, 29, 23);
const HOURS = [
  { weekday: 1, fromMinute: 540, toMinute: 750 },
  { weekday: 1, fromMinute: 810, toMinute: 1020 },
  { weekday: 7, fromMinute: 0, toMinute: 1440 },
];
const FAULTS = {
  w1: { text: 'faults:hours' },
  date: { text: 'faults:date' },
  hours: { text: 'faults:hours' },
  from: { text: 'faults:empty' },
  toTime: { text: 'faults:time' },
  to: { text: 'faults:ends' },
  url: { text: 'faults:https' },
} as const;
const TYPED = {
  w1: ['"nine"'],
  date: ['<b>'],
  hours: ['9'],
  from: ['x'],
  toTime: ['25:00'],
  to: ['y'],
  url: ['http:'],
};
const made = { kept: 1, moved: 2, off: 3, taken: 4 };
const calendar = {
  ...{ id: 'c1', pilot: 'serbia', busyAt: null, busyTriedAt: null, busyFailures: 0, busyFailure: null },
  ...{ busySkipped: {}, url: 'https://calendar.example.org/ana?a=1&b=2' },
};

export const TIMES_STATES: State[] = [
  ...every<Omit<Times, 'principal' | 'now' | 'made' | 'one' | 'zone' | 'feed'>>({
    times: [
      { hours: [], days: [], absences: [] },
      {
        hours: HOURS,
        days: [
          { date: '2026-12-01', fromMinute: 0, toMinute: 0 },
          { date: '2026-12-02', fromMinute: 540, toMinute: 600 },
        ],
        absences: [
          { fromAt: MIDNIGHT, toAt: MIDNIGHT + DAY },
          { fromAt: MIDNIGHT + 2 * DAY, toAt: MIDNIGHT + 5 * DAY },
          { fromAt: START + 9 * DAY, toAt: START + 9 * DAY + HOUR },
        ],
      },
    ],
    calendar: [
      null,
      calendar,
      { ...calendar, busyAt: START },
      ...CALENDAR_FAILURES.map((busyFailure) => ({ ...calendar, busyFailure })),
    ],
    refused: [
      null,
      ...FORMS.map((form) => ({ form, typed: TYPED, faults: FAULTS })),
      { form: 'absence', typed: { ...TYPED, instead: [String(MIDNIGHT)] }, faults: FAULTS },
    ],
    notice: [null, ...TIMES_NOTICES],
  }).map((shown): State => {
    const more = any({
      principal: READERS,
      now: [START],
      made: [made],
      one: [ONE],
      zone: [ZONE],
      feed: ['none', 'open', 'discreet'] as const,
    });
    return ({ model }, language) => timesPage(model.texts, language, { ...shown, ...more });
  }),
  ...[[], [0, 1, 2, 5]].map(
    (days): State =>
      ({ model }, language) =>
        linesPage(model.texts, language, {
          ...{ principal: reader('coordinator'), now: START },
          lines: days.map((count) => ({
            ...{ one: { ...ONE, id: `c${count}` }, days: count, zone: ZONE },
            absence: count === 1 ? { fromAt: START, toAt: START + DAY } : null,
          })),
        }),
  ),
];

export const FEED_STATES: State[] = [
  ({ model }, language) =>
    feedPage(model.texts, language, {
      ...{ principal: reader('counsellor'), now: START, back: '/staff/times/c1' },
      address: `https://chat.example.org/calendar/${'x'.repeat(43)}.ics`,
    }),
];

const slot = (counsellor: string, at: number) => ({
  ...{ counsellor, startAt: START + at * HOUR, endAt: START + (at + 1) * HOUR, name: `<${counsellor}>` },
  ...{ interpreter: false, interpretedBy: null, room: null, joins: false },
});

/** What a change would hit: one appointment, and as many as there are reasons why somebody can't be told. */
export const HIT_STATES: State[] = [1, REASONS.length + 1].map(
  (count): State =>
    ({ model }, language) =>
      hitPage(model.texts, language, {
        ...{
          principal: reader('coordinator'),
          now: START,
          path: '/staff/times',
          action: '/staff/times/c1',
          ...{ asking: OF_TIMES, others: count },
        },
        typed: { do: ['day'], date: ['2026-12-01'], hours: ['"<b>'] },
        hits: Array.from({ length: count }, (_, i) => ({
          ...{ appointment: { ...TALK, id: `a${i}`, groupOffer: i > 0 ? `g${i}` : null }, people: i },
          ...{ zone: ZONE, counsellorName: '<Ana>', slots: i === 0 ? [slot('c1', 30), slot('c2', 31)] : [] },
          reach: i === 0 ? { channel: 'telegram' } : { reason: REASONS[i - 1] ?? 'no-chat' },
        })),
      }),
);

export const HOLIDAY_STATES: State[] = every({
  closed: [[], [{ date: '2026-12-24' }, { date: '2027-01-01', name: 'New Year <b>' }]],
  opened: [[], ['2027-01-07']],
  refused: [
    null,
    ...MEANINGS.map((means) => ({
      pilot: 'serbia',
      typed: { date: ['"x"'], means: [means] },
      faults: { date: { text: 'faults:date' }, means: { text: 'faults:choose', params: { allowed: 'x' } } } as const,
    })),
  ],
  notice: [null, ...TIMES_NOTICES],
}).map(
  ({ closed, opened, refused, notice }): State =>
    ({ model }, language) =>
      holidaysPage(model.texts, language, {
        ...{ principal: reader('coordinator'), now: START, refused, notice, made },
        pilots: pilots.map(({ name }) => ({ pilot: name, closed, opened })),
      }),
);
