import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createWhatsappWeb } from '../../src/channels/whatsapp-web.ts';
import { fetchWebFile } from '../../src/channels/whatsapp-web-files.ts';
import { LINK_PATIENCE_MS, linkDevice } from '../../src/channels/whatsapp-web-link.ts';
import { movedOf as readMoved } from '../../src/channels/whatsapp-web-read.ts';
import type { Incoming, Reply } from '../../src/conversation/message.ts';
import { releaseLease, takeLease } from '../../src/store/lease.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import type { News } from '../../src/turn/channel.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { PDF } from '../fakes/sent-files.ts';
import { mp3, ogg } from '../fakes/speech.ts';
import { openTestStore } from '../fakes/store.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';

const NUMBER = '381601234567';
const HELLO: Reply = { kind: 'text', language: 'en', text: 'Good morning' };
const HEARD = { earlier: [], heardAt: START };
/** How long the channel lets a stop take. */
const STOP_MS = 1_800;

async function temporaryFiles(files: Record<string, Buffer>): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'saputnik-'));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(path, name), bytes);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** A linked device on a database of its own; `lines` is its log. */
async function scene(recordings: ReadonlyMap<string, { path: string }> = new Map()) {
  const stack = new AsyncDisposableStack();
  const fake = stack.use(await startFakeWhatsappWeb({ clock: () => START }));
  const { store } = stack.use(await openTestStore('sqlite', 'demonstration'));
  const keys = createWhatsappKeys(store, testVault());
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const lease = (holder: string) => ({
    take: (ms: number) =>
      store.tx((q) => takeLease(q, { name: 'whatsapp-web', holder, until: Date.now() + ms, now: Date.now() })),
    release: () => store.tx((q) => releaseLease(q, 'whatsapp-web', holder)),
  });
  const heard: Incoming[] = [];
  const news: News[] = [];
  /** `patience`: how long a phone is waited for (ms). */
  const state = { refuses: 0, patience: 600_000 };
  /** Time goes faster: a wait of a second takes ten milliseconds. Only a stop and a phone may take as long as they need. */
  const wait = async (ms: number, signal: AbortSignal) => {
    const slow = { [STOP_MS]: 600_000, [LINK_PATIENCE_MS]: state.patience }[ms];
    await sleep(slow ?? ms / 100, undefined, { signal }).catch(() => {});
  };
  const said = new Map<string, Reply>();
  const make = (holder = 'server') => {
    const channel = createWhatsappWeb({
      clock: Date.now,
      keys,
      socketUrl: fake.url,
      lease: lease(holder),
      log,
      dice: () => 0,
      wait,
      recordings,
    });
    stack.defer(() => channel.stop?.());
    return channel;
  };
  const start = (channel: ReturnType<typeof make>) =>
    channel.start?.(
      async (incomings, more) => {
        if (state.refuses-- > 0) throw new Error('the database is full');
        heard.push(...incomings);
        if (more) news.push(more);
      },
      async (_, id) => said.get(id),
    );
  const link = (show: (qr: string) => void = fake.scan, signal = new AbortController().signal) =>
    linkDevice({ keys, socketUrl: fake.url, lease: lease('link'), show, signal });
  /** Linked and connected. */
  const ready = async () => {
    expect(await link()).toBe('linked');
    const channel = make();
    start(channel);
    await fake.waitFor(() => channel.isReady?.() === true);
    return channel;
  };
  return {
    fake,
    store,
    keys,
    lines,
    heard,
    news,
    state,
    said,
    make,
    start,
    link,
    ready,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const movedOf = (news: News[]) => news.flatMap(({ moved = [] }) => moved);
const receiptsOf = (news: News[]) => news.flatMap(({ receipts = [] }) => receipts);

describe('linking', () => {
  test('shows a code, and connects once it was scanned', async () => {
    await using s = await scene();
    const codes: string[] = [];
    const outcome = await s.link((qr) => {
      codes.push(qr);
      s.fake.scan(qr);
    });
    expect([outcome, codes.length, s.fake.logins, s.fake.errors]).toEqual(['linked', 1, 1, []]);
  });

  test('makes the number known, and with it the address of a chat', async () => {
    await using s = await scene();
    expect(await s.make().address?.('belgrade-info1')).toBeUndefined();
    await s.link();
    expect(await s.make().address?.('belgrade-info1')).toMatch(
      /^https:\/\/wa\.me\/\d{8,15}\?text=%2Fstart%20belgrade-info1$/,
    );
  });

  test('shows another code when the phone wants another', async () => {
    await using s = await scene();
    const codes: string[] = [];
    const outcome = await s.link((qr) => {
      codes.push(qr);
      if (codes.length === 1) s.fake.wantNewCode();
      else s.fake.scan(qr);
    });
    expect(outcome).toBe('linked');
    expect(new Set(codes).size).toBe(2);
  });

  test('gives up when nobody scans, and keeps others off meanwhile', async () => {
    await using s = await scene();
    const { promise: shown, resolve } = Promise.withResolvers<void>();
    const giveUp = new AbortController();
    const first = s.link(() => resolve(), giveUp.signal);
    await shown;
    const { keys } = s;
    const lease = { take: async () => false, release: async () => {} };
    const other = await linkDevice({
      keys,
      lease,
      socketUrl: s.fake.url,
      show: () => {},
      signal: AbortSignal.abort(),
    });
    expect(other).toBe('held');
    const channel = s.make();
    s.start(channel);
    await s.fake.waitFor(() => s.lines.length > 0);
    expect(channel.isReady?.()).toBe(false);
    expect(s.lines.map(({ why }) => why)).toEqual([
      'no phone has linked this device: npm run saputnik -- whatsapp link',
    ]);
    giveUp.abort();
    expect(await first).toBe('given up');
  });

  test('a server that waits connects by itself', async () => {
    await using s = await scene();
    const channel = s.make();
    s.start(channel);
    await s.fake.waitFor(() => s.lines.length > 0);
    expect(await s.link()).toBe('linked');
    await s.fake.waitFor(() => channel.isReady?.() === true);
  });
});

describe('a change of number', () => {
  test('is handed on, with the lasting ids', async () => {
    await using s = await scene();
    await s.ready();
    s.fake.announce(NUMBER, '381607654321');
    await s.fake.waitFor(() => movedOf(s.news).length > 0);
    expect(movedOf(s.news)).toEqual([
      {
        channel: 'whatsapp-web',
        externalId: expect.stringMatching(/^9381601234567@lid n\d+$/),
        from: { handle: '9381601234567@lid', number: '381601234567@s.whatsapp.net' },
        to: { handle: '9381607654321@lid', number: '381607654321@s.whatsapp.net' },
        at: START,
      },
    ]);
    expect([s.heard, s.fake.errors]).toEqual([[], []]);
  });

  test('that names no address, or only one, is none', () => {
    const change = { id: 'n1', before: ['381601234567@s.whatsapp.net'], now: [undefined, 'x@g.us'], seconds: 1 };
    expect(readMoved(change)).toBeUndefined();
    expect(readMoved({ ...change, before: [], now: change.before })).toBeUndefined();
    expect(readMoved({ ...change, now: ['381607654321@s.whatsapp.net'] })).toMatchObject({
      from: { handle: '381601234567@s.whatsapp.net' },
      to: { handle: '381607654321@s.whatsapp.net' },
    });
  });
});

describe('what comes in', () => {
  test('is taken in by the lasting id, with the number beside it', async () => {
    await using s = await scene();
    await s.ready();
    const id = s.fake.person(NUMBER).say('سلام دکتر');
    await s.fake.waitFor(() => s.fake.receipted.has(id));
    expect(s.heard[0]).toEqual({
      channel: 'whatsapp-web',
      externalId: `9${NUMBER}@lid ${id}`,
      handle: `9${NUMBER}@lid`,
      number: `${NUMBER}@s.whatsapp.net`,
      content: { kind: 'text', text: 'سلام دکتر' },
      at: START,
    });
    await s.fake.waitFor(() => s.fake.read.has(id));
  });

  test.each([
    ['number alone', `${NUMBER}@s.whatsapp.net`, undefined],
    ['lasting', `9${NUMBER}@lid`, `${NUMBER}@s.whatsapp.net`],
    ['lasting alone', `9${NUMBER}@lid`, undefined],
  ] as const)('from %s', async (how, handle, number) => {
    await using s = await scene();
    await s.ready();
    s.fake.person(NUMBER).say('hello', how);
    await s.fake.waitFor(() => s.heard.length > 0);
    expect([s.heard[0]?.handle, s.heard[0]?.number]).toEqual([handle, number]);
  });

  test.each([
    [{ imageMessage: { caption: 'x' } }, { kind: 'media', media: 'photo', caption: 'x' }],
    [
      {
        imageMessage: {},
        messageContextInfo: { messageAssociation: { associationType: 1, parentMessageKey: { id: 'ALBUM' } } },
      },
      { kind: 'media', media: 'photo', album: 'ALBUM' },
    ],
    [{ associatedChildMessage: { message: { imageMessage: {} } } }, { kind: 'media', media: 'photo' }],
    [{ audioMessage: { ptt: true } }, { kind: 'media', media: 'voice' }],
    [{ videoMessage: {} }, { kind: 'media', media: 'video' }],
    [{ documentMessage: { title: 'cv' } }, { kind: 'media', media: 'document' }],
    [{ stickerMessage: {} }, { kind: 'media', media: 'sticker' }],
    [{ locationMessage: { degreesLatitude: 44.8 } }, { kind: 'media', media: 'location' }],
    [{ contactMessage: { displayName: 'x' } }, { kind: 'media', media: 'contact' }],
    [{ pollCreationMessage: { name: 'x' } }, { kind: 'media', media: 'other' }],
    [{ extendedTextMessage: { text: 'with a link' } }, { kind: 'text', text: 'with a link' }],
    [{ ephemeralMessage: { message: { conversation: 'gone soon' } } }, { kind: 'text', text: 'gone soon' }],
  ])('%j is understood', async (message, content) => {
    await using s = await scene();
    await s.ready();
    s.fake.person(NUMBER).send(message);
    await s.fake.waitFor(() => s.heard.length > 0);
    expect(s.heard.map((one) => one.content)[0]).toEqual(content);
  });

  test.each([
    ['a PDF', {}, { media: 'document' }],
    ['a PDF with words beneath it', { caption: 'STOP' }, { media: 'document', caption: 'STOP' }],
    ['a PDF with its name beneath it, which is not kept', { caption: 'Amina.pdf' }, { media: 'document' }],
    ['a photo that was sent as a file', { type: 'image/jpeg' }, { media: 'photo' }],
  ])('%s is understood, and its bytes are fetched', async (_, as, expected) => {
    await using s = await scene();
    await s.ready();
    await s.fake.person(NUMBER).document(PDF, { type: 'application/pdf', name: 'Amina.pdf', ...as });
    await s.fake.waitFor(() => s.heard.length > 0);
    const content = s.heard[0]?.content;
    expect(content).toEqual({ kind: 'media', ...expected, file: { ref: expect.any(String), bytes: PDF.length } });
    expect(JSON.stringify(content)).not.toContain('Amina');
    const ref = content?.kind === 'media' ? (content.file?.ref ?? '') : '';
    const fetched = await fetchWebFile(await s.fake.files(), ref, PDF.length, new AbortController().signal);
    expect(fetched).toEqual({ result: 'got', bytes: PDF });
  });

  test('of a document that staff cannot open, the words alone are taken', async () => {
    await using s = await scene();
    await s.ready();
    await s.fake.person(NUMBER).document(PDF, { type: 'application/zip', name: 'a.zip', caption: 'look' });
    await s.fake.waitFor(() => s.heard.length > 0);
    expect(s.heard[0]?.content).toEqual({ kind: 'media', media: 'document', caption: 'look' });
  });

  test('what nobody said is left out', async () => {
    await using s = await scene();
    await s.ready();
    const writer = s.fake.person(NUMBER);
    writer.send({ reactionMessage: { text: '👍', key: { id: 'x' } } });
    writer.send({ albumMessage: { expectedImageCount: 2 } });
    writer.send({ placeholderMessage: { type: 0 } });
    writer.send({ secretEncryptedMessage: { targetMessageKey: { id: 'x' }, encIv: new Uint8Array(12) } });
    writer.send({ encCommentMessage: { targetMessageKey: { id: 'x' }, encIv: new Uint8Array(12) } });
    writer.send({ protocolMessage: { type: 18 } });
    writer.send({ editedMessage: { message: { protocolMessage: { type: 14, key: { id: 'x' } } } } });
    const id = writer.say('after it');
    await s.fake.waitFor(() => s.fake.receipted.has(id));
    expect(new Set(s.heard.map(({ externalId }) => externalId)).size).toBe(1);
  });

  test('is told to WhatsApp only when it is stored: otherwise it comes again', async () => {
    await using s = await scene();
    const channel = await s.ready();
    s.state.refuses = 1;
    const id = s.fake.person(NUMBER).say('do not lose me');
    await s.fake.waitFor(() => s.heard.length > 0 && s.fake.receipted.has(id));
    expect(s.heard[0]?.content).toEqual({ kind: 'text', text: 'do not lose me' });
    expect(s.fake.logins).toBe(3);
    await s.fake.waitFor(() => channel.isReady?.() === true);
    expect(s.fake.errors).toEqual([]);
  });

  test('while nobody was there is taken in afterwards, in its order', async () => {
    await using s = await scene();
    const channel = await s.ready();
    const writer = s.fake.person(NUMBER);
    const first = writer.say('one');
    await s.fake.waitFor(() => s.fake.receipted.has(first));
    await channel.stop?.();
    expect(s.fake.isOnline()).toBe(false);
    const ids = [writer.say('two'), writer.say('three')];
    s.start(channel);
    await s.fake.waitFor(() => ids.every((id) => s.fake.receipted.has(id)));
    const words = s.heard.map(({ content }) => (content.kind === 'text' ? content.text : ''));
    expect([...new Set(words)]).toEqual(['one', 'two', 'three']);
  });
});

describe('what goes out', () => {
  test('is read on the phone, and told as read', async () => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.person(NUMBER).say('hello');
    await s.fake.waitFor(() => s.heard.length > 0);
    const sent = await channel.send(s.heard[0]?.handle ?? '', HELLO, HEARD);
    await s.fake.waitFor(() => s.fake.screen(NUMBER).length > 0);
    const [shown] = s.fake.screen(NUMBER);
    expect(shown?.text).toBe('Good morning');
    expect(sent).toEqual({ result: 'sent', externalIds: [shown?.id] });
    // The library tells several that come at once as the newest of them.
    await s.fake.waitFor(() => receiptsOf(s.news).some(({ state }) => state === 'read'));
    expect(receiptsOf(s.news).every(({ externalId }) => externalId === shown?.id)).toBe(true);
  });

  test.each([
    ['ogg', ogg()],
    ['mp3', mp3()],
  ])('as a recording (%s) is heard on the phone', async (type, bytes) => {
    await using folder = await temporaryFiles({ [`spoken.${type}`]: bytes });
    const file = `en/main.menu.${type}`;
    const recordings = new Map([[file, { path: join(folder.path, `spoken.${type}`) }]]);
    await using s = await scene(recordings);
    const channel = await s.ready();
    s.fake.person(NUMBER).say('hello');
    await s.fake.waitFor(() => s.heard.length > 0);
    const listen = { id: 's.listen.main_menu', label: 'Listen' };
    const spoken: Reply = {
      kind: 'audio',
      language: 'en',
      text: 'Good morning',
      audio: { file, version: '1', listen },
    };
    expect((await channel.send(s.heard[0]?.handle ?? '', spoken, HEARD)).result).toBe('sent');
    await s.fake.waitFor(() => s.fake.screen(NUMBER).length > 0);
    expect(s.fake.screen(NUMBER)[0]?.audio?.equals(bytes)).toBe(true);
    // One whose file is gone is written.
    expect(
      (await channel.send(s.heard[0]?.handle ?? '', { ...spoken, audio: { ...spoken.audio, file: 'x' } }, HEARD))
        .result,
    ).toBe('sent');
    await s.fake.waitFor(() => s.fake.screen(NUMBER).length > 1);
    expect(s.fake.screen(NUMBER)[1]?.text).toBe('Good morning');
  });

  test('as a file is opened on the phone, with its words beneath it', async () => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.person(NUMBER).say('hello');
    await s.fake.waitFor(() => s.heard.length > 0);
    const reply: Reply = { kind: 'document', language: 'en', text: 'Here it is.', document: 'x' };
    const file = { name: 'cv.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') };
    const handle = s.heard[0]?.handle ?? '';
    expect((await channel.send(handle, reply, { ...HEARD, file })).result).toBe('sent');
    await s.fake.waitFor(() => s.fake.screen(NUMBER).length > 0);
    const [shown] = s.fake.screen(NUMBER);
    expect([shown?.text, shown?.document?.name, shown?.document?.bytes.toString()]).toEqual([
      'Here it is.',
      'cv.pdf',
      '%PDF-1.7',
    ]);
    expect(await channel.send(handle, reply, HEARD)).toEqual({ result: 'never', why: 'no file' });
  });

  test('goes to nobody who has not written first', async () => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.person(NUMBER);
    const sent = await channel.send(`${NUMBER}@s.whatsapp.net`, HELLO, { earlier: [], heardAt: null });
    expect(sent).toEqual({ result: 'never', why: 'the person has not written first' });
    expect(s.fake.screen(NUMBER)).toEqual([]);
  });

  test.each(['at once', 'late'] as const)('that is refused %s is told as failed, with its code', async (when) => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.person(NUMBER).say('hello');
    await s.fake.waitFor(() => s.heard.length > 0);
    s.fake.refuseNext(463, when);
    const sent = await channel.send(s.heard[0]?.handle ?? '', HELLO, HEARD);
    await s.fake.waitFor(() => receiptsOf(s.news).length > 0);
    const id = sent.result === 'sent' ? sent.externalIds[0] : undefined;
    expect(receiptsOf(s.news)[0]).toEqual({
      channel: 'whatsapp-web',
      externalId: id,
      state: 'failed',
      why: 'WhatsApp 463',
    });
    expect(s.lines.filter(({ alert }) => alert === 'refused')).toHaveLength(1);
    expect(s.fake.screen(NUMBER)).toEqual([]);
  });

  test('is said once more to a phone that could not read it', async () => {
    await using s = await scene();
    const channel = await s.ready();
    const writer = s.fake.person(NUMBER);
    writer.say('hello');
    await s.fake.waitFor(() => s.heard.length > 0);
    // After a restart the library remembers nothing of what it sent.
    s.said.set('3EB0FORGOTTEN', { ...HELLO, text: 'Once more' });
    await writer.askAgain('3EB0FORGOTTEN');
    await s.fake.waitFor(() => s.fake.screen(NUMBER).some(({ text }) => text === 'Once more'));
    expect(channel.isReady?.()).toBe(true);
  });

  test('waits where nobody is connected', async () => {
    await using s = await scene();
    const channel = s.make();
    expect(channel.isReady?.()).toBe(false);
    expect(await channel.send('x', HELLO, HEARD)).toEqual({ result: 'retry', why: 'WhatsApp is not connected' });
    expect(await channel.send('x', { kind: 'clear', language: 'en' }, HEARD)).toEqual({
      result: 'sent',
      externalIds: [],
    });
  });
});

