import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { restore } from '../../src/store/backup/restore.ts';
import { writeData, writeKeys } from '../../src/store/backup/write.ts';
import { type Entry, note } from '../../src/store/log.ts';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import { KEEP, purge } from '../../src/store/retention.ts';
import { migrateSqlite, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect } from '../../src/store/tables.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { freshPostgres } from '../fakes/postgres.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS, openTestStore } from '../fakes/store.ts';
import { JOIN } from '../turn/support.ts';

const ENTRY: Entry = { who: 'account:ana', what: 'copied', target: 'a1', pilot: 'serbia', at: START };
const entries = async ({ read }: Store) => (await read.db.select().from(read.t.log)).map(({ id, ...entry }) => entry);

describe.each(DIALECTS)('the log on %s', (dialect) => {
  test('is changed by nobody, not even past the pages', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await store.tx((q) => note(q, ENTRY));
    const { log } = store.read.t;
    for (const change of [{ what: 'proved' as const }, { who: null }, { at: 0 }, { target: '' }])
      await expect(store.tx((q) => q.db.update(log).set(change).returning())).rejects.toThrow();
    expect(await entries(store)).toEqual([ENTRY]);
  });

  test('loses no entry that is younger than a year before the newest', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    const { log } = store.read.t;
    const clear = () => store.tx((q) => q.db.delete(log).returning());
    await store.tx((q) => note(q, ENTRY));
    await expect(clear()).rejects.toThrow();
    await store.tx((q) => note(q, { ...ENTRY, at: START + KEEP.log - 1 }));
    await expect(clear()).rejects.toThrow();
    expect(await entries(store)).toHaveLength(2);
  });

  test('is purged a year later of what is older, and says that it was', async () => {
    await using opened = await openTestStore(dialect);
    const { store } = opened;
    await store.tx((q) => note(q, ENTRY));
    await store.tx((q) => note(q, { ...ENTRY, target: 'a2', at: START + DAY }));
    await store.tx((q) => purge(q, START + KEEP.log));
    expect(await entries(store)).toHaveLength(2);
    const now = START + KEEP.log + 1;
    await store.tx((q) => purge(q, now));
    const purged = { who: null, what: 'log-purged', target: '', pilot: null, at: now };
    const left = [{ ...ENTRY, target: 'a2', at: START + DAY }, purged];
    expect((await entries(store)).sort((one, other) => one.at - other.at)).toEqual(left);
    await store.tx((q) => purge(q, now + 1));
    expect(await entries(store)).toHaveLength(2);
  });

  test('is in a backup, also of what was done with a person', async () => {
    using folder = temporaryFolder();
    await using one = await openStage(dialect);
    await one.hear('amal', ...JOIN, 'human');
    const [request] = await one.rows('request');
    await one.store.tx((q) => note(q, { ...ENTRY, what: 'request-answered', target: request?.id ?? '' }));
    await one.store.tx((q) => note(q, ENTRY));
    await writeData(one.store, testVault(), folder.path, START);
    await writeKeys(one.store, folder.path, START);
    await using target = await openTestStore(dialect);
    await restore(target.store, testVault(), folder.path);
    const byTarget = (a: { target: string }, b: { target: string }) => (a.target < b.target ? -1 : 1);
    expect((await entries(target.store)).sort(byTarget)).toEqual((await entries(one.store)).sort(byTarget));
    expect(await entries(target.store)).toHaveLength(2);
  });

  test('begins with the looks that a version without accounts wrote down, whose sessions end', async () => {
    using folder = temporaryFolder();
    const where = dialect === 'sqlite' ? folder.in('saputnik.db') : await freshPostgres();
    await migrateUntil(dialect, where, folder.in('migrations'), OLD);
    const person = `INSERT INTO appointment (id, pilot, reference, person, counsellor, topic, start_at, end_at, status,
      language, interpreter, wishes, can_remind, demo) VALUES ('a1', 'serbia', 'KXWD-4721', 'p', 'c', 'job', 1, 2,
      'scheduled', 'en', ${no(dialect)}, '[]', ${no(dialect)}, ${no(dialect)})`;
    const token = dialect === 'sqlite' ? "x'00FF'" : "decode('00ff', 'hex')";
    const looks = `INSERT INTO look (id, token, what, target, at) VALUES
      (5, ${token}, 'appointment', 'KXWD-4721', ${START}), (-7, ${token}, 'copied', 'gone', ${START})`;
    const session = `INSERT INTO staff_session (hash, token, started_at, seen_at) VALUES (${token}, ${token}, 1, 1)`;
    await execute(dialect, where, [person, looks, session]);
    if (dialect === 'sqlite') migrateSqlite(where);
    else await migratePostgres(where);
    const store = dialect === 'sqlite' ? openSqlite(where) : openPostgres(where);
    try {
      const { db, t } = store.read;
      const old = { who: 'token:00ff', at: START };
      expect((await db.select().from(t.log)).sort((a, b) => b.id - a.id)).toEqual([
        { ...old, id: 5, what: 'appointment', target: '', pilot: 'serbia' },
        { ...old, id: -7, what: 'copied', target: '', pilot: null },
      ]);
      expect(await db.select().from(t.staffSession)).toEqual([]);
    } finally {
      await store.close();
    }
  });
});

/** The last migration of the version without accounts. */
const OLD = 14;
const no = (dialect: Dialect) => (dialect === 'sqlite' ? '0' : 'false');

/** Runs the migrations up to the one with this number. */
async function migrateUntil(dialect: Dialect, where: string, folder: string, last: number): Promise<void> {
  const from = fileURLToPath(new URL(`../../migrations/${dialect}/`, import.meta.url));
  const journal = JSON.parse(readFileSync(`${from}meta/_journal.json`, 'utf8'));
  const entries = journal.entries.filter(({ idx }: { idx: number }) => idx <= last);
  mkdirSync(`${folder}/meta`, { recursive: true });
  writeFileSync(`${folder}/meta/_journal.json`, JSON.stringify({ ...journal, entries }));
  for (const { tag } of entries) copyFileSync(`${from}${tag}.sql`, `${folder}/${tag}.sql`);
  if (dialect === 'sqlite') {
    const connection = new Database(where);
    migrate(drizzle(connection), { migrationsFolder: folder });
    connection.close();
    return;
  }
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  await migratePg(drizzlePostgres(client), { migrationsFolder: folder });
  await client.end();
}

/** Runs statements past any store. */
async function execute(dialect: Dialect, where: string, statements: string[]): Promise<void> {
  if (dialect === 'sqlite') {
    const connection = new Database(where);
    for (const statement of statements) connection.exec(statement);
    connection.close();
    return;
  }
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
