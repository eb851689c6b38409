import { writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it, test, vi } from 'vitest';
import { createWhatsappCloud } from '../../src/channels/whatsapp-cloud.ts';
import { readWebhook } from '../../src/channels/whatsapp-cloud-read.ts';
import { render } from '../../src/channels/whatsapp-cloud-render.ts';
import type { Incoming, Option, Reply } from '../../src/conversation/message.ts';
import { webhookRoutes } from '../../src/server/public/webhooks.ts';
import type { Moved, Receipt, Receive } from '../../src/turn/channel.ts';
import { temporaryFolder } from '../commands/process.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { startFakeWhatsapp } from '../fakes/whatsapp-cloud.ts';

const HER = '381601234567';
const HIDDEN = 'RS.13491208655302741918';
const HEARD = { earlier: [], heardAt: START };
const text = (words: string): Reply => ({ kind: 'text', language: 'en', text: words });
const options = (...labels: string[]): Option[] => labels.map((label, i) => ({ id: `a.1.${i + 1}`, label }));
const choice = (words: string, ...labels: string[]): Reply => ({
  kind: 'choice',
  language: 'en',
  text: words,
  options: options(...labels),
  from: 1,
});

/** The channel and its route, with a clock that stands still unless a test moves it. */
async function setUp(recordings: Record<string, string> = {}) {
  const clock = { now: START };
  const whatsapp = await startFakeWhatsapp({ clock: () => clock.now });
  const logged: string[] = [];
  const make = (token = whatsapp.account.token) =>
    createWhatsappCloud({
      ...whatsapp.account,
      token,
      apiRoot: whatsapp.apiRoot,
      clock: () => clock.now,
      log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
      open: (language) => `Open ${language}`,
      recordings: new Map(Object.entries(recordings).map(([file, path]) => [file, { path }])),
    });
  const channel = make();
  const received: Incoming[] = [];
  const receipts: Receipt[] = [];
  const moved: Moved[] = [];
  const receive = vi.fn<Receive>(async (incomings, { receipts: told = [], moved: changed = [] } = {}) => {
    received.push(...incomings);
    receipts.push(...told);
    moved.push(...changed);
  });
  const routes = webhookRoutes([channel], receive);
  whatsapp.reach((request) => routes.request(request));
  /** As if she had just written, to the fake as well. */
  const write = async (number = HER) => void (await whatsapp.user(number).say('hello'));
  return {
    whatsapp,
    clock,
    channel,
    make,
    logged,
    received,
    receipts,
    moved,
    receive,
    routes,
    write,
    [Symbol.asyncDispose]: () => whatsapp[Symbol.asyncDispose](),
  };
}

describe('the address of a chat', () => {
  it('has our number, and the words that a link begins with', async () => {
    await using s = await setUp();
    const address = 'https://wa.me/15550783881?text=%2Fstart%20belgrade-info1';
    expect(await s.channel.address?.('belgrade-info1')).toBe(address);
    const [, said = ''] = address.split('?text=');
    await s.whatsapp.user(HER).say(decodeURIComponent(said));
    expect(s.received.map(({ content }) => content)).toEqual([{ kind: 'open', start: 'belgrade-info1' }]);
  });

  it('is not known where Meta does not tell it', async () => {
    await using s = await setUp();
    expect(await s.make('another token').address?.('belgrade')).toBeUndefined();
    expect(s.logged.join()).toContain('WhatsApp did not tell our number');
    expect(s.logged.join()).not.toContain('another token');
  });
});

