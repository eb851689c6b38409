import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { answerRequest } from '../../src/turn/people/answer-request.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { openTestStore } from '../fakes/store.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { testWorld } from '../fakes/world.ts';

const HER = '381601234567';
const BY = { role: 'counsellor', pilots: ['serbia'], token: Buffer.alloc(32) } as const;

/** Somebody on WhatsApp who has asked for a human. */
async function scene() {
  const stack = new AsyncDisposableStack();
  const { store } = stack.use(await openTestStore('sqlite', 'demonstration'));
  const clock = { now: START };
  const whatsapp = stack.use(await startFakeWhatsapp({ clock: () => clock.now }));
  const channel = createWhatsappCloud({
    ...whatsapp.account,
    apiRoot: whatsapp.apiRoot,
    clock: () => clock.now,
    log: pino({ level: 'silent' }),
    open: () => 'Choose',
  });
  const world = stack.use(await testWorld(store, [channel]));
  whatsapp.reach((request) => world.app.routes.request(request));
  const pass = (ms: number) => {
    clock.now += ms;
    world.clock.now = clock.now;
  };
  const say = async (...words: string[]) => {
    for (const one of words) {
      await whatsapp.user(HER).say(one);
      await world.app.pump.settle();
      pass(10_000);
    }
  };
  await say('hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'human');
  const [request] = await store.read.db.select().from(store.read.t.request);
  const answer = async (words: string) => {
    expect(await answerRequest(world.app.world, BY, request?.id ?? '', words)).toBe('sent');
    await world.app.pump.settle();
  };
  const screen = () => whatsapp.screen(HER).map(({ text }) => text);
  return { store, pass, say, answer, screen, pump: world.app.pump, [Symbol.asyncDispose]: () => stack.disposeAsync() };
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
    await s.pump.settle();
  }
  expect(s.screen()).toHaveLength(before);
  const { outbox } = s.store.read.t;
  const [row] = (await s.store.read.db.select().from(outbox)).filter(({ state }) => state === 'queued');
  expect(row?.reason).toBe('the window of 24 hours is closed');
  await s.say('menu');
  const [first, second] = s.screen().slice(before);
  expect(first).toContain('Come on Monday.');
  expect(second).toContain('What would you like to do?');
});
