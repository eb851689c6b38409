import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import fc from 'fast-check';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import type { Incoming, Reply } from '../../src/conversation/message.ts';
import { webhookRoutes } from '../../src/server/public/webhooks.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect } from '../../src/store/tables.ts';
import type { Receive } from '../../src/turn/channel.ts';
import { startServer, temporaryFolder } from '../commands/process.ts';
import { START } from '../fakes/clock.ts';
import { openStage } from '../fakes/stage.ts';
import { openTestStore } from '../fakes/store.ts';
import { type Failure, startFakeTelegram } from '../fakes/telegram.ts';

const URL_OF_OURS = 'https://chat.example.org/webhooks/telegram';
const SECRET = 'a_secret-of-our-own_24-long';
const HEADER = 'x-telegram-bot-api-secret-token';
const MB = 1024 * 1024;

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream;

function post(body: Body, secret: string | null = SECRET): Request {
  const headers = { 'content-type': 'application/json', ...(secret !== null && { [HEADER]: secret }) };
  return new Request(URL_OF_OURS, { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
}

/** A message of person 7, as Telegram posts it. */
const said = (message_id: number, text: string, update_id = 900_000_000 + message_id): string =>
  JSON.stringify({
    update_id,
    message: {
      message_id,
      from: { id: 7, is_bot: false, first_name: 'Amal' },
      chat: { id: 7, type: 'private', first_name: 'Amal' },
      date: START / 1000,
      text,
    },
  });

/** The channel and its route; waits pass `speed` times as fast, or never. The route is not reached before `open`. */
async function setUp({ speed = 20, endless = false } = {}) {
  const telegram = await startFakeTelegram({ clock: () => START });
  const logged: string[] = [];
  const waits: number[] = [];
  const make = (webhook?: { url: string; secret: string }) =>
    createTelegram({
      token: telegram.token,
      apiRoot: telegram.apiRoot,
      ...(webhook && { webhook }),
      clock: () => START,
      log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
      wait: (ms, signal) => {
        waits.push(ms);
        return endless ? new Promise(() => {}) : sleep(ms / speed, undefined, { signal });
      },
    });
  const channel = make({ url: URL_OF_OURS, secret: SECRET });
  const received: Incoming[] = [];
  const receive = vi.fn<Receive>(async (incomings) => void received.push(...incomings));
  const routes = webhookRoutes([channel], receive);
  return {
    telegram,
    channel,
    polling: make(),
    logged,
    waits,
    received,
    receive,
    routes,
    ask: async (request: Request) => routes.request(request),
    open: () => telegram.reach((request) => routes.request(request)),
    /** Says something, which Telegram has taken by then: as well as what was asked of it before. */
    something: async () => {
      telegram.user(8).say('hello');
      const something: Reply = { kind: 'text', language: 'en', text: 'something' };
      const sent = await channel.send('8', something, { earlier: [], heardAt: null });
      expect(sent.result).toBe('sent');
    },
    texts: () => received.map(({ content }) => (content.kind === 'text' ? content.text : content.kind)),
    async [Symbol.asyncDispose]() {
      await channel.stop?.();
      await telegram.stop();
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

/** The calls of Telegram, apart from that for the bot's name, which is asked for beside everything else. */
const callsOf = ({ telegram }: Awaited<ReturnType<typeof setUp>>) =>
  telegram.calls().filter(({ method }) => method !== 'getMe');
const asked = (s: Awaited<ReturnType<typeof setUp>>): string[] => callsOf(s).map(({ method }) => method);

describe('setting the webhook', () => {
  it('tells Telegram where, with what and for what, and drops nothing that waits', async () => {
    await using s = await setUp();
    s.telegram.user(7).say('before');
    s.open();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(callsOf(s).map(({ method, payload }) => [method, payload])).toEqual([
      [
        'setWebhook',
        {
          url: URL_OF_OURS,
          secret_token: SECRET,
          allowed_updates: ['message', 'callback_query', 'my_chat_member'],
          max_connections: 10,
          drop_pending_updates: false,
        },
      ],
    ]);
    expect(s.texts()).toEqual(['before']);
  });

  it('backs off with jitter while Telegram is out of reach, holds up nothing, and gets through', async () => {
    await using s = await setUp({ speed: 200 });
    s.telegram.outage(true);
    s.open();
    s.channel.start?.(s.receive);
    expect((await s.ask(post(said(1, 'already')))).status).toBe(200);
    await s.telegram.waitFor(() => s.waits.length >= 8);
    s.telegram.outage(false);
    s.telegram.user(7).say('hello');
    await s.telegram.waitFor(() => s.received.length === 2);
    const most = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
    for (const [n, ceiling] of most.entries()) expect(s.waits[n]).toBeLessThanOrEqual(ceiling);
    expect(new Set(s.waits).size).toBeGreaterThan(4);
    expect(s.texts()).toEqual(['already', 'hello']);
  });

  it.each<[Failure, RegExp, number, string]>([
    [{ status: 401 }, /refuses the bot token/, 300_000, 'refused'],
    [{ status: 404 }, /refuses the bot token/, 300_000, 'refused'],
    [
      {
        status: 400,
        description: 'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
      },
      /only on ports.*refuses the webhook/,
      30_000,
      'refused',
    ],
    [{ status: 429, retryAfter: 7 }, /asking again/, 7_000, 'unreachable'],
  ])('says what %j means, and waits as long as is sensible', async (failure, words, pause, state) => {
    await using s = await setUp();
    s.telegram.failNext(1, failure);
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.waits.length === 1);
    expect(s.channel.condition().state).toBe(state);
    expect(s.waits).toEqual([pause]);
    expect(s.logged.join('')).toMatch(words);
    expect(s.logged.join('').includes('"alert":"nothing-received"')).toBe(failure.status !== 429);
  });

  it('is given up at a stop', async () => {
    // No time passes: neither that of the request nor that which a stop has.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using s = await setUp({ endless: true });
    s.telegram.failNext(1, { status: 'hang' });
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.calls('setWebhook').length === 1);
    await s.channel.stop?.();
    await s.something();
    expect(s.telegram.webhook()).toBeUndefined();
    expect(asked(s)).toEqual(['setWebhook', 'sendMessage']);
    expect(s.logged).toEqual([]);
  });

  it('is undone by no stop: what is said meanwhile waits at Telegram', async () => {
    await using s = await setUp();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.webhook() === URL_OF_OURS);
    await s.channel.stop?.();
    s.telegram.user(7).say('meanwhile');
    expect(asked(s)).toEqual(['setWebhook']);
    expect(s.telegram.pending()).toHaveLength(1);
    s.open();
    await s.telegram.waitFor(() => s.texts().includes('meanwhile'));
  });
});

describe('what is posted', () => {
  it('is acknowledged without a word once it is stored, in the order in which it was said', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    for (let n = 0; n < 30; n += 1) amal.say(`line ${n}`);
    s.telegram.user(8).say('hello');
    s.open();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    const lines = s.received.filter(({ handle }) => handle === '7').map(({ content }) => content);
    expect(lines).toEqual(Array.from({ length: 30 }, (_, n) => ({ kind: 'text', text: `line ${n}` })));
    expect(new Set(s.telegram.posted.map(({ status, said }) => `${status}${said}`))).toEqual(new Set(['200']));
  });

  it.each([
    ['no secret', null],
    ['an empty one', ''],
    ['another', 'a_secret-of-our-own_24-lonG'],
    ['its beginning', SECRET.slice(0, -1)],
    ['more than it', `${SECRET}x`],
    ['it twice', `${SECRET}, ${SECRET}`],
    ['a long one', 'x'.repeat(10_000)],
  ])('with %s is refused before it is parsed', async (_, secret) => {
    await using s = await setUp();
    using parse = vi.spyOn(JSON, 'parse');
    for (const body of [said(1, 'hello'), '{'.repeat(900_000), '', 'null']) {
      const answer = await s.ask(post(body, secret));
      expect([answer.status, await answer.text()]).toEqual([401, '{"status":401,"code":"no-secret"}']);
    }
    expect(parse).not.toHaveBeenCalled();
    expect(s.receive).not.toHaveBeenCalled();
    expect(s.logged).toEqual([]);
  });

  it('is at most four megabytes', async () => {
    await using s = await setUp();
    const streamed = (size: number) => new Blob(['x'.repeat(size)]).stream();
    for (const secret of [SECRET, 'wrong']) {
      for (const body of ['x'.repeat(4 * MB + 1), streamed(4 * MB + 1), streamed(10 * MB)]) {
        expect((await s.ask(post(body, secret))).status).toBe(413);
      }
    }
    const sized = post('x'.repeat(10 * MB));
    sized.headers.set('content-length', String(10 * MB));
    expect((await s.ask(sized)).status).toBe(413);
    const just = said(1, '').padEnd(4 * MB);
    expect((await s.ask(post(just))).status).toBe(200);
    expect((await s.ask(post(streamed(4 * MB)))).status).toBe(200);
    expect(s.texts()).toEqual(['']);
  });

  it('is a post, and nothing else', async () => {
    await using s = await setUp();
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const headers = { [HEADER]: SECRET };
      expect((await s.routes.request(URL_OF_OURS, { method, headers })).status).toBe(404);
    }
    expect((await s.routes.request(`${URL_OF_OURS}/`, { method: 'POST' })).status).toBe(404);
  });

  it('has nowhere to go while the mode is polling', async () => {
    await using s = await setUp();
    const routes = webhookRoutes([s.polling], s.receive);
    expect((await routes.request(post(said(1, 'hello')))).status).toBe(404);
  });

  it('comes again after 503, as long as it is not stored', async () => {
    await using s = await setUp();
    const refused = await s.ask(post(said(1, 'hello')));
    expect(refused.status).toBe(200);
    for (let n = 0; n < 2; n += 1) s.receive.mockRejectedValueOnce(new Error('cannot store "my secret"'));
    s.telegram.user(7).say('my secret');
    s.open();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.telegram.posted.map(({ status }) => status)).toEqual([503, 503, 200]);
    expect(s.texts()).toEqual(['hello', 'my secret']);
    expect(s.logged.filter((line) => line.includes('not stored, Telegram posts it again'))).toHaveLength(2);
    s.receive.mockRejectedValueOnce(new Error());
    expect((await s.ask(post(said(2, 'hello')))).headers.get('retry-after')).toBe('2');
  });

  it('comes again where the answer takes too long', async () => {
    await using s = await setUp();
    const stored = Promise.withResolvers<void>();
    s.receive.mockReturnValueOnce(stored.promise);
    s.telegram.user(7).say('hello');
    s.telegram.reach(async (request) => {
      const answer = s.routes.request(request);
      if (s.telegram.posted.length > 0) return answer;
      await s.telegram.waitFor(() => s.receive.mock.calls.length === 1);
      throw new Error('too late');
    });
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.telegram.posted.map(({ status }) => status)).toEqual([undefined, 200]);
    expect(s.texts()).toEqual(['hello']);
    stored.resolve();
  });

  it('is acknowledged, and left alone, where it is not for us or cannot be read', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    amal.say('first');
    amal.block();
    s.telegram.push({ message: { message_id: 1 } } as Omit<Update, 'update_id'>);
    amal.unblock();
    amal.say('last');
    s.open();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.texts()).toEqual(['first', 'last']);
    expect(s.telegram.posted.every(({ status }) => status === 200)).toBe(true);
    expect(s.logged).toHaveLength(1);
    expect(s.logged.join('')).toMatch(/"why":"ZodError".*cannot be read, skipped/);
  });

  it('may be anything at all: it is acknowledged, nothing odd is handed over, and what comes after it is heard', async () => {
    await using s = await setUp();
    const anything = fc.jsonValue();
    const mostly = (valid: fc.JsonValue) => fc.oneof({ arbitrary: fc.constant(valid), weight: 4 }, anything);
    const chat = fc.record({ id: mostly(8), type: mostly('private') });
    const message = fc.record({ message_id: mostly(1), chat, date: mostly(1), text: mostly('x') });
    const callback_query = fc.record({ id: mostly('1'), data: mostly('a.1.0'), message: fc.record({ chat }) });
    const likeAnUpdate = fc.oneof(fc.record({ message }), fc.record({ callback_query }));
    const bodies: fc.Arbitrary<Body> = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => Uint8Array.from(bytes)),
      fc.json(),
      likeAnUpdate.map((update) => JSON.stringify(update)),
      fc.nat(1000).map((depth) => '[{"message":'.repeat(depth)),
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        expect((await s.ask(post(body))).status).toBe(200);
        count += 1;
        expect((await s.ask(post(said(count, 'hello')))).status).toBe(200);
        expect(s.received.at(-1)).toMatchObject({ externalId: `m110201543.7.${count}` });
      }),
      { numRuns: 500 },
    );
    for (const { externalId, handle, content, at } of s.received) {
      expect(externalId).toMatch(/^(m110201543\.|c)/);
      expect(handle).toMatch(/^-?\d+$/);
      expect(Number.isFinite(at)).toBe(true);
      if (content.kind === 'text') expect(typeof content.text).toBe('string');
      if (content.kind === 'tap') expect(typeof content.button).toBe('string');
    }
  });
});