describe('on the page of staff, a phone', () => {
  const started = async (s: Awaited<ReturnType<typeof scene>>) => {
    const channel = s.make();
    s.start(channel);
    await s.fake.waitFor(() => channel.condition?.().state === 'unlinked');
    return channel;
  };
  /** Shows codes until the phone has scanned the first, and until we are connected. */
  const linkBy = async (s: Awaited<ReturnType<typeof scene>>, channel: ReturnType<typeof s.make>) => {
    channel.phone?.begin();
    const shown = () => {
      const attempt = channel.phone?.attempt();
      return attempt?.state === 'showing' ? attempt.code : null;
    };
    await s.fake.waitFor(() => shown() !== null);
    s.fake.scan(shown() ?? '');
    await s.fake.waitFor(() => channel.condition?.().state === 'running');
  };

  test('is linked by the channel itself, which then connects', async () => {
    await using s = await scene();
    const channel = await started(s);
    await linkBy(s, channel);
    expect(channel.phone?.attempt()).toEqual({ state: 'linked' });
    const id = s.fake.person(NUMBER).say('hello');
    await s.fake.waitFor(() => s.fake.receipted.has(id));
    expect(s.fake.errors).toEqual([]);
  });

  test('is unlinked: WhatsApp hears of it, the keys are gone, and another phone can be linked', async () => {
    await using s = await scene();
    const channel = await started(s);
    await linkBy(s, channel);
    channel.phone?.end();
    await s.fake.waitFor(() => channel.condition?.().state === 'unlinked');
    expect([channel.isReady?.(), s.fake.left.length]).toEqual([false, 1]);
    expect(await s.store.read.db.select().from(s.store.read.t.whatsappKey)).toEqual([]);
    await linkBy(s, channel);
  });

  test('that is linked stays so when somebody asks for a code once more', async () => {
    await using s = await scene();
    const channel = await started(s);
    await linkBy(s, channel);
    channel.phone?.begin();
    await s.fake.waitFor(() => s.fake.logins > 2 && channel.condition?.().state === 'running');
    expect(channel.phone?.attempt()).toEqual({ state: 'linked' });
  });

  test('that scans nothing is waited for until somebody gives up, or for too long', async () => {
    await using s = await scene();
    const channel = await started(s);
    channel.phone?.begin();
    await s.fake.waitFor(() => channel.phone?.attempt()?.state === 'showing');
    channel.phone?.end();
    await s.fake.waitFor(() => channel.phone?.attempt()?.state === 'given-up');
    s.state.patience = 100;
    channel.phone?.begin();
    await s.fake.waitFor(() => channel.phone?.attempt()?.state === 'showing');
    await s.fake.waitFor(() => channel.phone?.attempt()?.state === 'given-up');
    expect(channel.condition?.().state).toBe('unlinked');
  });

  test('is not unlinked by one process while another is connected', async () => {
    await using s = await scene();
    const first = await s.ready();
    const second = s.make('another');
    s.start(second);
    await s.fake.waitFor(() => second.condition?.().state === 'elsewhere');
    second.phone?.end();
    await s.fake.waitFor(() => second.phone?.attempt()?.state === 'elsewhere');
    expect([first.isReady?.(), s.fake.left]).toEqual([true, []]);
    expect(await s.store.read.db.select().from(s.store.read.t.whatsappKey)).not.toEqual([]);
  });

  test('is linked by nobody while another process links one', async () => {
    await using s = await scene();
    const channel = await started(s);
    const other = { name: 'whatsapp-web', holder: 'command', until: Date.now() + 60_000, now: Date.now() };
    await s.store.tx((q) => takeLease(q, other));
    channel.phone?.begin();
    await s.fake.waitFor(() => channel.phone?.attempt()?.state === 'elsewhere');
  });
});

