import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import pino from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { split as splitAt } from '../../src/channels/split.ts';
import { createTelegram } from '../../src/channels/telegram.ts';
import { blockIn, incomingOf, readUpdate } from '../../src/channels/telegram-read.ts';
import { render } from '../../src/channels/telegram-render.ts';
import type { Content, Incoming, Reply } from '../../src/conversation/message.ts';
import type { Receive, Sent } from '../../src/turn/channel.ts';
import { HOUR } from '../fakes/clock.ts';
import { type Failure, type FakeTelegram, startFakeTelegram } from '../fakes/telegram.ts';

const NOW = Date.UTC(2026, 4, 4, 9);
const split = (text: string) => splitAt(text, 4096);

describe('reading an update', () => {
  const from = { id: 7, is_bot: false, first_name: 'Amal', language_code: 'ar' };
  const chat = { id: 7, type: 'private', first_name: 'Amal' };
  const group = { id: -100123, type: 'supergroup', title: 'Neighbours' };
  const file = { file_id: 'AgAC', file_unique_id: 'AQAD' };
  const named = { ref: 'AgAC' };
  const message = (content: object) => ({
    update_id: 5,
    message: { message_id: 9, from, chat, date: 1_777_885_200, ...content },
  });
  const press = (query: object) => ({
    update_id: 6,
    callback_query: { id: '42', from, chat_instance: '-1', ...query },
  });
  const shown = { message_id: 8, date: 1_777_885_100, text: 'Which?', from: { id: 1, is_bot: true, first_name: 'S' } };
  const read = (update: object) => incomingOf(readUpdate(update), '110201543', NOW);

  const contents: [string, object, Content][] = [
    ['a text', { text: 'مرحبا' }, { kind: 'text', text: 'مرحبا' }],
    [
      'a text with entities',
      { text: 'see a.b', entities: [{ type: 'url', offset: 4, length: 3 }] },
      { kind: 'text', text: 'see a.b' },
    ],
    [
      'a forwarded text',
      { text: 'hi', forward_origin: { type: 'hidden_user', sender_user_name: 'X', date: 1 } },
      { kind: 'text', text: 'hi' },
    ],
    ['/start', { text: '/start' }, { kind: 'open' }],
    ['/start with a payload', { text: '/start berlin_qr-3' }, { kind: 'open', start: 'berlin_qr-3' }],
    ['/start with what no link holds', { text: '/start <b>' }, { kind: 'open' }],
    ['/start with too much', { text: `/start ${'x'.repeat(65)}` }, { kind: 'open' }],
    ['/start for this bot', { text: '/start@saputnik_bot' }, { kind: 'open' }],
    ['another command', { text: '/help' }, { kind: 'text', text: '/help' }],
    ['a word that begins like /start', { text: '/started' }, { kind: 'text', text: '/started' }],
    ['/start later in a text', { text: 'I pressed /start' }, { kind: 'text', text: 'I pressed /start' }],
    [
      'a photo and the words beneath it',
      { photo: [{ ...file, width: 9, height: 9 }], caption: 'my card' },
      { kind: 'media', media: 'photo', caption: 'my card', file: named },
    ],
    ['a live photo', { photo: [file], live_photo: file }, { kind: 'media', media: 'photo', file: named }],
    [
      'a voice note',
      { voice: { ...file, duration: 3, mime_type: 'audio/ogg' } },
      { kind: 'media', media: 'voice', file: named },
    ],
    ['music', { audio: { ...file, duration: 200 } }, { kind: 'media', media: 'voice', file: named }],
    ['a video', { video: { ...file, width: 9, height: 9, duration: 3 } }, { kind: 'media', media: 'video' }],
    ['a round video', { video_note: { ...file, length: 240, duration: 3 } }, { kind: 'media', media: 'video' }],
    [
      'an animation',
      { animation: file, document: { ...file, mime_type: 'image/gif' } },
      { kind: 'media', media: 'video' },
    ],
    [
      'a PDF, without its name',
      { document: { ...file, file_name: 'cv.pdf' } },
      { kind: 'media', media: 'document', file: named },
    ],
    ['another document', { document: { ...file, file_name: 'cv.docx' } }, { kind: 'media', media: 'document' }],
    [
      'a sticker',
      { sticker: { ...file, type: 'regular', width: 512, height: 512 } },
      { kind: 'media', media: 'sticker' },
    ],
    ['a location', { location: { latitude: 44.8, longitude: 20.5 } }, { kind: 'media', media: 'location' }],
    [
      'a venue',
      { venue: { title: 'Office' }, location: { latitude: 44.8, longitude: 20.5 } },
      { kind: 'media', media: 'location' },
    ],
    ['a contact', { contact: { phone_number: '+381600000', first_name: 'Amal' } }, { kind: 'media', media: 'contact' }],
    ['dice', { dice: { emoji: '🎲', value: 4 } }, { kind: 'media', media: 'other' }],
    ['a kind of message that is not known yet', { hologram: {} }, { kind: 'media', media: 'other' }],
  ];
  it.each(contents)('takes in %s', (_, content, expected) => {
    expect(read(message(content))).toEqual({
      channel: 'telegram',
      externalId: 'm110201543.7.9',
      handle: '7',
      content: expected,
      at: 1_777_885_200_000,
      language: 'ar',
    });
  });

  const tap = {
    channel: 'telegram',
    externalId: 'c42',
    handle: '7',
    content: { kind: 'tap', button: 'a.3.1', message: String(shown.message_id) },
    at: NOW,
    language: 'ar',
  };
  it.each([
    ['a press', press({ data: 'a.3.1', message: { ...shown, chat } }), tap],
    [
      'a press on a message too old to be shown',
      press({ data: 'a.3.1', message: { chat, message_id: shown.message_id, date: 0 } }),
      tap,
    ],
    [
      'the same press in a new update',
      { ...press({ data: 'a.3.1', message: { ...shown, chat } }), update_id: 99 },
      tap,
    ],
  ])('takes in %s', (_, update, expected) => {
    expect(read(update)).toEqual(expected);
  });

  it.each([
    ['a message in a group', message({ chat: group, text: 'hi' })],
    ['/start in a group', message({ chat: group, text: '/start@saputnik_bot' })],
    ['a press in a group', press({ data: 'a.3.1', message: { ...shown, chat: group } })],
    ['a press on an inline message', press({ data: 'a.3.1', inline_message_id: 'BAAA' })],
    ['a press for a game', press({ game_short_name: 'chess', message: { ...shown, chat } })],
    ['an edit', { update_id: 7, edited_message: message({ text: 'hi' }).message }],
    ['a channel post', { update_id: 7, channel_post: message({ text: 'hi' }).message }],
    ['a block', { update_id: 7, my_chat_member: { chat, from, date: 1, new_chat_member: { status: 'kicked' } } }],
    ['a pinned message', message({ pinned_message: { ...shown, chat } })],
    ['a timer for deletion', message({ message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 } })],
    ['an update of a kind that is not known yet', { update_id: 7, hologram: {} }],
  ])('has nothing to do with %s', (_, update) => {
    expect(read(update)).toBeUndefined();
  });

  it('does without a language that is none', () => {
    const { message: said } = message({ text: 'hi' });
    for (const from of [undefined, 'somebody', {}, { language_code: 7 }, { language_code: 'x'.repeat(400) }])
      expect(read({ update_id: 7, message: { ...said, from } })).not.toHaveProperty('language');
  });

  it('keeps two bots in the same chat apart', () => {
    const ids = ['1', '2'].map((bot) => incomingOf(readUpdate(message({ text: 'hi' })), bot, NOW)?.externalId);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('rendering', () => {
  const link_preview_options = { is_disabled: true };
  const choice = (text: string, options: { id: string; label: string }[]) =>
    render({ kind: 'choice', language: 'en', text, options, from: 1 });

  it('shows a text as it is, whatever it looks like', () => {
    const text = '<b>*not* _markup_</b> [x](https://example.org)';
    expect(render({ kind: 'text', language: 'en', text })).toEqual([{ text, link_preview_options }]);
  });

  it('shows a choice with one button a row', () => {
    const options = [
      { id: 'a.3.0', label: 'نعم، أريد موعداً' },
      { id: 'a.3.1', label: 'ليس الآن' },
    ];
    expect(choice('هل تريدين موعداً مع \u2068Milica\u2069؟', options)).toEqual([
      {
        text: 'هل تريدين موعداً مع \u2068Milica\u2069؟',
        link_preview_options,
        reply_markup: {
          inline_keyboard: [
            [{ text: 'نعم، أريد موعداً', callback_data: 'a.3.0' }],
            [{ text: 'ليس الآن', callback_data: 'a.3.1' }],
          ],
        },
      },
    ]);
  });

  it('hangs the buttons on the last part', () => {
    const parts = choice(`${'a'.repeat(3000)}\n\n${'b'.repeat(3000)}`, [{ id: 'a.1.0', label: 'Go on' }]);
    expect(parts.map(({ text, reply_markup }) => [text, reply_markup !== undefined])).toEqual([
      ['a'.repeat(3000), false],
      ['b'.repeat(3000), true],
    ]);
  });

  it('refuses what cannot be a button', () => {
    const option = (id: string) => ({ id, label: 'x' });
    expect(choice('x', [option('a'.repeat(64))])).toHaveLength(1);
    expect(() => choice('x', [option('ش'.repeat(33))])).toThrow(RangeError);
    expect(() => choice('x', [option('')])).toThrow(RangeError);
    expect(
      choice(
        'x',
        Array.from({ length: 100 }, (_, n) => option(`a.1.${n}`)),
      ),
    ).toHaveLength(1);
    expect(() =>
      choice(
        'x',
        Array.from({ length: 101 }, (_, n) => option(`a.1.${n}`)),
      ),
    ).toThrow(RangeError);
  });
});

/** Shrinking a long text to its core would take minutes. */
const briefly = { interruptAfterTimeLimit: 3_000 };

describe('splitting', () => {
  const lengths = (text: string) => split(text).map((part) => part.length);
  const sentence = `Word ${'word '.repeat(18)}end. `;
  const family = '👨‍👩‍👧‍👦';

  it.each<[string, string, number[]]>([
    ['leaves what just fits in one piece', 'a'.repeat(4096), [4096]],
    ['prefers the end of a paragraph', `${sentence.repeat(30)}\n\n${sentence.repeat(30)}`, [2999, 2999]],
    ['ignores one that would leave a crumb', `Hello.\n\n${sentence.repeat(60)}`, [4007, 1999]],
    ['then the end of a sentence', sentence.repeat(60), [3999, 1999]],
    ['then the end of a word', 'abcdefghi '.repeat(600), [4089, 1909]],
    ['of which an emoji is one', family.repeat(400), [11 * 372, 11 * 28]],
    ['then the end of a grapheme', `x${'e\u0301'.repeat(3000)}`, [4095, 1906]],
    ['and cuts a hostile grapheme between characters', `a${'\u{1D167}'.repeat(3000)}`, [4095, 1906]],
  ])('%s', (_, text, expected) => {
    expect(lengths(text)).toEqual(expected);
  });

  it('ends an Arabic part at the end of a sentence', () => {
    const parts = split('هل تريدين أن نجد معاً موعداً مع المستشارة؟ '.repeat(150));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part).toMatch(/^هل .*؟$/);
  });

  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const graphemes = (text: string) =>
    Array.from(segmenter.segment(text), ({ segment }) => segment).filter((g) => g.trim());

  it('loses nothing, cuts no grapheme and keeps to the limit', () => {
    const pieces = fc.constantFrom(
      'موعد',
      'مُرَاجَعَة',
      'termin',
      'שלום',
      family,
      '🇷🇸',
      '👍🏽',
      'e\u0301',
      'क्षि',
      ' ',
      ' ',
      '\n',
      '\n\n',
      '. ',
      '؟ ',
      '\r\n',
    );
    const some = fc.array(pieces, { minLength: 300, maxLength: 1500, size: 'max' }).map((all) => all.join(''));
    const unbroken = fc.nat(3000).map((length) => 'e\u0301'.repeat(length));
    const texts = fc.tuple(some, unbroken, some).map((all) => all.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const parts = split(text);
        expect(parts.flatMap(graphemes)).toEqual(graphemes(text));
        expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4096);
        expect(parts.every((part) => part.trim() !== '')).toBe(true);
      }),
      briefly,
    );
  });

  it('keeps every character of any text', () => {
    const units = fc.uint16Array({ minLength: 1, maxLength: 300, size: 'max' });
    const texts = units.map((some) =>
      String.fromCharCode(...some)
        .toWellFormed()
        .repeat(5000 / some.length),
    );
    const visible = (text: string) => text.replaceAll(/\s/g, '');
    fc.assert(
      fc.property(texts, (text) => {
        const parts = split(text);
        return (
          visible(parts.join('')) === visible(text) && parts.every((part) => part.length <= 4096 && part.isWellFormed())
        );
      }),
      briefly,
    );
  });
});

