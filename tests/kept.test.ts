import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RENAMED } from '../src/conversation/beginnings.ts';
import { CodedEvent } from '../src/evaluation/events.ts';
import type { EventRow } from '../src/evaluation/history.ts';
import { restore } from '../src/store/backup/restore.ts';
import { OWNED } from '../src/store/belongings.ts';
import { boundPseudonyms, eachPerson } from '../src/store/events.ts';
import { migrateSqlite } from '../src/store/sqlite.ts';
import type { Tables } from '../src/store/tables.ts';
import { runJobs, scheduleJobs } from '../src/turn/due/jobs.ts';
import { temporaryFolder } from './commands/process.ts';
import { seededBytes, testVault } from './fakes/parts.ts';
import { openStage } from './fakes/stage.ts';
import { openTestFile, openTestStore, type TestStore } from './fakes/store.ts';

/**
 * What commit 803afaa left: a SQLite file and its backup, on an evening on which a counsellor has just moved an appointment,
 * called one off, and noted who came. People stand in the midst of questions, and messages wait.
 */
const KEPT = fileURLToPath(new URL('fixtures/kept', import.meta.url));
const EVENING = Date.UTC(2026, 10, 24, 20, 30);
/** Eight o'clock in Belgrade. */
const MORNING = Date.UTC(2026, 10, 25, 8);
const MOVED = 'D676-WFFG';
const RATED = 'R6SH-38MJ';
const BOOKED = 'WVN9-X4MP';
/** The time that was freed, as its button names it. */
const FREED = '5985888-serbia-demo-1';

