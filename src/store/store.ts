import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Dialect, Tables } from './tables.ts';

/**
 * Queries as application code writes them, once for both databases: typed as PostgreSQL, without the features that only
 * one of the two has. Count with `.returning()`; the result of a write without it means nothing.
 */
export type Db = Pick<
  PgDatabase<PgQueryResultHKT, Record<string, never>>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete'
>;

/** The means to make queries: the tables, and a way to the database. */
export interface Q {
  readonly db: Db;
  readonly t: Tables;
  readonly dialect: Dialect;
  /**
   * Runs `work`; if it throws, its writes alone are undone and the error goes on. Savepoints run one at a time; they
   * may be nested.
   */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Makes every other transaction that locks the same key wait until this one ends. `person` is the id of a person, or
   * any other text: a session's name, a handle's hash, `seed`.
   */
  lockPerson(person: string): Promise<void>;
  /**
   * A statement that is built once: `build` returns what drizzle's `.prepare(name)` returns, with `sql.placeholder`s
   * that `.execute({ ... })` fills. The name stands for one statement in the whole program.
   */
  prepared<P>(name: string, build: (db: Db, t: Tables) => P): P;
}

export interface Store {
  readonly dialect: Dialect;
  /** Reads committed data outside any transaction; refuses to write, and refuses to be used inside a transaction. */
  readonly read: Q;
  /**
   * Runs `work` as one transaction and resolves only once it is durable. If `work` throws, nothing of it remains and
   * the error goes on. `work` may run more than once (after a deadlock, or when a savepoint of its own or a transaction
   * that shares its commit fails), so its queries must be its only effects. If it awaits anything else, it is refused
   * with `EscapedTransactionError`. Transactions do not nest: pass `q` down.
   */
  tx<T>(work: (q: Q) => Promise<T>): Promise<T>;
  /**
   * Reads one state of the whole database, whatever others write meanwhile. Unlike in a transaction, `work` may take
   * long and may await things other than queries; on SQLite `scrub` has to wait for it.
   */
  snapshot<T>(work: (q: Q) => Promise<T>): Promise<T>;
  /**
   * Call it after an erasure: it returns once the erased rows are overwritten in the database's files, and throws if
   * others are in the way for 5 s. A copy may stay in the unused part of a page that a row was moved away from earlier,
   * until `rewrite`.
   */
  scrub(): Promise<void>;
  /**
   * Returns once no byte of deleted data is left in the database's files: they are written anew, and everything else
   * waits meanwhile, on SQLite about 6 ms a megabyte. Throws if others are in the way for 5 s.
   */
  rewrite(): Promise<void>;
  /** Waits for the transactions that have begun, then closes the database. */
  close(): Promise<void>;
}
