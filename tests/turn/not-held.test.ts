import { expect } from 'vitest';
import type { Principal } from '../../src/store/principal.ts';
import { markByStaff, unmarkByStaff } from '../../src/turn/appointments/by-staff.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, TO_TIMES } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
const APOLOGY =
  'We are sorry. Your appointment did not take place. That was because of us, not because of you. Would you like another time?';

/** Somebody with an appointment that has begun. */
async function begun(stage: Stage) {
  await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  const [talk] = await stage.rows('appointment');
  if (talk === undefined) throw new Error('nothing was booked');
  stage.clock.now = talk.startAt + 20 * MINUTE;
  return talk;
}

/** The marks that are counted, each with whether it is counted under a pseudonym. */
const counted = async (stage: Stage) =>
  (await stage.rows('event'))
    .filter(({ kind }) => /appointment-(arrived|missed|not-held)/.test(kind))
    .map(({ kind, data, pseudonym }) => [kind, data, pseudonym !== null]);

async function apologies(stage: Stage, later: number): Promise<number> {
  stage.clock.now += later;
  await stage.pump.settle();
  return stage.texts('42').filter((text) => text === APOLOGY).length;
}

onBoth('an appointment that was not held because of us on %s', (dialect, test) => {
  test('is counted as ours and not as missed; the person gets an apology once, and a way to another time', async () => {
    await using stage = await openStage(dialect);
    const { id } = await begun(stage);
    expect(await markByStaff(stage.world, BY, id, 'not-held')).toBe('done');
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'not-held', markedAt: stage.clock.now }]);
    expect(await counted(stage)).toEqual([['appointment-not-held', { topic: 'job' }, true]]);
    expect(await apologies(stage, 5 * MINUTE - 1)).toBe(0);
    expect(await apologies(stage, 1)).toBe(1);
    expect(labels(stage.last('42'))).toEqual(['Book an appointment', 'Talk to our team']);
    expect(await apologies(stage, DAY)).toBe(1);
    await stage.hear('42', 'Book an appointment');
    expect(stage.texts('42').at(-1)).toContain('What is it about?');
  });

  test('can be said from its start, and once', async () => {
    await using stage = await openStage(dialect);
    const { id, startAt } = await begun(stage);
    stage.clock.now = startAt - 1;
    expect(await markByStaff(stage.world, BY, id, 'not-held')).toBe('early');
    stage.clock.now = startAt;
    expect(await markByStaff(stage.world, BY, id, 'not-held')).toBe('done');
    expect(await markByStaff(stage.world, BY, id, 'missed')).toBe('gone');
    expect(await counted(stage)).toHaveLength(1);
  });

  test('is told by day', async () => {
    await using stage = await openStage(dialect);
    const { id, startAt } = await begun(stage);
    // The talk begins at nine; this is a quarter past nine in the evening.
    stage.clock.now = startAt + 12.25 * HOUR;
    await markByStaff(stage.world, BY, id, 'not-held');
    expect(await apologies(stage, 10.75 * HOUR - 1)).toBe(0);
    expect(await apologies(stage, 1)).toBe(1);
  });

  test('is taken back with what it counted and with the apology, and can be marked as missed then', async () => {
    await using stage = await openStage(dialect);
    const { id } = await begun(stage);
    await markByStaff(stage.world, BY, id, 'not-held');
    expect(await unmarkByStaff(stage.world, BY, id)).toBe('done');
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'scheduled', markedAt: null }]);
    expect(await counted(stage)).toEqual([]);
    await markByStaff(stage.world, BY, id, 'missed');
    expect(await counted(stage)).toEqual([['appointment-missed', { topic: 'job', reminded: 'none' }, true]]);
    expect(await apologies(stage, HOUR)).toBe(0);
    expect(stage.texts('42').at(-1)).toContain('We did not meet this time.');
  });

  test.each(['before', 'after'])('says nothing to somebody who said STOP %s the mark', async (order) => {
    await using stage = await openStage(dialect);
    const { id } = await begun(stage);
    if (order === 'before') await stage.hear('42', 'stop');
    expect(await markByStaff(stage.world, BY, id, 'not-held')).toBe('done');
    if (order === 'after') await stage.hear('42', 'stop');
    expect(await apologies(stage, DAY)).toBe(0);
  });

  test('is of its own pilot alone', async () => {
    await using stage = await openStage(dialect);
    const { id } = await begun(stage);
    const other: Principal = { ...BY, pilots: ['milan'] };
    expect(await markByStaff(stage.world, other, id, 'not-held')).toBe('gone');
    await markByStaff(stage.world, BY, id, 'not-held');
    expect(await unmarkByStaff(stage.world, other, id)).toBe('gone');
    expect(await counted(stage)).toHaveLength(1);
  });
});
