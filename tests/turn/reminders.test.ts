import { expect, test } from 'vitest';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels, referenceIn, TO_TIMES } from './support.ts';

/** Which reminders are still to come. */
const timers = async (stage: Stage) => (await stage.rows('timer')).map(({ target }) => target.split('_')[1]).sort();

const reminders = (stage: Stage, handle = '42') => stage.texts(handle).filter((text) => text.startsWith('Reminder'));

/** Books a talk on the day with this label, at the first time offered; returns when it begins. */
async function book(stage: Stage, day: string, handle = '42'): Promise<number> {
  await stage.hear(handle, 'Book an appointment', 'Finding a job', 'No preference', day);
  await stage.hear(handle, labels(stage.last(handle))[0] ?? '', 'Yes, book it');
  const reference = referenceIn(stage.texts(handle));
  const booked = (await stage.rows('appointment')).find((row) => row.reference === reference);
  if (booked === undefined) throw new Error('nothing was booked');
  return booked.startAt;
}

onBoth('reminders on %s', (dialect, test) => {
  test('come once, the day before at the same time on the wall clock, and say only that', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const startAt = await book(stage, 'Fri 27 Nov');
    expect(await timers(stage)).toEqual(['1d', '2h']);
    expect(await stage.rows('timer')).toMatchObject([{ kind: 'reminder', at: startAt - DAY, until: startAt - 1 }, {}]);
    stage.clock.now = startAt - DAY - 1;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([]);
    stage.clock.now += 1;
    await stage.pump.settle();
    const clock = new Date(startAt + HOUR).toISOString().slice(11, 16);
    expect(reminders(stage)).toEqual([`Reminder: tomorrow ${clock}`]);
    expect(labels(stage.last('42'))).toEqual(['I will come', 'Change the time', 'I cannot come']);
    for (let i = 0; i < 30; i++) {
      stage.clock.now += HOUR;
      await stage.pump.settle();
    }
    expect(reminders(stage)).toHaveLength(1);
  });

  test('keep to the wall clock where the clocks change in between', async () => {
    await using stage = await openStage(dialect);
    await stage.execute(`insert into hours (counsellor, weekday, from_minute, to_minute)
      values ('serbia-demo-1', 7, 600, 660)`);
    stage.clock.now = Date.UTC(2027, 2, 24, 9);
    await stage.hear('42', ...JOIN);
    expect(await book(stage, 'Sun 28 Mar')).toBe(Date.UTC(2027, 2, 28, 8));
    const at = Date.UTC(2027, 2, 27, 9);
    expect(await timers(stage)).toEqual(['1d', '2h', '3d']);
    expect((await stage.rows('timer')).map((timer) => timer.at)).toContain(at);
    stage.clock.now = at;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual(['Reminder: tomorrow 10:00']);
  });

  test('come once where several instances look at the same time', async () => {
    await using stage = await openStage(dialect);
    const others = [stage.beside(), stage.beside()];
    const handles = Array.from({ length: 6 }, (_, i) => `person ${i}`);
    for (const handle of handles) {
      await stage.hear(handle, ...JOIN);
      await book(stage, 'Fri 27 Nov', handle);
    }
    stage.clock.now = Date.UTC(2026, 10, 26, 18);
    await Promise.all([stage, ...others].map(({ pump }) => pump.settle()));
    const sent = [stage, ...others].flatMap(({ telegram }) => telegram.sent);
    const reminded = sent.filter(({ reply }) => reply.kind !== 'clear' && reply.text.startsWith('Reminder'));
    expect(reminded.map(({ handle }) => handle).sort()).toEqual(handles.sort());
  });

  test.each([
    ['cancelled', ['My appointments', '27 Nov 09:00', 'Cancel it']],
    ['followed by STOP', ['stop']],
    ['deleted with all the rest', ['My data', 'Delete everything', 'Yes, delete', 'Delete now']],
  ])('do not come for an appointment that was %s', async (_, words) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const startAt = await book(stage, 'Fri 27 Nov');
    await stage.hear('42', ...words);
    expect(await stage.rows('timer')).toEqual([]);
    stage.clock.now = startAt - DAY;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([]);
  });

  test('are not promised, and not kept, where the channel cannot write first or there is no day left', async () => {
    const terminal = scriptedChannel('terminal', false);
    await using stage = await openStage(dialect, { channels: [terminal] });
    for (const word of [...JOIN, ...TO_TIMES, '13:00', 'Yes, book it'])
      await stage.pump.receive([stage.incoming('t', word, 'terminal')]);
    await stage.hear('42', ...JOIN);
    stage.clock.now = Date.UTC(2026, 10, 25, 8);
    await book(stage, 'Thu 26 Nov');
    await stage.pump.settle();
    const booked = await stage.rows('appointment');
    expect(booked.map(({ canRemind }) => canRemind).sort()).toEqual([false, true]);
    expect(await timers(stage)).toEqual(['2h']);
    expect(JSON.stringify(terminal.sent.at(-1)?.reply)).toContain('cannot remind you');
  });

  test.each([
    ['https://t.me/saputnik_bot', 'Or add an app that can, under "My data".\nTelegram: https://t.me/saputnik_bot'],
    [undefined, 'If something changes, you read it when you come back here and write the number.'],
  ])('lead to a bot that runs, and to no other: %s', async (address, told) => {
    const terminal = scriptedChannel('terminal', false);
    const telegram = { ...scriptedChannel('telegram'), chat: () => address };
    await using stage = await openStage(dialect, { channels: [terminal], telegram });
    const hear = async (...said: string[]) => {
      for (const word of said) await stage.pump.receive([stage.incoming('t', word, 'terminal')]);
      await stage.pump.settle();
      return terminal.sent
        .map(({ reply }) => ('text' in reply ? reply.text.replace(/[\u2068\u2069]/g, '') : ''))
        .join();
    };
    expect(await hear(...JOIN, ...TO_TIMES, '13:00', 'Yes, book it')).toContain(told);
    await stage.execute('delete from hours');
    await hear('menu', 'Book an appointment', 'Papers and rights', 'Tell me when free');
    const last = terminal.sent.at(-2)?.reply;
    expect(JSON.stringify(last)).toContain(address ?? 'Please look here again tomorrow, or talk to our team.');
  });

  test('say what is true when they come late, and nothing once it has begun', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const startAt = await book(stage, 'Fri 27 Nov');
    stage.clock.now = Date.UTC(2026, 10, 26, 23, 30);
    await stage.pump.settle();
    expect(reminders(stage)).toEqual(['Reminder: today 09:00']);
    await stage.hear('43', ...JOIN);
    stage.clock.now = startAt - DAY - 2 * HOUR;
    await book(stage, 'Fri 27 Nov', '43');
    stage.clock.now = startAt + HOUR;
    await stage.pump.settle();
    expect(reminders(stage, '43')).toEqual([]);
    await scheduleJobs(stage.world);
    stage.clock.now = startAt + 2 * DAY + 7 * HOUR;
    await runJobs(stage.world);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('go unsaid where they were on their way when the day before ended', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await book(stage, 'Fri 27 Nov');
    const midnight = Date.UTC(2026, 10, 26, 23);
    stage.clock.now = midnight - 3 * MINUTE;
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    await stage.pump.settle();
    await stage.hear('42', 'help');
    stage.clock.now = midnight + 2 * MINUTE;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([]);
    expect(stage.texts('42').at(-2)).toContain('I tell you about your rights');
    expect(await stage.rows('outbox')).toContainEqual(expect.objectContaining({ state: 'failed', reason: 'too late' }));
  });

  test.each([
    ['the last moment of the day before', -1, ['Reminder: tomorrow 09:00']],
    ['midnight', 0, []],
  ])('that waited until %s are true where they are said', async (_, after, said) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await book(stage, 'Fri 27 Nov');
    const midnight = Date.UTC(2026, 10, 26, 23);
    stage.clock.now = midnight - 10 * MINUTE;
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    await stage.pump.settle();
    stage.clock.now = midnight + after;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual(said);
  });

  test.each([25, -25])('come once though the clock jumps by %i hours and back', async (hours) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const startAt = await book(stage, 'Mon 30 Nov');
    const others = [stage.beside(), stage.beside()];
    const everybody = () => Promise.all([stage, ...others].map(({ pump }) => pump.settle()));
    for (const now of [startAt - 3 * DAY, startAt - DAY - HOUR, startAt - DAY, startAt - DAY + HOUR]) {
      for (const jump of [0, hours * HOUR, 0]) {
        stage.clock.now = now + jump;
        await everybody();
      }
    }
    stage.clock.now = startAt + DAY;
    await everybody();
    const sent = [stage, ...others].flatMap(({ telegram }) => telegram.sent);
    const reminded = sent.filter(({ reply }) => reply.kind !== 'clear' && reply.text.startsWith('Reminder'));
    expect(reminded).toHaveLength(2);
  });
});

test.each(DIALECTS)(
  'a reminder is no sign of life on %s: it does not postpone the end of a profile',
  async (dialect) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const startAt = await book(stage, 'Fri 27 Nov');
    const lastDay = async () => (await stage.rows('person'))[0]?.lastDay;
    const before = await lastDay();
    stage.clock.now = startAt - DAY;
    await stage.pump.settle();
    expect(reminders(stage)).toHaveLength(1);
    expect(await lastDay()).toBe(before);
    await stage.hear('42', 'I will come');
    expect(await lastDay()).toBe((before ?? 0) + 2 * DAY);
  },
);