describe('a press', () => {
  async function asked() {
    const s = await setUp();
    s.open();
    s.telegram.user(7).say('hello');
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.received.length === 1);
    const options = [{ id: 'a.1.0', label: 'This' }];
    await s.channel.send(
      '7',
      { kind: 'choice', language: 'en', text: 'Which?', options, from: 1 },
      { earlier: [], heardAt: null },
    );
    return s;
  }

  it('is answered once it is stored, not before', async () => {
    await using s = await asked();
    const stored = Promise.withResolvers<void>();
    s.receive.mockImplementationOnce(() => stored.promise);
    s.telegram.user(7).tap('This');
    await s.telegram.waitFor(() => s.receive.mock.calls.length === 2);
    await s.something();
    expect(s.telegram.unanswered()).toHaveLength(1);
    stored.resolve();
    await s.telegram.waitFor(() => s.telegram.unanswered().length === 0);
  });

  it('is acknowledged while its answer still hangs, which a stop does not wait for', async () => {
    await using s = await asked();
    s.telegram.failNext(1, { status: 'hang', method: 'answerCallbackQuery' });
    const update = s.telegram.user(7).tap('This');
    await s.telegram.waitFor(() => s.telegram.calls('answerCallbackQuery').length === 1);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.telegram.posted.filter((post) => post.update === update)).toEqual([{ update, status: 200, said: '' }]);
    const [call] = s.telegram.calls('answerCallbackQuery');
    expect(call?.status).toBeUndefined();
    await s.channel.stop?.();
  });

  it('that comes too late to be answered counts, once, however often the app sends it', async () => {
    await using s = await asked();
    s.telegram.failNext(3, {
      status: 400,
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
      method: 'answerCallbackQuery',
    });
    const first = s.telegram.user(7).tap('This');
    const again = s.telegram.user(7).tap('This', { again: true });
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(again).not.toBe(first);
    const [tap, tapAgain] = s.received.slice(1);
    expect(tap?.content).toMatchObject({ kind: 'tap', button: 'a.1.0' });
    expect(tapAgain?.externalId).toBe(tap?.externalId);
  });
});