type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** The channel as the app makes it, against a fake; waits pass `speed` times as fast, or as the test wants. */
async function setUp({ token, speed = 20, wait }: { token?: string; speed?: number; wait?: Wait } = {}) {
  const telegram = await startFakeTelegram({ clock: () => world.now });
  const world = { now: NOW };
  const logged: string[] = [];
  const waits: number[] = [];
  const channel = createTelegram({
    token: token ?? telegram.token,
    apiRoot: telegram.apiRoot,
    clock: () => world.now,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    wait: (ms, signal) => {
      waits.push(ms);
      return wait?.(ms, signal) ?? sleep(ms / speed, undefined, { signal });
    },
  });
  const received: Incoming[][] = [];
  const receive: Receive = async (incomings) => void received.push(incomings);
  return {
    telegram,
    channel,
    world,
    logged,
    waits,
    received,
    receive,
    /** Says something, which Telegram has taken by then: as well as what was asked of it before. */
    something: async () => {
      const sent = await channel.send('7', text('something'), { earlier: [], heardAt: null });
      expect(sent.result).toBe('sent');
    },
    texts: () => received.flat().map(({ content }) => (content.kind === 'text' ? content.text : content.kind)),
    async [Symbol.asyncDispose]() {
      await channel.stop?.();
      await telegram.stop();
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

const text = (said: string): Reply => ({ kind: 'text', language: 'en', text: said });
const clear: Reply = { kind: 'clear', language: 'en' };
/** An update by which the bot's own membership in a chat changes. */
const membership = (status: string, type = 'private') => ({
  my_chat_member: { chat: { id: 7, type }, from: undefined, new_chat_member: { status } },
});

function offsets(telegram: FakeTelegram): unknown[] {
  return telegram.calls('getUpdates').map(({ payload }) => payload.offset);
}

describe('receiving', () => {
  it('takes a batch in, in order, and confirms it', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    amal.say('/start', NOW + HOUR);
    s.telegram.user(8).say('second', NOW);
    amal.say('third', NOW - HOUR);
    amal.photo();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.received.map((batch) => batch.length)).toEqual([4]);
    expect(s.texts()).toEqual(['open', 'second', 'third', 'media']);
    expect(s.received[0]?.map(({ at }) => at)).toEqual([NOW + HOUR, NOW, NOW - HOUR, NOW]);
    expect(s.telegram.calls('getUpdates')[0]?.payload).toEqual({
      offset: 0,
      timeout: 25,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
    });
  });

  it('hears what is said while it waits', async () => {
    await using s = await setUp();
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.calls('getUpdates').length === 1);
    s.telegram.user(7).say('hello');
    await s.telegram.waitFor(() => s.received.length === 1);
    expect(s.texts()).toEqual(['hello']);
  });

  it('asks again for what was not stored, and loses nothing', async () => {
    await using s = await setUp();
    s.telegram.user(7).say('first');
    const tries: string[][] = [];
    s.channel.start?.(async (incomings) => {
      tries.push(incomings.map(({ externalId }) => externalId));
      if (tries.length === 3) return;
      s.telegram.user(7).say(`more ${tries.length}`);
      throw new Error('disk full');
    });
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    const all = tries[2] ?? [];
    expect(all).toHaveLength(3);
    expect(tries).toEqual([all.slice(0, 1), all.slice(0, 2), all]);
    expect(offsets(s.telegram).slice(0, 4)).toEqual([0, 0, 0, 100_000_004]);
    expect(s.waits).toHaveLength(2);
  });

  it('confirms only once the messages are stored', async () => {
    await using s = await setUp();
    const update = s.telegram.user(7).say('hello');
    const stored = Promise.withResolvers<void>();
    const taken = vi.fn(() => stored.promise);
    s.channel.start?.(taken);
    await s.telegram.waitFor(() => taken.mock.calls.length === 1);
    await s.something();
    expect(s.telegram.pending()).toEqual([update]);
    expect(s.telegram.calls('getUpdates')).toHaveLength(1);
    stored.resolve();
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(offsets(s.telegram)).toEqual([0, update + 1]);
  });

  it('passes over what is not for it, and over what it cannot read', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    amal.say('first');
    amal.block();
    s.telegram.push({ message: { message_id: 1 } } as Omit<Update, 'update_id'>);
    amal.say('last');
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.texts()).toEqual(['first', 'last']);
    expect(s.logged.join('')).toContain('cannot be read');
    const lifted = amal.unblock();
    await s.telegram.waitFor(() => offsets(s.telegram).includes(lifted + 1));
    // It says no word, but that the block is lifted.
    expect(s.received.slice(1)).toEqual([[]]);
    expect(['member', 'kicked'].flatMap((status) => blockIn(membership(status)))).toEqual([
      { channel: 'telegram', handle: '7', isLifted: true },
      { channel: 'telegram', handle: '7', isLifted: false },
    ]);
    for (const other of [membership('left'), membership('member', 'group'), {}]) expect(blockIn(other)).toEqual([]);
  });

  it('hands a resent update and a resent press over under the same id', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    const said = amal.say('hello');
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.received.length === 1);
    await s.channel.send(
      '7',
      { kind: 'choice', language: 'en', text: 'Which?', options: [{ id: 'a.1.0', label: 'This' }], from: 1 },
      { earlier: [], heardAt: null },
    );
    const pressed = amal.tap('This');
    await s.telegram.waitFor(() => s.received.length === 2);
    const pressedAgain = amal.tap('This', { again: true });
    await s.telegram.waitFor(() => s.received.length === 3);
    s.telegram.resend([said]);
    await s.telegram.waitFor(() => s.received.length === 4);
    amal.tap('a.1.0');
    await s.telegram.waitFor(() => s.received.length === 5);
    const [hello, tap, tapAgain, helloAgain, secondTap] = s.received.flat().map(({ externalId }) => externalId);
    expect(pressedAgain).not.toBe(pressed);
    expect(tapAgain).toBe(tap);
    expect(helloAgain).toBe(hello);
    expect(new Set([hello, tap, secondTap]).size).toBe(3);
  });

  it('goes on when the numbering of updates begins anew, lower', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    amal.say('before');
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    s.telegram.renumber(500);
    amal.say('after a quiet week');
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    amal.say('and on');
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.texts()).toEqual(['before', 'after a quiet week', 'and on']);
  });

  it('answers a press once it is stored, and minds no failure to', async () => {
    await using s = await setUp();
    const amal = s.telegram.user(7);
    amal.say('hello');
    await s.channel.send(
      '7',
      { kind: 'choice', language: 'en', text: 'Which?', options: [{ id: 'a.1.0', label: 'This' }], from: 1 },
      { earlier: [], heardAt: null },
    );
    amal.tap('This');
    const stored = Promise.withResolvers<void>();
    s.channel.start?.((incomings) => {
      s.received.push(incomings);
      return s.received.length === 1 ? stored.promise : Promise.resolve();
    });
    await s.telegram.waitFor(() => s.received.length === 1);
    await s.something();
    expect(s.telegram.unanswered()).toHaveLength(1);
    stored.resolve();
    await s.telegram.waitFor(() => s.telegram.unanswered().length === 0);

    s.telegram.failNext(1, {
      status: 400,
      description: 'Bad Request: query is too old',
      method: 'answerCallbackQuery',
    });
    const update = amal.tap('This');
    await s.telegram.waitFor(() => offsets(s.telegram).includes(update + 1));
    expect(s.received).toHaveLength(2);
    expect(s.waits).toEqual([]);
  });

  it('backs off with jitter while Telegram is out of reach, and recovers', async () => {
    await using s = await setUp({ speed: 200 });
    s.telegram.outage(true);
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.waits.length === 8);
    s.telegram.outage(false);
    s.telegram.user(7).say('hello');
    await s.telegram.waitFor(() => s.received.length === 1);
    const most = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
    for (const [n, ceiling] of most.entries()) expect(s.waits[n]).toBeLessThanOrEqual(ceiling);
    expect(new Set(s.waits).size).toBeGreaterThan(4);
    expect(s.logged.join('')).toMatch(/"why":"network: E[A-Z]+"/);
  });

  it.each<[Failure['status'], RegExp, number, string]>([
    [409, /another process polls/, 30_000, 'elsewhere'],
    [401, /refuses the bot token/, 300_000, 'refused'],
    [404, /refuses the bot token/, 300_000, 'refused'],
  ])('says what %s means, and waits long', async (status, words, pause, state) => {
    await using s = await setUp();
    s.telegram.failNext(1, { status, method: 'getUpdates' });
    s.channel.start?.(s.receive);
    expect(s.channel.condition()).toMatchObject({ state: 'starting', why: null });
    await s.telegram.waitFor(() => s.waits.length === 1);
    expect(s.channel.condition()).toMatchObject({ state, why: `Telegram ${status}` });
    expect(s.waits).toEqual([pause]);
    expect(s.logged.join('')).toMatch(words);
    expect(s.logged.join('')).toMatch(/"level":50.*"alert":"nothing-received"/);
  });

  it('waits as long as Telegram asks', async () => {
    await using s = await setUp();
    s.telegram.failNext(1, { status: 429, retryAfter: 7, method: 'getUpdates' });
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.waits.length === 1);
    expect(s.waits).toEqual([7_000]);
  });

  it('stops at once while a request for updates hangs', async () => {
    // No time passes: neither that of the request nor that which a stop has.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await using s = await setUp({ wait: () => new Promise(() => {}) });
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.calls('getUpdates').length === 1);
    await s.channel.stop?.();
    s.telegram.user(7).say('too late');
    await s.something();
    expect(s.received).toEqual([]);
    expect(s.telegram.calls('getUpdates')).toHaveLength(1);
    expect(s.telegram.pending()).toHaveLength(1);
  });

  it('waits in stop for what is being stored, but no longer than two seconds', async () => {
    const limit = Promise.withResolvers<void>();
    await using s = await setUp({ wait: () => limit.promise });
    const stored = Promise.withResolvers<void>();
    s.telegram.user(7).say('hello');
    s.channel.start?.((incomings) => {
      s.received.push(incomings);
      return stored.promise;
    });
    await s.telegram.waitFor(() => s.received.length === 1);
    const stopped = vi.fn();
    const stopping = s.channel.stop?.().then(stopped);
    await s.something();
    expect(stopped).not.toHaveBeenCalled();
    expect(s.waits).toHaveLength(1);
    expect(s.waits[0]).toBeGreaterThan(1_000);
    expect(s.waits[0]).toBeLessThan(2_000);
    limit.resolve();
    await stopping;
    stored.resolve();
  });

  it('leaves what came while it stopped to the next start', async () => {
    await using s = await setUp();
    s.telegram.user(7).say('hello');
    s.channel.start?.(s.receive);
    await s.channel.stop?.();
    expect(s.telegram.pending()).toHaveLength(1);
    s.channel.start?.(s.receive);
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect(s.texts()).toEqual(['hello']);
  });
});

