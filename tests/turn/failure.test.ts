import { describe, expect, test } from 'vitest';
import { HOUR } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { brokenContent, FAILING, JOIN, JOINED } from './support.ts';

const SECOND = 1000;
/** When a message is tried again, counted from each failure. */
const WAITS = [1, 4, 16, 64].map((seconds) => seconds * SECOND);
const queue = async (stage: Stage) => (await stage.rows('inbox')).filter(({ state }) => state !== 'done');

describe.each(DIALECTS)('a turn that fails on %s', (dialect) => {
  test('leaves nothing but its message, which is tried again when it is due', async () => {
    const content = brokenContent([FAILING]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN);
    const before = await Promise.all([stage.rows('outbox'), stage.rows('event'), stage.rows('person')]);
    await stage.hear('42', 'human');
    const [outbox, event, person] = await Promise.all([
      stage.rows('outbox'),
      stage.rows('event'),
      stage.rows('person'),
    ]);
    expect([outbox, event]).toEqual(before.slice(0, 2));
    expect(person).toEqual(before[2].map((row) => ({ ...row, inSeq: row.inSeq + 1, waiting: 1 })));
    expect(await stage.rows('request')).toEqual([]);
    expect(await queue(stage)).toMatchObject([
      { state: 'queued', attempts: 1, due: stage.clock.now + 1000, reason: 'FlowError: no flow nowhere' },
    ]);
    content.mend();
    stage.clock.now += 999;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(JOINED);
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('Your request is with our counsellors.');
    expect(await stage.rows('request')).toHaveLength(1);
    expect(await queue(stage)).toEqual([]);
  });

  test('holds up what the person writes after it, and nobody else', async () => {
    const content = brokenContent([FAILING]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN);
    await stage.hear('42', 'human', 'Not now', 'Book an appointment', 'Finding a job');
    await stage.hear('43', ...JOIN);
    expect(stage.texts('42')).toHaveLength(JOINED);
    expect(stage.texts('43')).toHaveLength(JOINED);
    content.mend();
    stage.clock.now += 1000;
    await stage.pump.settle();
    expect(stage.texts('42').slice(JOINED)).toEqual([
      expect.stringContaining('Your request is with our counsellors.'),
      expect.any(String),
      'What is it about?',
      'Whom would you like to meet?',
    ]);
    expect(await stage.rows('person')).toMatchObject([{ waiting: 0 }, { waiting: 0 }]);
  });

  test('is given up after five tries, with an apology, and the person goes on', async () => {
    await using stage = await openStage(dialect, { content: brokenContent([FAILING]) });
    await stage.hear('42', ...JOIN, 'human', 'Book an appointment');
    for (const [i, wait] of WAITS.entries()) {
      expect(await queue(stage)).toMatchObject([{ attempts: i + 1, due: stage.clock.now + wait }, { attempts: 0 }]);
      stage.clock.now += wait - 1;
      await stage.pump.settle();
      expect(stage.texts('42')).toHaveLength(JOINED);
      stage.clock.now += 1;
      await stage.pump.settle();
    }
    expect(stage.texts('42').slice(JOINED)).toEqual([
      expect.stringContaining('something went wrong with your last message'),
      'What is it about?',
    ]);
    expect(await queue(stage)).toMatchObject([
      { state: 'dead', attempts: 5, reason: 'FlowError: no flow nowhere', body: expect.anything() },
    ]);
    await stage.hear('42', 'Finding a job');
    expect(stage.texts('42').at(-1)).toBe('Whom would you like to meet?');
  });

  test('that nobody wrote is given up without a word, and the person goes on', async () => {
    const { start, steps } = FAILING;
    await using stage = await openStage(dialect, {
      content: brokenContent([{ flow: 'appointment-missed', timer: 'appointment-missed', start, steps }]),
    });
    await stage.hear('42', ...JOIN);
    const [{ id } = { id: '' }] = await stage.rows('person');
    await stage.execute(`insert into timer (key, person, kind, target, at, until)
      values ('missed', '${id}', 'appointment-missed', '', ${stage.clock.now}, ${stage.clock.now + HOUR})`);
    await stage.pump.settle();
    for (const wait of WAITS) {
      expect(await queue(stage)).toMatchObject([{ state: 'queued' }]);
      stage.clock.now += wait;
      await stage.pump.settle();
    }
    expect(await queue(stage)).toMatchObject([{ state: 'dead', attempts: 5 }]);
    expect(stage.texts('42')).toHaveLength(JOINED);
    await stage.hear('42', 'Book an appointment');
    expect(stage.texts('42').slice(JOINED)).toEqual(['What is it about?']);
    expect(await stage.rows('person')).toMatchObject([{ waiting: 0 }]);
  });

  test.each([
    ['words of danger', { flow: 'danger', danger: true }, 'my husband beats me'],
    ['tap on safety', { flow: 'safety', act: 'safety', traceless: true }, { kind: 'tap', button: 's.safety' }],
  ] as const)('keeps no %s once it is given up', async (_, header, said) => {
    const { start, steps } = FAILING;
    await using stage = await openStage(dialect, { content: brokenContent([{ ...header, start, steps }]) });
    await stage.hear('42', ...JOIN, said);
    expect(await queue(stage)).toMatchObject([{ state: 'queued', body: expect.anything() }]);
    for (const wait of WAITS) {
      stage.clock.now += wait;
      await stage.pump.settle();
    }
    expect(await queue(stage)).toMatchObject([{ state: 'dead', body: null }]);
  });

  test('keeps no name of somebody once it is given up', async () => {
    const { steps, ...header } = FAILING;
    const asks = {
      unknown: { kind: 'ask', expect: 'text', max: 80, save: 'words', next: 'keep' },
      keep: { kind: 'do', action: 'cv.name', on: { done: 'nowhere', letters: 'nowhere' } },
    } as const;
    const flow = { ...header, start: 'unknown', steps: { ...steps, ...asks } };
    await using stage = await openStage(dialect, { content: brokenContent([flow]) });
    await stage.hear('42', ...JOIN, 'human', 'Amal Haddad');
    for (const wait of WAITS) {
      stage.clock.now += wait;
      await stage.pump.settle();
    }
    expect(await queue(stage)).toMatchObject([{ state: 'dead', body: null }]);
  });

  test('is its own trouble where stored data cannot be read: nothing is refused', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await stage.execute(`update service set data = '{"nonsense": true}'`);
    await stage.hear('42', 'Services here');
    expect(await queue(stage)).toMatchObject([{ state: 'queued', attempts: 1, reason: 'ZodError' }]);
  });

  test('is its own trouble where the database will never take a row', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const [{ id } = { id: '' }] = await stage.rows('person');
    await stage.execute(`insert into outbox (person, seq, contact, channel, card, at, state, due, attempts)
      values ('${id}', ${JOINED + 1}, '', '', ${dialect === 'sqlite' ? 0 : false}, 0, 'sent', 0, 0)`);
    await stage.hear('42', 'Book an appointment');
    expect(await queue(stage)).toMatchObject([{ state: 'queued', attempts: 1 }]);
  });
});