describe('a connection that ends', () => {
  test.each([408, 428, 500, 503, 515])('by %i is made again', async (code) => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.kick(code);
    await s.fake.waitFor(() => s.fake.logins === 3 && channel.isReady?.() === true);
    const id = s.fake.person(NUMBER).say('still there?');
    await s.fake.waitFor(() => s.fake.receipted.has(id));
  });

  test.each([401, 403, 411])('by %i waits for a phone to link us anew', async (code) => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.kick(code);
    await s.fake.waitFor(() => s.lines.some(({ why }) => String(why).startsWith('no phone')));
    expect(s.lines.map(({ why }) => why)).toContain(`WhatsApp ${code}`);
    expect(channel.condition?.()).toMatchObject({ state: 'lost', why: `WhatsApp ${code}` });
    expect(channel.isReady?.()).toBe(false);
    expect(await s.link()).toBe('linked');
    await s.fake.waitFor(() => channel.isReady?.() === true);
  });

  test('by 440 is left to whoever took it over', async () => {
    await using s = await scene();
    const channel = await s.ready();
    s.fake.kick(440);
    await s.fake.waitFor(() => s.lines.some(({ why }) => why === 'WhatsApp 440'));
    expect(channel.condition?.()).toMatchObject({ state: 'stopped', why: 'WhatsApp 440' });
    const another = s.make('another');
    s.start(another);
    await s.fake.waitFor(() => another.isReady?.() === true);
    expect([channel.isReady?.(), s.fake.logins]).toEqual([false, 3]);
  });

  test('is made by one process alone, and by another when that one is gone', async () => {
    await using s = await scene();
    const first = await s.ready();
    const second = s.make('another');
    s.start(second);
    await s.fake.waitFor(() => s.lines.some(({ why }) => why === 'another process holds the connection'));
    expect([first, second].map((one) => one.condition?.().state)).toEqual(['running', 'elsewhere']);
    expect([first.isReady?.(), second.isReady?.(), s.fake.logins]).toEqual([true, false, 2]);
    await first.stop?.();
    await s.fake.waitFor(() => second.isReady?.() === true);
  });
});

test('the log does not say who wrote, or what', async () => {
  await using s = await scene();
  const channel = await s.ready();
  s.fake.person(NUMBER).say('my secret words');
  await s.fake.waitFor(() => s.heard.length > 0);
  s.fake.refuseNext(463, 'late');
  await channel.send(s.heard[0]?.handle ?? '', HELLO, HEARD);
  s.fake.kick(503);
  await s.fake.waitFor(() => s.fake.logins === 3);
  const said = JSON.stringify(s.lines);
  for (const secret of [NUMBER, 'secret', 'Good morning', 'lid']) expect(said).not.toContain(secret);
});
