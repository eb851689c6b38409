import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createBackups } from '../../src/store/backup/write.ts';
import { hastenJob, KEYS_JOB } from '../../src/store/jobs.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import type { Backups } from '../../src/turn/world.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN } from './support.ts';

const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

const keysIn = (folder: string) => {
  const { keys, erased } = JSON.parse(readFileSync(`${folder}/keys.json`, 'utf8'));
  return { people: Object.keys(keys), erased: erased.map(([person]: [string]) => person) };
};

describe.each(DIALECTS)('backups of a running server on %s', (dialect) => {
  test('are made every day, and the keys anew soon after an erasure', async () => {
    await using stage = await openStage(dialect);
    using folder = temporaryFolder();
    const backups = createBackups(stage.store, testVault(), folder.path, () => stage.clock.now);
    const world = { ...stage.world, backups };
    await stage.hear('42', ...JOIN);
    const [{ id } = { id: '' }] = await stage.rows('person');
    await scheduleJobs(world);
    expect(await runJobs(world)).toBe(3);
    expect(readdirSync(folder.path).sort()).toEqual(['data-2026-11-24T09-00-00Z.jsonl.gz', 'keys.json']);
    expect(keysIn(folder.path)).toEqual({ people: [id], erased: [] });
    expect(await runJobs(world)).toBe(0);

    stage.clock.now += MINUTE;
    await stage.hear('42', ...ERASE);
    // The keys, and the database's files.
    expect(await runJobs(world)).toBe(2);
    expect(keysIn(folder.path)).toEqual({ people: [], erased: [id] });
    expect(await runJobs(world)).toBe(0);

    stage.clock.now += DAY;
    await runJobs(world);
    expect(readdirSync(folder.path)).toHaveLength(3);
  });

  test('that fail hold up no erasure, are retried, and call for somebody', async () => {
    await using stage = await openStage(dialect);
    using folder = temporaryFolder();
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
    const sound = createBackups(stage.store, testVault(), folder.path, () => stage.clock.now);
    let isFull = true;
    const writeKeys = async () => {
      if (isFull) throw new Error('ENOSPC');
      await sound.writeKeys();
    };
    const world = { ...stage.world, log, backups: { ...sound, writeKeys } };
    await stage.hear('42', ...JOIN);
    await scheduleJobs(world);
    await stage.hear('42', ...ERASE);
    expect(await stage.rows('personKey')).toEqual([]);
    await runJobs(world);
    expect(await stage.rows('job')).toContainEqual(expect.objectContaining({ key: KEYS_JOB, attempts: 1 }));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, job: KEYS_JOB, alert: 'job' }]);
    isFull = false;
    stage.clock.now += MINUTE;
    expect(await runJobs(world)).toBe(1);
    expect(keysIn(folder.path).erased).toHaveLength(1);
  });

  test('do not miss an erasure that comes while the keys are written', async () => {
    await using stage = await openStage(dialect);
    let written = 0;
    const backups: Backups = {
      folder: 'nowhere',
      look: async () => ({ newest: null, files: 0, keysAt: null }),
      async writeAll() {},
      async writeKeys() {
        written += 1;
        if (written === 1) await stage.store.tx((q) => hastenJob(q, KEYS_JOB, stage.clock.now));
      },
    };
    const world = { ...stage.world, backups };
    await scheduleJobs(world);
    await runJobs(world);
    stage.clock.now += 10 * MINUTE;
    expect(await runJobs(world)).toBe(1);
    expect(written).toBe(2);
    stage.clock.now += 10 * MINUTE;
    expect(await runJobs(world)).toBe(0);
  });

  test('are nobody else’s work', async () => {
    await using stage = await openStage(dialect);
    using folder = temporaryFolder();
    await scheduleJobs({
      ...stage.world,
      backups: createBackups(stage.store, testVault(), folder.in('x'), stage.world.clock),
    });
    expect(await runJobs(stage.world)).toBe(1);
    expect(existsSync(folder.in('x'))).toBe(false);
  });
});
