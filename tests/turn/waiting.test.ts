import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { notReachedAmong } from '../../src/store/reach.ts';
import { reachOf } from '../../src/turn/requests/reach.ts';
import { HOUR, MINUTE, START } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { answerAndClose } from './support.ts';

const HER = '381601234567';
const ANSWER = 'Come on Monday.';
const BY = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;

/** Somebody on WhatsApp who has asked for a human. `late`: so long (ms) the webhook took that told us of it. */
async function scene({ late = 0 } = {}) {
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
  await say('hello', 'English', 'Serbia', 'Yes, I agree', 'Woman');
  const letThrough = whatsapp.holdBack();
  const asked = whatsapp.user(HER).say('human');
  pass(late);
  letThrough();
  await asked;
  await stage.pump.settle();
  await whatsapp.settled();
  const [request] = await stage.rows('request');
  const answer = async (words: string) => {
    expect(await answerAndClose(stage.world, BY, request?.id ?? '', words)).toBe('done');
    await stage.pump.settle();
  };
  /** How often she has seen the answer. */
  const seen = () => whatsapp.screen(HER).filter(({ text }) => text.includes(ANSWER)).length;
  /** What staff see of it. */
  const shown = async () => {
    const person = request?.person ?? '';
    const reach = await reachOf(stage.world, person);
    return {
      isNotTold: (await notReachedAmong(stage.store.read, [person])).has(person),
      waiting: reach.way === 'window' && !reach.isOpen ? reach.waiting : 0,
    };
  };
  const screen = () => whatsapp.screen(HER).map(({ text }) => text);
  return { stage, whatsapp, pass, say, answer, screen, seen, shown, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('a counsellor who answers within a day is heard at once', async () => {
  await using s = await scene();
  s.pass(23 * HOUR);
  await s.answer(ANSWER);
  expect(s.screen().at(-1)).toContain(ANSWER);
});

test('one who answers later is heard first when she writes again, and nothing is lost meanwhile', async () => {
  await using s = await scene();
  s.pass(25 * HOUR);
  const before = s.screen().length;
  await s.answer(ANSWER);
  for (let day = 0; day < 5; day += 1) {
    s.pass(24 * HOUR);
    await s.stage.pump.settle();
  }
  expect(s.screen()).toHaveLength(before);
  const [row] = (await s.stage.rows('outbox')).filter(({ state }) => state === 'queued');
  expect(row?.reason).toBe('the window of 24 hours is closed');
  await s.say('menu');
  const [first, second] = s.screen().slice(before);
  expect(first).toContain(ANSWER);
  expect(second).toContain('Are you the person who wrote here before?');
});

test('the day is counted from when she wrote, not from when the webhook came', async () => {
  await using s = await scene({ late: 10 * MINUTE });
  s.pass(24 * HOUR - 5 * MINUTE);
  await s.answer(ANSWER);
  await s.whatsapp.settled();
  // 24 hours and five minutes after she wrote: nothing was sent that Meta would refuse.
  expect(s.whatsapp.calls.filter(({ text }) => JSON.stringify(text ?? '').includes(ANSWER))).toEqual([]);
  expect(await s.shown()).toEqual({ isNotTold: true, waiting: 1 });
  await s.say('menu');
  expect(s.seen()).toBe(1);
  expect(await s.shown()).toEqual({ isNotTold: false, waiting: 0 });
});

test('a message that comes after a newer one does not set back when she wrote last', async () => {
  await using s = await scene();
  const before = { ...s.stage.incoming(HER, 'help', 'whatsapp-cloud'), at: s.stage.clock.now };
  s.pass(2 * HOUR);
  await s.say('menu');
  await s.stage.pump.receive([before]);
  s.pass(23 * HOUR);
  await s.answer(ANSWER);
  expect(s.seen()).toBe(1);
});

test('an answer that Meta takes and refuses later waits until she writes, and staff see it as not told', async () => {
  await using s = await scene();
  s.pass(23 * HOUR);
  s.whatsapp.shut(HER);
  await s.answer(ANSWER);
  await s.whatsapp.settled();
  await s.stage.pump.settle();
  expect(s.seen()).toBe(0);
  expect(await s.shown()).toEqual({ isNotTold: true, waiting: 1 });
  // It is not tried again before.
  const calls = s.whatsapp.calls.length;
  s.pass(3 * 24 * HOUR);
  await s.stage.pump.settle();
  expect(s.whatsapp.calls).toHaveLength(calls);
  await s.say('menu');
  await s.whatsapp.settled();
  expect(s.seen()).toBe(1);
  expect(await s.shown()).toEqual({ isNotTold: false, waiting: 0 });
});

test('a busy provider does not end at once what has waited for days', async () => {
  await using s = await scene();
  s.pass(72 * HOUR);
  await s.answer(ANSWER);
  s.whatsapp.failNext({ status: 503 });
  await s.say('menu');
  s.pass(MINUTE);
  await s.stage.pump.settle();
  expect(s.seen()).toBe(1);
});
