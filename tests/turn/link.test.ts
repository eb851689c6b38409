import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChannelName, Reply } from '../../src/conversation/message.ts';
import { endSession, fetchReplies } from '../../src/turn/send/transcript.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, TO_TIMES } from './support.ts';

const HIDDEN = /[\u2066-\u2069]/g;

describe.each(DIALECTS)('one person in two apps, on %s', (dialect) => {
  let stage: Stage;
  let terminal: ReturnType<typeof scriptedChannel>;
  beforeEach(async () => {
    terminal = scriptedChannel('terminal', false);
    stage = await openStage(dialect, { channels: [terminal] });
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const say = async (channel: ChannelName, handle: string, ...said: string[]) => {
    for (const words of said) {
      await stage.pump.receive([stage.incoming(handle, words, channel)]);
      await stage.pump.settle();
    }
  };
  const textsOn = (channel: ChannelName, handle: string) =>
    (channel === 'terminal' ? terminal : stage.telegram).sent
      .filter((one) => one.handle === handle)
      .map(({ reply }) => ('text' in reply ? reply.text : ''));
  /** The code that Amal is shown on Telegram. */
  const codeOf = async (handle = 'amal') => {
    await stage.hear(handle, 'menu', 'My data', 'Other apps', 'Add an app');
    const shown = stage.texts(handle).at(-1)?.replace(HIDDEN, '') ?? '';
    const code = /#\d{5} \d{5}/.exec(shown)?.[0];
    if (code === undefined) throw new Error(`no code in ${shown}`);
    return code;
  };
  const people = async () => (await stage.rows('person')).length;

  test('the talk goes on in the other app, with its appointments, and reminders go where she wrote last', async () => {
    await stage.hear('amal', ...JOIN, 'menu', ...TO_TIMES);
    const code = await codeOf();
    stage.clock.now += MINUTE;
    await say('terminal', 'amal-2', 'hello', code);
    expect(textsOn('terminal', 'amal-2').at(-1)).toMatch(/^This app is yours now too/);
    expect(await people()).toBe(1);
    expect((await stage.rows('erasure')).length).toBe(1);
    expect(await stage.rows('linkCode')).toEqual([]);
    // In the language and the pilot of before, without a question about either.
    await say('terminal', 'amal-2', 'menu');
    expect(textsOn('terminal', 'amal-2').at(-1)).toContain('What would you like to do?');
    const contacts = await stage.rows('contact');
    expect(new Set(contacts.map(({ person }) => person)).size).toBe(1);
    expect(contacts.map(({ channel }) => channel).sort()).toEqual(['telegram', 'terminal']);
    // Both go on to be answered where they are written from.
    await stage.hear('amal', 'menu');
    expect(stage.texts('amal').at(-1)).toContain('What would you like to do?');
  });

  test('whoever shows the code may also be the one who has nothing yet', async () => {
    await stage.hear('amal', ...JOIN);
    const code = await codeOf();
    await stage.hear('amal', 'stop');
    await say('terminal', 'rana', ...JOIN, code);
    expect(textsOn('terminal', 'rana').some((text) => text.startsWith('This app is yours now too'))).toBe(true);
    expect(await people()).toBe(1);
    const [kept] = await stage.rows('person');
    expect(kept?.consented).toBe(true);
  });

  test('what somebody without a profile still waits for is not lost', async () => {
    await stage.hear('amal', ...JOIN);
    const code = await codeOf();
    await say('terminal', 'amal-2', 'hello', 'English', 'Serbia', 'Just look around', 'human', code);
    const [request] = await stage.rows('request');
    const [kept] = await stage.rows('person');
    expect([request?.state, request?.person]).toEqual(['open', kept?.id]);
  });

  test('two who have both told something stay two', async () => {
    await stage.hear('amal', ...JOIN);
    const code = await codeOf();
    await say('terminal', 'rana', ...JOIN, code);
    expect(textsOn('terminal', 'rana').at(-1)).toMatch(/^You have told us things in both apps/);
    expect(await people()).toBe(2);
  });

  test.each([
    ['used once', async (): Promise<void> => {}],
    [
      'too old',
      async (): Promise<void> => {
        stage.clock.now += 15 * MINUTE;
      },
    ],
    ['replaced by a newer one', async (): Promise<void> => void (await codeOf())],
    [
      'of somebody who deleted everything',
      async (): Promise<void> =>
        say('telegram', 'amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'),
    ],
  ] as const)('a code that is %s leads nowhere', async (what, spoil) => {
    await stage.hear('amal', ...JOIN);
    const code = await codeOf();
    if (what === 'used once') await say('terminal', 'first', 'hello', code);
    await spoil();
    const before = await people();
    await say('terminal', 'rana', 'hello', code);
    expect(textsOn('terminal', 'rana').at(-1)).toMatch(/^I do not know this code/);
    expect(await people()).toBe(before + 1);
  });

  test('her own code tells her so', async () => {
    await stage.hear('amal', ...JOIN);
    await stage.hear('amal', await codeOf());
    expect(stage.texts('amal').at(-1)).toMatch(/^This app is yours already/);
  });

  test('a code is kept as a keyed hash, and in no message', async () => {
    await stage.hear('amal', ...JOIN);
    const code = await codeOf();
    const [row] = await stage.rows('linkCode');
    expect(row?.hash).toHaveLength(32);
    await say('terminal', 'amal-2', 'hello', code);
    const { vault } = stage.world;
    const [key] = await stage.rows('personKey');
    for (const { person, seq, body } of await stage.rows('inbox')) {
      const words =
        body === null
          ? ''
          : vault.open(vault.unwrap(person, key?.wrapped ?? body), `inbox:body:${person}.${seq}`, body);
      expect(words).not.toContain(code.slice(1, 6));
    }
  });

  test('a talk booked where nobody can be reminded is reminded of in an app that reminds', async () => {
    await say('terminal', 'rana', ...JOIN, 'menu', 'Book a talk', 'Finding a job', 'No preference');
    const days = terminal.sent.at(-1)?.reply;
    await say('terminal', 'rana', days?.kind === 'choice' ? (days.options[2]?.label ?? '') : '');
    const times = terminal.sent.at(-1)?.reply;
    await say('terminal', 'rana', times?.kind === 'choice' ? (times.options[0]?.label ?? '') : '', 'Yes, book it');
    expect(await stage.rows('timer')).toEqual([]);
    await say('terminal', 'rana', 'menu', 'My data', 'Other apps', 'Add an app');
    const code = /#\d{5} \d{5}/.exec(textsOn('terminal', 'rana').at(-1)?.replace(HIDDEN, '') ?? '')?.[0] ?? '';
    await stage.hear('rana-2', 'hello', code);
    const [timer, ...others] = (await stage.rows('timer')).filter(({ target }) => !target.endsWith('_2h'));
    expect([timer?.kind, others]).toEqual(['reminder', []]);
    expect((await stage.rows('appointment'))[0]?.canRemind).toBe(true);
    stage.clock.now = timer?.at ?? 0;
    await stage.pump.settle();
    expect(stage.texts('rana-2').at(-1)).toMatch(/tomorrow/i);
  });

  test('an app that is removed leads nowhere, and whoever writes from it is somebody new', async () => {
    await stage.hear('amal', ...JOIN);
    await say('terminal', 'amal-2', 'hello', await codeOf());
    await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Remove an app', 'Terminal');
    expect(stage.texts('amal').some((text) => text.startsWith('Done. That app'))).toBe(true);
    expect((await stage.rows('contact')).map(({ channel }) => channel)).toEqual(['telegram']);
    await say('terminal', 'amal-2', 'menu');
    expect(await people()).toBe(2);
    expect(textsOn('terminal', 'amal-2').at(-1)).toContain('Choose your language');
    await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Remove an app');
    expect(stage.texts('amal').some((text) => text.startsWith('You use only this app'))).toBe(true);
  });

  test('a web page that was open before shows what is said from then on, and ending it ends the page alone', async () => {
    for (let i = 0; i < 8; i += 1) await say('web-chat', 'page', 'hello');
    const { now: before } = await fetchReplies(stage.world, 'web-chat', 'page', 0);
    await stage.hear('amal', ...JOIN);
    await say('web-chat', 'page', await codeOf());
    const { replies } = await fetchReplies(stage.world, 'web-chat', 'page', before);
    const texts = replies.map(({ reply }: { reply: Reply }) => ('text' in reply ? reply.text : ''));
    expect(texts[0]).toMatch(/^This app is yours now too/);
    await endSession(stage.world, 'web-chat', 'page');
    expect(await people()).toBe(1);
    expect((await stage.rows('contact')).map(({ channel }) => channel)).toEqual(['telegram']);
  });

  test('deleting everything deletes it in every app', async () => {
    await stage.hear('amal', ...JOIN);
    await say('terminal', 'amal-2', 'hello', await codeOf());
    await stage.hear('amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect([await people(), await stage.rows('contact')]).toEqual([0, []]);
    stage.clock.now += DAY;
    await stage.pump.settle();
  });
});
