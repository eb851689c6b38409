import { describe, expect, test } from 'vitest';
import { accountWho, addAccount } from '../../src/store/accounts.ts';
import type { Role } from '../../src/store/principal.ts';
import { openRequests } from '../../src/store/requests.ts';
import { freeLateRequests } from '../../src/turn/due/requests.ts';
import {
  type Answer,
  answerByStaff,
  closeByStaff,
  handBackByStaff,
  handOnByStaff,
  lookAtRequest,
  noteByStaff,
  type Staff,
  snoozeByStaff,
  takeByStaff,
} from '../../src/turn/requests/by-staff.ts';
import { DAY } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { accountRow } from '../server/office.ts';
import { conversationOf, JOIN, labels, press } from './support.ts';

const staff = (account: string, role: Role = 'counsellor', pilots = ['serbia']): Staff => ({
  ...{ account, role, pilots },
  who: accountWho(account),
});
const ANA = staff('ana');
const BOJAN = staff('bojan');
const VERA = staff('vera', 'coordinator');

const WORDS = 'Which city are you in?';
const asks = async (stage: Stage, ...words: string[]): Promise<string> => {
  await stage.hear('42', ...JOIN, 'human', ...words);
  return (await stage.rows('request')).at(-1)?.id ?? '';
};
const answer = async (stage: Stage, id: string, more: Partial<Answer> = {}, by = ANA) => {
  const outcome = await answerByStaff(stage.world, by, id, { words: WORDS, language: 'en', seen: 0, ...more });
  await stage.pump.settle();
  return outcome;
};
const threadOf = async (stage: Stage, id: string, by = ANA) =>
  (await lookAtRequest(stage.world, by, id))?.thread.map(({ from, words }) => [from, words]);