describe('sending', () => {
  async function open() {
    const s = await setUp();
    s.telegram.user(7).say('/start');
    return s;
  }

  it('shows a reply and returns the ids of its messages', async () => {
    await using s = await open();
    const reply: Reply = {
      kind: 'choice',
      language: 'en',
      text: `${'a'.repeat(4091)}\n\nWhich?`,
      options: [{ id: 'a.1.0', label: 'This' }],
      from: 1,
    };
    const sent = await s.channel.send('7', reply, { earlier: [], heardAt: null });
    const [, first, second] = s.telegram.chat(7);
    expect(sent).toEqual({ result: 'sent', externalIds: [String(first?.id), String(second?.id)] });
    expect(first).toMatchObject({ from: 'bot', text: 'a'.repeat(4091), buttons: [] });
    expect(second).toMatchObject({ from: 'bot', text: 'Which?', buttons: [{ label: 'This', data: 'a.1.0' }] });
    for (const { payload } of s.telegram.calls('sendMessage')) expect(payload).not.toHaveProperty('parse_mode');
  });

  const outcomes: [string, Failure, Sent][] = [
    ['429', { status: 429, retryAfter: 7 }, { result: 'retry', at: NOW + 7_000, why: 'Telegram 429' }],
    ['429 without a time', { status: 429 }, { result: 'retry', why: 'Telegram 429' }],
    ['500', { status: 500 }, { result: 'retry', why: 'Telegram 500' }],
    ['502', { status: 502 }, { result: 'retry', why: 'Telegram 502' }],
    ['a cut connection', { status: 'cut' }, { result: 'retry', why: 'network: ECONNRESET' }],
    ['a block', { status: 403 }, { result: 'never', why: 'Forbidden: bot was blocked by the user', blocked: true }],
    [
      'a closed account',
      { status: 403, description: 'Forbidden: user is deactivated' },
      { result: 'never', why: 'Forbidden: user is deactivated', blocked: true },
    ],
    [
      'another refusal',
      { status: 403, description: 'Forbidden: whatever it is' },
      { result: 'never', why: 'Telegram 403', blocked: true },
    ],
    [
      'no such chat',
      { status: 400, description: 'Bad Request: chat not found' },
      { result: 'never', why: 'Bad Request: chat not found', blocked: true },
    ],
    [
      'a code',
      { status: 400, description: 'Bad Request: MESSAGE_EMPTY' },
      { result: 'never', why: 'Bad Request: MESSAGE_EMPTY' },
    ],
    [
      'words that quote the message',
      { status: 400, description: "Bad Request: can't parse entities: my secret" },
      { result: 'never', why: 'Telegram 400' },
    ],
    ['a revoked token', { status: 401 }, { result: 'pause', why: 'Telegram 401' }],
    ['a malformed token', { status: 404 }, { result: 'pause', why: 'Telegram 404' }],
  ];
  it.each(outcomes)('knows what to do after %s', async (_, failure, expected) => {
    await using s = await open();
    s.telegram.failNext(1, failure);
    expect(await s.channel.send('7', text('my secret'), { earlier: [], heardAt: null })).toEqual(expected);
    expect(s.telegram.chat(7)).toHaveLength(1);
    expect((await s.channel.send('7', text('my secret'), { earlier: [], heardAt: null })).result).toBe('sent');
  });

  it('knows what the server itself refuses', async () => {
    await using s = await open();
    s.telegram.user(8).say('/start');
    s.telegram.user(8).block();
    expect(await s.channel.send('8', text('hi'), { earlier: [], heardAt: null })).toMatchObject({
      result: 'never',
      blocked: true,
    });
    s.telegram.user(8).unblock();
    expect(await s.channel.send('8', text('hi'), { earlier: [], heardAt: null })).toMatchObject({ result: 'sent' });
    expect(await s.channel.send('9', text('hi'), { earlier: [], heardAt: null })).toMatchObject({
      result: 'never',
      blocked: true,
    });
    expect(await s.channel.send('7', text(' '), { earlier: [], heardAt: null })).toEqual({
      result: 'never',
      why: 'Bad Request: message text is empty',
    });
    const wide: Reply = {
      kind: 'choice',
      language: 'en',
      text: 'x',
      options: [{ id: 'x'.repeat(65), label: 'x' }],
      from: 1,
    };
    expect(await s.channel.send('7', wide, { earlier: [], heardAt: null })).toEqual({
      result: 'never',
      why: 'RangeError',
    });
    await using wrong = await setUp({ token: '110201543:wrong' });
    expect(await wrong.channel.send('7', text('hi'), { earlier: [], heardAt: null })).toEqual({
      result: 'pause',
      why: 'Telegram 401',
    });
  });

  it('gives up on an answer after ten seconds', async () => {
    await using s = await open();
    s.telegram.failNext(1, { status: 'hang' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const settled = vi.fn();
    const sent = s.channel.send('7', text('hi'), { earlier: [], heardAt: null }).finally(settled);
    await s.telegram.waitFor(() => s.telegram.calls('sendMessage').length === 1);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    expect(await sent).toEqual({ result: 'retry', why: 'network' });
  });

  it('tries again during an outage and after a lost answer: shown twice at most', async () => {
    await using s = await open();
    s.telegram.outage(true);
    expect(await s.channel.send('7', text('hi'), { earlier: [], heardAt: null })).toMatchObject({ result: 'retry' });
    s.telegram.outage(false);
    s.telegram.failNext(1, { status: 'cut', done: true });
    expect(await s.channel.send('7', text('hi'), { earlier: [], heardAt: null })).toMatchObject({ result: 'retry' });
    expect(await s.channel.send('7', text('hi'), { earlier: [], heardAt: null })).toMatchObject({ result: 'sent' });
    expect(s.telegram.chat(7).filter((message) => message.text === 'hi')).toHaveLength(2);
  });

  it('says that a later part failed, and shows the first once more', async () => {
    await using s = await open();
    const long = text(`${'a'.repeat(4000)}\n\n${'b'.repeat(4000)}`);
    s.telegram.failNext(1, { status: 429, retryAfter: 2, after: 1 });
    expect(await s.channel.send('7', long, { earlier: [], heardAt: null })).toEqual({
      result: 'retry',
      at: NOW + 2_000,
      why: 'Telegram 429, after part 1',
    });
    expect(await s.channel.send('7', long, { earlier: [], heardAt: null })).toMatchObject({ result: 'sent' });
    expect(s.telegram.chat(7).map((message) => message.text[0])).toEqual(['/', 'a', 'a', 'b']);
  });

  describe('clear', () => {
    async function said(s: Awaited<ReturnType<typeof setUp>>, count: number): Promise<string[]> {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const sent = await s.channel.send('7', text(`line ${n}`), { earlier: [], heardAt: null });
        if (sent.result === 'sent') ids.push(...sent.externalIds);
      }
      return ids;
    }

    it('deletes what was said, a hundred at a time', async () => {
      await using s = await open();
      const ids = await said(s, 250);
      expect(await s.channel.send('7', clear, { earlier: ids, heardAt: null })).toEqual({
        result: 'sent',
        externalIds: [],
      });
      expect(s.telegram.chat(7).map((message) => message.text)).toEqual(['/start']);
      expect(s.telegram.calls('deleteMessages')).toHaveLength(3);
    });

    it('deletes all that is not too old or gone', async () => {
      await using s = await open();
      const old = await said(s, 30);
      s.world.now += 49 * HOUR;
      const young = await said(s, 30);
      const ids = ['999999', ...old, ...young];
      expect(await s.channel.send('7', clear, { earlier: ids, heardAt: null })).toEqual({
        result: 'sent',
        externalIds: [],
      });
      expect(s.telegram.chat(7).map((message) => String(message.id))).toEqual(['1', ...old]);
    });

    it('has nothing to do when nothing was said', async () => {
      await using s = await open();
      expect(await s.channel.send('7', clear, { earlier: [], heardAt: null })).toEqual({
        result: 'sent',
        externalIds: [],
      });
      expect(s.telegram.calls()).toEqual([]);
    });

    it('is retried like any other reply', async () => {
      await using s = await open();
      const ids = await said(s, 3);
      s.telegram.failNext(1, { status: 429, retryAfter: 3 });
      expect(await s.channel.send('7', clear, { earlier: ids, heardAt: null })).toEqual({
        result: 'retry',
        at: NOW + 3_000,
        why: 'Telegram 429',
      });
      expect(await s.channel.send('99', clear, { earlier: ids, heardAt: null })).toMatchObject({
        result: 'never',
        blocked: true,
      });
      expect(s.telegram.calls('deleteMessages')).toHaveLength(2);
      expect(await s.channel.send('7', clear, { earlier: ids, heardAt: null })).toMatchObject({ result: 'sent' });
      expect(s.telegram.chat(7)).toHaveLength(1);
    });
  });
});

describe('the token', () => {
  it('and what people say are in no log and no outcome', async () => {
    await using s = await setUp({ speed: 200 });
    const secret = s.telegram.token.split(':')[1] ?? '';
    s.telegram.user(7).say('my secret');
    s.telegram.push({ message: { text: 'my secret' } } as Omit<Update, 'update_id'>);
    const api = new Api(s.telegram.token, { apiRoot: s.telegram.apiRoot });
    const outcomes: Sent[] = [];

    s.channel.start?.(async () => {
      throw new Error('cannot store "my secret"');
    });
    await s.telegram.waitFor(() => /cannot be read.*not taken in/s.test(s.logged.join('')));

    s.telegram.outage(true);
    const raw = await api.sendMessage(7, 'my secret').catch((error: unknown) => error);
    expect(inspect(raw, { depth: 5 })).toContain(secret);
    outcomes.push(await s.channel.send('7', text('my secret'), { earlier: [], heardAt: null }));
    await s.telegram.waitFor(() => /"network: E/.test(s.logged.join('')));
    s.telegram.outage(false);
    for (const status of [400, 401, 403, 404, 409, 429, 500, 'cut'] as const) {
      s.telegram.failNext(1, { status, description: `Bad Request: ${s.telegram.token}: my secret` });
      outcomes.push(await s.channel.send('7', text('my secret'), { earlier: [], heardAt: null }));
    }
    for (const status of [500, 409] as const) {
      s.telegram.failNext(1, { status, description: `Conflict: ${s.telegram.token}: my secret`, method: 'getUpdates' });
    }
    await s.telegram.waitFor(() => s.logged.some((line) => line.includes('another process')));
    expect(outcomes).toHaveLength(9);
    for (const line of [...s.logged, ...outcomes.map((outcome) => inspect(outcome))]) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain('my secret');
    }
  });
});

describe('the fake', () => {
  async function refusal(call: (api: Api) => Promise<unknown>, token?: string): Promise<unknown> {
    await using telegram = await startFakeTelegram();
    telegram.user(7).say('/start');
    const error: unknown = await call(new Api(token ?? telegram.token, { apiRoot: telegram.apiRoot })).catch(
      (e: unknown) => e,
    );
    return error instanceof Error ? error.message.replace(/^.*failed! /, '') : error;
  }
  const button = (one: object) => ({
    reply_markup: { inline_keyboard: [[one as { text: string; callback_data: string }]] },
  });

  it.each<[string, (api: Api) => Promise<unknown>, string]>([
    [
      'an unknown field',
      (api) => api.sendMessage(7, 'x', { disable_notificaton: true } as object),
      '(400: Bad Request: field "disable_notificaton" is misspelt, or nothing that this project sends)',
    ],
    [
      'an unknown field further in',
      (api) => api.sendMessage(7, 'x', { link_preview_options: { disabled: true } as object }),
      '(400: Bad Request: field "link_preview_options.disabled" is misspelt, or nothing that this project sends)',
    ],
    [
      'a wrong type',
      (api) => api.sendMessage(7, 'x', { protect_content: 'yes' } as object),
      '(400: Bad Request: field "protect_content": Invalid input: expected boolean, received string)',
    ],
    ['no chat', (api) => api.sendMessage('', 'x'), '(400: Bad Request: chat_id is empty)'],
    ['an unknown chat', (api) => api.sendMessage(8, 'x'), '(400: Bad Request: chat not found)'],
    ['a blank text', (api) => api.sendMessage(7, ' \n'), '(400: Bad Request: message text is empty)'],
    ['a long text', (api) => api.sendMessage(7, 'x'.repeat(4097)), '(400: Bad Request: message is too long)'],
    [
      'a long button',
      (api) => api.sendMessage(7, 'x', button({ text: 'x', callback_data: 'ش'.repeat(33) })),
      '(400: Bad Request: BUTTON_DATA_INVALID)',
    ],
    [
      'a button without data',
      (api) => api.sendMessage(7, 'x', button({ text: 'x' })),
      "(400: Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard)",
    ],
    [
      'too many to delete',
      (api) =>
        api.deleteMessages(
          7,
          Array.from({ length: 101 }, (_, n) => n + 1),
        ),
      '(400: Bad Request: too many message identifiers specified)',
    ],
    ['one gone to delete', (api) => api.deleteMessage(7, 99), '(400: Bad Request: message to delete not found)'],
    ['one gone to edit', (api) => api.editMessageText(7, 99, 'x'), '(400: Bad Request: message to edit not found)'],
    ["a person's to edit", (api) => api.editMessageText(7, 1, 'x'), "(400: Bad Request: message can't be edited)"],
    [
      'an unknown press',
      (api) => api.answerCallbackQuery('1'),
      '(400: Bad Request: query is too old and response timeout expired or query ID is invalid)',
    ],
    [
      'a bad command',
      (api) => api.setMyCommands([{ command: 'Menu', description: 'x' }]),
      '(400: Bad Request: BOT_COMMAND_INVALID)',
    ],
    [
      'a webhook without TLS',
      (api) => api.setWebhook('http://example.org'),
      '(400: Bad Request: bad webhook: An HTTPS URL must be provided for webhook)',
    ],
    [
      'a webhook on an odd port',
      (api) => api.setWebhook('https://example.org:3000'),
      '(400: Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443)',
    ],
    [
      'a secret of other characters',
      (api) => api.setWebhook('https://example.org', { secret_token: 'a secret' }),
      '(400: Bad Request: secret token contains unallowed characters)',
    ],
    ['an unknown method', (api) => api.sendChatAction(7, 'typing'), '(404: Not Found: method not found)'],
  ])('refuses %s', async (_, call, expected) => {
    expect(await refusal(call)).toBe(expected);
  });

  it('refuses a wrong token', async () => {
    expect(await refusal((api) => api.getMe(), '110201543:wrong')).toBe('(401: Unauthorized)');
    expect(await refusal((api) => api.getMe(), 'wrong')).toBe('(404: Not Found)');
  });

  it('lets one poller in, and none beside a webhook', async () => {
    await using telegram = await startFakeTelegram();
    const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
    const first = api.getUpdates({ timeout: 20 }).catch((error: unknown) => error);
    await telegram.waitFor(() => telegram.calls('getUpdates').length === 1);
    const second = api.getUpdates({ timeout: 20 }).catch((error: unknown) => error);
    expect(await first).toMatchObject({ error_code: 409 });
    await api.setWebhook('https://example.org/webhooks/telegram', { secret_token: 'a-b' });
    expect(await second).toMatchObject({ error_code: 409 });
    await expect(api.getUpdates()).rejects.toMatchObject({ error_code: 409 });
    telegram.user(7).say('hello');
    expect(await api.getWebhookInfo()).toEqual({
      url: 'https://example.org/webhooks/telegram',
      has_custom_certificate: false,
      pending_update_count: 1,
      max_connections: 40,
    });
    await api.deleteWebhook();
    expect(await api.getWebhookInfo()).toMatchObject({ url: '', pending_update_count: 1 });
    expect(await api.getUpdates()).toHaveLength(1);
  });

  it('edits, and says when nothing changed', async () => {
    await using telegram = await startFakeTelegram();
    const api = new Api(telegram.token, { apiRoot: telegram.apiRoot });
    telegram.user(7).say('/start');
    const { message_id } = await api.sendMessage(7, 'one', button({ text: 'Go', callback_data: 'go' }));
    await api.editMessageText(7, message_id, 'two');
    expect(telegram.chat(7).at(-1)).toMatchObject({ id: message_id, text: 'two', buttons: [] });
    await expect(api.editMessageText(7, message_id, 'two')).rejects.toThrow('message is not modified');
    await api.setMyCommands([{ command: 'menu', description: 'Menü' }], { language_code: 'de' });
    expect(telegram.commands('de')).toEqual([{ command: 'menu', description: 'Menü' }]);
    expect(() => telegram.user(7).tap('Go')).toThrow('sees no button "Go"');
  });
});