describe('polling', () => {
  it('ends a webhook that is left over before it asks, and loses nothing', async () => {
    await using s = await setUp();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.webhook() === URL_OF_OURS);
    await s.channel.stop?.();
    s.telegram.user(7).say('between');
    s.polling.start?.(s.receive);
    // Asked again, beyond what was taken in: only that confirms it.
    await s.telegram.waitFor(() => s.telegram.calls('getUpdates').length === 2);
    await s.polling.stop?.();
    expect(asked(s)).toEqual(['setWebhook', 'getWebhookInfo', 'deleteWebhook', 'getUpdates', 'getUpdates']);
    expect(s.telegram.calls('deleteWebhook')[0]?.payload).toEqual({ drop_pending_updates: false });
    expect(s.telegram.calls('getUpdates').map(({ status }) => status)).not.toContain(409);
    s.telegram.user(7).say('and back');
    s.open();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.texts().includes('and back'));
    expect(s.texts()).toEqual(['between', 'and back']);
  });

  it('deletes no webhook where there is none, and looks again only at the next start', async () => {
    await using s = await setUp({ speed: 200 });
    s.telegram.user(7).say('hello');
    s.telegram.failNext(1, { status: 500, method: 'getWebhookInfo' });
    s.telegram.failNext(1, { status: 500, method: 'getUpdates', after: 1 });
    s.polling.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.calls('getUpdates').length === 3);
    await s.polling.stop?.();
    expect(s.telegram.calls('getWebhookInfo').map(({ status }) => status)).toEqual([500, 200]);
    expect(s.telegram.calls('deleteWebhook')).toEqual([]);
    expect(s.texts()).toEqual(['hello']);
  });
});

