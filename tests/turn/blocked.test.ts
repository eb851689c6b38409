import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import type { Principal } from '../../src/store/principal.ts';
import { cancelByStaff, moveByStaff } from '../../src/turn/appointments/by-staff.ts';
import { sayTo } from '../../src/turn/people/tell-person.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { openOffice } from '../server/office.ts';
import { JOIN } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
/** The first talk of Friday, at 9:00 in Belgrade. */
const BOOK = ['Book an appointment', 'Finding a job', 'No preference', 'Fri 27 Nov', '09:00', 'Yes, book it'];
const FRIDAY_AT_NINE = Date.UTC(2026, 10, 27, 8);
const THE_DAY_BEFORE = FRIDAY_AT_NINE - DAY;

const setBlock = (stage: Stage, isLifted: boolean) =>
  stage.pump.receive([], { blocks: [{ channel: 'telegram', handle: '42', isLifted }] });
const block = (stage: Stage) => setBlock(stage, false);
async function unblock(stage: Stage): Promise<void> {
  stage.telegram.outcomes.length = 0;
  await setBlock(stage, true);
  await stage.pump.settle();
}
const pass = async (stage: Stage, now: number) => {
  stage.clock.now = now;
  await stage.pump.settle();
};
const reminders = (stage: Stage) => stage.texts('42').filter((text) => text.startsWith('Reminder'));
/** Messages to them are refused, as by somebody who has blocked the bot just now. */
const refuse = ({ telegram: { outcomes } }: Stage) => {
  const refused = { result: 'never', why: 'Forbidden', blocked: true } as const;
  outcomes.push(refused, refused, refused);
};
/** Somebody with a talk on Friday. */
async function booked(dialect: Parameters<typeof openStage>[0]): Promise<Stage> {
  const stage = await openStage(dialect);
  await stage.hear('42', ...JOIN, ...BOOK);
  return stage;
}

onBoth('somebody who blocks the bot and comes back, on %s', (dialect, test) => {
  test('without a word is reminded of what was due meanwhile, once', async () => {
    await using stage = await booked(dialect);
    await block(stage);
    await pass(stage, THE_DAY_BEFORE);
    expect(reminders(stage)).toEqual([]);
    stage.clock.now += HOUR;
    await unblock(stage);
    expect(reminders(stage)).toEqual(['Reminder: tomorrow 09:00']);
    await unblock(stage);
    await stage.hear('42', 'menu');
    expect(reminders(stage)).toHaveLength(1);
  });

  test('and blocked it only at the minute at which the reminder was due is reminded, with the day as it is then', async () => {
    await using stage = await booked(dialect);
    refuse(stage);
    await pass(stage, THE_DAY_BEFORE);
    expect([reminders(stage), (await stage.rows('contact')).map(({ blocked }) => blocked)]).toEqual([[], [true]]);
    stage.clock.now += HOUR;
    stage.telegram.outcomes.length = 0;
    await stage.hear('42', { kind: 'open' });
    expect(reminders(stage)).toEqual(['Reminder: tomorrow 09:00']);
  });

  test('after midnight hears "today"', async () => {
    await using stage = await booked(dialect);
    refuse(stage);
    await pass(stage, THE_DAY_BEFORE);
    await pass(stage, FRIDAY_AT_NINE - HOUR);
    await unblock(stage);
    expect(reminders(stage)).toEqual(['Reminder: today 09:00']);
  });

  test('too late hears nothing of what is over', async () => {
    await using stage = await booked(dialect);
    await block(stage);
    await pass(stage, THE_DAY_BEFORE);
    await pass(stage, FRIDAY_AT_NINE + MINUTE);
    await unblock(stage);
    expect(reminders(stage)).toEqual([]);
  });

  test('hears no reminder of a talk that was called off, but that it was', async () => {
    await using stage = await booked(dialect);
    await block(stage);
    await pass(stage, THE_DAY_BEFORE);
    const [{ id } = { id: '' }] = await stage.rows('appointment');
    expect(await cancelByStaff(stage.world, BY, id)).toBe('done');
    await stage.pump.settle();
    const before = stage.texts('42').length;
    await unblock(stage);
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('cannot take place')]);
    expect(await stage.rows('change')).toMatchObject([{ toldAt: stage.clock.now }]);
    await stage.hear('42', 'menu');
    expect(stage.texts('42').filter((text) => text.includes('cannot take place'))).toHaveLength(1);
  });

  test('is told of a change that was refused, and gets what staff wrote', async () => {
    await using stage = await booked(dialect);
    refuse(stage);
    const [{ id, counsellor, person } = { id: '', counsellor: '', person: '' }] = await stage.rows('appointment');
    const to = `${FRIDAY_AT_NINE / 300_000 + 16}-${counsellor}`;
    await stage.store.tx((q) => sayTo(stage.world, q, person ?? '', 'Bring your card'));
    expect(await moveByStaff(stage.world, BY, id, to, 'other')).toBe('done');
    await stage.pump.settle();
    const before = stage.texts('42').length;
    await unblock(stage);
    expect(stage.texts('42').slice(before)).toEqual([
      expect.stringContaining('Bring your card'),
      expect.stringContaining('We had to change the time'),
    ]);
  });

  test('to say STOP hears nothing but the answer', async () => {
    await using stage = await booked(dialect);
    await block(stage);
    await pass(stage, THE_DAY_BEFORE);
    const before = stage.texts('42').length;
    await stage.hear('42', 'stop');
    expect(stage.texts('42').slice(before).join()).not.toContain('Reminder');
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([]);
  });

  test('blocks it again at once: the last news counts', async () => {
    await using stage = await booked(dialect);
    const news = { channel: 'telegram', handle: '42' } as const;
    await stage.pump.receive([], {
      blocks: [
        { ...news, isLifted: true },
        { ...news, isLifted: false },
      ],
    });
    expect((await stage.rows('contact')).map(({ blocked }) => blocked)).toEqual([true]);
    await stage.pump.receive([], { blocks: [{ ...news, handle: 'nobody', isLifted: true }] });
    expect(await stage.rows('contact')).toHaveLength(1);
  });
});

