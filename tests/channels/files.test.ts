import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getMediaKeys } from '@whiskeysockets/baileys';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { incomingOf, readUpdate } from '../../src/channels/telegram-read.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { readWebhook } from '../../src/channels/whatsapp-cloud-read.ts';
import { fetchWebFile } from '../../src/channels/whatsapp-web-files.ts';
import { type WebMessage, incomingOf as webIncomingOf } from '../../src/channels/whatsapp-web-read.ts';
import type { Content } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { ogg } from '../fakes/speech.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';

const MOST = 100_000;
const log = pino({ level: 'silent' });
const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});
const never = () => new AbortController().signal;

type Medium = Extract<Content, { kind: 'media' }>;

describe('a message with a file', () => {
  const file = { file_id: 'F1', file_unique_id: 'u', file_size: 9 };
  const said = (content: object) =>
    incomingOf(
      readUpdate({ message: { message_id: 1, chat: { id: 7, type: 'private' }, date: 1, ...content } }),
      '1',
      START,
    )?.content;

  test.each<[string, object, Medium]>([
    ['a voice note', { voice: file }, { kind: 'media', media: 'voice', file: { ref: 'F1', bytes: 9 } }],
    [
      'the largest size of a picture, and the words beneath it',
      { photo: [{ ...file, file_id: 'small' }, file], caption: 'my contract' },
      { kind: 'media', media: 'photo', caption: 'my contract', file: { ref: 'F1', bytes: 9 } },
    ],
    [
      'a picture that was sent as a document',
      { document: { ...file, mime_type: 'image/png' } },
      { kind: 'media', media: 'photo', file: { ref: 'F1', bytes: 9 } },
    ],
    [
      'no other document',
      { document: { ...file, mime_type: 'application/pdf' } },
      { kind: 'media', media: 'document' },
    ],
    [
      'the album that it belongs to',
      { photo: [file], media_group_id: '13579' },
      { kind: 'media', media: 'photo', album: '13579', file: { ref: 'F1', bytes: 9 } },
    ],
    ['no film', { video: file, caption: 'STOP' }, { kind: 'media', media: 'video', caption: 'STOP' }],
    ['no file of an unknown shape', { voice: { id: 3 } }, { kind: 'media', media: 'other' }],
  ])('of Telegram tells of %s', (_, content, expected) => {
    expect(said(content)).toEqual(expected);
  });

  const cloud = (content: object) =>
    readWebhook(
      {
        entry: [
          {
            changes: [
              {
                field: 'messages',
                value: {
                  metadata: { phone_number_id: '1' },
                  messages: [{ id: 'm', from: '38160', timestamp: '1', ...content }],
                },
              },
            ],
          },
        ],
      },
      '1',
    ).incomings[0]?.content;

  test.each<[string, object, Medium]>([
    ['a voice note', { type: 'audio', audio: { id: '5' } }, { kind: 'media', media: 'voice', file: { ref: '5' } }],
    [
      'a picture and the words beneath it',
      { type: 'image', image: { id: '5', caption: 'STOP' } },
      { kind: 'media', media: 'photo', caption: 'STOP', file: { ref: '5' } },
    ],
    [
      'a picture that was sent as a document',
      { type: 'document', document: { id: '5', mime_type: 'image/jpeg' } },
      { kind: 'media', media: 'photo', file: { ref: '5' } },
    ],
    ['no film', { type: 'video', video: { id: '5' } }, { kind: 'media', media: 'video' }],
    [
      'no file whose id would lead elsewhere',
      { type: 'audio', audio: { id: '../5' } },
      { kind: 'media', media: 'voice' },
    ],
  ])('of the Cloud API tells of %s', (_, content, expected) => {
    expect(cloud(content)).toEqual(expected);
  });

  const web = (content: Partial<WebMessage>) =>
    webIncomingOf({ id: 'm', chat: '1@lid', isOurs: false, seconds: 1, ...content })?.content;
  const kept = { kind: 'audio', path: '/v/t62.7117-24/a.enc?ccb=11-4', key: 'AAAA', bytes: 9 } as const;

  test.each<[string, Partial<WebMessage>, Medium]>([
    [
      'a voice note',
      { type: 'audioMessage', file: kept },
      { kind: 'media', media: 'voice', file: { ref: JSON.stringify(kept), bytes: 9 } },
    ],
    [
      'the words beneath a picture, and no file that lies at another address',
      { type: 'imageMessage', caption: 'STOP', file: { ...kept, kind: 'image', path: 'https://evil.example/x' } },
      { kind: 'media', media: 'photo', caption: 'STOP' },
    ],
    [
      'the album that it belongs to',
      { type: 'imageMessage', parent: '3EB0A1' },
      { kind: 'media', media: 'photo', album: '3EB0A1' },
    ],
    [
      'no album of an endless name',
      { type: 'imageMessage', parent: 'x'.repeat(101) },
      { kind: 'media', media: 'photo' },
    ],
    [
      'no file that another host would give',
      { type: 'audioMessage', file: { ...kept, path: '//evil.example/x' } },
      { kind: 'media', media: 'voice' },
    ],
  ])('of a linked device tells of %s', (_, content, expected) => {
    expect(web(content)).toEqual(expected);
  });
});