describe.each(DIALECTS)('a request on %s', (dialect) => {
  test('is asked what it is about, and what is written goes to staff, sealed', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage);
    expect(stage.texts('42').at(-1)).toContain('What is it about?');
    await stage.hear('42', 'My boss does not pay me');
    expect(stage.texts('42').at(-1)).toBe('Thank you, our team will read it. You can write more here, or go on.');
    const count = stage.texts('42').length;
    await stage.hear('42', 'since two months', 'what can I do');
    expect(stage.texts('42')).toHaveLength(count);
    expect(await threadOf(stage, id)).toEqual([
      ['person', 'My boss does not pay me'],
      ['person', 'since two months'],
      ['person', 'what can I do'],
    ]);
    const entries = await stage.rows('requestEntry');
    expect(entries.map(({ body }) => body.includes('boss'))).toEqual([false, false, false]);
    await stage.hear('42', 'Go on');
    expect(labels(stage.last('42'))).toContain('Book an appointment');
  });

  test('can be left without a word, and the words that may be said at any time count', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Not now');
    expect(labels(stage.last('42'))).toContain('Book an appointment');
    await stage.hear('42', 'human', 'menu');
    expect(labels(stage.last('42'))).toContain('Book an appointment');
    await stage.hear('42', 'human', 'exit');
    expect(stage.texts('42')).toContain('(clear)');
    expect(await threadOf(stage, id)).toEqual([]);
    expect(await stage.rows('request')).toHaveLength(1);
  });

  test('whose words are of danger offers the safety card; they stay in the thread and nowhere else', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'my husband beats me');
    expect(stage.texts('42').join('\n')).toContain('Shall we show you important numbers');
    expect(await threadOf(stage, id)).toEqual([['person', 'my husband beats me']]);
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({ body: null, state: 'done' });
    expect(JSON.stringify(await conversationOf(stage))).not.toContain('husband');
    expect(JSON.stringify(await stage.rows('event'))).not.toMatch(/danger|husband/);
  });

  test('takes words that come later and are not understood, once the person has said so', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me', 'Go on');
    await stage.hear('42', 'my boss does not pay me');
    expect(stage.texts('42').at(-1)).toBe('Shall I pass this on to our team?');
    expect(await threadOf(stage, id)).toEqual([['person', 'Help me']]);
    // What is asked about lies in no message.
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({ body: null, state: 'done' });
    // What is written meanwhile joins it.
    await stage.hear('42', 'since two months', 'Yes, pass it on');
    expect(stage.texts('42').at(-1)).toContain('our team will read it');
    expect(await threadOf(stage, id)).toEqual([
      ['person', 'Help me'],
      ['person', 'my boss does not pay me\nsince two months'],
    ]);
    await stage.hear('42', 'Go on', 'xyzzy', 'No');
    expect(labels(stage.last('42'))).toContain('Book an appointment');
    expect(await threadOf(stage, id)).toHaveLength(2);
  });

  test('that was closed, or that a quick exit must not give away, takes no more words', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Not now');
    await closeByStaff(stage.world, ANA, id);
    const heard = async (words: string) => {
      const before = stage.texts('42').length;
      await stage.hear('42', words);
      return stage.texts('42').slice(before).join('\n');
    };
    expect(await heard('xyzzy')).toContain('Sorry, I did not understand that.');
    expect(await heard('xyzzy')).toContain('I found nothing about that.');
    await stage.hear('42', 'human', 'Not now', 'exit');
    expect(await heard('xyzzy')).not.toContain('Shall I pass this on');
  });

  test('takes no words of danger unasked', async () => {
    await using stage = await openStage(dialect);
    await asks(stage, 'Not now', 'my husband beats me');
    expect(stage.texts('42').at(-1)).toContain('Shall we show you important numbers');
    expect(JSON.stringify(await conversationOf(stage))).not.toContain('husband');
  });

  test('of somebody whose first word asks for a human says in which language to answer', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'مشاور');
    const { texts } = stage.world.content.model;
    expect(stage.texts('42').at(-1)).toContain(texts.say('fa', 'human:wanted.text'));
    await stage.hear('42', texts.say('fa', 'pilots:serbia.name'));
    expect(await stage.rows('request')).toMatchObject([{ language: 'fa', pilot: 'serbia' }]);
    expect(stage.last('42')).toMatchObject({ language: 'fa' });
  });

  test('is answered, and answered back without a button, beside the open question', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me', 'Go on', 'Book an appointment');
    expect(await answer(stage, id)).toBe('done');
    expect(stage.texts('42').at(-1)).toBe(`A counsellor writes:\n\n${WORDS}`);
    expect(labels(stage.last('42'))).toEqual(['Answer', 'That is all, thanks', 'Menu']);
    const { now } = stage.clock;
    expect(await stage.rows('request')).toMatchObject([
      { state: 'open', takenBy: 'ana', answeredAt: now, waitingSince: null, entries: 2 },
    ]);
    await stage.hear('42', 'Belgrade, near the station');
    expect(stage.texts('42').at(-1)).toContain('our team will read it');
    expect(await threadOf(stage, id)).toEqual([
      ['person', 'Help me'],
      ['staff', WORDS],
      ['person', 'Belgrade, near the station'],
    ]);
    expect(await stage.rows('request')).toMatchObject([{ waitingSince: now }]);
    await stage.hear('42', 'Go on', 'Finding a job');
    expect(stage.texts('42').at(-1)).toBe('Whom would you like to meet?');
  });

  test('leaves the buttons of the open question alone, and takes answers to it for what they are', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Not now', 'Book an appointment');
    await answer(stage, id);
    await stage.hear('42', 'Finding a job');
    expect(stage.texts('42').at(-1)).toBe('Whom would you like to meet?');
    expect(await threadOf(stage, id)).toEqual([['staff', WORDS]]);
  });

  test('is answered by the button, days later, and closed with thanks', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Not now');
    await answer(stage, id);
    stage.clock.now += 5 * DAY;
    await stage.hear('42', press('reply', id), 'In Niš');
    expect(await threadOf(stage, id)).toEqual([
      ['staff', WORDS],
      ['person', 'In Niš'],
    ]);
    await stage.hear('42', press('thanks', id));
    expect(await stage.rows('requestEntry')).toEqual([]);
    expect(await stage.rows('request')).toMatchObject([{ state: 'answered', closedAt: stage.clock.now }]);
    expect(await answer(stage, id)).toBe('gone');
  });

  test('that was closed meanwhile loses no word: they can go on as a new one', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'One');
    await closeByStaff(stage.world, ANA, id);
    await stage.hear('42', 'Two', 'Yes, pass it on');
    const requests = await stage.rows('request');
    expect(requests.map(({ state }) => state).sort()).toEqual(['open', 'unanswered']);
    const open = requests.find(({ state }) => state === 'open')?.id ?? '';
    expect(await threadOf(stage, open)).toEqual([['person', 'Two']]);
  });

  test('answered in a language that she has not chosen names it in her own', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Not now');
    await answer(stage, id, { language: 'sr-Cyrl', words: 'Добар дан' });
    expect(stage.texts('42').at(-1)).toContain('The language is: Serbian');
  });

  test('is answered once where two write at the same moment, and never over what was not seen', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me');
    expect(await noteByStaff(stage.world, BOJAN, id, 'I know her')).toBe('done');
    expect(await answer(stage, id, { seen: 1 })).toBe('behind');
    expect(await answer(stage, id, { seen: 2 })).toBe('done');
    expect(await answer(stage, id, { seen: 3 }, BOJAN)).toBe('taken');
    expect(await takeByStaff(stage.world, BOJAN, id, false)).toBe('taken');
    expect(await takeByStaff(stage.world, BOJAN, id, true)).toBe('done');
    const both = await Promise.all([
      answer(stage, id, { seen: 3 }, BOJAN),
      answerByStaff(stage.beside().world, BOJAN, id, { words: 'Again', language: 'en', seen: 3 }),
    ]);
    expect(both.sort()).toEqual(['behind', 'done']);
    expect((await stage.rows('log')).map(({ what }) => what).sort()).toEqual([
      'request-answered',
      'request-answered',
      'request-noted',
      'request-taken',
    ]);
  });

  test('is handed on with a sentence, put off, and brought back by her words', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me', 'Go on');
    await stage.store.tx((q) =>
      addAccount(
        q,
        accountRow({ id: 'bojan', role: 'counsellor', pilots: ['serbia'], counsellor: null, createdAt: 0 }),
      ),
    );
    expect(await handOnByStaff(stage.world, ANA, id, 'account:nobody', 'Why')).toBe('nobody');
    expect(await handOnByStaff(stage.world, ANA, id, 'account:bojan', 'He speaks Arabic')).toBe('done');
    const until = stage.clock.now + DAY;
    expect(await snoozeByStaff(stage.world, BOJAN, id, until)).toBe('done');
    expect(await stage.rows('request')).toMatchObject([{ takenBy: 'bojan', snoozedUntil: until }]);
    await stage.hear('42', press('reply', id), 'Please');
    expect(await stage.rows('request')).toMatchObject([{ snoozedUntil: null }]);
    expect((await threadOf(stage, id))?.[1]).toEqual(['handover', 'He speaks Arabic']);
  });

  test('is handed back at a step of the way', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Go on, please');
    expect(await handBackByStaff(stage.world, ANA, id, 'nowhere')).toBe('gone');
    expect(await handBackByStaff(stage.world, ANA, id, 'cv')).toBe('done');
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toBe('Our team suggests this step: CV.');
    await stage.hear('42', press('step', 'cv'));
    expect((await conversationOf(stage)).stack.at(-1)?.flow).toBe('cv');
    expect(await stage.rows('requestEntry')).toEqual([]);
  });

  test('that is a complaint is for coordinators alone, and takes the place of the empty request', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'I have a complaint', 'He laughed at me');
    expect(await stage.rows('request')).toMatchObject([{ id, kind: 'complaint', state: 'open' }]);
    expect(await openRequests(stage.store.read, ANA)).toEqual([]);
    expect(await threadOf(stage, id)).toBeUndefined();
    expect(await answer(stage, id)).toBe('gone');
    expect(await threadOf(stage, id, VERA)).toEqual([['person', 'He laughed at me']]);
    expect(await answer(stage, id, { seen: 1 }, VERA)).toBe('done');
    await stage.hear('42', 'Thank you', 'menu', 'human', 'I need a paper');
    expect((await stage.rows('request')).map(({ kind }) => kind).sort()).toEqual(['complaint', 'human']);
  });

  test('is nothing to staff of another pilot', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me');
    const other = staff('other', 'admin', ['berlin']);
    expect(await threadOf(stage, id, other)).toBeUndefined();
    expect(await answer(stage, id, {}, other)).toBe('gone');
    expect(await closeByStaff(stage.world, other, id)).toBe('gone');
    const refusal = { who: other.who, what: 'refused-other', target: id, pilot: 'serbia' };
    expect(await stage.rows('log')).toMatchObject([refusal]);
    expect(await threadOf(stage, 'nobody', other)).toBeUndefined();
    expect(await stage.rows('log')).toHaveLength(1);
  });

  test('is looked at on record, once for a page that refreshes itself', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me');
    for (let n = 0; n < 3; n += 1) await threadOf(stage, id);
    stage.clock.now += DAY;
    await threadOf(stage, id);
    expect(await stage.rows('log')).toMatchObject([
      { who: ANA.who, what: 'request', target: id },
      { who: ANA.who, what: 'request', target: id },
    ]);
  });

  test('that nobody answers within a working day is everybodys again, and late for the coordinator', async () => {
    await using stage = await openStage(dialect);
    const id = await asks(stage, 'Help me');
    await takeByStaff(stage.world, ANA, id, false);
    await freeLateRequests(stage.world);
    expect(await stage.rows('request')).toMatchObject([{ takenBy: 'ana', escalatedAt: null }]);
    stage.clock.now += 2 * DAY;
    await freeLateRequests(stage.world);
    await freeLateRequests(stage.world);
    expect(await stage.rows('request')).toMatchObject([{ takenBy: null, escalatedAt: stage.clock.now }]);
    const notes = (await stage.rows('log')).filter(({ what }) => what === 'request-escalated');
    expect(notes).toMatchObject([{ who: null, target: id, pilot: 'serbia' }]);
    expect(await answer(stage, id, { seen: 1 }, BOJAN)).toBe('done');
    expect(await stage.rows('request')).toMatchObject([{ takenBy: 'bojan', escalatedAt: null }]);
    stage.clock.now += 9 * DAY;
    await freeLateRequests(stage.world);
    expect(await stage.rows('request')).toMatchObject([{ escalatedAt: null }]);
  });

  test('ends with its thread when she says STOP or has everything deleted', async () => {
    await using stage = await openStage(dialect);
    await asks(stage, 'Help me', 'stop');
    expect(await stage.rows('requestEntry')).toEqual([]);
    expect(await stage.rows('request')).toMatchObject([{ state: 'withdrawn', closedAt: stage.clock.now }]);
    await stage.hear(
      '43',
      ...JOIN,
      'human',
      'Me too',
      'menu',
      'My data',
      'Delete everything',
      'Yes, delete',
      'Delete now',
    );
    expect(await stage.rows('requestEntry')).toEqual([]);
  });
});

test('the words of a thread open under the key of its person alone', async () => {
  await using stage = await openStage('sqlite');
  await asks(stage, 'Help me');
  const [entry] = await stage.rows('requestEntry');
  expect(() =>
    testVault().open('house', `request_entry:body:${entry?.request}.1`, entry?.body ?? Buffer.alloc(0)),
  ).toThrow();
});
