import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Dialect, Tables } from './tables.ts';

/**
 * Queries as application code writes them, once for both databases: typed as PostgreSQL, without what only one of the
 * two can do. Count with `.returning()`; the result of a write without it means nothing.
 */
export type Db = Pick<
  PgDatabase<PgQueryResultHKT, Record<string, never>>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete'
>;

/** What queries are made with: the tables, and a way to the database. */
export interface Q {
  readonly db: Db;
  readonly t: Tables;
  readonly dialect: Dialect;
  /** Runs `work`; if it throws, its writes alone are undone and the error goes on. One at a time; they may be nested. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /** Keeps every other transaction about this person waiting until this one ends. */
  lockPerson(person: string): Promise<void>;
  /**
   * A statement that is built once: `build` returns what drizzle's `.prepare(name)` returns, with `sql.placeholder`s that
   * `.execute({ ... })` fills. The name stands for one statement in the whole program.
   */
  prepared<P>(name: string, build: (db: Db, t: Tables) => P): P;
}

export interface Store {
  readonly dialect: Dialect;
  /** Reads what is committed, outside any transaction; refuses to write, and refuses to be used inside one. */
  readonly read: Q;
  /**
   * Runs `work` as one transaction and resolves only once it is durable. If `work` throws, nothing of it remains and the
   * error goes on. `work` may run more than once (after a deadlock, after a savepoint of its own or a transaction that
   * shares its commit has failed), so its only effects are its queries. It awaits nothing else, or it is refused with
   * `EscapedTransactionError`. Transactions do not nest: pass `q` down.
   */
  tx<T>(work: (q: Q) => Promise<T>): Promise<T>;
  /**
   * Reads one state of the whole database, whatever is written meanwhile. Unlike a transaction, `work` may take its time and
   * wait for other things; on SQLite `scrub` has to wait for it.
   */
  snapshot<T>(work: (q: Q) => Promise<T>): Promise<T>;
  /** After an erasure: returns once nothing deleted is left in the database's files; throws if a reader is in the way for 5 s. */
  scrub(): Promise<void>;
  /** Waits for the transactions that were begun, then lets go of the database. */
  close(): Promise<void>;
}
