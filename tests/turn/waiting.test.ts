import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { answerAndClose } from './support.ts';

const HER = '381601234567';
const BY = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;

/** Somebody on WhatsApp who has asked for a human. */
async function scene() {
  const stack = new AsyncDisposableStack();
  const clock = { now: START };
  const whatsapp = stack.use(await startFakeWhatsapp({ clock: () => clock.now }));
  const channel = createWhatsappCloud({
    ...whatsapp.account,
    apiRoot: whatsapp.apiRoot,
    clock: () => clock.now,
    log: pino({ level: 'silent' }),
    open: () => 'Choose',
  });
  const stage = stack.use(await openStage('sqlite', { channels: [channel] }));
  whatsapp.reach((request) => stage.routes.request(request));
  const pass = (ms: number) => {
    clock.now += ms;
    stage.clock.now = clock.now;
  };
  const say = async (...words: string[]) => {
    for (const one of words) {
      await whatsapp.user(HER).say(one);
      await stage.pump.settle();
      pass(10_000);
    }
  };
  await say('hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'human');
  const [request] = await stage.rows('request');
  const answer = async (words: string) => {
    expect(await answerAndClose(stage.world, BY, request?.id ?? '', words)).toBe('done');
    await stage.pump.settle();
  };
  const screen = () => whatsapp.screen(HER).map(({ text }) => text);
  return { stage, pass, say, answer, screen, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('a counsellor who answers within a day is heard at once', async () => {
  await using s = await scene();
  s.pass(23 * HOUR);
  await s.answer('Come on Monday.');
  expect(s.screen().at(-1)).toContain('Come on Monday.');
});

test('one who answers later is heard first when she writes again, and nothing is lost meanwhile', async () => {
  await using s = await scene();
  s.pass(25 * HOUR);
  const before = s.screen().length;
  await s.answer('Come on Monday.');
  for (let day = 0; day < 5; day += 1) {
    s.pass(24 * HOUR);
    await s.stage.pump.settle();
  }
  expect(s.screen()).toHaveLength(before);
  const [row] = (await s.stage.rows('outbox')).filter(({ state }) => state === 'queued');
  expect(row?.reason).toBe('the window of 24 hours is closed');
  await s.say('menu');
  const [first, second] = s.screen().slice(before);
  expect(first).toContain('Come on Monday.');
  expect(second).toContain('How can we help you?');
});
