import { describe, expect } from 'vitest';
import type { Principal } from '../../src/store/principal.ts';
import { moveByStaff } from '../../src/turn/appointments/by-staff.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { offerFreeTimes } from '../../src/turn/due/waitlist.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, press } from './support.ts';

const JOB = ['Book an appointment', 'Finding a job', 'No preference'];
const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
/** In Belgrade. */
const TUESDAY = Date.UTC(2026, 10, 23, 23);
const WEDNESDAY = TUESDAY + DAY;
const THURSDAY = WEDNESDAY + DAY;

/** A stage on which one counsellor has these half hours in the week, each from a minute of a day, and no others. */
async function withTimes(stage: Stage, ...times: [weekday: number, minute: number][]): Promise<void> {
  await stage.execute('delete from hours');
  for (const [weekday, minute] of times)
    await stage.execute(`insert into hours (counsellor, weekday, from_minute, to_minute)
      values ('serbia-demo-1', ${weekday}, ${minute}, ${minute + 30})`);
  await stage.execute(`insert into absence (counsellor, from_at, to_at)
    values ('serbia-demo-1', ${TUESDAY + 4 * DAY}, ${TUESDAY + 60 * DAY})`);
}

const book = (stage: Stage, handle: string, day: string, time: string) =>
  stage.hear(handle, ...JOIN, ...JOB, day, time, 'Yes, book it');

const wait = async (stage: Stage, handle = 'waiting') => {
  await stage.hear(handle, ...JOIN, ...JOB, 'Tell me when free');
  expect(stage.texts(handle).at(-2)).toContain('You are on the waiting list.');
};

