import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { comeToMenu, goOn, telegramPhone } from '../fakes/phones.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';

/** Somebody on Telegram with a profile, at the menu. */
async function scene() {
  const stack = new AsyncDisposableStack();
  const telegram = stack.use(await startFakeTelegram({ clock: () => START }));
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    webhook: { url: 'https://chat.example.org/webhooks/telegram', secret: 'a-secret-for-this-test-alone' },
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: async () => {},
  });
  const stage = stack.use(await openStage('sqlite', { channels: [channel] }));
  telegram.reach((request) => stage.routes.request(request));
  await stage.pump.start();
  const phone = telegramPhone(telegram, 7);
  const ours = () => telegram.chat(7).filter(({ from }) => from === 'bot');
  const go = goOn(phone, stage.clock);
  await comeToMenu(phone, go);
  const { clock } = stage;
  const settle = () => stage.pump.settle();
  return { telegram, channel, phone, ours, go, clock, settle, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('one question takes the place of another; what was told stays', async () => {
  await using s = await scene();
  const texts = () => s.ours().map(({ text }) => text);
  expect(s.telegram.calls('editMessageText').length).toBeGreaterThan(0);
  const before = texts().length;
  await s.go('Book an appointment', 'What is it about?');
  await s.go('Finding a job', 'Whom would you like to meet?');
  expect(texts()).toHaveLength(before);
  await s.go('No preference', 'Which day suits you?');
  await s.go('Wed 25 Nov', 'Which time?');
  await s.go('09:00', 'Shall I book it?');
  await s.go('Yes, book it', 'Your appointment number');
  await s.phone.sees('How can we help you?');
  const booked = texts().findIndex((text) => text.includes('Your appointment number'));
  expect(booked).toBeGreaterThanOrEqual(0);
  // The confirmation is told, so the next question stands below it.
  await s.go('My data', 'What we keep');
  expect(texts()[booked]).toContain('Your appointment number');
  expect(s.telegram.unanswered()).toEqual([]);
});

test('whoever writes in between gets the next question below their words', async () => {
  await using s = await scene();
  await s.phone.write('menu');
  await s.phone.sees('How can we help you?');
  const edits = () => s.telegram.calls('editMessageText').length;
  const [before, shown] = [edits(), s.ours().length];
  await s.phone.write('Book an appointment');
  await s.phone.sees('What is it about?');
  expect([edits(), s.ours().length]).toEqual([before, shown + 1]);
});

test('a button of an older message leaves all messages as they are, and the open question follows below', async () => {
  await using s = await scene();
  await s.phone.write('language');
  await s.phone.sees('Choose your language');
  const before = s.ours().map(({ text }) => text);
  await s.go('Book an appointment', 'Choose your language');
  const after = s.ours().map(({ text }) => text);
  expect(after).toEqual([...before, before.at(-1)]);
});

test('a question that stays on the screen once it is answered still does something, but for a double tap', async () => {
  await using s = await scene();
  await s.go('My data', 'What we keep');
  await s.go('Other apps', 'You can write with us in another app too');
  await s.go('Add an app', 'Write this code there');
  const shown = s.phone.options();
  expect(shown).toEqual(['Add an app', 'Disconnect an app', 'Menu']);
  const count = s.ours().length;
  await s.phone.choose('Add an app');
  await s.telegram.waitFor(() => s.telegram.unanswered().length === 0);
  await s.settle();
  expect(s.ours()).toHaveLength(count);
  for (const label of shown) {
    s.clock.now += 2_000;
    await s.go(label, 'How can we help you?');
    s.clock.now += 2_000;
    await s.go('My data', 'What we keep');
    await s.go('Other apps', 'You can write with us in another app too');
    await s.go('Add an app', 'Write this code there');
  }
});

test('a message that is gone is sent anew, and one that stands there already is as good as sent', async () => {
  await using s = await scene();
  const question: Reply = {
    kind: 'choice',
    language: 'en',
    text: 'Which?',
    options: [{ id: 'a.99.1', label: 'This' }],
    from: 1,
  };
  const send = (replaces: string) => s.channel.send('7', question, { earlier: [], heardAt: START, replaces });
  const shown = s.ours().length;
  const first = await send('999999');
  expect(s.ours()).toHaveLength(shown + 1);
  const id = first.result === 'sent' ? (first.externalIds[0] ?? '') : '';
  expect(await send(id)).toEqual({ result: 'sent', externalIds: [id] });
  expect(s.ours()).toHaveLength(shown + 1);
});

test('at a quick exit each message is taken away once, however many questions it has shown', async () => {
  await using s = await scene();
  await s.go('Book an appointment', 'What is it about?');
  await s.go('Finding a job', 'Whom would you like to meet?');
  const earlier = s.ours().map(({ id }) => id);
  await s.phone.write('exit');
  await s.telegram.waitFor(() => s.telegram.calls('deleteMessages').length > 0);
  const taken = s.telegram.calls('deleteMessages').flatMap(({ payload }) => payload.message_ids);
  expect(taken).toEqual(earlier);
});
