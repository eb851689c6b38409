import { describe, expect, test } from 'vitest';
import { readReleased, releasedPeriods } from '../../src/server/released.ts';
import { insertEvent } from '../../src/store/events.ts';
import { KEEP } from '../../src/store/retention.ts';
import { retain } from '../../src/turn/due/retention.ts';
import { loosen } from '../../src/turn/people/loosen.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { PILOT, peopleWho, save } from '../server/figures.ts';

const numbers = async (stage: Stage) => {
  const found = await readReleased(stage.world, 'serbia', '2026-H1');
  if ('error' in found) throw new Error(found.error);
  return found.release;
};

describe.each(DIALECTS)('the numbers of a closed half-year on %s', (dialect) => {
  test('are frozen, and outlive their events', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, PILOT);
    const before = await numbers(stage);
    await retain(stage.world);
    expect(await stage.rows('released')).toMatchObject([{ pilot: 'serbia', period: '2026-H1', numbers: before }]);
    await save(stage.store, peopleWho(9, { gender: 'man' }));
    expect(await numbers(stage)).toEqual(before);
    stage.clock.now += KEEP.events;
    await retain(stage.world);
    expect(await stage.rows('event')).toEqual([]);
    expect(await numbers(stage)).toEqual(before);
    expect((await releasedPeriods(stage.world, 'serbia')).at(-1)).toBe('2026-H1');
  });

  test('are the same when people are erased before that', async () => {
    await using stage = await openStage(dialect);
    await save(stage.store, PILOT);
    const before = await numbers(stage);
    const pseudonyms = [...new Set(PILOT.map(({ pseudonym }) => pseudonym ?? ''))];
    for (const pseudonym of pseudonyms.filter((_, i) => i % 3 === 0))
      await stage.store.tx((q) => loosen(stage.world, q, pseudonym));
    expect((await stage.rows('event')).filter(({ loosened }) => loosened).length).toBeGreaterThan(50);
    expect(await numbers(stage)).toEqual(before);
  });

  test('are worked out from what is there until they are frozen, and are not frozen while it is open', async () => {
    await using stage = await openStage(dialect);
    const [event] = peopleWho(1, { gender: 'woman' });
    if (event === undefined) throw new Error('nobody');
    await stage.store.tx((q) => insertEvent(q, { ...event, hour: stage.clock.now }));
    await retain(stage.world);
    expect(await stage.rows('released')).toEqual([]);
    await save(stage.store, PILOT);
    expect((await numbers(stage)).total).toBe(46);
    await retain(stage.world);
    await retain(stage.world);
    expect((await stage.rows('released')).map(({ period }) => period)).toEqual(['2026-H1']);
  });
});