async function openKeptFile(): Promise<TestStore> {
  const folder = temporaryFolder();
  const where = folder.in('saputnik.db');
  await writeFile(where, gunzipSync(await readFile(`${KEPT}/saputnik.db.gz`)));
  migrateSqlite(where);
  const file = openTestFile(where);
  return {
    ...file,
    async [Symbol.asyncDispose]() {
      await file[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

async function restoreInto(dialect: 'sqlite' | 'postgres'): Promise<TestStore> {
  const opened = await openTestStore(dialect);
  await restore(opened.store, testVault(), KEPT);
  return opened;
}

const WAYS: Record<string, () => Promise<TestStore>> = {
  'a SQLite file': openKeptFile,
  'a backup restored into SQLite': () => restoreInto('sqlite'),
  'a backup restored into PostgreSQL': () => restoreInto('postgres'),
};

test('a backup of an earlier version brings nothing back of who was erased since, and its events only by the month', async () => {
  using folder = temporaryFolder();
  const [data = ''] = (await readdir(KEPT)).filter((name) => name.startsWith('data-'));
  await copyFile(`${KEPT}/${data}`, folder.in(data));
  const { keys, ...rest } = JSON.parse(await readFile(`${KEPT}/keys.json`, 'utf8'));
  const [[kept = '', wrapped], ...others] = Object.entries(keys) as [[string, string], ...[string, string][]];
  const erased = others.map(([id]) => [id, EVENING + 1]);
  await writeFile(folder.in('keys.json'), JSON.stringify({ ...rest, keys: { [kept]: wrapped }, erased }));
  await using opened = await openTestStore('sqlite');
  const { store } = opened;
  expect(await restore(store, testVault(), folder.path)).toMatchObject({ people: 1, forgotten: others.length });
  for (const table of OWNED) {
    const rows: { person: string | null }[] = await store.read.db.select().from(store.read.t[table] as Tables['timer']);
    expect([table, rows.filter(({ person }) => person !== kept && person !== null)]).toEqual([table, []]);
  }
  const days = (await store.read.db.select().from(store.read.t.erasure)).map(({ at }) => at % 86_400_000);
  expect(new Set(days)).toEqual(new Set([0]));

  expect((await boundPseudonyms(store.read)).length).toBeGreaterThan(others.length / 2);
  await using stage = await openStage(opened, { random: seededBytes(2) });
  stage.clock.now = EVENING;
  await scheduleJobs(stage.world);
  await runJobs(stage.world);
  expect((await boundPseudonyms(store.read)).length).toBeLessThanOrEqual(1);
  const events = (await store.read.db.select().from(store.read.t.event)).filter(({ loosened }) => loosened);
  expect(events.length).toBeGreaterThan(100);
  // November begins in Belgrade when it is eleven in the evening in London.
  expect(new Set(events.map(({ hour }) => hour))).toEqual(new Set([Date.UTC(2026, 9, 31, 23)]));
  expect(events.filter(({ data }) => 'topic' in data)).toEqual([]);
});

/** What events of earlier versions do not say: a number that is broken down by it leaves them out. */
const NOT_SAID_THEN: Record<string, object> = {
  'appointment-booked': { lead: 'later' },
  'appointment-cancelled': { by: 'person' },
  'appointment-moved': { by: 'person' },
};

describe.each(Object.entries(WAYS))('%s of an earlier version', (_, open) => {
  test('goes on where it was: what waits is said, old buttons work, open questions take their answers', async () => {
    await using opened = await open();
    await using stage = await openStage(opened, { random: seededBytes(2) });
    const { clock, hear, pump, texts } = stage;
    const last = (handle: string) => texts(handle).at(-1);
    /** What is said to somebody from now on, once something is done. */
    const heardAfter = async (handle: string, deed: () => Promise<void>) => {
      const before = texts(handle).length;
      await deed();
      return texts(handle).slice(before).join('\n');
    };
    const buttons = (handle: string) => {
      const reply = stage.last(handle);
      return reply.kind === 'choice' ? reply.options : [];
    };
    const press = (handle: string, button: string) => hear(handle, { kind: 'tap', button });
    // What was lined up when the process ended.
    clock.now = EVENING;
    await pump.settle();
    await runJobs(stage.world);
    await pump.settle();
    expect(last('answered')).toBe('A counsellor writes:\n\nCome on Tuesday.');

    // What waits for the morning: news, which wakes nobody, and what is due by the names that timers had.
    expect(texts('told')).toEqual([]);
    clock.now = MORNING;
    await runJobs(stage.world);
    await pump.settle();
    expect(last('told')).toContain('A course begins.');
    expect(last('asked')).toMatch(/^How was it/);
    expect(last('absent')).toContain('We did not meet this time');
    expect(last('moved')).toContain('Wednesday 25 November at 15:00');
    expect(last('off')).toContain('cannot take place');
    // An earlier version noted no times that somebody knows, so all of them are new.
    expect(last('offered')).toContain('Several times are free now. The first is Wednesday 25 November at 13:00');

    // Buttons of before.
    const pressed = (handle: string, button: string) => heardAfter(handle, () => press(handle, button));
    expect(await pressed('rating', `s.rate.${RATED}_good`)).toContain('Thank you');
    expect(await pressed('moved', `s.confirm.${MOVED}`)).toContain('We look forward to seeing you');
    expect(await pressed('booked', `s.cancel.${BOOKED}`)).toContain('Cancel the appointment on Monday 30 November');
    expect(await pressed('offered', `s.take.${FREED}`)).toContain('Booked: Friday 27 November');
    expect(await pressed('offered', 's.unwait')).toContain('no longer on the waiting list');
    expect(await pressed('told', 's.apps')).toContain('another app');

    // Questions of before.
    const said = (handle: string, words: string) => heardAfter(handle, () => hear(handle, words));
    await said('data', 'Delete everything');
    expect(buttons('data').map(({ label }) => label)).toEqual(['Yes, delete', 'No']);
    expect(await said('apps', '1')).toMatch(/#\d{5} \d{5}/);
    expect(await said('news', 'Yes, please')).toContain('We write to you in the app');
  });

  test('counts what was counted, by the names of today', async () => {
    await using opened = await open();
    const events: EventRow[] = [];
    for (const demo of [true, false])
      await eachPerson(opened.store.read, { pilot: 'serbia', demo }, MORNING, (_, own) => events.push(...own));
    expect(events.filter(({ kind }) => kind === 'appointment-rated')).toHaveLength(1);
    const milestones = events.flatMap(({ kind, data }) => (kind === 'milestone' ? [data.name] : []));
    expect(milestones.filter((name) => name === 'appointment-booked')).toHaveLength(6);
    const flows = new Set(events.flatMap(({ data }) => (data.flow === undefined ? [] : [String(data.flow)])));
    expect([...flows].filter((flow) => flow in RENAMED)).toEqual([]);
    expect(flows).toContain('my-data');
    // What people chose is told by no event any more; what was told is kept until it ends.
    for (const { kind, data } of events)
      if (kind !== 'step-answered') CodedEvent.parse({ kind, ...NOT_SAID_THEN[kind], ...data });
  });
});
