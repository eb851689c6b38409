import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { queries } from './sqlite-queries.ts';
import type { Q, Store } from './store.ts';
import { EscapedTransactionError, refuseInTransaction, Transaction } from './transaction.ts';

/** The most transactions that share one commit: 64 take about 5 ms, and nothing else runs meanwhile. */
const LARGEST_GROUP = 64;

/** A part of a transaction must be undone, but the transaction runs without savepoints. */
class UndoError extends Error {}

interface Job {
  /**
   * Runs the transaction's callback. Returns a function that gives its caller the result, to be called after the
   * commit.
   */
  work(transaction: Transaction): Promise<() => void>;
  reject(reason: unknown): void;
}

/**
 * Opens a database file that `migrateSqlite` has prepared.
 *
 * One connection writes, another reads. Transactions that arrive in the same turn of the event loop share a commit,
 * since the wait for the disk costs most; each still fails alone. `synchronous: 'NORMAL'` loses acknowledged commits
 * when the power fails: it exists to prove that the test of power loss notices. `OFF` never waits for the disk, for data
 * that nobody misses after that.
 */
export function openSqlite(
  file: string,
  { synchronous = 'FULL' }: { synchronous?: 'FULL' | 'NORMAL' | 'OFF' } = {},
): Store {
  const writer = new Database(file, { timeout: 5000 });
  for (const pragma of [
    'journal_mode = WAL',
    `synchronous = ${synchronous}`,
    'foreign_keys = ON',
    'secure_delete = ON',
    // The log grows up to 16 MB, so that fewer pages are written twice.
    'wal_autocheckpoint = 4000',
    // Otherwise savepoints copy pages into a file.
    'temp_store = MEMORY',
  ]) {
    writer.pragma(pragma);
  }
  const reader = new Database(file, { readonly: true, timeout: 5000 });
  for (const connection of [writer, reader]) connection.pragma('trusted_schema = OFF');

  const command = (sql: string) => writer.prepare(sql);
  const begin = command('BEGIN IMMEDIATE');
  const commit = command('COMMIT');
  const rollback = command('ROLLBACK');
  const member = {
    begin: command('SAVEPOINT member'),
    keep: command('RELEASE member'),
    undo: command('ROLLBACK TO member'),
  };
  const part = { begin: command('SAVEPOINT part'), keep: command('RELEASE part'), undo: command('ROLLBACK TO part') };

  let current: Transaction | undefined;
  let careful = false;
  // A full disk or an I/O error may end the transaction by itself; later statements would then be committed on their
  // own.
  const isMine = () => current?.isMine === true && writer.inTransaction;
  const guard = () => {
    if (!isMine()) throw new EscapedTransactionError();
  };

  const q: Q = {
    ...queries(writer, guard),
    async savepoint(work) {
      guard();
      if (careful) part.begin.run();
      try {
        const result = await work();
        guard();
        if (careful) part.keep.run();
        return result;
      } catch (error) {
        if (!isMine()) throw error;
        if (!careful) {
          current?.fail(new UndoError());
          // The callback begins again later, so this run of it never goes on.
          return new Promise<never>(() => {});
        }
        part.undo.run();
        part.keep.run();
        throw error;
      }
    },
    // There is one writer: every other transaction waits already.
    lockPerson: async () => guard(),
  };

  /**
   * Runs jobs as one database transaction and delivers their results.
   *
   * A savepoint makes SQLite copy every page that changes, a third of a turn's cost, and is hardly ever needed. So at
   * first there are none. When a part must be undone, the whole transaction is, and the jobs run again with savepoints
   * (`careful`).
   */
  async function commitTogether(jobs: Job[]): Promise<void> {
    const deliveries: (() => void)[] = [];
    try {
      begin.run();
      for (const job of jobs) {
        if (careful) member.begin.run();
        try {
          current = new Transaction();
          deliveries.push(await job.work(current));
          if (!writer.inTransaction) throw new Error('SQLite has given up the transaction');
        } catch (error) {
          const again = error instanceof UndoError;
          if (!again) job.reject(error);
          if (!careful) return await startOver(again ? jobs : jobs.filter((other) => other !== job));
          // Throws if SQLite has given up the transaction: then the work of all jobs is lost, and all are rejected.
          member.undo.run();
        }
        if (careful) member.keep.run();
      }
      commit.run();
      for (const deliver of deliveries) deliver();
    } catch (error) {
      if (writer.inTransaction) rollback.run();
      for (const job of jobs) job.reject(error);
    }
  }

  async function startOver(jobs: Job[]): Promise<void> {
    if (writer.inTransaction) rollback.run();
    careful = true;
    if (jobs.length > 0) await commitTogether(jobs);
    careful = false;
  }

  const queue: Job[] = [];
  let busy = false;
  let closing = false;
  async function work(): Promise<void> {
    await commitTogether(queue.splice(0, LARGEST_GROUP));
    current = undefined;
    // Node serves its sockets between two groups.
    if (queue.length > 0) setImmediate(work);
    else busy = false;
  }

  /** Cleans on a connection of its own once nobody is in the way; tries for 5 s. */
  async function cleaned(isCleaned: (cleaner: Database.Database) => boolean): Promise<void> {
    const cleaner = new Database(file, { timeout: 0 });
    try {
      for (let attempt = 0; attempt < 100; attempt++) {
        if (isCleaned(cleaner)) return;
        await sleep(50);
      }
    } finally {
      cleaner.close();
    }
    throw new Error('Another connection keeps the database from being cleaned');
  }

  return {
    dialect: 'sqlite',
    read: {
      ...queries(reader, () => refuseInTransaction('Reading past the transaction')),
      savepoint: outside,
      lockPerson: outside,
    },
    async tx<T>(callback: (q: Q) => Promise<T>): Promise<T> {
      refuseInTransaction('Beginning another');
      if (closing) throw new Error('The store is closed');
      return new Promise<T>((resolve, reject) => {
        const job: Job = {
          async work(transaction) {
            const result = await transaction.run(() => callback(q));
            return () => resolve(result);
          },
          reject,
        };
        queue.push(job);
        if (busy) return;
        busy = true;
        setImmediate(work);
      });
    },
    async snapshot(work) {
      refuseInTransaction('Taking a snapshot');
      const connection = new Database(file, { readonly: true, timeout: 5000 });
      try {
        connection.exec('PRAGMA trusted_schema = OFF; BEGIN');
        return await work({ ...queries(connection, () => {}), savepoint: outside, lockPerson: outside });
      } finally {
        connection.close();
      }
    },
    async scrub() {
      refuseInTransaction('Scrubbing');
      await cleaned(isLogEmptied);
    },
    async rewrite() {
      refuseInTransaction('Rewriting');
      await cleaned((cleaner) => isRewritten(cleaner) && isLogEmptied(cleaner));
    },
    async close() {
      closing = true;
      while (busy) await new Promise((resolve) => setImmediate(resolve));
      reader.close();
      writer.close();
    },
  };
}