/** A whole demonstration that Telegram posts to; its database refuses to commit while `broken` says so. */
async function atWork(dialect: Dialect) {
  const telegram = await startFakeTelegram({ clock: () => START });
  const opened = await openTestStore(dialect, 'demonstration');
  const trouble = { broken: false };
  const store: Store = {
    ...opened.store,
    tx: (work) => (trouble.broken ? Promise.reject(new Error('disk full')) : opened.store.tx(work)),
  };
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    webhook: { url: URL_OF_OURS, secret: SECRET },
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
  });
  const stage = await openStage({ ...opened, store }, { channels: [channel] });
  const { pump, routes } = stage;
  telegram.reach((request) => routes.request(request));
  await pump.start();
  const shown = (person: number) => telegram.chat(person).flatMap(({ from, text }) => (from === 'bot' ? [text] : []));
  return {
    telegram,
    trouble,
    routes,
    ask: async (request: Request) => (await routes.request(request)).status,
    shown,
    sees: (person: number, words: string) => telegram.waitFor(() => shown(person).some((one) => one.includes(words))),
    quiet: () => pump.settle(),
    inbox: async () => (await stage.rows('inbox')).map(({ seq, state }) => `${seq} ${state}`).sort(),
    async [Symbol.asyncDispose]() {
      trouble.broken = false;
      await stage[Symbol.asyncDispose]();
      await telegram.stop();
      await opened[Symbol.asyncDispose]();
    },
  };
}

