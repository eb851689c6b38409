import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { buckets } from '../../src/booking/claims.ts';
import {
  alternatives,
  type Desk,
  openDays,
  relaxations,
  type Supply,
  slotsOn,
  type TopicRule,
  type Wish,
} from '../../src/booking/slots.ts';
import { desk as anyDesk, supply, wish } from './supply.ts';

const ZONES = ['Europe/Belgrade', 'Europe/Rome', 'Europe/Berlin', 'Europe/Vienna', 'Europe/Stockholm'];
const ZONE = 'Europe/Belgrade';
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const at = (time: string) => Date.parse(time);
const utc = (ms: number) => `${new Date(ms).toISOString().slice(5, 16)}Z`;
const local = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5);
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const hours = (from: string, to: string, weekdays = EVERY_DAY) =>
  weekdays.map((weekday) => ({ weekday, fromMinute: minutes(from), toMinute: minutes(to) }));

const desk = (changes: Partial<Desk> = {}): Desk => anyDesk({ hours: hours('09:00', '12:00'), ...changes });
const ANYBODY = wish();
const HOUR: TopicRule = { minutes: 60, gap: 0, noticeMinutes: 0, horizonDays: 1 };

// A Monday, 08:00 in Belgrade.
const NOW = at('2026-10-05T06:00Z');
const days = (desks: Desk[], rule: Partial<TopicRule> = {}, wished = ANYBODY, now = NOW, more: Partial<Supply> = {}) =>
  openDays(supply(desks, more), wished, { ...HOUR, ...rule }, ZONE, now);
const today = (desks: Desk[], rule: Partial<TopicRule> = {}, wished = ANYBODY, now = NOW, more: Partial<Supply> = {}) =>
  slotsOn(days(desks, rule, wished, now, more), '2026-10-05');
const times = (slots: { startAt: number }[]) => slots.map((slot) => local(slot.startAt, ZONE));

describe.each(ZONES)('the clock changes in %s', (zone) => {
  const on = (date: string, from: string, to: string, now = `${date}T00:00+01:00`) =>
    slotsOn(
      openDays(supply([desk({ hours: hours(from, to) })]), ANYBODY, { ...HOUR, horizonDays: 2 }, zone, at(now)),
      date,
    );

  test.each(['2026-03-29', '2027-03-28'])('%s: the hour that does not exist is not offered', (date) => {
    const slots = on(date, '01:00', '05:00', `${date.slice(0, 8)}27T12:00Z`);
    const day = date.slice(5);
    expect(slots.map((slot) => utc(slot.startAt))).toEqual([`${day}T00:00Z`, `${day}T01:00Z`, `${day}T02:00Z`]);
    expect(slots.map((slot) => local(slot.startAt, zone))).toEqual(['01:00', '03:00', '04:00']);
  });

  test.each(['2026-10-25', '2027-10-31'])('%s: the hour that exists twice is offered twice', (date) => {
    const before = String(Number(date.slice(8)) - 1);
    const slots = on(date, '01:00', '05:00', `${date.slice(0, 8)}${before}T12:00Z`);
    expect(slots.map((slot) => utc(slot.startAt).slice(3))).toEqual([
      `${before}T23:00Z`,
      ...['00:00Z', '01:00Z', '02:00Z', '03:00Z'].map((time) => `${date.slice(8)}T${time}`),
    ]);
    expect(slots.map((slot) => local(slot.startAt, zone))).toEqual(['01:00', '02:00', '02:00', '03:00', '04:00']);
  });

  test.each([
    ['2026-03-28', '08:00Z'],
    ['2026-03-29', '07:00Z'],
    ['2026-10-24', '07:00Z'],
    ['2026-10-25', '08:00Z'],
    ['2027-03-27', '08:00Z'],
    ['2027-03-28', '07:00Z'],
    ['2027-10-30', '07:00Z'],
    ['2027-10-31', '08:00Z'],
  ])('%s at 09:00 is %s', (date, expected) => {
    expect(on(date, '09:00', '10:00').map((slot) => utc(slot.startAt))).toEqual([`${date.slice(5)}T${expected}`]);
  });

  test('hours that begin or end in the hour that does not exist are cut at the jump', () => {
    expect(on('2027-03-28', '01:00', '02:30').map((slot) => utc(slot.startAt))).toEqual(['03-28T00:00Z']);
    expect(on('2027-03-28', '02:30', '04:00').map((slot) => utc(slot.startAt))).toEqual(['03-28T01:00Z']);
    expect(on('2027-03-28', '02:00', '03:00')).toEqual([]);
  });

  test('a change on the last date of the horizon is seen from the first hour of the first one', () => {
    const early = openDays(supply([desk()]), ANYBODY, { ...HOUR, horizonDays: 1 }, zone, at('2027-03-26T23:30Z'));
    expect(slotsOn(early, '2027-03-28').map((slot) => utc(slot.startAt))[0]).toBe('03-28T07:00Z');
  });

  test('in the morning after a change, the hours that began before it keep their grid', () => {
    const slots = openDays(
      supply([desk({ hours: hours('01:00', '06:00') })]),
      ANYBODY,
      { ...HOUR, minutes: 45 },
      zone,
      at('2027-03-28T01:10Z'),
    );
    expect(slotsOn(slots, '2027-03-28').map((slot) => utc(slot.startAt))).toEqual([
      '03-28T01:30Z',
      '03-28T02:15Z',
      '03-28T03:00Z',
    ]);
  });
});