describe('the webhook', () => {
  it('tells Meta that it is ours, and nobody else', async () => {
    await using s = await setUp();
    const ask = async (query: Record<string, string>) =>
      s.routes.request(`/webhooks/whatsapp?${new URLSearchParams(query)}`);
    const token = s.whatsapp.account.verifyToken;
    const good = { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' };
    const answer = await ask(good);
    expect([answer.status, await answer.text()]).toEqual([200, '1158201444']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    for (const wrong of [{ 'hub.verify_token': 'no' }, { 'hub.mode': 'unsubscribe' }])
      expect((await ask({ ...good, ...wrong })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
  });

  it('reads nothing that is not signed over these very bytes', async () => {
    await using s = await setUp();
    const body = '{"entry":[]}';
    const post = async (signature: string | undefined, sent = body) =>
      s.routes.request('/webhooks/whatsapp', {
        method: 'POST',
        headers: signature === undefined ? {} : { 'x-hub-signature-256': signature },
        body: sent,
      });
    const genuine = s.whatsapp.sign(body);
    expect((await post(genuine)).status).toBe(200);
    for (const wrong of [undefined, '', 'sha256=', genuine.slice(7), genuine.toUpperCase(), genuine.slice(0, -1)])
      expect((await post(wrong)).status).toBe(401);
    expect((await post(genuine, `${body} `)).status).toBe(401);
    expect((await post(s.whatsapp.sign('no json'), 'no json')).status).toBe(200);
    expect(s.receive).not.toHaveBeenCalled();
  });

  it('is posted again what could not be stored', async () => {
    await using s = await setUp();
    s.receive.mockRejectedValueOnce(new Error('disk full'));
    await s.write();
    expect(s.whatsapp.posted.map(({ status }) => status)).toEqual([503, 200]);
    expect(s.received).toHaveLength(1);
  });

  it('shows her that her message was read, the newest of each person alone', async () => {
    await using s = await setUp();
    const id = await s.whatsapp.user(HER).say('hello');
    await s.whatsapp.waitFor(() => s.whatsapp.read.length > 0);
    expect(s.whatsapp.read).toEqual([id]);
  });
});

describe('what people do', () => {
  const at = START;
  it.each<[string, string, object, Incoming['content'] | undefined]>([
    ['words', 'text', { text: { body: 'hi' } }, { kind: 'text', text: 'hi' }],
    [
      'a button',
      'interactive',
      { interactive: { type: 'button_reply', button_reply: { id: 'a.1.1', title: 'x' } } },
      { kind: 'tap', button: 'a.1.1' },
    ],
    [
      'a row',
      'interactive',
      { interactive: { type: 'list_reply', list_reply: { id: 'a.1.9', title: 'x' } } },
      { kind: 'tap', button: 'a.1.9' },
    ],
    [
      "a template's button",
      'button',
      { button: { payload: 's.cancel.x', text: 'x' } },
      { kind: 'tap', button: 's.cancel.x' },
    ],
    ['a picture', 'image', { image: { id: '1' } }, { kind: 'media', media: 'photo', file: { ref: '1' } }],
    [
      'a voice note',
      'audio',
      { audio: { id: '1', voice: true } },
      { kind: 'media', media: 'voice', file: { ref: '1' } },
    ],
    ['a place', 'location', { location: { latitude: 1, longitude: 2 } }, { kind: 'media', media: 'location' }],
    ["somebody's card", 'contacts', { contacts: [{}] }, { kind: 'media', media: 'contact' }],
    ['what is new', 'hologram', {}, { kind: 'media', media: 'other' }],
    ['what WhatsApp cannot pass on', 'unsupported', { errors: [{ code: 131051 }] }, { kind: 'media', media: 'other' }],
    ['the first sight of us', 'request_welcome', {}, { kind: 'open' }],
    [
      'the words of a link',
      'text',
      { text: { body: '/start belgrade-info1' } },
      { kind: 'open', start: 'belgrade-info1' },
    ],
    ['words that only begin so', 'text', { text: { body: '/starting' } }, { kind: 'text', text: '/starting' }],
    ['a reaction', 'reaction', { reaction: { emoji: '👍' } }, undefined],
    ['a message that is taken back', 'revoke', { revoke: { original_message_id: 'wamid.1' } }, undefined],
    ['a change of number', 'system', { system: { body: 'x' } }, undefined],
    ['in a group', 'text', { text: { body: 'hi' }, group_id: 'g' }, undefined],
  ])('%s', async (_, type, content, expected) => {
    await using s = await setUp();
    const id = await s.whatsapp.user(HER).send(type, content);
    const incoming = { channel: 'whatsapp-cloud', externalId: id, handle: HER, content: expected, at };
    expect(s.received).toEqual(expected === undefined ? [] : [incoming]);
  });

  it('comes under another id from somebody who hides their number', async () => {
    await using s = await setUp();
    await s.write(HIDDEN);
    expect(s.received.map(({ handle }) => handle)).toEqual([HIDDEN]);
    expect(await s.channel.send(HIDDEN, text('hi'), HEARD)).toMatchObject({ result: 'sent' });
    expect(s.whatsapp.calls.at(-1)).toMatchObject({ recipient: HIDDEN });
  });

  it('is read part by part: one that is broken costs no other', () => {
    const message = (id: string) => ({ id, from: HER, timestamp: '1', type: 'text', text: { body: id } });
    const value = (messages: unknown[], phone = '1') => ({
      field: 'messages',
      value: { metadata: { phone_number_id: phone }, messages },
    });
    const body = {
      entry: [
        { changes: [value([message('a'), { id: 7 }, null, message('a'), { ...message('b'), from: undefined }]), 'x'] },
        { changes: [value([message('not ours')], '2'), { field: 'account_update', value: {} }, value([message('c')])] },
      ],
    };
    expect(readWebhook(body, '1').incomings.map(({ externalId }) => externalId)).toEqual(['a', 'a', 'c']);
    for (const nothing of [undefined, null, 1, 'x', [], {}, { entry: {} }, { entry: [{}] }])
      expect(readWebhook(nothing, '1')).toEqual({ incomings: [], receipts: [], moved: [] });
  });
});

describe('a change of number or id, as Meta tells it', () => {
  const [NUMBER, ID] = ['381607654321', 'RS.20987654321'];
  const both = { wa_id: NUMBER, user_id: ID, previous_user_id: HIDDEN };
  it.each<[string, string[], object, Pick<Moved, 'from' | 'to'> | undefined]>([
    [
      'of both',
      [HER],
      { type: 'user_changed_number', ...both },
      { from: { handle: HIDDEN, number: HER }, to: { handle: ID, number: NUMBER } },
    ],
    [
      'of a number alone',
      [HER],
      { type: 'user_changed_number', wa_id: NUMBER },
      { from: { handle: HER }, to: { handle: NUMBER } },
    ],
    [
      'of the id of somebody who hides the number',
      [],
      { type: 'user_changed_user_id', user_id: ID, previous_user_id: HIDDEN },
      { from: { handle: HIDDEN }, to: { handle: ID } },
    ],
    ['to nothing', [HER], { type: 'user_changed_number', previous_user_id: HIDDEN }, undefined],
    ['from nothing', [], { type: 'user_changed_user_id', user_id: ID }, undefined],
    ['of another kind', [HER], { type: 'customer_identity_changed', ...both }, undefined],
  ])('%s', async (_, [number = ''], system, expected) => {
    await using s = await setUp();
    const body = `User Somebody changed from ${HER} to ${NUMBER}`;
    const externalId = await s.whatsapp.user(number).send('system', { system: { body, ...system } });
    const news = expected && [{ channel: 'whatsapp-cloud', externalId, at: START, ...expected }];
    expect([s.received, s.moved]).toEqual([[], news ?? []]);
  });
});

describe('what became of a message', () => {
  it('is handed on, as it comes', async () => {
    await using s = await setUp();
    await s.write();
    s.whatsapp.unruly = true;
    const sent = await s.channel.send(HER, text('hi'), HEARD);
    await s.whatsapp.settled();
    const [externalId] = sent.result === 'sent' ? sent.externalIds : [];
    expect(s.receipts.map(({ state }) => state)).toEqual(['read', 'delivered', 'read', 'delivered']);
    expect(new Set(s.receipts.map((receipt) => receipt.externalId))).toEqual(new Set([externalId]));
  });

  it('says by a code why it was refused later', async () => {
    await using s = await setUp();
    // She wrote by our clock, not by Meta's.
    await s.channel.send(HER, text('hi'), HEARD);
    await s.whatsapp.settled();
    expect(s.receipts).toMatchObject([{ state: 'closed', why: 'WhatsApp 131047' }]);
  });

  it('is final for any other reason', () => {
    const statusOf = (errors: object[]) => ({ id: 'wamid.1', status: 'failed', errors });
    const value = {
      metadata: { phone_number_id: '1' },
      statuses: [statusOf([{ code: 131026 }]), statusOf([{ code: 1 }, { code: 131047 }]), statusOf([])],
    };
    const { receipts } = readWebhook({ entry: [{ changes: [{ field: 'messages', value }] }] }, '1');
    expect(receipts.map(({ state, why }) => [state, why])).toEqual([
      ['failed', 'WhatsApp 131026'],
      ['closed', 'WhatsApp 131047'],
      ['failed', 'WhatsApp failed'],
    ]);
  });
});

describe('a reply', () => {
  it('with up to three short options has buttons, with up to ten a list', async () => {
    await using s = await setUp();
    await s.write();
    const send = (reply: Reply) => s.channel.send(HER, reply, HEARD);
    await send(choice('Do you agree?', 'Yes', 'No'));
    await send(choice('Which?', ...Array.from({ length: 10 }, (_, i) => `Option ${i}`)));
    await send(choice('Which?', 'Short', 'Twenty-one letters, no'));
    const kinds = s.whatsapp.calls.map(({ interactive }) => (interactive as { type: string }).type);
    expect(kinds).toEqual(['button', 'list', 'list']);
    expect(s.whatsapp.calls[1]).toMatchObject({ interactive: { action: { button: 'Open en' } } });
    expect(s.whatsapp.screen(HER).map(({ options: shown }) => shown.length)).toEqual([2, 10, 2]);
  });

  it('that is long comes in parts, the options on the last', async () => {
    const words = Array.from({ length: 400 }, (_, i) => `word${i}`).join(' ');
    const payloads = render(choice(words, 'Yes') as Extract<Reply, { kind: 'choice' }>, 'Open');
    expect(payloads.map(({ type }) => type)).toEqual(['text', 'text', 'text', 'interactive']);
    const said = payloads.map((one) =>
      one.type === 'text' ? one.text.body : one.type === 'interactive' ? one.interactive.body.text : '',
    );
    expect(said.join(' ')).toBe(words);
    expect(Math.max(...said.map((part) => part.length))).toBeLessThanOrEqual(1024);
  });

  it('shows a label that is too long whole below its beginning, and never two alike', () => {
    const long = 'An office that has a very long name indeed';
    const rendered = (...labels: string[]) =>
      render(choice('Which?', ...labels) as Extract<Reply, { kind: 'choice' }>, 'Open');
    expect(rendered('A', long)).toMatchObject([
      {
        interactive: {
          action: { sections: [{ rows: [{ title: 'A' }, { title: 'An office that has a…', description: long }] }] },
        },
      },
    ]);
    expect(() => rendered(long, `${long}, too`)).toThrow(RangeError);
    expect(() => rendered(...Array.from({ length: 11 }, (_, i) => `Option ${i}`))).toThrow(RangeError);
  });

  it('has the button to listen first; what was recorded goes out under a name that says nothing', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.in('a.ogg'), 'OggS');
    await using s = await setUp({ 'en/work.offer.ogg': folder.in('a.ogg') });
    await s.write();
    const audio = { file: 'en/work.offer.ogg', version: 'v', listen: { id: 's.listen.work_offer', label: 'Listen' } };
    await s.channel.send(HER, { ...choice('Which?', 'Yes'), audio } as Reply, HEARD);
    expect(s.whatsapp.screen(HER)[0]?.options.map(({ label }) => label)).toEqual(['Listen', 'Yes']);
    await s.channel.send(HER, { kind: 'audio', language: 'en', text: 'x', audio }, HEARD);
    expect(s.whatsapp.uploads).toEqual([{ type: 'audio/ogg', bytes: 4 }]);
    expect(s.whatsapp.screen(HER).at(-1)?.kind).toBe('audio');
    const gone = { ...audio, file: 'en/gone.ogg' };
    const never = await s.channel.send(HER, { kind: 'audio', language: 'en', text: 'x', audio: gone }, HEARD);
    expect(never).toEqual({ result: 'never', why: 'RangeError' });
  });

  it('that takes something away sends nothing: WhatsApp deletes nothing on a phone', async () => {
    await using s = await setUp();
    const context = { earlier: ['wamid.x'], heardAt: null };
    expect(await s.channel.send(HER, { kind: 'clear', language: 'en' }, context)).toEqual({
      result: 'sent',
      externalIds: [],
    });
    expect(s.whatsapp.calls).toEqual([]);
  });
});

describe('the window of 24 hours', () => {
  const template = { name: 'appointment_reminder', language: 'en', parameters: ['10:00'] };
  const reminder: Reply = { ...text('Reminder: tomorrow 10:00'), template };

  it('is closed a minute early, and then nothing of our own goes out', async () => {
    await using s = await setUp();
    await s.write();
    const late = { earlier: [], heardAt: START };
    s.clock.now = START + 24 * HOUR - 60_001;
    expect((await s.channel.send(HER, text('hi'), late)).result).toBe('sent');
    s.clock.now += 1;
    const closed = { result: 'wait', why: 'the window of 24 hours is closed' };
    expect(await s.channel.send(HER, text('hi'), late)).toEqual(closed);
    expect(await s.channel.send(HER, text('hi'), { earlier: [], heardAt: null })).toEqual(closed);
    expect(s.whatsapp.screen(HER)).toHaveLength(1);
  });

  it('lets what was approved through', async () => {
    await using s = await setUp();
    s.clock.now = START + 48 * HOUR;
    const late = { earlier: [], heardAt: START };
    expect((await s.channel.send(HER, reminder, late)).result).toBe('sent');
    expect(s.whatsapp.screen(HER)).toMatchObject([{ kind: 'template', text: 'appointment_reminder 10:00' }]);
    const wrong = { ...reminder, template: { ...template, parameters: [] } };
    expect(await s.channel.send(HER, wrong, late)).toEqual({ result: 'never', why: 'WhatsApp 132000' });
    const unknown = { ...reminder, template: { ...template, name: 'not_approved' } };
    expect(await s.channel.send(HER, unknown, late)).toEqual({ result: 'never', why: 'WhatsApp 132001' });
  });

  it('is closed too where Meta says so at once', async () => {
    await using s = await setUp();
    s.whatsapp.failNext({ status: 400, code: 131047 });
    expect((await s.channel.send(HER, reminder, HEARD)).result).toBe('sent');
    expect(s.whatsapp.screen(HER)).toMatchObject([{ kind: 'template' }]);
  });
});

describe('a failure', () => {
  test.each<[string, { status: number; code?: number; retryAfter?: number }, object]>([
    ['an answer of a server that is down', { status: 503 }, { result: 'retry' }],
    ['too many calls', { status: 429, code: 80007, retryAfter: 30 }, { result: 'retry', at: START + 30_000 }],
    ['too many to one person', { status: 400, code: 131056 }, { result: 'retry', at: START + 6_000 }],
    ['too many messages', { status: 400, code: 130429 }, { result: 'retry' }],
    ['something went wrong', { status: 500, code: 131000 }, { result: 'retry' }],
    ['media that did not load', { status: 400, code: 131053 }, { result: 'retry' }],
    ['nobody has this number', { status: 400, code: 131026 }, { result: 'never', why: 'WhatsApp 131026' }],
    ['Meta keeps it from her', { status: 400, code: 131049 }, { result: 'never' }],
    ['a field is missing', { status: 400, code: 131008 }, { result: 'never' }],
    ['a field is wrong', { status: 400, code: 100 }, { result: 'never' }],
    ['a token that ran out', { status: 401, code: 190 }, { result: 'pause', why: 'WhatsApp 190' }],
    ['a right that is missing', { status: 403, code: 200 }, { result: 'pause' }],
    ['an account that is shut', { status: 403, code: 131031 }, { result: 'pause' }],
  ])('%s', async (_, failure, outcome) => {
    await using s = await setUp();
    await s.write();
    s.whatsapp.failNext(failure);
    expect(await s.channel.send(HER, text('my secret'), HEARD)).toMatchObject(outcome);
    expect((await s.channel.send(HER, text('my secret'), HEARD)).result).toBe('sent');
    expect(s.logged.join()).not.toMatch(/secret|3816|EAAa/);
  });

  test("of a wrong token is none of the reply's", async () => {
    await using s = await setUp();
    const wrong = s.make('EAAanother0token0than0the0right');
    expect(wrong.condition?.().state).toBe('starting');
    expect(await wrong.send(HER, text('hi'), HEARD)).toEqual({ result: 'pause', why: 'WhatsApp 190' });
    expect(wrong.condition?.()).toMatchObject({ state: 'refused', why: 'WhatsApp 190' });
    await s.write();
    expect(await s.channel.send(HER, text('hi'), HEARD)).toMatchObject({ result: 'sent' });
    expect(s.channel.condition?.().state).toBe('running');
  });

  test('of the network is tried again', async () => {
    const s = await setUp();
    await s[Symbol.asyncDispose]();
    expect(await s.channel.send(HER, text('hi'), HEARD)).toEqual({ result: 'retry', why: 'WhatsApp is out of reach' });
  });

  test('after a first part is told as that', async () => {
    await using s = await setUp();
    await s.write();
    const long = text(Array.from({ length: 1_000 }, (_, i) => `word${i}`).join(' '));
    s.whatsapp.failNext('not this one', { status: 503 });
    const sent = await s.channel.send(HER, long, HEARD);
    expect(sent).toEqual({ result: 'retry', why: 'WhatsApp HTTP 503, after part 1' });
  });

  test('of the limit to one person comes after 45 in a row, and passes in six seconds', async () => {
    await using s = await setUp();
    await s.write();
    for (let n = 0; n < 45; n += 1) expect((await s.channel.send(HER, text(`${n}`), HEARD)).result).toBe('sent');
    const refused = await s.channel.send(HER, text('one more'), HEARD);
    expect(refused).toEqual({ result: 'retry', at: START + 6_000, why: 'WhatsApp 131056' });
    s.clock.now += 6_000;
    expect((await s.channel.send(HER, text('one more'), HEARD)).result).toBe('sent');
  });
});
