import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { type Declared, declaredMedia } from '../../src/channels/declared-media.ts';
import { createTelegram } from '../../src/channels/telegram.ts';
import { incomingOf, readUpdate } from '../../src/channels/telegram-read.ts';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { readWebhook } from '../../src/channels/whatsapp-cloud-read.ts';
import { fetchWebFile } from '../../src/channels/whatsapp-web-files.ts';
import { type WebMessage, incomingOf as webIncomingOf } from '../../src/channels/whatsapp-web-read.ts';
import type { Content } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { JPEG, PDF } from '../fakes/sent-files.ts';
import { ogg } from '../fakes/speech.ts';
import { type FakeUser, startFakeTelegram } from '../fakes/telegram.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';
import { enclosed, startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';

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
      'a PDF, and the words beneath it',
      { document: { ...file, mime_type: 'application/pdf', file_name: 'Amina Haddad.pdf' }, caption: 'my contract' },
      { kind: 'media', media: 'document', caption: 'my contract', file: { ref: 'F1', bytes: 9 } },
    ],
    [
      'no other document',
      { document: { ...file, mime_type: 'application/zip' }, caption: 'STOP' },
      { kind: 'media', media: 'document', caption: 'STOP' },
    ],
    [
      'no animation, which comes as a document too',
      { animation: file, document: { ...file, mime_type: 'image/png' } },
      { kind: 'media', media: 'video' },
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
    [
      'a PDF, and the words beneath it',
      {
        type: 'document',
        document: { id: '5', mime_type: 'application/pdf', filename: 'A.pdf', caption: 'my contract' },
      },
      { kind: 'media', media: 'document', caption: 'my contract', file: { ref: '5' } },
    ],
    [
      'a PDF, and nothing of its name, which some apps put beneath it',
      { type: 'document', document: { id: '5', mime_type: 'application/pdf', filename: 'A.pdf', caption: 'A.pdf' } },
      { kind: 'media', media: 'document', file: { ref: '5' } },
    ],
    [
      'no other document',
      { type: 'document', document: { id: '5', mime_type: 'application/msword', filename: 'a.doc', caption: 'STOP' } },
      { kind: 'media', media: 'document', caption: 'STOP' },
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
      'a PDF, and the words beneath it',
      {
        type: 'documentMessage',
        caption: 'my contract',
        file: { ...kept, kind: 'document' },
        document: { type: 'application/pdf', name: 'A.pdf' },
      },
      {
        kind: 'media',
        media: 'document',
        caption: 'my contract',
        file: { ref: JSON.stringify({ ...kept, kind: 'document' }), bytes: 9 },
      },
    ],
    [
      'a picture that was sent as a document, and nothing of its name',
      {
        type: 'documentMessage',
        caption: 'A.png',
        file: { ...kept, kind: 'document' },
        document: { type: 'image/png', name: 'A.png' },
      },
      { kind: 'media', media: 'photo', file: { ref: JSON.stringify({ ...kept, kind: 'document' }), bytes: 9 } },
    ],
    [
      'no other document',
      {
        type: 'documentMessage',
        caption: 'STOP',
        file: { ...kept, kind: 'document' },
        document: { type: 'application/vnd.android.package-archive', name: 'a.apk' },
      },
      { kind: 'media', media: 'document', caption: 'STOP' },
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

describe('a document that is called', () => {
  test.each<[Declared, 'photo' | 'document' | undefined]>([
    [{ type: 'application/pdf' }, 'document'],
    [{ type: 'Application/PDF; charset=binary', name: 'x' }, 'document'],
    [{ type: 'application/octet-stream', name: 'Letter.PDF' }, 'document'],
    [{ name: 'letter.pdf' }, 'document'],
    [{ type: 'image/jpeg', name: 'letter.pdf' }, 'photo'],
    [{ type: 'image/png' }, 'photo'],
    [{ type: 'image/webp' }, 'photo'],
    [{ name: 'IMG.JPG' }, 'photo'],
    [{ type: 'image/heic', name: 'IMG.HEIC' }, undefined],
    [{ type: 'image/gif' }, undefined],
    [{ type: 'image/svg+xml' }, undefined],
    [{ type: 'application/zip', name: 'letter.pdf' }, undefined],
    [{ type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' }, undefined],
    [{ type: 'application/octet-stream', name: 'letter.pdf.apk' }, undefined],
    [{ type: 'constructor', name: 'a.constructor' }, undefined],
    [{ name: 'pdf' }, undefined],
    [{}, undefined],
  ])('%j counts as %s', (declared, media) => {
    expect(declaredMedia(declared)).toBe(media);
  });
});

describe('Telegram', () => {
  async function setUp() {
    const telegram = await startFakeTelegram({ clock: () => START });
    const { token, apiRoot } = telegram;
    const channel = createTelegram({ token, apiRoot, clock: () => START, log, wait });
    return { telegram, channel, [Symbol.asyncDispose]: () => telegram.stop() };
  }

  test.each<[string, Buffer, (user: FakeUser) => number]>([
    ['voice note', ogg(), (user) => user.file('voice', ogg())],
    ['PDF', PDF, (user) => user.document(PDF, { type: 'application/pdf', name: 'a.pdf' })],
  ])('gives the bytes of a %s', async (_, bytes, send) => {
    await using it = await setUp();
    send(it.telegram.user(7));
    expect(await it.channel.fetchFile('kept1', MOST, never())).toEqual({ result: 'got', bytes });
  });

  test.each([
    ['a file that is too large is never got', MOST + 1, { result: 'never', why: 'too large' }],
    ['nor one that Telegram itself refuses to give', 21 * 1024 * 1024, { result: 'never', why: 'Telegram 400' }],
  ])('%s', async (_, size, expected) => {
    await using it = await setUp();
    it.telegram.user(7).document(Buffer.alloc(size), { type: 'application/pdf', name: 'a.pdf' });
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
    const user = fake.user('38160123456');
    await user.voice(ogg());
    await user.document(PDF, { type: 'application/pdf', name: 'a.pdf', caption: 'my contract' });
    return { fake, make, [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose]() };
  }

  test.each([
    ['voice note', '1000000', Buffer.from(ogg())],
    ['PDF', '1000001', PDF],
  ])('gives the bytes of a %s', async (_, id, bytes) => {
    await using it = await setUp();
    expect(await it.make().fetchFile?.(id, MOST, never())).toEqual({ result: 'got', bytes });
  });

  test('never gives one that is too large or gone, and waits where the account is refused', async () => {
    await using it = await setUp();
    await it.fake.user('38160123456').picture(Buffer.concat([JPEG, Buffer.alloc(MOST)]));
    const channel = it.make();
    expect(await channel.fetchFile?.('1000002', MOST, never())).toEqual({ result: 'never', why: 'too large' });
    expect(await it.make('another').fetchFile?.('1000000', MOST, never())).toMatchObject({ result: 'pause' });
    it.fake.loseFiles();
    expect(await channel.fetchFile?.('1000000', MOST, never())).toMatchObject({ result: 'never' });
  });
});

describe('the apps of people, as the fakes play them', () => {
  const LONG = 'x'.repeat(1025);
  const NAMED = { type: 'application/pdf', name: 'a.pdf' };

  test('send no file that is empty or too large, of another type than its kind, or with too many words beneath it', async () => {
    await using telegram = await startFakeTelegram({ clock: () => START });
    const amal = telegram.user(7);
    expect(() => amal.file('photo', PDF)).toThrow('photo');
    expect(() => amal.file('voice', JPEG)).toThrow('voice');
    expect(() => amal.file('photo', Buffer.concat([JPEG, Buffer.alloc(10 * 1024 * 1024)]))).toThrow('size');
    expect(() => amal.document(Buffer.alloc(0), NAMED)).toThrow('empty');
    expect(() => amal.document(PDF, { ...NAMED, caption: LONG })).toThrow('caption');
    await using whatsapp = await startFakeWhatsapp({ clock: () => START });
    const zoja = whatsapp.user('38160123456');
    expect(() => zoja.picture(PDF)).toThrow('picture');
    expect(() => zoja.voice(JPEG)).toThrow('voice');
    expect(() => zoja.picture(Buffer.concat([JPEG, Buffer.alloc(5 * 1024 * 1024)]))).toThrow('bytes of image');
    expect(() => zoja.document(Buffer.alloc(0), NAMED)).toThrow('bytes of document');
    expect(() => zoja.document(PDF, { ...NAMED, caption: LONG })).toThrow('caption');
    await using web = await startFakeWhatsappWeb({ clock: () => START });
    await expect(web.person('38160123456').document(Buffer.alloc(0), NAMED)).rejects.toThrow('empty');
    await expect(web.person('38160123456').document(PDF, { ...NAMED, caption: LONG })).rejects.toThrow('caption');
  });
});

describe('the files of a linked device', () => {
  const key = randomBytes(32);

  /** A server that has one file, enclosed as the app of a sender does it. */
  async function setUp(bytes: Uint8Array, spoil: (sealed: Buffer) => Buffer = (sealed) => sealed) {
    const body = spoil(await enclosed(bytes, key, 'audio'));
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
    await using it = await setUp(ogg(), (sealed) => Buffer.concat([sealed.subarray(0, -1), Buffer.from([0])]));
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