describe('which times are offered', () => {
  test('those inside the hours', () => {
    expect(times(today([desk()]))).toEqual(['09:00', '10:00', '11:00']);
    expect(times(today([desk()], { minutes: 50 }))).toEqual(['09:00', '09:50', '10:40']);
  });

  test('the gap comes between them and may overhang the end', () => {
    expect(times(today([desk()], { minutes: 45, gap: 15 }))).toEqual(['09:00', '10:00', '11:00']);
    expect(times(today([desk({ hours: hours('09:00', '11:45') })], { minutes: 45, gap: 15 }))).toEqual([
      '09:00',
      '10:00',
      '11:00',
    ]);
  });

  test('not those whose talk or gap is claimed', () => {
    const claimed = (from: string, to: string) =>
      desk({ taken: buckets(at(`2026-10-05T${from}+02:00`), at(`2026-10-05T${to}+02:00`)) });
    const rule = { minutes: 45, gap: 15 };
    expect(times(today([claimed('10:00', '11:00')], rule))).toEqual(['09:00', '11:00']);
    expect(times(today([claimed('10:50', '10:55')], rule))).toEqual(['09:00', '11:00']);
    expect(times(today([claimed('09:55', '10:05')], rule))).toEqual(['11:00']);
    expect(times(today([claimed('08:00', '09:00')], rule))).toEqual(['09:00', '10:00', '11:00']);
  });

  test('an absence blocks the talk, not the gap', () => {
    const away = (from: string, to: string) =>
      desk({ absences: [{ fromAt: at(`2026-10-05T${from}+02:00`), toAt: at(`2026-10-05T${to}+02:00`) }] });
    const rule = { minutes: 45, gap: 15 };
    expect(times(today([away('10:44', '11:00')], rule))).toEqual(['09:00', '11:00']);
    expect(times(today([away('10:45', '11:00')], rule))).toEqual(['09:00', '10:00', '11:00']);
    expect(times(today([away('10:10', '10:10')], rule))).toEqual(['09:00', '10:00', '11:00']);
  });

  test('from the notice on, to the minute', () => {
    expect(times(today([desk()], { noticeMinutes: 120 }))).toEqual(['10:00', '11:00']);
    expect(times(today([desk()], { noticeMinutes: 121 }))).toEqual(['11:00']);
  });

  test('today and as many dates as the horizon says', () => {
    const dates = (horizonDays: number, now = NOW) =>
      days([desk()], { horizonDays }, ANYBODY, now).map((day) => day.date);
    expect(dates(0)).toEqual(['2026-10-05']);
    expect(dates(2)).toEqual(['2026-10-05', '2026-10-06', '2026-10-07']);
    // 00:30 on Tuesday in Belgrade is still Monday in UTC.
    expect(dates(0, at('2026-10-05T22:30Z'))).toEqual(['2026-10-06']);
  });

  test('on the weekdays of the hours; a full day is not an open one', () => {
    const sunday = desk({ hours: hours('09:00', '10:00', [7]) });
    expect(days([sunday], { horizonDays: 13 }).map((day) => day.date)).toEqual(['2026-10-11', '2026-10-18']);
    expect(slotsOn(days([sunday]), '2026-10-05')).toEqual([]);
  });

  test('on a whole number of five minutes, whatever the hours say', () => {
    expect(times(today([desk({ hours: hours('09:03', '11:04') })]))).toEqual(['09:05']);
  });

  test('lengths that no claim can cover are refused', () => {
    for (const rule of [
      { minutes: 0 },
      { minutes: 7 },
      { minutes: 30, gap: 4 },
      { minutes: 30, gap: -5 },
      { minutes: -5, gap: 10 },
    ]) {
      expect(() => days([desk()], rule)).toThrow(RangeError);
    }
  });
});

