import { describe, expect, test } from 'vitest';
import { OWNED } from '../../src/store/belongings.ts';
import { cancellationsOf } from '../../src/store/cancellations.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { brokenContent, FAILING, JOIN, press, TO_TIMES } from './support.ts';

const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];
const BOOK = ['menu', 'Book an appointment', 'Finding a job', 'No preference', 'Fri 27 Nov', '09:00', 'Yes, book it'];

/** How much is left that names somebody. */
async function left(stage: Stage) {
  const tables = ['person', ...OWNED] as const;
  const counts = await Promise.all(tables.map(async (table) => [table, (await stage.rows(table)).length] as const));
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

const gone = expect.stringContaining('Everything about you is being deleted');

describe.each(DIALECTS)('erasure on %s', (dialect) => {
  test('cancels, withdraws, and leaves nothing once the confirmation is out', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...BOOK, 'human', 'Not now', press('show-code'), ...ERASE.slice(0, -1));
    expect(await stage.rows('shownCode')).toHaveLength(1);
    const [booked] = await stage.rows('appointment');
    expect(booked).toMatchObject({ status: 'scheduled' });
    expect(await stage.rows('request')).toMatchObject([{ state: 'open' }]);
    await stage.hear('42', 'Delete now');
    expect(stage.texts('42').at(-1)).toEqual(gone);
    expect(await left(stage)).toEqual({});
    expect(await stage.rows('claim')).toEqual([]);
    const told = await cancellationsOf(stage.store.read, testVault(), booked?.counsellor ?? '');
    expect(told).toMatchObject([{ id: booked?.id, reference: booked?.reference, startAt: booked?.startAt }]);
    const kinds = (await stage.rows('event')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'appointment-cancelled' || kind === 'erased')).toHaveLength(2);
  });

  test('waits for the confirmation to get through, for a day at most', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...ERASE.slice(0, -1));
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + HOUR, why: '429' });
    await stage.hear('42', 'Delete now');
    expect(await left(stage)).toMatchObject({ person: 1, personKey: 1, contact: 1 });
    expect(await stage.rows('person')).toMatchObject([{ conversation: null }]);
    stage.clock.now += HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toEqual(gone);
    expect(await left(stage)).toEqual({});
  });

  test('ends after 24 hours, though the confirmation never got through', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...ERASE.slice(0, -1));
    const erased = stage.clock.now;
    stage.telegram.outcomes.push({ result: 'retry', at: erased + DAY, why: '429' });
    await stage.hear('42', 'Delete now');
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    stage.clock.now = erased + DAY - 1;
    await stage.pump.settle();
    expect(await left(stage)).toMatchObject({ person: 1, personKey: 1 });
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(await left(stage)).toEqual({});
  });

  test('ends at once where the confirmation can never get through', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...ERASE.slice(0, -1));
    stage.telegram.outcomes.push({ result: 'never', why: 'Forbidden', blocked: true });
    await stage.hear('42', 'Delete now');
    expect(await left(stage)).toEqual({});
  });

  test('gives way to a new person where somebody writes again before that, at once from two sides', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    await stage.hear('42', ...JOIN, ...ERASE.slice(0, -1));
    const [{ id: before } = { id: '' }] = await stage.rows('person');
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + HOUR, why: '429' });
    await stage.hear('42', 'Delete now');
    await Promise.all([
      stage.pump.receive([stage.incoming('42', 'hello')]),
      other.pump.receive([stage.incoming('42', 'hello')]),
    ]);
    await stage.pump.settle();
    const people = await stage.rows('person');
    expect(people).toMatchObject([{ inSeq: 2, consented: false, forgetAt: null }]);
    expect(people[0]?.id).not.toBe(before);
    expect(stage.texts('42').at(-1)).toContain('Choose your language');
    stage.clock.now += 2 * DAY;
    await stage.pump.settle();
    expect(await stage.rows('person')).toEqual(people);
    expect(stage.texts('42')).not.toContainEqual(gone);
  });

  test('takes along what was written before the confirmation could be read', async () => {
    const content = brokenContent([FAILING]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...ERASE.slice(0, -1), 'human', 'Not now', 'Delete now', 'one more thing');
    expect(await stage.rows('person')).toMatchObject([{ waiting: 4 }]);
    content.mend();
    stage.clock.now += 1000;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toEqual(gone);
    expect(await left(stage)).toEqual({});
  });

  test('holds: an old message that is delivered again resurrects nobody', async () => {
    await using stage = await openStage(dialect);
    const first = stage.incoming('42', 'hello');
    await stage.pump.receive([first]);
    await stage.hear('42', ...JOIN.slice(1), ...ERASE);
    expect(await left(stage)).toEqual({});
    const sent = stage.telegram.sent.length;
    stage.clock.now += 7 * DAY;
    await stage.pump.receive([first]);
    await stage.pump.settle();
    expect(await left(stage)).toEqual({});
    expect(stage.telegram.sent).toHaveLength(sent);
  });

  test('works for somebody who only looks around, and leaves no event of a person', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', ...ERASE);
    expect(await left(stage)).toEqual({});
    expect((await stage.rows('event')).every(({ pseudonym }) => pseudonym === null)).toBe(true);
  });

  test('spares the neighbour', async () => {
    await using stage = await openStage(dialect);
    for (const handle of ['42', '43']) await stage.hear(handle, ...JOIN, ...TO_TIMES);
    await stage.hear('42', '09:00', 'Yes, book it');
    await stage.hear('43', '10:20', 'Yes, book it', ...ERASE);
    expect(await stage.rows('person')).toHaveLength(1);
    await stage.hear('42', 'My appointments');
    expect(stage.texts('42').at(-1)).toContain('Your next appointments:');
  });
});
