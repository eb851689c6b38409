import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, othersNear, type Search, searchFor, slotId, slotOf } from '../../src/turn/appointments/search.ts';
import { desk, supply, wish } from '../booking/supply.ts';
import { MINUTE, START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { chatAt } from './chat.ts';
import { JOIN, TO_TIMES } from './support.ts';

const pilot = content.pilots.serbia;
if (pilot === undefined) throw new Error('no pilot');
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** A search with any number of counsellors, hours, absences, rooms and bookings. */
const searches = fc
  .record({
    desks: fc.array(
      fc.record({
        fromMinute: fc.integer({ min: 96, max: 120 }).map((n) => n * 5),
        talks: fc.integer({ min: 1, max: 6 }),
        gender: fc.constantFrom('woman', 'man'),
        languages: fc.constantFrom(['sr'], ['en']),
        lastBooked: fc.nat(3),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    booked: fc.array(fc.record({ desk: fc.nat(9), day: fc.nat(2), talk: fc.nat(5), unreached: fc.boolean() }), {
      maxLength: 60,
    }),
    rooms: fc.nat(2),
    woman: fc.boolean(),
    reached: fc.boolean(),
  })
  .map(({ desks, booked, rooms, woman, reached }): Search => {
    const length = 40 * MINUTE;
    const midnight = Date.parse('2026-11-24T00:00+01:00');
    const times = booked.map(({ desk: n, day, talk, unreached }) => {
      const one = desks[n % desks.length];
      const startAt = midnight + day * 1440 * MINUTE + (one?.fromMinute ?? 0) * MINUTE + talk * length;
      return { counsellor: `c${n % desks.length}`, startAt, unreached };
    });
    const taken = (counsellor: string) =>
      times
        .filter((time) => time.counsellor === counsellor)
        .flatMap(({ startAt }) => Array.from({ length: 8 }, (_, i) => startAt / (5 * MINUTE) + i))
        .sort((a, b) => a - b);
    return {
      pilot,
      topic: { id: 'job', minutes: 30, gap: 10, noticeMinutes: 0, horizonDays: 3, capacity: 1 },
      wish: wish({ woman }),
      supply: supply(
        desks.map(({ fromMinute, talks, gender, languages, lastBooked }, i) => {
          const hours = EVERY_DAY.map((weekday) => ({ weekday, fromMinute, toMinute: fromMinute + talks * 40 }));
          const is = { counsellor: `c${i}`, gender, languages, lastBooked, hours, taken: taken(`c${i}`) };
          return desk(is as Parameters<typeof desk>[0]);
        }),
        { rooms: Array.from({ length: rooms }, (_, i) => ({ id: `r${i}`, office: 'here', taken: [] })) },
      ),
      now: START,
      ...(!reached && { booked: times }),
    };
  });

test('every time that a day offers, and every one near another, can be taken', () => {
  fc.assert(
    fc.property(searches, (search) => {
      const offered = daysOf(search).flatMap(({ slots }) => slots);
      for (const slot of offered) {
        expect(slotOf(search, slotId(slot))).toEqual(slot);
        for (const other of othersNear(search, slotId(slot))) expect(slotOf(search, slotId(other))).toEqual(other);
      }
    }),
  );
});

test('the web chat books what it is offered, until three quarters of the day are taken', async () => {
  await using stage = await openStage('sqlite');
  const asked = { pilot: 'serbia', topic: 'job', wish: wish({ language: 'en' }), now: stage.clock.now };
  const search = await searchFor(stage.store.read, content, asked);
  // Each counsellor alone: where both are free at the same time, that is two talks.
  const onFirstDay = (search?.supply.desks ?? []).map(
    (one) => search && daysOf({ ...search, supply: { ...search.supply, desks: [one] } }, 1)[0],
  );
  expect(onFirstDay.map((day) => day?.date)).toEqual(['2026-11-24', '2026-11-24']);
  const talks = onFirstDay.reduce((sum, day) => sum + (day?.slots.length ?? 0), 0);

  const offersToday = async (n: number): Promise<boolean> => {
    const chat = chatAt(stage, `203.0.113.${n}`);
    const handle = `h${n}-`.padEnd(43, 'x');
    await chat.says(handle, ...JOIN, ...TO_TIMES.slice(0, -1));
    if ((await chat.options(handle))[0] !== 'Tue 24 Nov') return false;
    await chat.chooses(handle, 0, 0, 0);
    expect(await chat.texts(handle)).not.toContain('has just been taken');
    expect(await stage.rows('appointment')).toHaveLength(n + 1);
    return true;
  };
  let count = 0;
  while (await offersToday(count)) count += 1;
  expect(count).toBe(Math.floor(talks * 0.75));
});