describe('who is offered', () => {
  const nine = (desks: Desk[], wished: Wish) => today(desks, {}, wished)[0];

  test('one counsellor for each time: her language, then the longest without a booking, then by id', () => {
    const speaks = desk({ counsellor: 'speaks', languages: ['de', 'fa'], lastBooked: 9 });
    const rested = desk({ counsellor: 'rested', lastBooked: 1 });
    const b = desk({ counsellor: 'b', lastBooked: 1 });
    const persian = wish({ language: 'fa' });
    expect(nine([rested, speaks, b], persian)).toMatchObject({ counsellor: 'speaks', interpreter: false });
    expect(nine([rested, b], persian)).toMatchObject({ counsellor: 'b', interpreter: true });
    expect(nine([{ ...b, lastBooked: 2 }, rested], persian)).toMatchObject({ counsellor: 'rested', interpreter: true });
    expect(today([rested, speaks, b], {}, persian)).toHaveLength(3);
  });

  test('a woman, where one is wished for, even with an interpreter', () => {
    const man = desk({ counsellor: 'man', gender: 'man', languages: ['ar'] });
    const woman = desk({ counsellor: 'woman' });
    expect(nine([man, woman], wish({ woman: true, language: 'ar' }))).toMatchObject({
      counsellor: 'woman',
      interpreter: true,
    });
    expect(nine([man, woman], wish({ woman: false, language: 'ar' }))).toMatchObject({
      counsellor: 'man',
      interpreter: false,
    });
    expect(days([man, { ...man, gender: 'other' }], {}, wish({ woman: true, language: 'ar' }))).toEqual([]);
  });

  test.each([
    ['sr-Latn', 'sr', false],
    ['sr-Cyrl', 'sr', false],
    ['sr', 'sr-Cyrl', false],
    ['sr', 'sl', true],
    ['fa-AF', 'fa', true],
  ])('%s with somebody who speaks %s: interpreter %s', (language, known, interpreter) => {
    expect(nine([desk({ languages: [known] })], wish({ language }))?.interpreter).toBe(interpreter);
  });

  test('the next best takes over where the best is busy', () => {
    const busy = desk({ taken: buckets(at('2026-10-05T08:00Z'), at('2026-10-05T09:00Z')) });
    const other = desk({ counsellor: 'b', lastBooked: 5 });
    expect(today([busy, other]).map((slot) => slot.counsellor)).toEqual(['a', 'b', 'a']);
  });
});

describe('alternatives', () => {
  const open = days([desk()], { horizonDays: 2 });
  const near = (time: string, count?: number) => alternatives(open, at(time), count).map((slot) => utc(slot.startAt));

  test('are the nearest, in order of time', () => {
    expect(near('2026-10-06T07:00Z')).toEqual(['10-06T07:00Z', '10-06T08:00Z', '10-06T09:00Z']);
    expect(near('2026-10-06T20:30Z')).toEqual(['10-06T09:00Z', '10-07T07:00Z', '10-07T08:00Z']);
    expect(near('2026-10-06T08:30Z', 1)).toEqual(['10-06T08:00Z']);
  });

  test('are fewer where there are no more', () => {
    expect(near('2026-10-06T08:00Z', 20)).toHaveLength(9);
    expect(alternatives([], NOW)).toEqual([]);
  });
});

describe('the hours of a date', () => {
  test('hold in place of the weekly ones, on a holiday too', () => {
    const special = desk({ days: [{ date: '2026-10-05', fromMinute: 14 * 60, toMinute: 16 * 60 }] });
    const closed = new Set(['2026-10-05']);
    expect(times(today([special]))).toEqual(['14:00', '15:00']);
    expect(times(today([special], {}, ANYBODY, NOW, { closed }))).toEqual(['14:00', '15:00']);
    expect(today([desk()], {}, ANYBODY, NOW, { closed })).toEqual([]);
    expect(times(slotsOn(days([special]), '2026-10-06'))).toEqual(['09:00', '10:00', '11:00']);
  });

  test('may be none', () => {
    expect(today([desk({ days: [{ date: '2026-10-05', fromMinute: 0, toMinute: 0 }] })])).toEqual([]);
  });

  test('a calendar of their own keeps the gap on both sides', () => {
    const busy = [{ fromAt: at('2026-10-05T10:00+02:00'), toAt: at('2026-10-05T11:00+02:00') }];
    expect(times(today([desk({ busy })]))).toEqual(['09:00', '11:00']);
    expect(times(today([desk({ busy })], { minutes: 45, gap: 15 }))).toEqual(['09:00']);
  });
});