describe.each<Dialect>(['sqlite', 'postgres'])('a chat on %s', (dialect) => {
  it('goes on after a database that could not commit, and each message takes effect once', async () => {
    await using s = await atWork(dialect);
    const amal = s.telegram.user(7);
    s.trouble.broken = true;
    amal.say('/start');
    await s.telegram.waitFor(() => s.telegram.posted.length >= 3);
    expect(s.telegram.posted.every(({ status }) => status === 503)).toBe(true);
    expect(s.shown(7)).toEqual([]);
    s.trouble.broken = false;
    await s.sees(7, 'Choose your language');
    amal.tap('English');
    await s.sees(7, 'Which city or country do you need information for?');
    await s.quiet();
    expect(await s.inbox()).toEqual(['1 done', '2 done']);
    expect(
      s.shown(7).filter((text) => text.includes('Which city or country do you need information for?')),
    ).toHaveLength(1);
  });

  it('takes a message once whose acknowledgement was lost, or that comes twice at the same moment, or in a new update', async () => {
    await using s = await atWork(dialect);
    s.telegram.reach(async (request) => {
      await s.routes.request(request);
      if (s.telegram.posted.length === 0) throw new Error('connection lost');
      return new Response();
    });
    s.telegram.user(7).say('/start');
    await s.sees(7, 'Choose your language');
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    const same = said(99, 'English');
    const copies = [same, same, said(99, 'English', 1), same, said(99, 'English', 2)];
    expect(await Promise.all(copies.map((body) => s.ask(post(body))))).toEqual([200, 200, 200, 200, 200]);
    await s.sees(7, 'Which city or country do you need information for?');
    await s.quiet();
    expect(await s.inbox()).toEqual(['1 done', '2 done']);
    expect(
      s.shown(7).filter((text) => text.includes('Which city or country do you need information for?')),
    ).toHaveLength(1);
  });

  it('takes what one person sends at the same moment once each', async () => {
    await using s = await atWork(dialect);
    s.telegram.user(7).say('/start');
    await s.sees(7, 'Choose your language');
    const posted = Array.from({ length: 10 }, (_, n) => s.ask(post(said(100 + n, `hello ${n}`))));
    expect(await Promise.all(posted)).toEqual(posted.map(() => 200));
    await s.quiet();
    expect(await s.inbox()).toEqual(Array.from({ length: 11 }, (_, n) => `${n + 1} done`).sort());
  });

  it('takes what many send at once, each once', async () => {
    await using s = await atWork(dialect);
    // With two answers each, as many as may be sent in the same moment.
    const people = Array.from({ length: 15 }, (_, n) => 100 + n);
    for (const person of people) {
      s.telegram.user(person).say('/start');
      s.telegram.user(person).say('English');
    }
    for (const person of people) await s.sees(person, 'Which city or country do you need information for?');
    await s.quiet();
    expect(await s.inbox()).toHaveLength(30);
    for (const person of people)
      expect(
        s.shown(person).filter((text) => text.includes('Which city or country do you need information for?')),
      ).toHaveLength(1);
  });

  it('is not disturbed by hostile texts', async () => {
    await using s = await atWork(dialect);
    s.telegram.user(7).say('/start');
    await s.sees(7, 'Choose your language');
    const hostile = ['\ud800', '\udfff\ud800 x', 'a\u0000b', '\u0000', '\u202e\u2066', 'x'.repeat(900_000)];
    for (const [n, text] of hostile.entries()) expect(await s.ask(post(said(200 + n, text)))).toBe(200);
    const raw =
      '{"update_id":1,"message":{"message_id":300,"chat":{"id":7,"type":"private"},"date":1,"text":"\\ud800\\u0000"}}';
    for (const body of [raw, `${raw}}`, '{"__proto__":{"message":7}}', '['.repeat(500_000)])
      expect(await s.ask(post(body))).toBe(200);
    s.telegram.user(7).tap('English');
    await s.sees(7, 'Which city or country do you need information for?');
    await s.quiet();
    expect((await s.inbox()).every((row) => row.endsWith(' done'))).toBe(true);
  });
});