test('whom no reminder reaches stands on the list to call, until it does', async () => {
  await using office = await openOffice();
  const cookie = await office.cookie('counsellor');
  await office.hear('42', ...JOIN, ...BOOK);
  const toCall = async () => {
    const { html } = await office.page('/staff/today?whose=all', cookie);
    return /id="unanswered"[\s\S]*?<\/ul>/.exec(html)?.[0].match(/chip \w+/g) ?? [];
  };
  await block(office);
  await pass(office, THE_DAY_BEFORE - 1);
  expect(await toCall()).toEqual([]);
  await pass(office, THE_DAY_BEFORE);
  expect(await toCall()).toEqual(['chip notReached']);
  await unblock(office);
  expect(reminders(office)).toHaveLength(1);
  expect(await toCall()).toEqual(['chip noAnswer']);
});

test('on a desktop lifts the block by `my_chat_member` alone, and the reminder comes', async () => {
  const clock = { now: Date.UTC(2026, 10, 24, 9) };
  const telegram = await startFakeTelegram({ clock: () => clock.now });
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    clock: () => clock.now,
    log: pino({ level: 'silent' }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  });
  await using stage = await openStage('sqlite', { clock, channels: [channel] });
  await stage.pump.start();
  const amal = telegram.user(7);
  const shown = () => telegram.chat(7).map(({ text }) => text);
  const said = async (word: string, answer: string) => {
    const before = telegram.chat(7).length;
    amal.say(word);
    await telegram.waitFor(() =>
      shown()
        .slice(before)
        .some((text) => text.includes(answer)),
    );
    clock.now += 5_000;
  };
  await said('/start', 'Choose your language');
  await said('English', 'Which city');
  await said('Serbia', 'agree');
  await said('Yes, I agree', 'woman');
  await said('Woman', 'How can we help');
  await said('Book an appointment', 'What is it about');
  await said('Finding a job', 'Whom would');
  await said('No preference', 'day');
  await said('Fri 27 Nov', 'time');
  await said('09:00', 'book it');
  await said('Yes, book it', 'Booked');
  amal.block();
  await telegram.waitFor(() => telegram.pending().length === 0);
  clock.now = THE_DAY_BEFORE;
  stage.pump.wake();
  await stage.pump.settle();
  expect(shown().join()).not.toContain('Reminder');
  amal.unblock();
  await telegram.waitFor(() => shown().at(-1)?.startsWith('Reminder: tomorrow') ?? false);
  await stage.pump.stop();
  await telegram.stop();
});