describe('what a talk needs beside a counsellor', () => {
  const claimed = (from: string, to: string) => buckets(at(`2026-10-05T${from}+02:00`), at(`2026-10-05T${to}+02:00`));
  const room = (id: string, taken: number[] = [], office = 'here') => ({ id, office, taken });
  const arabic = wish({ language: 'ar' });

  test('a room, where the office has any', () => {
    const rooms = [room('r1', claimed('09:00', '11:00')), room('r2', claimed('09:00', '10:00'))];
    const found = today([desk()], {}, ANYBODY, NOW, { rooms });
    expect(found.map(({ startAt, room }) => [local(startAt, ZONE), room])).toEqual([
      ['10:00', 'r2'],
      ['11:00', 'r1'],
    ]);
    const elsewhere = [room('r1', claimed('09:00', '12:00'), 'there')];
    expect(today([desk()], {}, ANYBODY, NOW, { rooms: elsewhere }).map(({ room }) => room)).toEqual([null, null, null]);
    const byPhone = desk({ modes: ['phone'] });
    expect(today([byPhone], {}, wish({ mode: 'phone' }), NOW, { rooms })).toHaveLength(3);
  });

  test('an interpreter of the language, and a woman where one is wished for', () => {
    const interpreters = [
      { id: 'm', gender: 'man', languages: ['ar'], taken: [] } as const,
      { id: 'w', gender: 'woman', languages: ['ar'], taken: claimed('09:00', '10:00') } as const,
    ];
    const by = (wished: Wish) =>
      today([desk()], {}, wished, NOW, { interpreters }).map(({ startAt, interpretedBy }) => [
        local(startAt, ZONE),
        interpretedBy,
      ]);
    expect(by(arabic)).toEqual([
      ['09:00', 'm'],
      ['10:00', 'm'],
      ['11:00', 'm'],
    ]);
    expect(by({ ...arabic, woman: true })).toEqual([
      ['10:00', 'w'],
      ['11:00', 'w'],
    ]);
    // Nobody of the pilot speaks Tigrinya: somebody is asked for.
    expect(by(wish({ language: 'ti' }))).toEqual([
      ['09:00', null],
      ['10:00', null],
      ['11:00', null],
    ]);
    expect(by({ ...arabic, ownLanguage: true })).toEqual([]);
  });

  test('nothing more, where others come to the same talk already', () => {
    const joinable = [at('2026-10-05T10:00+02:00')];
    const taken = claimed('09:00', '12:00');
    const found = today([desk({ joinable, taken })], {}, ANYBODY, NOW, { rooms: [room('r', taken)] });
    expect(found).toMatchObject([{ startAt: joinable[0], joins: true, room: null }]);
  });
});

describe('a wish', () => {
  const open = (wished: Partial<Wish>, more: Partial<Supply> = {}) => {
    const desks = [
      desk({ counsellor: 'near', office: 'near', gender: 'man' }),
      desk({ counsellor: 'far', office: 'far', modes: ['in-person', 'video'], languages: ['ar'] }),
    ];
    return [...new Set(today(desks, {}, wish(wished), NOW, more).map(({ counsellor }) => counsellor))];
  };

  test('is kept in what is offered', () => {
    expect(open({})).toEqual(['near']);
    expect(open({ woman: true })).toEqual(['far']);
    expect(open({ office: 'far' })).toEqual(['far']);
    expect(open({ mode: 'video' })).toEqual(['far']);
    expect(open({ mode: 'phone' })).toEqual([]);
    expect(open({ childcare: true })).toEqual([]);
    expect(open({ childcare: true }, { childcare: new Set(['far']) })).toEqual(['far']);
    expect(open({ ownLanguage: true, language: 'ar' })).toEqual(['far']);
    expect(open({ ownLanguage: true, language: 'ti' })).toEqual([]);
  });

  test('that leads nowhere is told, if giving it up alone helps', () => {
    const man = desk({ gender: 'man', office: 'near' });
    const relaxed = (wished: Partial<Wish>) =>
      relaxations(supply([man]), wish(wished), HOUR, ZONE, NOW).map(({ relax, date }) => [relax, date]);
    expect(relaxed({ woman: true })).toEqual([['woman', '2026-10-05']]);
    expect(relaxed({ mode: 'phone' })).toEqual([['mode', '2026-10-05']]);
    expect(relaxed({ office: 'far' })).toEqual([['office', '2026-10-05']]);
    expect(relaxed({ childcare: true })).toEqual([['childcare', '2026-10-05']]);
    expect(relaxed({ ownLanguage: true, language: 'ar' })).toEqual([['ownLanguage', '2026-10-05']]);
    expect(relaxed({ woman: true, mode: 'phone' })).toEqual([]);
    expect(relaxed({})).toEqual([]);
  });
});

test('so many days as are asked for, and no more', () => {
  const rule = { ...HOUR, horizonDays: 30 };
  const all = openDays(supply([desk()]), ANYBODY, rule, ZONE, NOW);
  expect(all).toHaveLength(31);
  expect(openDays(supply([desk()]), ANYBODY, rule, ZONE, NOW, 9)).toEqual(all.slice(0, 9));
});
