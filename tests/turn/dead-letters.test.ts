import { describe, expect, test } from 'vitest';
import { causeOf, codeOf } from '../../src/turn/office/cause.ts';
import { deadLetters, dropLetters, retryLetters } from '../../src/turn/office/dead-letters.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { brokenContent, FAILING, JOIN, JOINED } from './support.ts';

const REFUSED = { result: 'never', why: 'Bad Request: message is too long' } as const;

/** Lets time pass until a message that fails is given up. */
async function untilDead(stage: Stage): Promise<void> {
  for (let i = 0; i < 5; i++) {
    stage.clock.now += 2 * MINUTE;
    await stage.pump.settle();
  }
}
/** Somebody who has joined, and whose menu was refused. */
async function refusedMenu(dialect: (typeof DIALECTS)[number]): Promise<Stage> {
  const stage = await openStage(dialect);
  await stage.hear('42', ...JOIN);
  stage.telegram.outcomes.push(REFUSED);
  await stage.hear('42', 'menu');
  return stage;
}
const lettersOf = async (stage: Stage) => (await deadLetters(stage.world)).letters;
/** Tries everything again that was given up; how many letters that were. */
async function retryAll(stage: Stage, letters = lettersOf(stage)): Promise<number> {
  const count = await retryLetters(stage.world, null, await letters);
  await stage.pump.settle();
  return count;
}
const failed = async (stage: Stage) => (await stage.rows('outbox')).filter(({ state }) => state === 'failed');

describe.each(DIALECTS)('a message that was given up on %s', (dialect) => {
  async function given(): Promise<{ stage: Stage; mend(): void }> {
    const content = brokenContent([FAILING]);
    const stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, 'human');
    await untilDead(stage);
    return { stage, mend: content.mend };
  }

  test('is answered once the flow is mended and it is tried again', async () => {
    const { stage, mend } = await given();
    await using _ = stage;
    expect(await lettersOf(stage)).toMatchObject([
      { queue: 'inbox', channel: 'telegram', cause: 'flow', pilot: 'serbia', attempts: 5 },
    ]);
    mend();
    expect(await retryAll(stage)).toBe(1);
    expect(stage.texts('42').at(-1)).toContain('Your request is with our counsellors.');
    expect(await lettersOf(stage)).toEqual([]);
    expect(await stage.rows('person')).toMatchObject([{ waiting: 0 }]);
  });

  test('has five tries again, and may be given up once more', async () => {
    const { stage } = await given();
    await using _ = stage;
    expect(await retryAll(stage)).toBe(1);
    expect(await lettersOf(stage)).toEqual([]);
    await untilDead(stage);
    expect(await lettersOf(stage)).toHaveLength(1);
  });

  test('stays where it is once its person has gone on: it would answer another question', async () => {
    const { stage, mend } = await given();
    await using _ = stage;
    mend();
    await stage.hear('42', 'Book an appointment');
    expect(await retryAll(stage)).toBe(0);
    expect(stage.last('42')).toMatchObject({ text: 'What is it about?' });
    expect(await lettersOf(stage)).toHaveLength(1);
  });

  test('stays where it is after a week, and where its person wants to be forgotten', async () => {
    const { stage, mend } = await given();
    await using _ = stage;
    mend();
    const letters = await lettersOf(stage);
    stage.clock.now += 7 * DAY + MINUTE;
    expect(await retryAll(stage)).toBe(0);
    stage.clock.now -= 7 * DAY + MINUTE;
    await stage.execute(`update person set forget_at = ${stage.clock.now + DAY}`);
    expect(await retryAll(stage, Promise.resolve(letters))).toBe(0);
  });

  test('loses its words when it is put away, and is counted no more', async () => {
    const { stage } = await given();
    await using _ = stage;
    const letters = await lettersOf(stage);
    expect(await dropLetters(stage.world, null, letters)).toBe(1);
    expect(await lettersOf(stage)).toEqual([]);
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({ state: 'done', body: null });
    expect(await dropLetters(stage.world, null, letters)).toBe(0);
    expect(await retryAll(stage, Promise.resolve(letters))).toBe(0);
  });
});

