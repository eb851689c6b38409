import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';

/** A file that somebody asked for, on channels of providers; on a linked device in whatsapp-web.test.ts. */

const log = pino({ level: 'silent' });
const PDF = { name: 'cv.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') };
const reply = (text: string): Reply => ({ kind: 'document', language: 'en', text, document: 'x' });
const context = { earlier: [], heardAt: START };

describe('on Telegram', () => {
  async function setUp() {
    const telegram = await startFakeTelegram({ clock: () => START });
    const { token, apiRoot } = telegram;
    const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});
    const channel = createTelegram({ token, apiRoot, clock: () => START, log, wait });
    telegram.user(7).say('/start');
    return { telegram, channel, [Symbol.asyncDispose]: () => telegram.stop() };
  }

  test('a file comes with its words beneath it', async () => {
    await using it = await setUp();
    const sent = await it.channel.send('7', reply('Here it is.'), { ...context, file: PDF });
    expect(sent).toMatchObject({ result: 'sent', externalIds: [expect.any(String)] });
    const shown = it.telegram.chat(7).at(-1);
    expect([shown?.text, Buffer.from(shown?.document ?? []).toString()]).toEqual(['Here it is.', '%PDF-1.7']);
  });

  test('words that are too long to stand beneath it come before', async () => {
    await using it = await setUp();
    const long = 'word '.repeat(300).trim();
    expect(await it.channel.send('7', reply(long), { ...context, file: PDF })).toMatchObject({ result: 'sent' });
    expect(
      it.telegram
        .chat(7)
        .slice(-2)
        .map(({ text, document }) => [text, document !== undefined]),
    ).toEqual([
      [long, false],
      ['', true],
    ]);
  });

  test('what makes no file, or is refused, is never sent; trouble is for later', async () => {
    await using it = await setUp();
    expect(await it.channel.send('7', reply('x'), context)).toEqual({ result: 'never', why: 'no file' });
    const none = { ...PDF, bytes: Buffer.alloc(0) };
    expect(await it.channel.send('7', reply('x'), { ...context, file: none })).toMatchObject({ result: 'never' });
    it.telegram.failNext(1, { status: 502 });
    expect(await it.channel.send('7', reply('x'), { ...context, file: PDF })).toMatchObject({ result: 'retry' });
  });
});

describe('on the Cloud API', () => {
  async function setUp() {
    const fake = await startFakeWhatsapp({ clock: () => START });
    const channel = createWhatsappCloud({
      ...fake.account,
      ...{ apiRoot: fake.apiRoot, clock: () => START, log, open: () => '' },
    });
    await fake.user('38160123456').say('hello');
    return { fake, channel, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
  }

  test('a file is uploaded under a name that tells nothing, and sent with its words', async () => {
    await using it = await setUp();
    const sent = await it.channel.send('38160123456', reply('Here it is.'), { ...context, file: PDF });
    expect(sent).toMatchObject({ result: 'sent' });
    expect(it.fake.uploads).toEqual([{ type: 'application/pdf', bytes: PDF.bytes.length }]);
    expect(it.fake.screen('38160123456').at(-1)).toMatchObject({ kind: 'document', text: 'cv.pdf: Here it is.' });
  });

  test('a type that WhatsApp does not take, words that are too long, and no file are never sent', async () => {
    await using it = await setUp();
    const send = (text: string, file?: typeof PDF) =>
      it.channel.send('38160123456', reply(text), { ...context, ...(file && { file }) });
    expect((await send('x', { ...PDF, type: 'application/zip' })).result).not.toBe('sent');
    expect(await send('x'.repeat(1025), PDF)).toMatchObject({ result: 'never' });
    expect(await send('x')).toMatchObject({ result: 'never' });
    expect(it.fake.screen('38160123456')).toEqual([]);
  });
});