describe('Telegram', () => {
  async function setUp() {
    const telegram = await startFakeTelegram({ clock: () => START });
    const { token, apiRoot } = telegram;
    const channel = createTelegram({ token, apiRoot, clock: () => START, log, wait });
    return { telegram, channel, [Symbol.asyncDispose]: () => telegram.stop() };
  }

  test('gives the bytes of a file', async () => {
    await using it = await setUp();
    it.telegram.user(7).file('voice', ogg());
    const fetched = await it.channel.fetchFile('kept1', MOST, never());
    expect(fetched).toEqual({ result: 'got', bytes: Buffer.from(ogg()) });
  });

  test.each([
    ['a file that is too large is never got', MOST + 1, { result: 'never', why: 'too large' }],
    ['nor one that Telegram itself refuses to give', 21 * 1024 * 1024, { result: 'never', why: 'Telegram 400' }],
  ])('%s', async (_, size, expected) => {
    await using it = await setUp();
    it.telegram.user(7).file('voice', Buffer.alloc(size));
    expect(await it.channel.fetchFile('kept1', MOST, never())).toEqual(expected);
  });

  test('a file that is gone is never got, and trouble is for later', async () => {
    await using it = await setUp();
    it.telegram.user(7).file('voice', ogg());
    it.telegram.failNext(1, { status: 429, retryAfter: 5 });
    it.telegram.failNext(1, { status: 'cut' });
    const fetch = () => it.channel.fetchFile('kept1', MOST, never());
    expect(await fetch()).toMatchObject({ result: 'retry', at: START + 5000 });
    expect(await fetch()).toMatchObject({ result: 'retry' });
    it.telegram.loseFiles();
    expect(await fetch()).toMatchObject({ result: 'never' });
  });
});

describe('the Cloud API', () => {
  async function setUp() {
    const fake = await startFakeWhatsapp({ clock: () => START });
    const make = (token = fake.account.token) =>
      createWhatsappCloud({
        ...fake.account,
        ...{ token, apiRoot: fake.apiRoot, clock: () => START, log, open: () => '' },
      });
    await fake.user('38160123456').file('audio', ogg());
    return { fake, make, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
  }

  test('gives the bytes of a file', async () => {
    await using it = await setUp();
    expect(await it.make().fetchFile?.('1000000', MOST, never())).toEqual({ result: 'got', bytes: Buffer.from(ogg()) });
  });

  test('never gives one that is too large or gone, and waits where the account is refused', async () => {
    await using it = await setUp();
    await it.fake.user('38160123456').file('image', Buffer.alloc(MOST + 1));
    const channel = it.make();
    expect(await channel.fetchFile?.('1000001', MOST, never())).toEqual({ result: 'never', why: 'too large' });
    expect(await it.make('another').fetchFile?.('1000000', MOST, never())).toMatchObject({ result: 'pause' });
    it.fake.loseFiles();
    expect(await channel.fetchFile?.('1000000', MOST, never())).toMatchObject({ result: 'never' });
  });
});

describe('the files of a linked device', () => {
  const key = randomBytes(32);

  /** A server that has one file, enclosed as the app of a sender does it. */
  async function setUp(bytes: Uint8Array, spoil: (enclosed: Buffer) => Buffer = (enclosed) => enclosed) {
    const { iv, cipherKey, macKey } = await getMediaKeys(key, 'audio');
    const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
    const mac = createHmac('sha256', macKey ?? '')
      .update(iv)
      .update(sealed)
      .digest()
      .subarray(0, 10);
    const body = spoil(Buffer.concat([sealed, mac]));
    const asked: string[] = [];
    const server = createServer(({ url = '' }, answer) => {
      asked.push(url);
      if (url === '/kept') answer.end(body);
      else if (url === '/cut') answer.write(body.subarray(0, 5), () => answer.destroy());
      else answer.writeHead(url === '/busy' ? 503 : 410).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      asked,
      fetch: (path: string, most = MOST) =>
        fetchWebFile(
          root,
          JSON.stringify({ kind: 'audio', path, key: key.toString('base64'), bytes: bytes.length }),
          most,
          never(),
        ),
      ref: (text: string) => fetchWebFile(root, text, MOST, never()),
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  test('are decrypted', async () => {
    await using it = await setUp(ogg());
    expect(await it.fetch('/kept')).toEqual({ result: 'got', bytes: Buffer.from(ogg()) });
  });

  test('are not taken where a bit was changed, or what leads to them was not written by us', async () => {
    await using it = await setUp(ogg(), (enclosed) => Buffer.concat([enclosed.subarray(0, -1), Buffer.from([0])]));
    expect(await it.fetch('/kept')).toEqual({ result: 'never', why: 'altered' });
    expect(await it.ref('{"path":"http://127.0.0.1/"}')).toEqual({ result: 'never', why: 'no file' });
    expect(it.asked).toEqual(['/kept']);
  });

  test('are given up where they are too large or gone, and tried again after trouble', async () => {
    await using it = await setUp(ogg());
    expect(await it.fetch('/kept', 1)).toEqual({ result: 'never', why: 'too large' });
    expect(await it.fetch('/gone')).toEqual({ result: 'never', why: 'WhatsApp 410' });
    expect(await it.fetch('/busy')).toEqual({ result: 'retry', why: 'WhatsApp 503' });
    expect(await it.fetch('/cut')).toEqual({ result: 'retry', why: 'network' });
  });
});