describe.each(DIALECTS)('a reply that was given up on %s', (dialect) => {
  test('is sent when it is tried again', async () => {
    await using stage = await refusedMenu(dialect);
    expect(await lettersOf(stage)).toMatchObject([{ queue: 'outbox', channel: 'telegram', cause: 'refused' }]);
    const before = stage.texts('42').length;
    expect(await retryAll(stage)).toBe(1);
    expect(stage.texts('42')).toHaveLength(before + 1);
    expect(await failed(stage)).toEqual([]);
  });

  test('does not come behind a later one', async () => {
    await using stage = await refusedMenu(dialect);
    await stage.hear('42', 'help');
    const before = stage.texts('42').length;
    expect(await retryAll(stage)).toBe(0);
    expect(stage.texts('42')).toHaveLength(before);
  });

  test('that a timer began comes behind a later one, but not once its person has withdrawn their consent', async () => {
    await using stage = await refusedMenu(dialect);
    await stage.execute(`update outbox set timer = 'news', unasked = true where state = 'failed'`);
    await stage.hear('42', 'STOP');
    expect((await stage.rows('person'))[0]?.consented).toBe(false);
    const letters = await lettersOf(stage);
    expect(letters).toHaveLength(1);
    expect(await retryAll(stage)).toBe(0);
    const before = stage.texts('42').length;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(before);
  });

  test('is not sent where its person withdraws their consent just then', async () => {
    await using stage = await refusedMenu(dialect);
    const menu = (await failed(stage))[0]?.seq;
    expect(await retryLetters(stage.world, null, await lettersOf(stage))).toBe(1);
    await stage.hear('42', 'STOP');
    expect(await failed(stage)).toMatchObject([{ seq: menu, reason: 'not any more' }]);
    // What was dropped on purpose is no dead letter.
    expect(await lettersOf(stage)).toEqual([]);
  });

  test.each([
    ['a reminder', `timer = 'reminder'`],
    ['a card', 'card = true'],
    ['without words', 'body = null'],
    ['refused for a restricted account', `reason = 'WhatsApp 463'`],
    ['damaged', `body = ${dialect === 'sqlite' ? `x'0102'` : `'\\x0102'::bytea`}`],
  ])('stays where it is: %s', async (_, set) => {
    await using stage = await refusedMenu(dialect);
    await stage.execute(`update outbox set ${set} where state = 'failed'`);
    expect(await lettersOf(stage)).toHaveLength(1);
    expect(await retryAll(stage)).toBe(0);
    expect(await failed(stage)).toHaveLength(1);
  });

  test('stays where it is after a week, and when its person is gone', async () => {
    await using stage = await refusedMenu(dialect);
    const letters = await lettersOf(stage);
    stage.clock.now += 7 * DAY + MINUTE;
    expect(await retryAll(stage)).toBe(0);
    await stage.hear('42', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await lettersOf(stage)).toEqual([]);
    expect(await retryAll(stage, Promise.resolve(letters))).toBe(0);
    expect(await dropLetters(stage.world, null, letters)).toBe(0);
  });

  test('waits for its person where they have blocked us, and is no dead letter meanwhile', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.telegram.outcomes.push({ result: 'never', why: 'Forbidden', blocked: true });
    await stage.hear('42', 'menu');
    expect(await deadLetters(stage.world)).toMatchObject({ letters: [], blocked: 1 });
  });

  test('is put away for good', async () => {
    await using stage = await refusedMenu(dialect);
    expect(await dropLetters(stage.world, 'account:ana', await lettersOf(stage))).toBe(1);
    expect(await failed(stage)).toMatchObject([{ body: null }]);
    expect(await lettersOf(stage)).toEqual([]);
    expect(await stage.rows('log')).toMatchObject([
      { who: 'account:ana', what: 'letters-dropped', target: 'outbox telegram refused', pilot: 'serbia' },
    ]);
  });

  test('of somebody who has chosen no pilot belongs to none', async () => {
    await using stage = await openStage(dialect);
    stage.telegram.outcomes.push(REFUSED);
    await stage.hear('43', 'hello');
    expect(await lettersOf(stage)).toMatchObject([{ pilot: null }]);
    // They have consented to nothing, so nothing is sent to them that they do not wait for any more.
    expect(await retryAll(stage)).toBe(0);
  });
});

test('letters have names that tell of nobody, and that differ', async () => {
  await using stage = await openStage('sqlite');
  await stage.hear('42', ...JOIN);
  expect(stage.texts('42')).toHaveLength(JOINED);
  stage.telegram.outcomes.push(REFUSED, REFUSED);
  await stage.hear('42', 'menu', 'help');
  const [one, other] = await lettersOf(stage);
  expect(one?.person).toBe(other?.person);
  expect(one?.name).not.toBe(other?.name);
  expect(`${one?.name} ${other?.name}`).not.toContain(one?.person);
});

test.each([
  ['FlowError: no flow nowhere', 'flow'],
  ['MissingTextError: en human:soon.text', 'flow'],
  ['VaultError: person_key:wrapped:abc: altered', 'sealed'],
  ['NewerFormatError', 'sealed'],
  ['TypeError', 'defect'],
  ['Bad Request: BUTTON_DATA_INVALID', 'refused'],
  ['Telegram 400', 'refused'],
  ['WhatsApp 131026, after part 1', 'refused'],
  ['WhatsApp 463', 'restricted'],
  ['gave up: network: ETIMEDOUT', 'unreachable'],
  ['the person has not written first', 'not-first'],
  ['too late', 'late'],
  ['moved', 'moved'],
  ['no file', 'file'],
  ['nothing to send', 'other'],
  ['', 'other'],
])('the reason %j is understood as %s', (reason, cause) => {
  expect(causeOf(reason)).toBe(cause);
});

test('a reason that names a damaged row is not shown whole: it leads to a person', () => {
  expect(codeOf('VaultError: person_key:wrapped:abc: altered')).toBe('VaultError');
  expect(codeOf('FlowError: no flow nowhere')).toBe('FlowError: no flow nowhere');
});
