import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { addAccount } from '../../src/store/accounts.ts';
import { saveChatCode } from '../../src/store/chats.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { CODE_MS, makeChatCode } from '../../src/turn/tell-staff/code.ts';
import { MINUTE } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { accountRow } from '../server/office.ts';
import { JOIN, press, TO_TIMES } from './support.ts';

const COLLEAGUE = 7;

/** A counsellor's account on an instance with the real channel, which is polled. People write to it past Telegram. */
async function scene() {
  const stack = new AsyncDisposableStack();
  const clock = { now: 0 };
  const telegram = stack.use(await startFakeTelegram({ clock: () => clock.now }));
  const channel = createTelegram({
    ...{ token: telegram.token, apiRoot: telegram.apiRoot, clock: () => clock.now },
    ...{ log: pino({ level: 'silent' }), wait: async () => {} },
  });
  const stage = stack.use(await openStage('sqlite', { channels: [channel] }));
  clock.now = stage.clock.now;
  await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
  const account = { role: 'counsellor', pilots: ['serbia'], counsellor: 'serbia-demo-1', createdAt: 0 } as const;
  await stage.store.tx((q) => addAccount(q, accountRow({ ...account, id: 'ana', pilots: ['serbia'] })));
  channel.start(stage.pump.receive);
  stack.defer(() => channel.stop());
  return {
    ...{ telegram, channel, stage },
    colleague: telegram.user(COLLEAGUE),
    /** What the bot has said to the colleague. */
    said: () =>
      telegram
        .chat(COLLEAGUE)
        .filter(({ from }) => from === 'bot')
        .map(({ text }) => text),
    async code() {
      const code = makeChatCode(stage.world.random);
      const until = stage.clock.now + CODE_MS;
      await stage.store.tx((q) => saveChatCode(q, { hash: hashSecret(code), account: 'ana', until }));
      return code;
    },
    linked: async () => (await stage.rows('account')).some(({ id, chat }) => id === 'ana' && chat !== null),
    async later(ms = MINUTE) {
      stage.clock.now += ms;
      clock.now = stage.clock.now;
      await runJobs(stage.world);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test('the link of a code opens the bot with it, and what Telegram sends then links the chat', async () => {
  await using s = await scene();
  const code = await s.code();
  // It is learned when the channel starts, for those who may chat there too.
  await expect.poll(() => s.channel.chat()).toBe('https://t.me/saputnik_bot');
  const address = new URL((await s.channel.address(code)) ?? '');
  expect([address.origin, address.pathname, address.searchParams.get('start')]).toEqual([
    'https://t.me',
    '/saputnik_bot',
    code,
  ]);
  // Telegram takes 64 signs of these (https://core.telegram.org/bots/features#deep-linking).
  expect(code).toMatch(/^[\w-]{1,64}$/);
  s.colleague.say(`/start ${code}`);
  await s.telegram.waitFor(() => s.said().length === 1);
  expect([await s.linked(), s.said()[0]]).toEqual([true, expect.stringContaining('Овај чет је повезан')]);
  expect([await s.stage.rows('person'), await s.stage.rows('outbox')]).toEqual([[], []]);
  s.colleague.say(`/start ${code}`);
  await s.telegram.waitFor(() => s.said().length === 2);
  expect(s.said()[1]).toContain('Овај код ништа не отвара');
});

test('a code that is sent as a word links the chat; what is new comes there, until it is blocked', async () => {
  await using s = await scene();
  s.colleague.say(await s.code());
  await s.telegram.waitFor(() => s.said().length === 1);
  const web = async (...said: Parameters<typeof s.stage.incoming>[1][]) => {
    for (const one of said) {
      await s.stage.pump.receive([s.stage.incoming('browser', one, 'web-chat')]);
      await s.stage.pump.settle();
    }
  };
  await web(...JOIN, ...TO_TIMES, '09:00', 'Yes, book it', 'human', 'My boss does not pay me');
  const [{ reference, id } = { reference: '', id: '' }] = await s.stage.rows('appointment');
  await s.later();
  await s.later(5 * MINUTE);
  const [, booked = '', waits = ''] = s.said();
  expect(booked).toContain(reference);
  expect(booked.split('\n').at(-1)).toBe(`http://localhost:3000/staff/appointments/${id}`);
  expect(waits.split('\n').at(-1)).toBe('http://localhost:3000/staff/requests');
  for (const { payload } of s.telegram.calls('sendMessage')) {
    expect(JSON.stringify(payload)).not.toMatch(/boss|Finding a job|browser|Imaginary/);
    // No preview is fetched, so that nobody else opens the page.
    expect(payload).toMatchObject({ link_preview_options: { is_disabled: true } });
  }
  s.colleague.block();
  await web(press('cancel', reference), 'Yes, cancel it');
  await s.later();
  expect(await s.linked()).toBe(false);
  expect((await s.stage.rows('log')).map(({ who, what }) => [who, what]).sort()).toEqual([
    [null, 'chat-lost'],
    ['account:ana', 'chat-linked'],
  ]);
  await s.later();
  const calls = s.telegram.calls('sendMessage').length;
  await web('human', 'Still');
  await s.later(6 * MINUTE);
  expect(s.telegram.calls('sendMessage')).toHaveLength(calls);
});

test('what Telegram holds up goes out once, when it says so', async () => {
  await using s = await scene();
  s.colleague.say(await s.code());
  await s.telegram.waitFor(() => s.said().length === 1);
  await s.stage.pump.receive([s.stage.incoming('browser', { kind: 'open' }, 'web-chat')]);
  for (const one of [...JOIN.slice(1), 'human']) {
    await s.stage.pump.receive([s.stage.incoming('browser', one, 'web-chat')]);
    await s.stage.pump.settle();
  }
  s.telegram.failNext(1, { status: 429, retryAfter: 90, method: 'sendMessage' });
  await s.later(5 * MINUTE);
  expect(await s.stage.rows('notice')).toMatchObject([{ due: s.stage.clock.now + 90_000, attempts: 1 }]);
  await s.later();
  expect(s.said()).toHaveLength(1);
  await s.later();
  await s.later();
  expect([s.said().length, await s.stage.rows('notice')]).toEqual([2, []]);
});

test('where Telegram does not tell the name of the bot there is no link, and the next time it is asked again', async () => {
  await using telegram = await startFakeTelegram();
  const channel = createTelegram({
    ...{ token: telegram.token, apiRoot: telegram.apiRoot, clock: Date.now },
    ...{ log: pino({ level: 'silent' }), wait: async () => {} },
  });
  telegram.failNext(1, { status: 500, method: 'getMe' });
  expect(channel.chat()).toBeUndefined();
  const asked = [await channel.address('x'), await channel.address('x'), await channel.address('y')];
  expect(asked).toEqual([undefined, 'https://t.me/saputnik_bot?start=x', 'https://t.me/saputnik_bot?start=y']);
  expect(telegram.calls('getMe')).toHaveLength(2);
});
