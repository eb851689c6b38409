import { pino } from 'pino';
import { expect } from 'vitest';
import type { Content } from '../../src/conversation/message.ts';
import { loadPerson, savePerson } from '../../src/store/people.ts';
import { fetchReplies } from '../../src/turn/send/transcript.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { brokenContent, conversationOf, FAILING, JOIN, labels, press } from './support.ts';

/** From the menu to the last question of the first month; the next word leads to the flow that leaves no trace. */
const FIRST_MONTH = ['menu', 'Steps to work', 'The first month', 'Go on', 'Next', 'Next'];
const TROUBLE = 'Trouble at work';
const UNSAFE = 'It is not safe there';
const WHAT = 'What is it about? Your answer here is not kept.';
/** What the flow says last. */
const MORE = 'What next?';
/** What is asked before the flow, and after it. */
const BEFORE = 'Something is wrong with pay, hours or people at work?';
/** The words that only the flow itself puts into a conversation: its name, its answers, and what they look like. */
const TRACES = [
  'at-work',
  '"pay"',
  '"harassment"',
  '"danger"',
  ...['pay', 'harassment', 'danger'].map((id) => content.model.texts.raw('en', `at-work:what.options.${id}`) ?? ''),
];

const traceIn = (conversation: object): string[] => {
  const json = JSON.stringify(conversation);
  return TRACES.filter((word) => json.includes(word));
};
const lapseAt = async (stage: Stage) => (await stage.rows('person'))[0]?.lapseAt;
const tallies = async (stage: Stage) =>
  (await stage.rows('tally')).map(({ pilot, period, kind, count }) => `${pilot} ${period} ${kind} ${count}`).sort();
const reminded = (stage: Stage) => stage.texts('42').filter((text) => text === 'Reminder: today.').length;
const ids = async (stage: Stage) => new Set((await stage.rows('event')).map(({ id }) => id));
/** The events that were not there before. Rows of events have no order. */
const eventsSince = async (stage: Stage, before: ReadonlySet<number>) =>
  (await stage.rows('event')).filter(({ id }) => !before.has(id)).map(({ kind, data }) => ({ kind, data }));
/** Content in which neither an answer about pay nor the word for a human can be handled, until it is mended. */
function payBroken() {
  const flow = content.model.flowsOf(null)['at-work'];
  if (flow === undefined) throw new Error('no flow at-work');
  const pay = { kind: 'call', flow: 'nowhere', next: 'end' } as const;
  return brokenContent([FAILING, { ...flow, steps: { ...flow.steps, pay } }]);
}

/** A tap on the option with this label in the newest question. */
function tap(stage: Stage, label: string): Content {
  const reply = stage.last('42');
  const option = reply.kind === 'choice' ? reply.options.find((one) => one.label === label) : undefined;
  if (option === undefined) throw new Error(`no option ${label}`);
  return { kind: 'tap', button: option.id };
}