async function outside(): Promise<never> {
  throw new Error('There is no transaction here');
}

/**
 * Makes a database file where there is none, for its owner alone whatever the umask; SQLite gives its log the same mode.
 * A file that is there is not opened: to close it would drop the locks that this process holds on it.
 */
/** Empties the write-ahead log into the file; false if a reader is in the way. */
const isLogEmptied = (cleaner: Database.Database): boolean =>
  cleaner.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;

/**
 * Writes the file anew; false if somebody writes. `secure_delete` overwrites a row that is deleted, but not the copy that
 * stays in the unused part of a page when SQLite balances its tree and moves rows to another page.
 */
function isRewritten(cleaner: Database.Database): boolean {
  // Otherwise a copy of all data is written to the folder of temporary files.
  cleaner.pragma('temp_store = MEMORY');
  try {
    cleaner.exec('VACUUM');
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Creates the file's tables, or brings them up to date. */
export function migrateSqlite(file: string): void {
  makePrivate(file);
  const connection = new Database(file);
  try {
    migrate(drizzle(connection), {
      migrationsFolder: fileURLToPath(new URL('../../migrations/sqlite', import.meta.url)),
    });
  } finally {
    connection.close();
  }
}

/** Another server process uses the data folder. */
export class AlreadyRunningError extends Error {
  override name = 'AlreadyRunningError';
}

/**
 * Makes this process the only server on a data folder, until the result is disposed of or the process dies, however it
 * dies: the lock is the operating system's, so nothing is left to clean up. Throws `AlreadyRunningError` if another
 * server has the lock.
 */
export function lockFile(dataDir: string): Disposable {
  const file = join(dataDir, 'server.lock');
  makePrivate(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_BUSY') {
      throw new AlreadyRunningError(`A server is already running on ${dataDir}`);
    }
    throw error;
  }
  return { [Symbol.dispose]: () => void lock.close() };
}
