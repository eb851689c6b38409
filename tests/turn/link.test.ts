import { afterEach, beforeEach, describe, expect, test as whole } from 'vitest';
import type { ChannelName, Reply } from '../../src/conversation/message.ts';
import { purge } from '../../src/store/retention.ts';
import { join as joinPeople } from '../../src/turn/people/join.ts';
import { endSession, fetchReplies } from '../../src/turn/send/transcript.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, TO_TIMES } from './support.ts';

const HIDDEN = /[\u2066-\u2069]/g;
const YES = 'Yes, it is mine';
const NO = 'No, not mine';
const ASKED = /^We have asked in the other app/;
const QUESTION = /^Another app wants to join this chat/;
const TELLS = /^Another app reads this chat now/;
const WELCOME = /^This app is connected now too/;
const OVER = /^This is not possible any more/;
const CHOOSE = 'Choose your language';
const MENU = 'How can we help you?';

onBoth('one person in two apps, on %s', (dialect, test) => {
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
  const press = async (channel: ChannelName, handle: string, button: string) => {
    await stage.pump.receive([stage.incoming(handle, { kind: 'tap', button }, channel)]);
    await stage.pump.settle();
  };
  const sentOn = (channel: ChannelName, handle: string) =>
    (channel === 'terminal' ? terminal : stage.telegram).sent
      .filter((one) => one.handle === handle)
      .map(({ reply }) => reply);
  const textsOn = (channel: ChannelName, handle: string) =>
    sentOn(channel, handle).map((reply) => ('text' in reply ? reply.text : ''));
  const last = (channel: ChannelName, handle: string) => textsOn(channel, handle).at(-1) ?? '';
  /** The newest button with this label that an app shows, as it would be tapped. */
  const buttonOn = (channel: ChannelName, handle: string, label: string) => {
    const options = sentOn(channel, handle).flatMap((reply) => (reply.kind === 'choice' ? reply.options : []));
    const found = options.findLast((option) => option.label === label)?.id;
    if (found === undefined) throw new Error(`no button ${label} on ${channel}`);
    return found;
  };
  const shownIn = (text = '') => {
    const code = /#\d{5} \d{5}/.exec(text.replace(HIDDEN, ''))?.[0];
    if (code === undefined) throw new Error(`no code in ${text}`);
    return code;
  };
  /** The code that Amal is shown on Telegram. */
  const codeOf = async (handle = 'amal') => {
    await stage.hear(handle, 'menu', 'My data', 'Other apps', 'Add an app');
    return shownIn(stage.texts(handle).at(-1));
  };
  const wait = (ms: number) => {
    stage.clock.now += ms;
  };
  const people = async () => (await stage.rows('person')).length;
  const apps = async () =>
    (await stage.rows('contact')).filter(({ removed }) => !removed).map(({ channel, person }) => [channel, person]);
  /** Amal writes from a terminal as well. */
  const join = async () => {
    const code = await codeOf();
    stage.clock.now += MINUTE;
    await say('terminal', 'amal-2', 'hello', code);
    await stage.hear('amal', YES);
  };

  describe('the join', () => {
    test('waits for a yes in the app of the profile; then the talk goes on in the other, with its appointments', async () => {
      await stage.hear('amal', ...JOIN, 'menu', ...TO_TIMES);
      const code = await codeOf();
      stage.clock.now += MINUTE;
      await say('terminal', 'amal-2', 'hello', code);
      expect(last('terminal', 'amal-2')).toMatch(ASKED);
      expect(last('telegram', 'amal')).toMatch(QUESTION);
      // No app is named: other people may look at the phone.
      expect(last('telegram', 'amal')).not.toMatch(/terminal|telegram|web chat|whatsapp/i);
      expect([await people(), new Set((await apps()).map(([, person]) => person)).size]).toEqual([2, 2]);
      await stage.hear('amal', YES);
      expect(last('terminal', 'amal-2')).toMatch(WELCOME);
      expect(last('telegram', 'amal')).toMatch(TELLS);
      expect(await people()).toBe(1);
      expect((await stage.rows('erasure')).length).toBe(1);
      expect(await stage.rows('linkCode')).toEqual([]);
      // In the language and the pilot of before, without a question about either.
      await say('terminal', 'amal-2', 'menu');
      expect(last('terminal', 'amal-2')).toContain(MENU);
      const contacts = await stage.rows('contact');
      expect(new Set(contacts.map(({ person }) => person)).size).toBe(1);
      expect(contacts.map(({ channel }) => channel).sort()).toEqual(['telegram', 'terminal']);
      // Both go on to be answered where they are written from.
      await stage.hear('amal', 'menu');
      expect(stage.texts('amal').at(-1)).toContain(MENU);
    });

    test.each([
      ['no', async (): Promise<void> => stage.hear('amal', NO)],
      ['a yes that is too late', async (): Promise<void> => wait(10 * MINUTE + 1)],
      ['a newer code', async (): Promise<void> => void (await codeOf())],
      ['somebody else who writes the same code', async () => say('terminal', 'thief', 'hello', code)],
      ['a writer who has begun a profile meanwhile', async () => say('terminal', 'amal-2', ...JOIN.slice(1))],
      [
        'a writer who is being deleted',
        async () => stage.execute(`update person set forget_at = ${stage.clock.now + HOUR} where not consented`),
      ],
      ['a writer whose messages wait', async () => stage.execute('update person set waiting = 1 where not consented')],
    ] as const)('does not follow %s', async (_, spoil) => {
      await stage.hear('amal', ...JOIN);
      code = await codeOf();
      await say('terminal', 'amal-2', 'hello', code);
      const button = buttonOn('telegram', 'amal', YES);
      await spoil();
      await press('telegram', 'amal', button);
      expect(stage.texts('amal').some((text) => OVER.test(text))).toBe(true);
      expect(new Set((await apps()).map(([, person]) => person)).size).toBe(await people());
      expect(await people()).toBeGreaterThan(1);
      expect(textsOn('terminal', 'amal-2').some((text) => WELCOME.test(text))).toBe(false);
    });
    let code = '';

    test('is refused with one tap, and only once', async () => {
      await stage.hear('amal', ...JOIN);
      await say('terminal', 'amal-2', 'hello', await codeOf());
      const button = buttonOn('telegram', 'amal', NO);
      await press('telegram', 'amal', button);
      expect(stage.texts('amal').some((text) => text.startsWith('Good. That app does not join'))).toBe(true);
      await press('telegram', 'amal', button);
      expect(stage.texts('amal').some((text) => OVER.test(text))).toBe(true);
    });

    whole('follows a yes that is pressed twice at the same moment, in two places, once', async () => {
      await stage.hear('amal', ...JOIN);
      await say('terminal', 'amal-2', 'hello', await codeOf());
      const button = buttonOn('telegram', 'amal', YES);
      const other = stage.beside({ channels: [terminal] });
      const yes = () => stage.incoming('amal', { kind: 'tap', button });
      await Promise.all([stage.pump.receive([yes()]), other.pump.receive([yes()])]);
      for (const { pump } of [stage, other]) await pump.settle();
      expect([await people(), (await apps()).length]).toEqual([1, 2]);
      const told = [
        ...stage.texts('amal'),
        ...other.telegram.sent.map(({ reply }) => ('text' in reply ? reply.text : '')),
      ];
      expect(told.filter((text) => TELLS.test(text))).toHaveLength(1);
      expect(told.filter((text) => OVER.test(text))).toHaveLength(1);
      expect(textsOn('terminal', 'amal-2').filter((text) => WELCOME.test(text))).toHaveLength(1);
    });

    test('is confirmed by the person whose code it is, and nobody else', async () => {
      await stage.hear('amal', ...JOIN);
      await say('terminal', 'amal-2', 'hello', await codeOf());
      const button = buttonOn('telegram', 'amal', YES);
      await press('terminal', 'amal-2', button);
      await press('terminal', 'stranger', button);
      await press('telegram', 'amal', 's.join.nothing');
      expect(await people()).toBe(3);
    });

    test('is asked once, however often the writer repeats the code', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('terminal', 'amal-2', 'hello', code, code, code);
      expect(textsOn('terminal', 'amal-2').filter((text) => ASKED.test(text))).toHaveLength(3);
      expect(stage.texts('amal').filter((text) => QUESTION.test(text))).toHaveLength(1);
      await stage.hear('amal', YES);
      expect(await people()).toBe(1);
    });

    test('is asked in every app of the person whose code it is', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      const code = await codeOf();
      await stage.hear('amal-3', 'hello', code);
      for (const [channel, handle] of [
        ['telegram', 'amal'],
        ['terminal', 'amal-2'],
      ] as const)
        expect(last(channel, handle)).toMatch(QUESTION);
      await say('terminal', 'amal-2', YES);
      expect(await people()).toBe(1);
      expect(stage.texts('amal-3').at(-1)).toMatch(WELCOME);
      for (const [channel, handle] of [
        ['telegram', 'amal'],
        ['terminal', 'amal-2'],
      ] as const)
        expect(last(channel, handle)).toMatch(TELLS);
    });
  });

  describe('a code', () => {
    test('is made for nobody who has not consented, also not by a button that was typed or kept', async () => {
      await stage.hear('amal', ...JOIN.slice(0, 3), 'Just look around');
      for (const button of ['s.linked-apps', 's.apps']) await press('telegram', 'amal', button);
      await stage.hear('amal', 'Add an app');
      expect(stage.texts('amal').some((text) => text.startsWith('Another app can be added once'))).toBe(true);
      expect(await stage.rows('linkCode')).toEqual([]);
    });

    test('is made for nobody who has withdrawn the consent', async () => {
      await stage.hear('amal', ...JOIN, 'stop');
      await press('telegram', 'amal', 's.linked-apps');
      await stage.hear('amal', 'Add an app');
      expect(await stage.rows('linkCode')).toEqual([]);
    });

    test.each([
      ['used once', async (): Promise<void> => {}],
      ['too old', async (): Promise<void> => wait(10 * MINUTE)],
      ['replaced by a newer one', async (): Promise<void> => void (await codeOf())],
      [
        'of somebody who deleted everything',
        async (): Promise<void> =>
          say('telegram', 'amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'),
      ],
    ] as const)('that is %s leads nowhere', async (what, spoil) => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      if (what === 'used once') {
        await say('terminal', 'first', 'hello', code);
        await stage.hear('amal', YES);
      }
      await spoil();
      const before = await people();
      await say('terminal', 'rana', 'hello', code);
      expect(last('terminal', 'rana')).toMatch(/^I do not know this code/);
      expect(await people()).toBe(before + 1);
    });

    // What happens at the same moment runs on both databases in every run.
    whole('that two write at the same moment, in two places, leads nowhere', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      for (const handle of ['amal-2', 'thief']) await stage.hear(handle, 'hello');
      const other = stage.beside();
      const incomings = [stage.incoming('amal-2', code), stage.incoming('thief', code)] as const;
      await Promise.all([stage.pump.receive([incomings[0]]), other.pump.receive([incomings[1]])]);
      for (const { pump } of [stage, other]) await pump.settle();
      await stage.hear('amal', YES, 'menu');
      expect([await people(), await stage.rows('linkCode')]).toEqual([3, []]);
    });

    test('of her own tells her so, and stays good', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await stage.hear('amal', code);
      expect(stage.texts('amal').at(-1)).toMatch(/^This app is connected already/);
      await say('terminal', 'amal-2', 'hello', code);
      expect(last('terminal', 'amal-2')).toMatch(ASKED);
    });

    test('is kept as a keyed hash, and in no message, also where messages wait', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      const [row] = await stage.rows('linkCode');
      expect(row?.hash).toHaveLength(32);
      await say('terminal', 'amal-2', 'hello');
      await stage.execute('update person set waiting = waiting + 1 where not consented');
      await say('terminal', 'amal-2', code);
      const { vault } = stage.world;
      const keys = new Map((await stage.rows('personKey')).map(({ person, wrapped }) => [person, wrapped]));
      for (const { person, seq, body } of await stage.rows('inbox')) {
        const key = vault.unwrap(person, keys.get(person) ?? Buffer.alloc(0));
        const words = body === null ? '' : vault.open(key, `inbox:body:${person}.${seq}`, body);
        expect(words).not.toContain(code.slice(1, 6));
      }
    });

    test('is not tried more than five times an hour: the right one then leads nowhere either', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('terminal', 'thief', 'hello');
      for (let n = 0; n < 5; n += 1) {
        await say('terminal', 'thief', `#00000 0000${n}`);
        expect(last('terminal', 'thief')).toMatch(/^I do not know this code/);
      }
      await say('terminal', 'thief', '#00000 00009');
      const held = last('terminal', 'thief');
      expect(held).toMatch(/^Too many/);
      await say('terminal', 'thief', code);
      expect([last('terminal', 'thief'), stage.texts('amal').filter((text) => QUESTION.test(text))]).toEqual([
        held,
        [],
      ]);
      // Nobody else is held up by it.
      await say('terminal', 'amal-2', 'hello', code);
      expect(last('terminal', 'amal-2')).toMatch(ASKED);
      wait(HOUR);
      await say('terminal', 'thief', '#00000 00009');
      expect(last('terminal', 'thief')).toMatch(/^I do not know this code/);
    });

    test('that is wrong reveals nothing', async () => {
      await stage.hear('amal', ...JOIN);
      await codeOf();
      await say('terminal', 'rana', 'hello', '#00000 00000', '#00000 00001');
      const [first, second] = textsOn('terminal', 'rana').slice(-2);
      expect([first, second]).toEqual([expect.stringMatching(/^I do not know this code/), first]);
      expect(stage.texts('amal').filter((text) => QUESTION.test(text))).toEqual([]);
    });
  });

  describe('a writer who has something to give away', () => {
    test('is asked plainly, and the app that shows the code too; the profile is the one that was there', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await stage.hear('amal', 'stop');
      await say('terminal', 'rana', ...JOIN, code);
      expect(last('terminal', 'rana')).toMatch(/^Wait a moment\. This code joins your chat with another app/);
      expect(stage.texts('amal').some((text) => QUESTION.test(text))).toBe(false);
      await say('terminal', 'rana', YES);
      expect(last('terminal', 'rana')).toMatch(ASKED);
      expect([await people(), last('telegram', 'amal')]).toEqual([2, expect.stringMatching(QUESTION)]);
      await stage.hear('amal', YES);
      expect(await people()).toBe(1);
      const [kept] = await stage.rows('person');
      expect(kept?.consented).toBe(true);
      // It is the stranger's app that has come, and can be thrown out again; she cannot.
      expect(last('telegram', 'amal')).toMatch(WELCOME);
      expect(last('terminal', 'rana')).toMatch(TELLS);
      const undo = buttonOn('telegram', 'amal', 'Undo');
      await press('telegram', 'amal', undo);
      expect((await apps()).map(([channel]) => channel)).toEqual(['terminal']);
      await say('terminal', 'rana', 'menu');
      expect(last('terminal', 'rana')).toContain(MENU);
      expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
      const known = new Set((await stage.rows('person')).map(({ id }) => id));
      expect((await stage.rows('inbox')).filter(({ person }) => !known.has(person))).toEqual([]);
    });

    test('says no, and nothing has happened', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await stage.hear('amal', 'stop');
      await say('terminal', 'rana', ...JOIN, code, 'No, leave it');
      expect(textsOn('terminal', 'rana').some((text) => text.startsWith('Good. Nothing has changed'))).toBe(true);
      expect([await people(), stage.texts('amal').some((text) => QUESTION.test(text))]).toEqual([2, false]);
    });

    test('takes what is open along, once she has said yes', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('terminal', 'amal-2', 'hello', 'English', 'Serbia', 'Just look around', 'human', code);
      expect(last('terminal', 'amal-2')).toMatch(/^Wait a moment/);
      await say('terminal', 'amal-2', YES);
      await stage.hear('amal', YES);
      const [request] = await stage.rows('request');
      const [kept] = await stage.rows('person');
      expect([request?.state, request?.person]).toEqual(['open', kept?.id]);
    });

    test('and whose code it is have both told something: they stay two', async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('terminal', 'rana', ...JOIN, code);
      expect(last('terminal', 'rana')).toMatch(/^You have told us things in both apps/);
      expect(await people()).toBe(2);
    });

    test.each([
      ['is gone', async () => stage.execute(`delete from link_code`), /^I do not know this code/],
      [
        'has come to something of their own',
        async () => stage.execute('update person set consented = true'),
        /^You have told us things in both/,
      ],
    ] as const)('says yes too late: whose code it is %s', async (_, spoil, said) => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await stage.hear('amal', 'stop');
      await say('terminal', 'rana', ...JOIN, code);
      await spoil();
      await say('terminal', 'rana', YES);
      expect(last('terminal', 'rana')).toMatch(said);
      expect(await people()).toBe(2);
    });
  });

  test('a talk booked where nobody can be reminded is reminded of in an app that reminds', async () => {
    await say('terminal', 'rana', ...JOIN, 'menu', 'Book an appointment', 'Finding a job', 'No preference');
    const days = terminal.sent.at(-1)?.reply;
    await say('terminal', 'rana', days?.kind === 'choice' ? (days.options[2]?.label ?? '') : '');
    const times = terminal.sent.at(-1)?.reply;
    await say('terminal', 'rana', times?.kind === 'choice' ? (times.options[0]?.label ?? '') : '', 'Yes, book it');
    expect(await stage.rows('timer')).toEqual([]);
    await say('terminal', 'rana', 'menu', 'My data', 'Other apps', 'Add an app');
    const code = shownIn(last('terminal', 'rana'));
    await stage.hear('rana-2', 'hello', code);
    await say('terminal', 'rana', YES);
    const [timer, ...others] = (await stage.rows('timer')).filter(({ target }) => !target.endsWith('_2h'));
    expect([timer?.kind, others]).toEqual(['reminder', []]);
    expect((await stage.rows('appointment'))[0]?.canRemind).toBe(true);
    stage.clock.now = timer?.at ?? 0;
    await stage.pump.settle();
    expect(stage.texts('rana-2').at(-1)).toMatch(/tomorrow/i);
  });

  describe('an undo', () => {
    test('of a join removes the app at once and for good, from any app', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      const undo = buttonOn('telegram', 'amal', 'Undo');
      await press('telegram', 'amal', undo);
      expect(await apps()).toEqual([['telegram', expect.anything()]]);
      for (const [channel, handle] of [
        ['telegram', 'amal'],
        ['terminal', 'amal-2'],
      ] as const)
        expect(textsOn(channel, handle).some((text) => text.startsWith('The apps are separate again'))).toBe(true);
      await press('telegram', 'amal', undo);
      expect(stage.texts('amal').some((text) => OVER.test(text))).toBe(true);
      // The app that was thrown out cannot bring itself back, whatever it presses.
      const [gone] = (await stage.rows('contact')).filter(({ removed }) => removed);
      for (const id of [undo.split('.')[2], gone?.id]) await press('terminal', 'amal-2', `s.undo-leave.${id}`);
      await say('terminal', 'amal-2', 'Undo');
      expect(last('terminal', 'amal-2')).toContain(CHOOSE);
      expect((await apps()).filter(([, person]) => person === gone?.person)).toHaveLength(1);
    });

    test('of a join by the app that joined leaves the talk where it was', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      await say('terminal', 'amal-2', 'Undo');
      expect((await apps()).map(([channel]) => channel)).toEqual(['telegram']);
      const said = textsOn('terminal', 'amal-2');
      expect(said.at(-1)).toMatch(/^The apps are separate again/);
      await say('terminal', 'amal-2', 'hello');
      expect(last('terminal', 'amal-2')).toContain(CHOOSE);
      await stage.hear('amal', 'menu');
      expect(stage.texts('amal').at(-1)).toContain(MENU);
    });

    test.each([
      ['an hour', HOUR, 1],
      ['24 hours', DAY, 2],
    ])('of a join after %s', async (_, later, left) => {
      await stage.hear('amal', ...JOIN);
      await join();
      const undo = buttonOn('telegram', 'amal', 'Undo');
      stage.clock.now += later;
      await press('telegram', 'amal', undo);
      expect(await apps()).toHaveLength(left);
      expect(stage.texts('amal').some((text) => OVER.test(text))).toBe(left === 2);
    });

    test('is only for her own apps', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      const undo = buttonOn('telegram', 'amal', 'Undo');
      await stage.hear('rana', ...JOIN);
      await press('telegram', 'rana', undo);
      await press('telegram', 'rana', undo.replace('join', 'leave'));
      expect(await apps()).toHaveLength(3);
    });
  });

  describe('an app that is removed', () => {
    const remove = () => stage.hear('amal', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Terminal');

    test('leads nowhere, and whoever writes from it is somebody new', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      expect(stage.texts('amal').some((text) => text.startsWith('Done. That app'))).toBe(true);
      expect((await apps()).map(([channel]) => channel)).toEqual(['telegram']);
      expect(last('terminal', 'amal-2')).toMatch(/^This app was removed from the chat/);
      await say('terminal', 'amal-2', 'menu');
      expect(await people()).toBe(2);
      expect(last('terminal', 'amal-2')).toContain(CHOOSE);
      await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Disconnect an app');
      expect(stage.texts('amal').some((text) => text.startsWith('You use only this app'))).toBe(true);
    });

    test('gets nothing of hers meanwhile', async () => {
      await stage.hear(
        'amal',
        ...JOIN,
        'menu',
        ...TO_TIMES.slice(0, 3),
        'Fri 27 Nov',
        '10:20',
        'Yes, book it',
        'human',
      );
      await join();
      await say('terminal', 'amal-2', 'menu');
      await remove();
      const sent = sentOn('terminal', 'amal-2').length;
      await stage.hear('amal', 'menu');
      const [timer] = await stage.rows('timer');
      stage.clock.now = timer?.at ?? 0;
      await stage.pump.settle();
      expect(stage.texts('amal').at(-1)).toMatch(/tomorrow/i);
      expect(sentOn('terminal', 'amal-2')).toHaveLength(sent);
    });

    test.each([
      ['the app that removed it', async () => press('telegram', 'amal', buttonOn('telegram', 'amal', 'Undo'))],
      [
        'the removed app, by its button',
        async () => press('terminal', 'amal-2', buttonOn('terminal', 'amal-2', 'Undo')),
      ],
      ['the removed app, by the label', async () => say('terminal', 'amal-2', 'undo')],
      [
        'the removed app, by its number',
        async () => {
          const shown = sentOn('terminal', 'amal-2').at(-1);
          await say('terminal', 'amal-2', String(shown?.kind === 'choice' ? shown.from : 0));
        },
      ],
      [
        'the removed app, after a first word from it',
        async () => {
          const button = buttonOn('terminal', 'amal-2', 'Undo');
          await say('terminal', 'amal-2', 'hello', 'English');
          await press('terminal', 'amal-2', button);
        },
      ],
      [
        'an app that remains, after a first word from the removed one',
        async () => {
          await say('terminal', 'amal-2', 'hello', 'English');
          await press('telegram', 'amal', buttonOn('telegram', 'amal', 'Undo'));
        },
      ],
    ])('belongs again by %s', async (_, undo) => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      stage.clock.now += 23 * HOUR;
      await undo();
      expect(await people()).toBe(1);
      expect((await apps()).map(([channel]) => channel).sort()).toEqual(['telegram', 'terminal']);
      for (const [channel, handle] of [
        ['telegram', 'amal'],
        ['terminal', 'amal-2'],
      ] as const)
        expect(last(channel, handle)).toMatch(/^The app that was removed belongs to this chat again/);
      await say('terminal', 'amal-2', 'menu');
      expect(last('terminal', 'amal-2')).toContain(MENU);
      stage.clock.now += DAY;
      await stage.store.tx((q) => purge(q, stage.clock.now));
      await say('terminal', 'amal-2', 'menu', 'Yes, it is me');
      expect(last('terminal', 'amal-2')).toContain(MENU);
    });

    test.each([
      ['the time is over', async () => wait(DAY)],
      ['somebody uses it for a profile', async () => say('terminal', 'amal-2', ...JOIN)],
      [
        'somebody waits for a human there',
        async () => say('terminal', 'amal-2', ...JOIN.slice(0, 3), 'Just look around', 'human'),
      ],
      ['she is being deleted', async () => stage.execute(`update person set forget_at = ${stage.clock.now + HOUR}`)],
    ])('stays removed where %s', async (_, spoil) => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      const [hers, its] = [buttonOn('telegram', 'amal', 'Undo'), buttonOn('terminal', 'amal-2', 'Undo')];
      const [person] = await stage.rows('person');
      await spoil();
      const before = sentOn('terminal', 'amal-2').length;
      await press('terminal', 'amal-2', its);
      await press('telegram', 'amal', hers);
      expect((await apps()).filter(([channel, owner]) => channel === 'terminal' && owner === person?.id)).toEqual([]);
      // What its user is told says nothing of hers.
      for (const text of textsOn('terminal', 'amal-2').slice(before))
        expect(text).not.toMatch(/belongs to this chat again/);
    });

    test('is hers again although everything is asked in a row', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      const its = buttonOn('terminal', 'amal-2', 'Undo');
      await press('terminal', 'amal-2', its);
      await press('terminal', 'amal-2', its);
      expect([await people(), (await apps()).length]).toEqual([1, 2]);
      await say('terminal', 'amal-2', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Telegram');
      expect((await apps()).map(([channel]) => channel)).toEqual(['terminal']);
      await press('telegram', 'amal', buttonOn('telegram', 'amal', 'Undo'));
      expect([await people(), (await apps()).length]).toEqual([1, 2]);
    });

    test('that asks too late, behind a message that waits, hears nothing of hers', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      const its = buttonOn('terminal', 'amal-2', 'Undo');
      const sent = sentOn('terminal', 'amal-2').length;
      await stage.execute('update person set waiting = 1');
      await stage.pump.receive([stage.incoming('amal-2', { kind: 'tap', button: its }, 'terminal')]);
      wait(DAY);
      await stage.pump.settle();
      expect([(await apps()).length, sentOn('terminal', 'amal-2').length]).toEqual([1, sent]);
    });

    test('with another one comes back alone where somebody uses the other', async () => {
      await stage.hear('amal', ...JOIN);
      for (const page of ['page-1', 'page-2']) {
        await say('web-chat', page, 'hello', await codeOf());
        await stage.hear('amal', YES);
      }
      await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Web chat');
      await say('web-chat', 'page-1', ...JOIN);
      await press('web-chat', 'page-2', buttonOn('telegram', 'amal', 'Undo'));
      const [hers] = (await stage.rows('contact')).filter(({ channel }) => channel === 'telegram');
      expect(
        (await apps())
          .filter(([, person]) => person === hers?.person)
          .map(([channel]) => channel)
          .sort(),
      ).toEqual(['telegram', 'web-chat']);
    });

    test('is told to the apps that remain, with a way back', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      const code = await codeOf();
      await stage.hear('amal-3', 'hello', code);
      await stage.hear('amal', YES);
      await stage.hear('amal-3', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Terminal');
      expect(last('telegram', 'amal')).toMatch(/^An app was removed from this chat/);
      await stage.hear('amal', 'Undo');
      expect((await apps()).length).toBe(3);
    });

    test('hears of it although the app that removed it says STOP at once', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      stage.telegram.outcomes.push({ result: 'retry', why: 'busy', at: stage.clock.now + HOUR });
      await say('terminal', 'amal-2', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Telegram', 'stop');
      wait(HOUR);
      await stage.pump.settle();
      expect(last('telegram', 'amal')).toMatch(/^This app was removed from the chat/);
      await stage.hear('amal', 'Undo');
      expect(await apps()).toHaveLength(2);
    });

    test('is forgotten with her', async () => {
      await stage.hear('amal', ...JOIN);
      await join();
      await remove();
      await stage.hear('amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
      expect([await people(), await stage.rows('contact'), await stage.rows('outbox')]).toEqual([0, [], []]);
    });
  });

  describe('a stranger', () => {
    const BOOK = [...TO_TIMES.slice(0, 3), 'Fri 27 Nov', '10:20', 'Yes, book it'];
    const hers = async () => (await stage.rows('appointment')).map(({ person }) => person);
    const isHers = async () => {
      await stage.hear('amal', 'menu', 'My appointments');
      expect(stage.last('amal')).toMatchObject({ options: [{ label: expect.stringContaining('10:20') }, {}, {}] });
    };

    test('who makes her write his code gets nothing', async () => {
      await stage.hear('amal', ...JOIN, ...BOOK);
      // He looks around, and later agrees, so as to be shown a code at last.
      await say('terminal', 'stranger', ...JOIN.slice(0, 3), 'Just look around');
      await press('terminal', 'stranger', 's.linked-apps');
      await say('terminal', 'stranger', 'Add an app');
      expect(last('terminal', 'stranger')).not.toMatch(/#\d{5}/);
      await say(
        'terminal',
        'stranger',
        'menu',
        'Book an appointment',
        'Yes, I agree',
        'Man',
        'menu',
        'My data',
        'Other apps',
      );
      await say('terminal', 'stranger', 'Add an app');
      const code = shownIn(last('terminal', 'stranger'));
      await say('terminal', 'stranger', 'stop');
      const seen = sentOn('terminal', 'stranger').length;
      await stage.hear('amal', code);
      expect(stage.texts('amal').at(-1)).toMatch(/^Wait a moment/);
      await say('terminal', 'stranger', YES, 'My appointments');
      for (const text of textsOn('terminal', 'stranger').slice(seen)) expect(text).not.toMatch(/10:20/);
      expect(await people()).toBe(2);
      await stage.hear('amal', 'No, leave it');
      await isHers();
    });

    test('who reads her code is let in by nobody but her, and sees nothing before', async () => {
      await stage.hear('amal', ...JOIN, ...BOOK);
      const code = await codeOf();
      await say('terminal', 'stranger', 'hello', code, 'My appointments', YES);
      for (const text of textsOn('terminal', 'stranger')) expect(text).not.toMatch(/10:20|appointment number/i);
      await stage.hear('amal', NO);
      expect(await people()).toBe(2);
      await isHers();
    });

    test('who got in and threw her out is thrown out by her, for good', async () => {
      await stage.hear('amal', ...JOIN, ...BOOK);
      const [person] = await hers();
      await say('terminal', 'stranger', 'hello', await codeOf());
      await stage.hear('amal', YES);
      const throwOut = buttonOn('telegram', 'amal', 'Undo');
      await say('terminal', 'stranger', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Telegram');
      expect(await apps()).toEqual([['terminal', person]]);
      await stage.hear('amal', 'Undo');
      await press('telegram', 'amal', throwOut);
      expect(await apps()).toEqual([['telegram', person]]);
      await press('terminal', 'stranger', buttonOn('terminal', 'stranger', 'Undo'));
      await say('terminal', 'stranger', 'Undo', '1', 'menu');
      expect((await apps()).filter(([, owner]) => owner === person)).toEqual([['telegram', person]]);
      expect(await hers()).toEqual([person]);
      await isHers();
    });
  });

  describe('a web page', () => {
    const look = (after: number | null, isOpen = true) => fetchReplies(stage.world, 'web-chat', 'page', after, isOpen);
    const texts = (replies: { reply: Reply }[]) => replies.map(({ reply }) => ('text' in reply ? reply.text : ''));
    const joinPage = async () => {
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('web-chat', 'page', 'hello', code);
      await stage.hear('amal', YES);
    };

    test('that was open before shows what is said from then on, and ending it ends the page alone', async () => {
      for (let i = 0; i < 8; i += 1) await say('web-chat', 'page', 'hello');
      await stage.hear('amal', ...JOIN);
      const code = await codeOf();
      await say('web-chat', 'page', code);
      const { now: before } = await look(0);
      await stage.hear('amal', YES);
      expect(texts((await look(before)).replies)[0]).toMatch(WELCOME);
      await endSession(stage.world, 'web-chat', 'page');
      expect(await people()).toBe(1);
      expect((await stage.rows('contact')).map(({ channel }) => channel)).toEqual(['telegram']);
    });

    test('is told of other apps however late it is opened, and once', async () => {
      await joinPage();
      const { now } = await look(0);
      await look(now);
      await stage.hear('amal-3', 'hello', await codeOf());
      await stage.hear('amal', YES);
      stage.clock.now += 5 * HOUR;
      const opened = await look(null, false);
      expect([opened.isClosed, texts(opened.replies)]).toEqual([true, [expect.stringMatching(TELLS)]]);
      // It was not shown before the page asks for what is newer.
      expect(texts((await look(null, false)).replies)).toEqual([expect.stringMatching(TELLS)]);
      await look(opened.now);
      expect(await look(null, false)).toEqual({ replies: [], now: opened.now });
      // What is held keeps nobody from being forgotten.
      await stage.hear('amal-4', 'hello', await codeOf());
      await stage.hear('amal', YES, 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
      expect(await people()).toBe(0);
    });

    test('that is removed shows that, and nothing else of hers; ended, it is gone', async () => {
      await joinPage();
      const { now } = await look(0);
      await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Web chat');
      expect(texts((await look(now)).replies)).toEqual([expect.stringMatching(/^This app was removed/)]);
      expect(texts((await look(0)).replies)).toEqual([expect.stringMatching(/^This app was removed/)]);
      await stage.hear('amal', 'menu');
      expect((await look(0)).replies).toHaveLength(1);
      await endSession(stage.world, 'web-chat', 'page');
      expect((await stage.rows('contact')).map(({ channel }) => channel)).toEqual(['telegram']);
      expect((await look(0)).replies).toEqual([]);
    });

    test('that is removed comes back, and misses nothing', async () => {
      await joinPage();
      await stage.hear('amal', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Web chat');
      for (let i = 0; i < 30; i += 1) await say('web-chat', 'page', 'hello');
      const { now } = await look(0);
      await press('telegram', 'amal', buttonOn('telegram', 'amal', 'Undo'));
      expect(texts((await look(now)).replies)).toContainEqual(expect.stringMatching(/^The app that was removed/));
    });
  });

  describe('the way to work of two who become one', () => {
    const LETTER = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day'];
    const REGISTER = ['menu', 'Steps to work', 'Employment service', 'Recognised refugee', 'I look for work'];
    const REMIND = 'Yes, remind me';
    const idOf = async (handle: string) => {
      const hash = stage.world.vault.blindIndex('handle', 'telegram', handle);
      return (await stage.rows('contact')).find(({ handleHash }) => handleHash.equals(hash))?.person ?? '';
    };
    /** Makes one of two who both have a profile, which no code does. */
    const unite = async (kept: string, gone: string) => {
      const [to, from] = [await idOf(kept), await idOf(gone)];
      await stage.store.tx(async (q) => {
        for (const id of [to, from].sort()) await q.lockPerson(id);
        await joinPeople(stage.world, q, to, from);
      });
      stage.world.vault.forget(from);
      await stage.pump.settle();
    };
    const wayOf = async (handle: string) => (await conversationOf(stage, handle)).way;
    const reminded = () =>
      stage.telegram.sent.filter(({ reply }) => 'text' in reply && reply.text.startsWith('Reminder'));
    const amalPlans = async () => {
      await stage.hear('amal', ...JOIN, ...LETTER, 'Thu 26 Nov', REMIND, ...REGISTER);
      await stage.hear('amal', 'Ask about this', 'Next', 'Not now');
    };
    const until = async (at: number) => {
      for (; stage.clock.now < at; wait(HOUR)) await stage.pump.settle();
    };

    test('is that of the one who stays, to which nothing of the other is added', async () => {
      await amalPlans();
      const before = await wayOf('amal');
      await stage.hear('rana', ...JOIN, ...LETTER, 'Wed 25 Nov', REMIND, ...REGISTER);
      await stage.hear('rana', 'Ask about this', 'Keep the question', 'Choose a day', 'Fri 27 Nov', REMIND);
      await stage.hear('rana', 'menu', 'Steps to work', 'Diplomas', 'Yes, I have them');
      await unite('amal', 'rana');
      expect(await people()).toBe(1);
      const way = await wayOf('rana');
      expect([way, before?.questions]).toEqual([before, ['nsz-papers']]);
      for (const handle of ['amal', 'rana']) {
        await stage.hear(handle, { kind: 'tap', button: 's.plans' });
        expect(stage.texts(handle).at(-1)).toBe('Your plans:\nA letter about me: Thursday 26 November');
      }
      // What the other has left in the midst is forgotten.
      await stage.hear('amal', 'menu', 'Steps to work', 'Diplomas');
      expect(stage.texts('amal').at(-1)).not.toContain('You were here');
    });

    test('has the reminders of the one who stays, and none of the other', async () => {
      await amalPlans();
      await stage.hear('rana', ...JOIN, ...LETTER, 'Wed 25 Nov', REMIND, ...REGISTER);
      await stage.hear('rana', 'Next', 'Next', 'Choose a day', 'Fri 27 Nov', REMIND);
      expect(await stage.rows('timer')).toHaveLength(3);
      await unite('amal', 'rana');
      const own = await idOf('amal');
      expect(await stage.rows('timer')).toMatchObject([{ kind: 'plan-reminder', person: own, target: 'letter' }]);
      await until(Date.UTC(2026, 10, 26, 7));
      expect(reminded()).toEqual([]);
      await until(Date.UTC(2026, 10, 29, 7));
      expect(reminded()).toHaveLength(1);
    });

    test('is that of the one who stays where the other was under another pilot', async () => {
      await amalPlans();
      const before = await wayOf('amal');
      await stage.hear('rana', 'hello', 'English', 'Milan', 'Yes, I agree', 'Woman', ...LETTER, 'Wed 25 Nov', REMIND);
      await stage.hear('rana', 'menu', 'Steps to work', 'Diplomas');
      expect((await wayOf('rana'))?.left).toMatchObject({ recognition: [{ flow: 'recognition' }] });
      await unite('amal', 'rana');
      expect([await people(), await wayOf('amal')]).toEqual([1, before]);
      await until(Date.UTC(2026, 10, 26, 7));
      expect(reminded()).toEqual([]);
      await until(Date.UTC(2026, 10, 27, 7));
      expect(reminded()).toHaveLength(1);
    });

    test('is that of the one who has a profile where the other only looks around', async () => {
      await amalPlans();
      const before = await wayOf('amal');
      const code = await codeOf();
      await say('terminal', 'amal-2', ...JOIN.slice(0, 3), 'Just look around', ...REGISTER, 'Ask about this', code);
      await stage.hear('amal', YES);
      expect(await people()).toBe(1);
      const after = await wayOf('amal');
      expect([after?.done, after?.plans, after?.questions]).toEqual([before?.done, before?.plans, before?.questions]);
      await say('terminal', 'amal-2', 'menu', 'Steps to work');
      expect(last('terminal', 'amal-2')).toContain('Steps to work: 2 of 15 done.');
    });
  });

  test('what waits in one app for a message from there holds up no other', async () => {
    await stage.hear('amal', ...JOIN);
    await join();
    const [waiting] = (await stage.rows('outbox')).filter(({ channel }) => channel === 'terminal');
    expect(waiting?.state).toBe('sent');
    await stage.execute(`update outbox set state = 'queued', due = 8640000000000000 where seq = ${waiting?.seq}`);
    const sent = stage.texts('amal').length;
    await stage.hear('amal', 'help');
    expect(stage.texts('amal').slice(sent)).toContainEqual(expect.stringContaining('I tell you about your rights'));
  });

  test('deleting everything deletes it in every app', async () => {
    await stage.hear('amal', ...JOIN);
    await join();
    await stage.hear('amal', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect([await people(), await stage.rows('contact')]).toEqual([0, []]);
    stage.clock.now += DAY;
    await stage.pump.settle();
  });
});
