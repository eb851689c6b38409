import { describe, expect, test } from 'vitest';
import { leaseJobs, rescheduleJob, scheduleJob } from '../../src/store/jobs.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { tick } from '../../src/turn/due/tick.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, JOINED, TO_TIMES } from './support.ts';

const LOOK = ['hello', 'English', 'Serbia', 'Just look around'];
const MIDNIGHT = START - (START % DAY);

/** Lets the retention job run at a time. */
async function purgeAt(stage: Stage, now: number): Promise<void> {
  stage.clock.now = now;
  await stage.execute('delete from job');
  await scheduleJobs(stage.world);
  expect(await runJobs(stage.world)).toBe(1);
}

describe.each(DIALECTS)('retention on %s', (dialect) => {
  test.each([
    ['seen', 9 * DAY, JOIN.length],
    ['inbox', 90 * DAY, JOIN.length],
    ['outbox', 90 * DAY, JOINED],
  ] as const)('keeps %s for %i ms', async (table, keep, count) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await purgeAt(stage, START + keep);
    expect(await stage.rows(table)).toHaveLength(count);
    await purgeAt(stage, START + keep + 1);
    expect(await stage.rows(table)).toEqual([]);
    // Whoever consented stays, with all that they are.
    expect(await stage.rows('person')).toHaveLength(1);
    expect(await stage.rows('contact')).toHaveLength(1);
  });

  test('keeps what waits, however old it is', async () => {
    await using stage = await openStage(dialect);
    stage.telegram.outcomes.push({ result: 'pause', why: 'token' });
    await stage.hear('42', 'hello');
    await purgeAt(stage, START + 91 * DAY);
    expect(await stage.rows('outbox')).toMatchObject([{ state: 'queued' }]);
  });

  test('keeps claims until the time that they are on is long gone', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const start = Date.UTC(2026, 10, 25, 8);
    await purgeAt(stage, start + 7 * DAY);
    expect(await stage.rows('claim')).toHaveLength(14);
    await purgeAt(stage, start + 7 * DAY + 40 * MINUTE);
    expect(await stage.rows('claim')).toEqual([]);
  });

  test('ends a look around after 30 days without a message, and never a profile', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...LOOK);
    await stage.hear('43', ...JOIN);
    stage.clock.now = MIDNIGHT + 30 * DAY;
    await stage.pump.settle();
    expect(await stage.rows('person')).toHaveLength(2);
    stage.clock.now += 1;
    await stage.pump.settle();
    expect(await stage.rows('person')).toMatchObject([{ consented: true }]);
    expect(await stage.rows('personKey')).toHaveLength(1);
  });

  test('spares a look around that goes on at the very moment it would end', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...LOOK);
    stage.clock.now += 31 * DAY;
    await Promise.all([tick(stage.world), stage.pump.receive([stage.incoming('42', 'help')])]);
    await stage.pump.settle();
    expect(await stage.rows('person')).toMatchObject([{ waiting: 0 }]);
    expect(stage.telegram.sent.length).toBeGreaterThan(LOOK.length);
  });
});

describe.each(DIALECTS)('jobs on %s', (dialect) => {
  test('are run once, by whichever instance comes first, and come again', async () => {
    await using stage = await openStage(dialect);
    const other = stage.beside();
    await Promise.all([scheduleJobs(stage.world), scheduleJobs(other.world)]);
    const counts = await Promise.all([runJobs(stage.world), runJobs(other.world)]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await stage.rows('job')).toMatchObject([{ due: START + 6 * HOUR, attempts: 0, lease: null }]);
    stage.clock.now += 6 * HOUR - 1;
    expect(await runJobs(stage.world)).toBe(0);
    stage.clock.now += 1;
    expect(await runJobs(stage.world)).toBe(1);
  });

  test('that fail are tried again after a growing time, and say why', async () => {
    await using stage = await openStage(dialect);
    await scheduleJobs(stage.world);
    await stage.execute('alter table seen rename to elsewhere');
    for (const [i, minutes] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(await runJobs(stage.world)).toBe(1);
      const due = stage.clock.now + minutes * MINUTE;
      expect(await stage.rows('job')).toMatchObject([{ attempts: i + 1, due, reason: expect.stringMatching(/\w+/) }]);
      stage.clock.now = due - 1;
      expect(await runJobs(stage.world)).toBe(0);
      stage.clock.now = due;
    }
    await stage.execute('alter table elsewhere rename to seen');
    expect(await runJobs(stage.world)).toBe(1);
    expect(await stage.rows('job')).toMatchObject([{ attempts: 0, reason: null, due: stage.clock.now + 6 * HOUR }]);
  });

  test('are taken over when a lease is over, and what the first one reports late counts no more', async () => {
    await using stage = await openStage(dialect);
    await scheduleJobs(stage.world);
    const { store, clock } = stage;
    const leaseUntil = clock.now + 10 * MINUTE;
    const leased = await store.tx((q) => leaseJobs(q, ['retention'], clock.now, 'dead', leaseUntil));
    expect(leased).toMatchObject([{ kind: 'retention' }]);
    clock.now = leaseUntil - 1;
    expect(await runJobs(stage.world)).toBe(0);
    clock.now = leaseUntil;
    expect(await runJobs(stage.world)).toBe(1);
    const after = await stage.rows('job');
    const late = { due: 0, attempts: 1, reason: 'late' };
    expect(await store.tx((q) => rescheduleJob(q, 'retention', 'dead', late))).toBe(false);
    expect(await stage.rows('job')).toEqual(after);
  });

  test('of a kind that another version knows are left to it', async () => {
    await using stage = await openStage(dialect);
    await stage.store.tx((q) => scheduleJob(q, { key: 'newer', kind: 'newer', due: 0 }));
    expect(await runJobs(stage.world)).toBe(0);
    expect(await stage.rows('job')).toMatchObject([{ lease: null, attempts: 0, reason: null }]);
  });

  test('come back to files that could not be scrubbed; the erasure itself stands', async () => {
    await using stage = await openStage(dialect);
    let isBusy = false;
    const scrub = async () => {
      if (isBusy) throw new Error('A reader keeps the write-ahead log from being emptied');
    };
    const own = stage.beside({ store: { ...stage.store, scrub, rewrite: scrub } });
    await scheduleJobs(own.world);
    await runJobs(own.world);
    isBusy = true;
    await stage.hear('42', ...JOIN, 'My data', 'Delete everything', 'Yes, delete');
    await own.pump.receive([stage.incoming('42', 'Delete now')]);
    await own.pump.settle();
    expect(own.telegram.sent).toHaveLength(1);
    expect(await stage.rows('personKey')).toEqual([]);
    // At once, though the job has just been done: the server may be killed before it has scrubbed the files.
    await runJobs(own.world);
    expect(await stage.rows('job')).toMatchObject([{ attempts: 1, reason: 'Error' }]);
    isBusy = false;
    stage.clock.now += MINUTE;
    await runJobs(own.world);
    expect(await stage.rows('job')).toMatchObject([{ attempts: 0, reason: null }]);
  });
});
