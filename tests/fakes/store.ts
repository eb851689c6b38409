import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import { migrateSqlite, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect } from '../../src/store/tables.ts';
import { freshPostgres } from './postgres.ts';

export interface TestStore extends AsyncDisposable {
  store: Store;
  /** The SQLite file, or the address of the database: a second `open` of the same data is another connection. */
  where: string;
  /** Another store on the same data, as another process would have it. */
  again(): Store;
}

/** A fresh database with its tables, gone when disposed of. */
export async function openTestStore(dialect: Dialect): Promise<TestStore> {
  const opened: Store[] = [];
  const close = () => Promise.all(opened.map((store) => store.close()));
  const keep = (store: Store) => {
    opened.push(store);
    return store;
  };
  if (dialect === 'postgres') {
    const where = await freshPostgres();
    await migratePostgres(where);
    const again = () => keep(openPostgres(where));
    return { store: again(), where, again, [Symbol.asyncDispose]: async () => void (await close()) };
  }
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-'));
  const where = join(folder, 'saputnik.db');
  migrateSqlite(where);
  const again = () => keep(openSqlite(where));
  return {
    store: again(),
    where,
    again,
    async [Symbol.asyncDispose]() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