it('at the same moment from one person is taken in the order of arrival, where one file has one writer', async () => {
  await using s = await atWork('sqlite');
  s.telegram.user(7).say('/start');
  await s.sees(7, 'Choose your language');
  const words = ['English', 'Serbia', 'Yes, I agree', 'Woman', 'Book an appointment', 'Finding a job'];
  const posted = words.map((word, n) => s.ask(post(said(100 + n, word))));
  expect(await Promise.all(posted)).toEqual(words.map(() => 200));
  await s.sees(7, 'Whom would you like to meet?');
  for (const question of [
    'Which city or country do you need information for?',
    'Do you agree?',
    'How can we help you?',
  ])
    expect(s.shown(7).filter((text) => text.includes(question))).toHaveLength(1);
});

it('stands in no log, nor do the secret and the token', async () => {
  await using s = await setUp({ speed: 200 });
  s.telegram.failNext(1, { status: 400, description: `Bad Request: bad webhook: ${SECRET} ${URL_OF_OURS}` });
  s.telegram.failNext(1, { status: 500 });
  s.open();
  s.channel.start?.(s.receive);
  await s.telegram.waitFor(() => s.telegram.webhook() === URL_OF_OURS);
  s.receive.mockRejectedValueOnce(new Error('my secret'));
  s.telegram.user(7).say('my secret');
  await s.telegram.waitFor(() => s.telegram.pending().length === 0);
  await s.ask(post('{"message":"my secret"}'));
  await s.ask(post('{"my secret'));
  await s.ask(post('{}', 'another'));
  expect(s.logged).toHaveLength(5);
  for (const marked of ['my secret', SECRET, s.telegram.token.split(':')[1] ?? '', 'another'])
    expect(s.logged.filter((line) => line.includes(marked))).toEqual([]);
});