/** The times that somebody was told of, as they are said. */
const told = (stage: Stage, handle = 'waiting') =>
  stage.texts(handle).flatMap((text) => /(?:A time is free now:|The first is) (.*?) \(/.exec(text)?.[1] ?? []);

/** Cancels the only appointment that begins then. */
async function cancel(stage: Stage, handle: string, startAt: number): Promise<void> {
  const all = await stage.rows('appointment');
  const found = all.find((row) => row.startAt === startAt && row.status === 'scheduled');
  await stage.hear(handle, { kind: 'tap', button: `s.cancel.${found?.reference}` }, 'Yes, cancel it');
}

onBoth('the waiting list on %s', (dialect, test) => {
  test('is told of the time that a counsellor takes somebody away from', async () => {
    await using stage = await openStage(dialect);
    await withTimes(stage, [3, 540]);
    await book(stage, 'booked', 'Wed 25 Nov', '09:00');
    await wait(stage);
    await stage.execute(`insert into hours (counsellor, weekday, from_minute, to_minute)
      values ('serbia-demo-1', 4, 540, 570)`);
    const [{ id } = { id: '' }] = await stage.rows('appointment');
    const to = `${(THURSDAY + 9 * HOUR) / (5 * MINUTE)}-serbia-demo-1`;
    expect(await moveByStaff(stage.world, BY, id, to, 'other')).toBe('done');
    await stage.pump.settle();
    expect(told(stage)).toEqual(['Wednesday 25 November at 09:00']);
    await stage.hear('waiting', 'Take this time');
    expect(stage.texts('waiting').join()).toContain('Booked: Wednesday 25 November at 09:00');
  });

  test('is told of a time that only the break after the cancelled one was in the way of', async () => {
    await using stage = await openStage(dialect);
    // The counsellor has ten minutes to herself after the first, so the second cannot be had.
    await withTimes(stage, [2, 720], [2, 755]);
    await book(stage, 'booked', 'Tue 24 Nov', '12:00');
    await wait(stage);
    // By now it is too late to book the first.
    stage.clock.now += 10 * MINUTE;
    await cancel(stage, 'booked', TUESDAY + 12 * HOUR);
    expect(told(stage)).toEqual(['Tuesday 24 November at 12:35']);
  });

  test.each([
    ['before', 685, '11:25'],
    ['after', 775, '12:55'],
  ])('is told of a time %s that only the longer break of another topic was in the way of', async (_, minute, time) => {
    await using stage = await openStage(dialect);
    // "Work and children" takes 45 minutes and 15 after it: from 12:00 the counsellor has no time until 13:00. A talk
    // about a job needs ten minutes after it.
    await withTimes(stage, [3, minute], [3, 720]);
    await stage.execute('update hours set to_minute = 765 where from_minute = 720');
    const children = [
      'Book an appointment',
      'Work and children',
      'No preference',
      'No',
      'Wed 25 Nov',
      '12:00',
      'Yes, book it',
    ];
    await stage.hear('booked', ...JOIN, ...children);
    await wait(stage);
    await stage.execute('delete from hours where from_minute = 720');
    await cancel(stage, 'booked', WEDNESDAY + 12 * HOUR);
    expect(told(stage)).toEqual([`Wednesday 25 November at ${time}`]);
  });

  test('is told in the morning of what was freed at night, as far as it can still be booked then', async () => {
    await using stage = await openStage(dialect);
    await withTimes(stage, [3, 600], [3, 640]);
    await book(stage, 'first', 'Wed 25 Nov', '10:00');
    await book(stage, 'second', 'Wed 25 Nov', '10:40');
    await wait(stage);
    stage.clock.now = TUESDAY + 22 * HOUR;
    await cancel(stage, 'first', WEDNESDAY + 10 * HOUR);
    await cancel(stage, 'second', WEDNESDAY + 10 * HOUR + 40 * MINUTE);
    stage.clock.now = WEDNESDAY + 8 * HOUR - 1;
    await stage.pump.settle();
    expect(told(stage)).toEqual([]);
    // It can be booked two hours before, and the first is two hours ahead: there is no time left to answer.
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(told(stage)).toEqual(['Wednesday 25 November at 10:40']);
  });

  test('lets go of somebody who says STOP: they are told of nothing more', async () => {
    await using stage = await openStage(dialect);
    await withTimes(stage, [3, 540]);
    await book(stage, 'booked', 'Wed 25 Nov', '09:00');
    await wait(stage);
    await stage.hear('waiting', 'stop');
    expect(await stage.rows('waitlist')).toEqual([]);
    await cancel(stage, 'booked', WEDNESDAY + 9 * HOUR);
    expect(told(stage)).toEqual([]);
  });

  describe('is told, whatever has made a time free', () => {
    const FRIDAY = THURSDAY + DAY;
    const FRIDAY_AT_NINE = 'Friday 27 November at 09:00';
    const look = async (stage: Stage, now = stage.clock.now) => {
      stage.clock.now = now;
      await offerFreeTimes(stage.world);
      await stage.pump.settle();
    };
    const offered = (stage: Stage) => stage.texts('waiting').filter((text) => /free now/.test(text));
    const addHours = (stage: Stage, weekday: number, from: number, to: number) =>
      stage.execute(`insert into hours (counsellor, weekday, from_minute, to_minute)
        values ('serbia-demo-1', ${weekday}, ${from}, ${to})`);
    const absence = (stage: Stage) =>
      stage.execute(`insert into absence (counsellor, from_at, to_at)
        values ('serbia-demo-1', ${FRIDAY}, ${FRIDAY + DAY})`);
    const busy = (stage: Stage) =>
      stage.execute(
        `insert into busy (counsellor, from_at, to_at) values ('serbia-demo-1', ${FRIDAY}, ${FRIDAY + DAY})`,
      );

    test('new hours: no hours, and a counsellor gets Friday from 9 to 12', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await look(stage);
      expect(told(stage)).toEqual([]);
      await addHours(stage, 5, 540, 720);
      for (let i = 0; i < 3; i += 1) await look(stage);
      expect(offered(stage)).toEqual([
        expect.stringMatching(/^Several times are free now.*Friday 27 November at 09:00/),
      ]);
      await stage.hear('waiting', 'Take this time');
      expect(stage.texts('waiting').join()).toContain(`Booked: ${FRIDAY_AT_NINE}`);
      await look(stage, stage.clock.now + DAY);
      expect(offered(stage)).toHaveLength(1);
    });

    test('a new day: two days can be booked, all is taken, and nine days go by', async () => {
      await using stage = await openStage(dialect);
      await stage.execute('delete from hours');
      await stage.execute('update topic set horizon_days = 2');
      await addHours(stage, 3, 540, 570);
      await addHours(stage, 4, 540, 570);
      await book(stage, 'one', 'Wed 25 Nov', '09:00');
      await book(stage, 'two', 'Thu 26 Nov', '09:00');
      await wait(stage);
      const days: string[][] = [];
      for (let day = 0; day < 9; day += 1) {
        const before = told(stage).length;
        for (const hour of [6, 12, 18]) await look(stage, TUESDAY + day * DAY + hour * HOUR + HOUR);
        days.push(told(stage).slice(before));
      }
      expect(days.flat()).toEqual(['Wednesday 2 December at 09:00', 'Thursday 3 December at 09:00']);
      expect(Math.max(...days.map((of) => of.length))).toBe(1);
    });

    test.each<[string, (stage: Stage) => Promise<unknown>, (stage: Stage) => Promise<unknown>]>([
      [
        'an absence that is taken away',
        absence,
        (stage) => stage.execute(`delete from absence where to_at = ${FRIDAY + DAY}`),
      ],
      ["a counsellor's own calendar that is free again", busy, (stage) => stage.execute('delete from busy')],
      [
        'a day that is closed no more',
        (stage) => stage.execute(`insert into closing (pilot, date, closed) values ('serbia', '2026-11-27', true)`),
        (stage) => stage.execute('delete from closing'),
      ],
      [
        'a counsellor who speaks of the topic again',
        (stage) => stage.execute(`update counsellor set topics = '["papers"]'`),
        (stage) => stage.execute(`update counsellor set topics = '[]'`),
      ],
    ])('%s', async (_, before, after) => {
      await using stage = await openStage(dialect);
      await withTimes(stage, [5, 540]);
      await before(stage);
      await wait(stage);
      await look(stage);
      expect(told(stage)).toEqual([]);
      await after(stage);
      await look(stage);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
    });

    test('the last time, which somebody looks at for ten minutes and leaves', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage, [5, 540]);
      await stage.hear('looking', ...JOIN, ...JOB, 'Fri 27 Nov', '09:00');
      await wait(stage);
      await look(stage, stage.clock.now + 10 * MINUTE - 1);
      expect(told(stage)).toEqual([]);
      await look(stage, stage.clock.now + 1);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
      // Who looks at it later makes it no new one.
      await stage.hear('looking', 'menu', ...JOB, 'Fri 27 Nov', '09:00');
      await look(stage);
      await look(stage, stage.clock.now + DAY);
      expect(told(stage)).toHaveLength(1);
    });

    test('by day alone, and on one day once, but of everything in the end', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await addHours(stage, 5, 540, 570);
      await look(stage, TUESDAY + 22 * HOUR);
      expect(told(stage)).toEqual([]);
      await look(stage, WEDNESDAY + 8 * HOUR);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
      await addHours(stage, 5, 660, 690);
      await look(stage, WEDNESDAY + 12 * HOUR);
      expect(told(stage)).toHaveLength(1);
      await look(stage, THURSDAY + 8 * HOUR);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE, 'Friday 27 November at 11:00']);
    });

    test('again of one that was taken and is free once more, the next day', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage, [5, 540]);
      await book(stage, 'booked', 'Fri 27 Nov', '09:00');
      await wait(stage);
      await cancel(stage, 'booked', FRIDAY + 9 * HOUR);
      await book(stage, 'booked', 'Fri 27 Nov', '09:00');
      await look(stage);
      await cancel(stage, 'booked', FRIDAY + 9 * HOUR);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
      await look(stage, WEDNESDAY + 9 * HOUR);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE, FRIDAY_AT_NINE]);
    });

    test('once more where the message did not get through', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await addHours(stage, 5, 540, 570);
      stage.telegram.outcomes.push({ result: 'never', why: 'refused' });
      await look(stage);
      expect(told(stage)).toEqual([]);
      await look(stage, WEDNESDAY + 9 * HOUR);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
      await look(stage, THURSDAY + 9 * HOUR);
      expect(told(stage)).toHaveLength(1);
    });

    test('to who waited already when times were not noted yet', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await addHours(stage, 5, 540, 570);
      await stage.execute('update waitlist set known = null');
      await look(stage);
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
    });

    test('only to whom it fits: a wish for a woman, another topic, and who waits no more', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await wait(stage, 'other');
      await stage.hear('other', 'Stop waiting');
      await stage.execute(`update counsellor set gender = 'man'`);
      await stage.execute(
        `update waitlist set wish = replace(cast(wish as text), '"woman":false', '"woman":true')${dialect === 'postgres' ? '::jsonb' : ''}`,
      );
      await stage.execute(
        `update waitlist set wish = replace(cast(wish as text), '"woman": false', '"woman": true')${dialect === 'postgres' ? '::jsonb' : ''}`,
      );
      await addHours(stage, 5, 540, 570);
      await look(stage);
      expect([told(stage), told(stage, 'other')]).toEqual([[], []]);
    });

    test('once on a day, also who waits about two topics', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await stage.hear('waiting', 'menu', 'Book an appointment', 'Papers and rights', 'Tell me when free');
      expect(await stage.rows('waitlist')).toHaveLength(2);
      await addHours(stage, 5, 540, 570);
      await look(stage);
      await look(stage);
      expect([told(stage), (await stage.rows('timer')).length]).toEqual([[FRIDAY_AT_NINE], 0]);
      await look(stage, WEDNESDAY + 9 * HOUR);
      expect(told(stage)).toHaveLength(2);
    });

    test('in the pilot in which they live alone', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await stage.execute(`update waitlist set pilot = 'milan'`);
      await stage.execute(`update counsellor set pilot = 'milan' where id = 'serbia-demo-1'`);
      await addHours(stage, 5, 540, 570);
      await look(stage);
      expect([told(stage), await stage.rows('waitlist')]).toEqual([[], []]);
    });

    test('by the job that runs every five minutes', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage);
      await wait(stage);
      await runJobs(stage.world);
      await addHours(stage, 5, 540, 570);
      stage.clock.now += 5 * MINUTE;
      await runJobs(stage.world);
      await stage.pump.settle();
      expect(told(stage)).toEqual([FRIDAY_AT_NINE]);
      await stage.hear('waiting', 'Stop waiting');
      stage.clock.now += 5 * MINUTE;
      await runJobs(stage.world);
      expect((await stage.rows('job')).map(({ kind }) => kind)).not.toContain('waitlist');
    });

    test('by a server that starts while somebody waits for whom nobody has looked', async () => {
      await using stage = await openStage(dialect);
      await withTimes(stage, [5, 540]);
      await book(stage, 'booked', 'Fri 27 Nov', '09:00');
      await wait(stage);
      await stage.execute('delete from job');
      await scheduleJobs(stage.world);
      expect((await stage.rows('job')).map(({ kind }) => kind)).toContain('waitlist');
    });
  });

  describe('a time that is taken again', () => {
    const TAKE = 'Take this time';
    const WEDNESDAY_AT_NINE = 'Booked: Wednesday 25 November at 09:00';
    /** Somebody waits, and is offered the only time of the week, which is free again. */
    const offered = async (stage: Stage): Promise<string> => {
      await withTimes(stage, [3, 540]);
      await book(stage, 'booked', 'Wed 25 Nov', '09:00');
      await wait(stage);
      await cancel(stage, 'booked', WEDNESDAY + 9 * HOUR);
      const shown = stage.last('waiting');
      return (shown.kind === 'choice' && shown.options.find(({ label }) => label === TAKE)?.id) || '';
    };
    const take = async (stage: Stage, button: string): Promise<string[]> => {
      const before = stage.texts('waiting').length;
      stage.clock.now += 5_000;
      await stage.hear('waiting', { kind: 'tap', button });
      return stage.texts('waiting').slice(before);
    };
    const counted = async (stage: Stage): Promise<number> =>
      (await stage.rows('event')).filter(
        ({ kind, data }) => kind === 'appointment-booked' || data.name === 'appointment-booked',
      ).length;

    test('is told of as booked again, and counted once', async () => {
      await using stage = await openStage(dialect);
      const button = await offered(stage);
      const first = await take(stage, button);
      expect(first.join()).toContain(WEDNESDAY_AT_NINE);
      const before = await counted(stage);
      const again = await take(stage, button);
      expect(again[0]).toBe(first[0]);
      expect(again.join()).not.toContain('faster');
      expect([await counted(stage), (await stage.rows('appointment')).length]).toEqual([before, 2]);
    });

    test('and cancelled since is no promise to write again', async () => {
      await using stage = await openStage(dialect);
      const button = await offered(stage);
      await take(stage, button);
      const own = (await stage.rows('appointment')).find(({ status }) => status === 'scheduled');
      await stage.hear('waiting', press('cancel', own?.reference), 'Yes, cancel it');
      const said = (await take(stage, button)).join();
      expect(said).toContain('You are no longer on the waiting list.');
      expect(said).not.toContain('We write to you again');
    });

    test('by somebody else is a promise to write again, as long as one waits', async () => {
      await using stage = await openStage(dialect);
      const button = await offered(stage);
      await book(stage, 'faster', 'Wed 25 Nov', '09:00');
      for (let i = 0; i < 2; i += 1) expect((await take(stage, button)).join()).toContain('We write to you again');
      await stage.hear('waiting', 'Stop waiting');
      expect((await take(stage, button)).join()).toContain('You are no longer on the waiting list.');
    });
  });
});
