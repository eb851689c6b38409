import type Database from 'better-sqlite3';
import type { Query } from 'drizzle-orm';
import {
  BaseSQLiteDatabase,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
  SQLiteAsyncDialect,
  type SQLiteExecuteMethod,
  SQLitePreparedQuery,
  SQLiteSession,
} from 'drizzle-orm/sqlite-core';
import { sqliteTables } from './sqlite-tables.ts';
import { binder, decoder, type Joins, type Values } from './statement.ts';
import type { Db, Q } from './store.ts';
import { InsideTransactionError } from './transaction.ts';

/** The most compiled statements that are kept by their text: lists of differing length make many texts. */
const KEPT_STATEMENTS = 500;

type Config = PreparedQueryConfig & { type: 'async' };

/** A drizzle statement that runs on better-sqlite3. */
class Statement extends SQLitePreparedQuery<Config> {
  /** Set by drizzle's select. */
  joinsNotNullableMap: Joins = undefined;
  readonly #statement: Database.Statement<unknown[], unknown[]>;
  readonly #guard: () => void;
  readonly #bind: (values: Values | undefined) => unknown[];
  readonly #decode: ((row: unknown[], joins: Joins) => unknown) | undefined;

  constructor(
    statement: Database.Statement<unknown[], unknown[]>,
    guard: () => void,
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    method: SQLiteExecuteMethod,
  ) {
    super('async', method, query);
    this.#statement = statement;
    this.#guard = guard;
    this.#bind = binder(query.params);
    this.#decode = fields && decoder(fields);
  }

  // It awaits nothing: the statement runs at once, and an error becomes a rejection.
  override async execute(values?: Values): Promise<unknown> {
    this.#guard();
    const statement = this.#statement;
    const parameters = this.#bind(values);
    const decode = this.#decode;
    if (!decode) return statement.run(...parameters);
    const rows: unknown[] = statement.all(...parameters);
    for (let i = 0; i < rows.length; i++) rows[i] = decode(rows[i] as unknown[], this.joinsNotNullableMap);
    return rows;
  }

  run = this.execute;
  all = this.execute;
  get = this.execute;
  values = this.execute;
}

/**
 * Writes a parameter as `+?`, which means the same as `?`. For a bare `?` SQLite plans a join or a range anew whenever
 * another value is bound, which takes longer than running the statement.
 */
class PlanOnceDialect extends SQLiteAsyncDialect {
  override escapeParam(): string {
    return '+?';
  }
}

/** One connection as drizzle sees it. Statements are compiled once and kept. */
class Session extends SQLiteSession<'async', unknown, Record<string, never>, Record<string, never>> {
  readonly #connection: Database.Database;
  readonly #guard: () => void;
  readonly #kept = new Map<string, Database.Statement<unknown[], unknown[]>>();

  constructor(connection: Database.Database, dialect: SQLiteAsyncDialect, guard: () => void) {
    super(dialect);
    this.#connection = connection;
    this.#guard = guard;
  }

  prepareQuery(query: Query, fields: SelectedFieldsOrdered | undefined, method: SQLiteExecuteMethod): Statement {
    let statement = this.#kept.get(query.sql);
    if (!statement) {
      statement = this.#connection.prepare<unknown[], unknown[]>(query.sql);
      if (statement.reader) statement.raw();
      if (this.#kept.size >= KEPT_STATEMENTS) this.#kept.clear();
      this.#kept.set(query.sql, statement);
    }
    return new Statement(statement, this.#guard, query, fields, method);
  }

  transaction(): never {
    throw new InsideTransactionError('drizzle may not begin another');
  }
}

/** Queries on one connection; `guard` throws if no query may run now. */
export function queries(
  connection: Database.Database,
  guard: () => void,
): Pick<Q, 'db' | 't' | 'dialect' | 'prepared'> {
  const dialect = new PlanOnceDialect({ casing: 'snake_case' });
  // The one place where SQLite's query builder passes for PostgreSQL's; `Db` offers only the methods of both.
  const db = new BaseSQLiteDatabase(
    'async',
    dialect,
    new Session(connection, dialect, guard),
    undefined,
  ) as unknown as Db;
  const statements = new Map<string, unknown>();
  return {
    db,
    t: sqliteTables,
    dialect: 'sqlite',
    prepared<P>(name: string, build: (db: Db, t: Q['t']) => P): P {
      if (!statements.has(name)) statements.set(name, build(db, sqliteTables));
      return statements.get(name) as P;
    },
  };
}