it('goes on over a real connection after bodies of ten megabytes', async () => {
  await using s = await setUp();
  const server = createServer(getRequestListener(s.routes.fetch)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const send = (body: Body) =>
    fetch(`http://127.0.0.1:${port}/webhooks/telegram`, {
      method: 'POST',
      headers: { [HEADER]: SECRET },
      body,
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      // The server has hung up before all of it was sent.
      () => 413,
    );
  for (const body of ['x'.repeat(10 * MB), new Blob(['x'.repeat(10 * MB)]).stream()]) {
    expect(await send(body)).toBe(413);
    expect(await send(said(1, 'hello'))).toBe(200);
  }
  expect(s.texts()).toEqual(['hello', 'hello']);
  server.closeAllConnections();
  server.close();
});

it('comes to a real server, whose mode changes from start to start, and nothing is lost', async () => {
  using folder = temporaryFolder();
  await using telegram = await startFakeTelegram();
  const amal = telegram.user(7);
  const sees = (words: string) => telegram.waitFor(() => telegram.chat(7).at(-1)?.text.includes(words));
  const PUBLIC_URL = 'https://chat.example.org';
  /** A server runs, shows what waited for it, and hears one answer; then something is sent while nobody is there. */
  const run = async (mode: Record<string, string>, shows: string, says: string, answers: string) => {
    await using server = await startServer({
      DATA_DIR: folder.in('data'),
      PILOTS: 'serbia,milan',
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      PUBLIC_URL,
      ...mode,
    });
    telegram.reach((request) => fetch(new Request(`${server.url}${new URL(request.url).pathname}`, request)));
    await sees(shows);
    amal.say(says);
    await sees(answers);
    telegram.reach(undefined);
    await server.end();
    amal.photo();
    expect(server.said()).not.toContain(telegram.token);
  };

  amal.say('/start');
  await run({}, 'Choose your language', 'English', 'Which city or country do you need information for?');
  expect(telegram.webhook()).toBe(URL_OF_OURS);
  await run(
    { TELEGRAM_MODE: 'polling' },
    'Which city or country do you need information for?',
    'Serbia',
    'If not, you can still read everything here.',
  );
  expect(telegram.webhook()).toBeUndefined();
  await run({}, 'If not, you can still read everything here.', 'Yes, I agree', 'are you a woman, a man, or other?');
  expect(telegram.pending()).toHaveLength(1);
  const secrets = telegram.calls('setWebhook').map(({ payload }) => String(payload.secret_token));
  expect(new Set(secrets).size).toBe(2);
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
});

describe('the fake', () => {
  it('posts the messages of a chat one by one, those of different chats together, and no more than it was told', async () => {
    await using telegram = await startFakeTelegram();
    const under = new Set<number>();
    const full = Promise.withResolvers<void>();
    let posts = 0;
    let most = 0;
    telegram.reach(async (request) => {
      posts += 1;
      most = Math.max(most, posts);
      const { message } = (await request.json()) as Update;
      const chat = message?.chat.id ?? 0;
      expect(under).not.toContain(chat);
      under.add(chat);
      if (under.size === 3) full.resolve();
      await full.promise;
      await setImmediate();
      under.delete(chat);
      posts -= 1;
      return new Response();
    });
    for (const chat of [1, 2, 3, 4, 5]) for (const text of ['a', 'b', 'c']) telegram.user(chat).say(text);
    await new Api(telegram.token, { apiRoot: telegram.apiRoot }).setWebhook(URL_OF_OURS, { max_connections: 3 });
    await telegram.waitFor(() => telegram.pending().length === 0);
    expect(telegram.posted.map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 200));
    expect(most).toBe(3);
  });
});