onBoth('trouble at work on %s', (dialect, test) => {
  test('is counted each time that it begins, and under nobody', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const before = await ids(stage);
    await stage.hear('42', TROUBLE, UNSAFE, 'Something else', 'Pay or hours');
    expect(await tallies(stage)).toEqual(['serbia 2026-H2 at-work 1']);
    await stage.hear('42', tap(stage, 'Back'));
    await stage.hear('42', TROUBLE, 'Words, hands, threats');
    await stage.hear('42', tap(stage, 'Back'));
    expect(await eventsSince(stage, before)).toEqual([]);
    expect(await tallies(stage)).toEqual(['serbia 2026-H2 at-work 2']);
    expect((await stage.rows('tally')).every(({ demo }) => demo)).toBe(true);
  });

  test('is counted by pilot and half-year, for those who look around too', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE);
    await stage.hear('43', 'hello', 'English', 'Milan', 'Just look around', 'Steps to work', 'The first month');
    for (let i = 0; i < 9 && !labels(stage.last('43')).includes(TROUBLE); i += 1)
      await stage.hear('43', labels(stage.last('43')).includes('Next') ? 'Next' : 'Go on');
    await stage.hear('43', TROUBLE, UNSAFE);
    stage.clock.now = Date.UTC(2027, 0, 2, 9);
    await stage.hear('42', 'hello', TROUBLE);
    expect(await tallies(stage)).toEqual([
      'milan 2026-H2 at-work 1',
      'serbia 2026-H2 at-work 1',
      'serbia 2027-H1 at-work 1',
    ]);
    expect(JSON.stringify((await stage.rows('event')).map(({ kind, data }) => [kind, data]))).not.toContain('at-work');
  });

  test('leaves no message in the inbox, whether it is tapped, typed, or something else', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const before = (await stage.rows('inbox')).length;
    await stage.hear('42', TROUBLE, UNSAFE, 'Something else', 'he does not pay me', { kind: 'media', media: 'photo' });
    await stage.hear('42', tap(stage, 'Pay or hours'));
    await stage.hear('42', tap(stage, 'Back'));
    expect(stage.texts('42').at(-1)).toContain(BEFORE);
    await stage.hear('42', tap(stage, TROUBLE));
    await stage.hear('42', 'menu', 'help');
    const rows = await stage.rows('inbox');
    expect(rows.slice(0, before).filter(({ body }) => body === null)).toEqual([]);
    // All but the last one, which is said at the menu.
    expect(rows.slice(before).map(({ body }) => body === null)).toEqual([...Array(9).fill(true), false]);
    expect(rows.every(({ state }) => state === 'done')).toBe(true);
  });

  test('leaves no reply in the outbox, once it was shown or cannot be', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const before = (await stage.rows('outbox')).length;
    await stage.hear('42', TROUBLE);
    expect(stage.texts('42').at(-1)).toBe(WHAT);
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + MINUTE, why: '429' });
    await stage.hear('42', UNSAFE);
    const kept = async () => (await stage.rows('outbox')).slice(before).map(({ body }) => body !== null);
    expect(await kept()).toEqual([false, true, true]);
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    stage.clock.now += MINUTE;
    await stage.pump.settle();
    expect(await kept()).toEqual([false, false, false]);
    expect((await stage.rows('outbox')).slice(before).map(({ state }) => state)).toEqual(['sent', 'failed', 'sent']);
    await stage.hear('42', tap(stage, 'Back'));
    expect(await kept()).toEqual([false, false, false, true]);
  });

  test('is shown once on a page that fetches', async () => {
    await using stage = await openStage(dialect);
    for (const words of [...JOIN, ...FIRST_MONTH])
      await stage.pump.receive([stage.incoming('page', words, 'web-chat')]);
    const { now } = await fetchReplies(stage.world, 'web-chat', 'page', null);
    for (const words of [TROUBLE, UNSAFE]) await stage.pump.receive([stage.incoming('page', words, 'web-chat')]);
    const shown = await fetchReplies(stage.world, 'web-chat', 'page', now);
    expect(shown.replies.map(({ reply }) => 'text' in reply && reply.text)).toEqual([
      WHAT,
      expect.stringContaining('Say at once that it is not safe.'),
      MORE,
    ]);
    await fetchReplies(stage.world, 'web-chat', 'page', shown.now);
    expect((await fetchReplies(stage.world, 'web-chat', 'page', now)).replies).toEqual([]);
    const cards = (await stage.rows('outbox')).filter(({ card }) => card);
    expect(cards.map(({ body }) => body)).toEqual(Array(3).fill(null));
  });

  test('is in the conversation only while it goes on, and never where the step is kept for another day', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const { way } = await conversationOf(stage);
    expect(way?.left['first-month']).toMatchObject([{ flow: 'first-month', step: 'keep' }]);
    for (const said of [TROUBLE, UNSAFE, 'Something else', 'Pay or hours']) {
      await stage.hear('42', said);
      const during = await conversationOf(stage);
      expect(during.stack.at(-1)?.flow).toBe('at-work');
      expect(during.way).toEqual(way);
      expect(await lapseAt(stage)).toBe(stage.clock.now + 30 * MINUTE);
    }
    await stage.hear('42', tap(stage, 'Back'));
    expect(stage.texts('42').at(-1)).toContain(BEFORE);
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    expect(await lapseAt(stage)).toBeNull();
  });

  test('leads to services and to numbers, where it goes on until the menu, or until its time is over', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const before = (await stage.rows('inbox')).length;
    const { way } = await conversationOf(stage);
    await stage.hear('42', TROUBLE, UNSAFE);
    for (const said of [press('services'), 'Legal aid']) {
      await stage.hear('42', said);
      expect((await conversationOf(stage)).way).toEqual(way);
      expect(await lapseAt(stage)).toBe(stage.clock.now + 30 * MINUTE);
    }
    expect(labels(stage.last('42'))).toContain('BCHR');
    await stage.hear('42', 'menu');
    expect([traceIn(await conversationOf(stage)), await lapseAt(stage)]).toEqual([[], null]);
    const bodies = async () => (await stage.rows('inbox')).slice(before).map(({ body }) => body);
    expect(await bodies()).toEqual(Array(5).fill(null));
    await stage.hear('42', 'Steps to work', 'The first month', TROUBLE, UNSAFE, 'Important numbers');
    expect(stage.texts('42').join('\n')).toContain('192');
    stage.clock.now += 30 * MINUTE;
    await stage.pump.settle();
    expect([traceIn(await conversationOf(stage)), await lapseAt(stage)]).toEqual([[], null]);
    expect((await bodies()).slice(-3)).toEqual([null, null, null]);
  });

  test.each([
    ['menu', 'How can we help you?'],
    ['stop', 'Your steps, plans and questions are deleted.'],
    ['exit', ''],
  ])('is left by the word %s, without a trace', async (word, answer) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE, UNSAFE, word);
    expect(stage.texts('42').at(-1)).toContain(answer);
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    expect(await lapseAt(stage)).toBeNull();
    expect((await stage.rows('inbox')).slice(-3).map(({ body }) => body)).toEqual([null, null, null]);
  });

  test('is forgotten after half an hour without a message, and what was before it stays', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH);
    const { way, profile } = await conversationOf(stage);
    await stage.hear('42', TROUBLE, UNSAFE);
    stage.clock.now += 10 * MINUTE;
    await stage.hear('42', 'Something else');
    const over = stage.clock.now + 30 * MINUTE;
    stage.clock.now = over - 1;
    await stage.pump.settle();
    expect(traceIn(await conversationOf(stage))).not.toEqual([]);
    stage.clock.now = over;
    const sent = stage.telegram.sent.length;
    await stage.pump.settle();
    const after = await conversationOf(stage);
    expect(traceIn(after)).toEqual([]);
    expect(after).toMatchObject({ way, profile, options: [], standing: [] });
    expect(after.stack.map(({ flow }) => flow)).toEqual(['main', 'way', 'first-month']);
    expect(await lapseAt(stage)).toBeNull();
    // Nobody is told: somebody else may look at the phone.
    expect(stage.telegram.sent).toHaveLength(sent);
  });

  test.each([
    ['a typed answer', async (): Promise<Content> => ({ kind: 'text', text: 'Pay or hours' })],
    ['a tap', async (stage: Stage): Promise<Content> => tap(stage, 'Pay or hours')],
    ['an open page', async (): Promise<Content> => ({ kind: 'text', text: 'hello' })],
  ])('goes on kindly with %s after 31 minutes, whether or not the server has looked since', async (_, late) => {
    for (const looks of [true, false]) {
      await using stage = await openStage(dialect);
      await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE);
      const said = await late(stage);
      stage.clock.now += 31 * MINUTE;
      if (looks) await stage.pump.settle();
      const sent = stage.telegram.sent.length;
      await stage.hear('42', said);
      // Once nothing is left of the flow, its label is a question as good as any.
      const [answer, ...more] = stage.texts('42').slice(sent).reverse();
      expect(answer).toContain(BEFORE);
      expect(more).toEqual(looks && said.kind === 'text' && said.text !== 'hello' ? ['Is this what you mean?'] : []);
      expect(labels(stage.last('42'))).toContain(TROUBLE);
      expect(traceIn(await conversationOf(stage))).toEqual([]);
      const inbox = await stage.rows('inbox');
      expect(inbox.filter(({ state }) => state !== 'done')).toEqual([]);
      // The answer is one all the same, though it is not taken any more.
      if (!looks) expect(inbox.at(-1)?.body).toBeNull();
    }
  });

  test('leaves no answer in a dead letter, and is forgotten all the same', async () => {
    await using stage = await openStage(dialect, { content: payBroken() });
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE);
    await stage.hear('43', ...JOIN);
    const over = stage.clock.now + 30 * MINUTE;
    const before = (await stage.rows('inbox')).length;
    for (const [handle, said] of [
      ['42', 'Pay or hours'],
      ['42', 'human'],
      ['43', 'human'],
    ] as const)
      await stage.pump.receive([stage.incoming(handle, said)]);
    for (let i = 0; i < 15; i += 1) {
      await stage.pump.settle();
      stage.clock.now += MINUTE;
    }
    const dead = (await stage.rows('inbox')).filter(({ state }) => state === 'dead');
    expect(dead).toHaveLength(3);
    expect(await stage.rows('inbox')).toHaveLength(before + 3);
    // Only what was said at the menu is kept, for whoever looks for the cause.
    const other = (await stage.rows('person')).find(({ lapseAt: at }) => at === null);
    expect(dead.filter(({ body }) => body !== null).map(({ person }) => person)).toEqual([other?.id]);
    expect(stage.texts('42').filter((text) => text.includes('something went wrong'))).toHaveLength(2);
    stage.clock.now = over;
    await stage.pump.settle();
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    expect((await stage.rows('person')).map(({ lapseAt: at }) => at)).toEqual([null, null]);
  });

  test('is forgotten for others where the conversation of one cannot be opened, which is logged once', async () => {
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
    await using stage = await openStage(dialect, { log });
    await stage.hear('41', ...JOIN);
    const [row] = await stage.rows('person');
    await stage.hear('41', ...FIRST_MONTH, TROUBLE, UNSAFE);
    await stage.hear('42', ...JOIN, 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day');
    const morning = Date.UTC(2026, 10, 25, 7);
    await stage.hear('42', 'Wed 25 Nov', 'Yes, remind me');
    stage.clock.now = morning - 40 * MINUTE;
    await stage.hear('41', 'hello', TROUBLE, UNSAFE);
    await stage.hear('42', ...FIRST_MONTH, TROUBLE);
    const damaged = Buffer.from('damaged');
    await stage.store.tx(async (q) => {
      const person = await loadPerson(q, row?.id ?? '');
      if (person === undefined) throw new Error('nobody is there');
      await savePerson(q, { ...person, conversation: damaged });
    });
    lines.length = 0;
    stage.clock.now += 30 * MINUTE;
    await stage.pump.settle();
    stage.clock.now = morning;
    await stage.pump.settle();
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    expect(reminded(stage)).toBe(1);
    const people = await stage.rows('person');
    expect(people.map(({ lapseAt: at }) => at)).toEqual([null, null]);
    expect(people.find(({ id }) => id === row?.id)?.conversation).toEqual(damaged);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, alert: 'lapse' }]);
    expect(lines.join()).not.toMatch(/at-work|danger/);
  });

  test('ends on time though the server goes down in its midst, and comes up later', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE, UNSAFE);
    const over = stage.clock.now + 30 * MINUTE;
    await stage.pump.stop();
    stage.clock.now += 5 * MINUTE;
    const second = stage.beside();
    await second.pump.settle();
    expect(await lapseAt(stage)).toBe(over);
    expect((await conversationOf(stage)).stack.at(-1)?.flow).toBe('at-work');
    stage.clock.now = over + DAY;
    const third = stage.beside();
    await third.pump.settle();
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    expect(await lapseAt(stage)).toBeNull();
  });

  test('is forgotten once where several instances look at the same time, and an answer in time is not lost', async () => {
    await using stage = await openStage(dialect);
    const others = [stage.beside(), stage.beside()];
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE);
    stage.clock.now += 30 * MINUTE;
    await Promise.all([stage, ...others].map(({ pump }) => pump.settle()));
    expect(traceIn(await conversationOf(stage))).toEqual([]);
    await stage.hear('42', 'hello', TROUBLE);
    stage.clock.now += 20 * MINUTE;
    await stage.hear('42', UNSAFE);
    stage.clock.now += 20 * MINUTE;
    await Promise.all([stage, ...others].map(({ pump }) => pump.settle()));
    await stage.hear('42', 'Something else');
    expect(stage.texts('42').at(-1)).toBe(WHAT);
  });

  test('is not in the way of a reminder that comes in its midst', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day');
    await stage.hear('42', 'Wed 25 Nov', 'Yes, remind me');
    const morning = Date.UTC(2026, 10, 25, 7);
    stage.clock.now = morning - 10 * MINUTE;
    await stage.hear('42', ...FIRST_MONTH, TROUBLE);
    stage.clock.now = morning;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toBe('Reminder: today.');
    await stage.hear('42', 'Pay or hours');
    expect(stage.texts('42').at(-1)).toBe(MORE);
    stage.clock.now += 31 * MINUTE;
    await stage.pump.settle();
    expect(traceIn(await conversationOf(stage))).toEqual([]);
  });

  test.each([
    ['in its midst', 10],
    ['only when its time is over', 40],
  ])("does not go on longer with a reminder that comes %s: the person's own last message counts", async (_, early) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day');
    await stage.hear('42', 'Wed 25 Nov', 'Yes, remind me');
    const morning = Date.UTC(2026, 10, 25, 7);
    const over = morning + (30 - early) * MINUTE;
    stage.clock.now = morning - early * MINUTE;
    await stage.hear('42', ...FIRST_MONTH, TROUBLE, UNSAFE);
    stage.clock.now = morning;
    await stage.pump.settle();
    expect(reminded(stage)).toBe(1);
    expect(await lapseAt(stage)).toBe(over > morning ? over : null);
    stage.clock.now = Math.max(over, morning);
    await stage.pump.settle();
    expect([traceIn(await conversationOf(stage)), await lapseAt(stage)]).toEqual([[], null]);
  });

  test('goes with everything else in an erasure in its midst', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE, UNSAFE);
    await stage.hear('42', press('delete-everything'), 'Yes, delete');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + 40 * MINUTE, why: '429' });
    await stage.hear('42', 'Delete now');
    expect(await stage.rows('person')).toMatchObject([{ conversation: null, lapseAt: null }]);
    stage.clock.now += 31 * MINUTE;
    await stage.pump.settle();
    expect(await stage.rows('person')).toMatchObject([{ conversation: null, lapseAt: null }]);
    stage.clock.now += 10 * MINUTE;
    await stage.pump.settle();
    for (const table of ['person', 'personKey', 'inbox', 'outbox'] as const)
      expect(await stage.rows(table)).toEqual([]);
    expect(await tallies(stage)).toEqual(['serbia 2026-H2 at-work 1']);
    expect(JSON.stringify((await stage.rows('event')).map(({ data }) => data))).not.toContain('at-work');
  });

  test('is what it was for somebody who says no to an erasure in its midst', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FIRST_MONTH, TROUBLE, UNSAFE, press('delete-everything'));
    await stage.hear('42', tap(stage, labels(stage.last('42')).at(-1) ?? ''));
    expect(stage.texts('42').at(-1)).toBe(MORE);
    expect(await lapseAt(stage)).toBe(stage.clock.now + 30 * MINUTE);
  });
});
