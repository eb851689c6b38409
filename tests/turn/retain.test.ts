import { describe, expect, test } from 'vitest';
import { periodsOf, readNumbers } from '../../src/server/released.ts';
import { insertEvent } from '../../src/store/events.ts';
import { KEEP } from '../../src/store/retention.ts';
import { retain } from '../../src/turn/due/retention.ts';
import { loosen } from '../../src/turn/people/loosen.ts';
import { DAY } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { PILOT, peopleWho, save } from '../server/figures.ts';

/** A stage is a demonstration: these are its people as real ones, before a server in production. */
const real = ({ world }: Stage) => ({ ...world, demo: false });
const REAL = PILOT.map((event) => ({ ...event, demo: false }));
const realPeople = (...who: Parameters<typeof peopleWho>) =>
  peopleWho(...who).map((event) => ({ ...event, demo: false }));

async function numbers(stage: Stage, period = '2026-H1') {
  const found = await readNumbers(real(stage), ['serbia'], period);
  if (found === undefined) throw new Error(`${period} is no half-year`);
  return found;
}
const shown = async (stage: Stage, period?: string) =>
  (await numbers(stage, period)).rows.flatMap(({ number, ...row }) => (number === null ? [] : [[row, number]]));

describe.each(DIALECTS)('the numbers of a pilot on %s', (dialect) => {
  test('are worked out once a half-year is closed, and outlive their events, what comes later, and another way', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, REAL);
    expect((await numbers(stage)).state).toBe('pending');
    expect(await shown(stage)).toEqual([]);
    await retain(real(stage));
    const before = await numbers(stage);
    expect(before.state).toBe('closed');
    expect(before.rows.every(({ number }) => number !== null && number % 5 === 0)).toBe(true);
    await save(stage.store, realPeople(9, { gender: 'man' }));
    stage.clock.now += DAY;
    await retain(real(stage));
    expect(await numbers(stage)).toEqual(before);
    stage.clock.now += KEEP.events;
    await retain(real(stage));
    expect(await stage.rows('event')).toEqual([]);
    expect(await numbers(stage)).toEqual(before);
    expect((await periodsOf(real(stage), 'serbia')).at(-1)).toBe('2026-H1');
  });

  test('are the same when people are erased before that, but for the chance of a new pseudonym', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, REAL);
    const pseudonyms = [...new Set(REAL.map(({ pseudonym }) => pseudonym ?? ''))];
    for (const pseudonym of pseudonyms.filter((_, i) => i % 3 === 0))
      await stage.store.tx((q) => loosen(real(stage), q, pseudonym));
    expect((await stage.rows('event')).filter(({ loosened }) => loosened).length).toBeGreaterThan(50);
    await retain(real(stage));
    const active = (await numbers(stage)).rows.find(({ indicator }) => indicator === 'active')?.number ?? 0;
    expect(Math.abs(active - 46)).toBeLessThanOrEqual(6);
  });

  test('of an open half-year are those of its closed months alone', async () => {
    await using stage = await openStage(dialect);
    const [event] = realPeople(1, { gender: 'woman' });
    if (event === undefined) throw new Error('nobody');
    await stage.store.tx((q) => insertEvent(q, { ...event, hour: stage.clock.now }));
    await retain(real(stage));
    const months = (rows: Awaited<ReturnType<typeof shown>>) => [
      ...new Set(rows.map(([row]) => (typeof row === 'object' ? row.month : undefined))),
    ];
    // November runs until the clock says December.
    expect(months(await shown(stage, '2026-H2'))).toEqual(['2026-07', '2026-08', '2026-09', '2026-10']);
    expect((await numbers(stage, '2026-H2')).state).toBe('open');
    const october = await shown(stage, '2026-H2');
    stage.clock.now = Date.UTC(2026, 11, 2);
    await retain(real(stage));
    const november = await shown(stage, '2026-H2');
    expect(months(november)).toContain('2026-11');
    expect(november).toEqual(expect.arrayContaining(october));
  });

  test('count the enrolled exactly, from the beginning, by the end of the half-year', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, REAL);
    const enrolled = REAL.filter(({ data }) => data.dimension === 'gender').map((event) => ({
      ...event,
      kind: 'enrolled',
      data: { month: '2026-04' },
    }));
    await save(stage.store, [...enrolled, ...enrolled.slice(0, 5)]);
    await retain(real(stage));
    expect(await stage.rows('enrolled')).toEqual([
      { pilot: 'serbia', demo: false, period: '2026-H1', people: 46, women: 31 },
    ]);
  });

  test('never mix real people and a demonstration', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, REAL);
    await save(stage.store, peopleWho(20, { gender: 'woman' }));
    await retain(stage.world);
    expect(new Set((await stage.rows('published')).map(({ demo }) => demo))).toEqual(new Set([true]));
    await retain(real(stage));
    const active = (await stage.rows('published')).filter(({ row }) => row === 'active');
    const shownOf = (isDemo: boolean) => active.find(({ demo }) => demo === isDemo)?.number ?? 0;
    expect([Math.abs(shownOf(true) - 20) <= 6, Math.abs(shownOf(false) - 46) <= 6]).toEqual([true, true]);
  });
});
