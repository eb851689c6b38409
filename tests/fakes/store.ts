import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import { seed } from '../../src/store/seed.ts';
import { migrateSqlite, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect } from '../../src/store/tables.ts';
import { content, testVault } from './parts.ts';
import { freshPostgres } from './postgres.ts';

export const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres'];

export interface TestStore extends AsyncDisposable {
  store: Store;
  /** The SQLite file, or the address of the database: a second `open` of the same data is another connection. */
  where: string;
  /** Another store on the same data, as another process would have it. */
  again(): Store;
}

/** What a database begins with: its tables alone, or a demonstration of all pilots too. */
type Beginning = 'empty' | 'demonstration';

/** A fresh database, gone when disposed of. It is copied from one that is made once, which takes a fraction of the time. */
export async function openTestStore(dialect: Dialect, beginning: Beginning = 'empty'): Promise<TestStore> {
  if (dialect === 'postgres') {
    const where = await freshPostgres({ name: beginning, make: (url) => makePostgres(url, beginning) });
    return openData(where, () => openPostgres(where, { patienceMs: 300_000 }));
  }
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-'));
  const where = join(folder, 'saputnik.db');
  await copyFile(await sqliteTemplate(beginning), where);
  const file = openTestFile(where);
  return {
    ...file,
    async [Symbol.asyncDispose]() {
      await file[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A SQLite file that is there already, and stays. */
export const openTestFile = (where: string): TestStore => openData(where, () => openFast(where));

/** The machine does not fail in a test, so nobody waits for its disk. */
const openFast = (file: string): Store => openSqlite(file, { synchronous: 'OFF' });

function openData(where: string, open: () => Store): TestStore {
  const opened: Store[] = [];
  const again = () => {
    const store = open();
    opened.push(store);
    return store;
  };
  return {
    store: again(),
    where,
    again,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((store) => store.close()));
    },
  };
}

async function makePostgres(url: string, beginning: Beginning): Promise<void> {
  await migratePostgres(url);
  if (beginning === 'demonstration') await begin(openPostgres(url));
}

const templates = new Map<Beginning, Promise<string>>();

/** The file that SQLite databases of this process are copied from. */
function sqliteTemplate(beginning: Beginning): Promise<string> {
  const made = templates.get(beginning) ?? makeSqlite(beginning);
  templates.set(beginning, made);
  return made;
}

async function makeSqlite(beginning: Beginning): Promise<string> {
  const file = join(dirname(inject('postgres')), `${process.pid}-${beginning}.db`);
  migrateSqlite(file);
  if (beginning === 'demonstration') await begin(openFast(file));
  return file;
}

async function begin(store: Store): Promise<void> {
  await seed(store, testVault(), content, true);
  await store.close();
}
