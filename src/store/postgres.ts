import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Query } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import {
  PgDatabase,
  PgDialect,
  PgPreparedQuery,
  type PgQueryResultHKT,
  PgSession,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
} from 'drizzle-orm/pg-core';
import pg from 'pg';
import { jittered } from '../backoff.ts';
import { postgresTables } from './postgres-tables.ts';
import { binder, decoder, type Joins, type Values } from './statement.ts';
import type { Db, Q, Store } from './store.ts';
import { EscapedTransactionError, InsideTransactionError, refuseInTransaction, Transaction } from './transaction.ts';

/** Serialization failure and deadlock: PostgreSQL asks to run the transaction again. */
const TRY_AGAIN = ['40001', '40P01'];
const TRIES = 6;
const WAIT = { first: 20, most: 2000 };
/** The most transactions that one process runs at once. */
const WRITERS = 16;
/** The number of the advisory lock that makes replicas which start together migrate one after the other. */
const MIGRATION_LOCK = 7_274_865;

/** Sends one statement; rejects if no statement may be sent now. */
type Send = (statement: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult>;

/** A drizzle statement. If it has a name, PostgreSQL plans it once per connection. */
class Statement<T extends PreparedQueryConfig> extends PgPreparedQuery<T> {
  /** Set by drizzle's select. */
  joinsNotNullableMap: Joins = undefined;
  readonly #send: Send;
  readonly #name: string | undefined;
  readonly #bind: (values: Values | undefined) => unknown[];
  readonly #decode: ((row: unknown[], joins: Joins) => unknown) | undefined;

  constructor(send: Send, query: Query, fields: SelectedFieldsOrdered | undefined, name: string | undefined) {
    super(query, undefined, undefined);
    this.#send = send;
    this.#name = name;
    this.#bind = binder(query.params);
    this.#decode = fields && decoder(fields);
  }

  override async execute(values?: Values): Promise<T['execute']> {
    const { rows } = await this.#send({
      name: this.#name,
      text: this.query.sql,
      values: this.#bind(values),
      rowMode: 'array',
    });
    const decode = this.#decode;
    return decode && rows.map((row) => decode(row, this.joinsNotNullableMap));
  }
}

class Session extends PgSession {
  readonly #send: Send;

  constructor(dialect: PgDialect, send: Send) {
    super(dialect);
    this.#send = send;
  }

  prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    name: string | undefined,
  ): Statement<T> {
    return new Statement<T>(this.#send, query, fields, name);
  }

  transaction(): never {
    throw new InsideTransactionError('drizzle may not begin another');
  }
}

function queries(send: Send): Pick<Q, 'db' | 't' | 'dialect' | 'prepared'> {
  const dialect = new PgDialect({ casing: 'snake_case' });
  const db = new PgDatabase<PgQueryResultHKT, Record<string, never>>(dialect, new Session(dialect, send), undefined);
  const statements = new Map<string, unknown>();
  return {
    db,
    t: postgresTables,
    dialect: 'postgres',
    prepared<P>(name: string, build: (db: Db, t: Q['t']) => P): P {
      if (!statements.has(name)) statements.set(name, build(db, postgresTables));
      return statements.get(name) as P;
    },
  };
}

/** A writing connection and its current transaction. It lives as long as the pool keeps the client. */
class Connection {
  readonly #client: pg.PoolClient;
  readonly #q: Q;
  #current: Transaction | undefined;
  /** The newest statement: a connection runs one at a time, so the next waits for it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
    const send: Send = async (statement) => {
      const transaction = this.#current;
      if (!transaction?.isMine) throw new EscapedTransactionError();
      const result = this.#last.then(() => client.query(statement));
      this.#last = result.catch(() => {});
      return transaction.track(result);
    };
    const command = (text: string, ...values: unknown[]) => send({ text, values, rowMode: 'array' });
    this.#q = {
      ...queries(send),
      savepoint: async (work) => {
        await command('SAVEPOINT part');
        try {
          const result = await work();
          await command('RELEASE part');
          return result;
        } catch (error) {
          if (this.#current?.isMine) await command('ROLLBACK TO part; RELEASE part');
          throw error;
        }
      },
      async lockPerson(person) {
        await command('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', person);
      },
    };
  }

  /** Runs `work` in the transaction that the client has begun, and commits it. */
  async transaction<T>(work: (q: Q) => Promise<T>): Promise<T> {
    this.#current = new Transaction();
    const result = await this.#current.run(() => work(this.#q));
    await this.#last;
    // If the callback swallowed a statement's error, COMMIT succeeds, but answers ROLLBACK.
    const { command } = await this.#client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('A statement of the transaction failed, so nothing of it was kept');
    return result;
  }

  async rollback(): Promise<void> {
    await this.#last;
    await this.#client.query('ROLLBACK');
  }
}

/** A message whose transaction waits longer for a connection is not acknowledged, so the provider sends it again. */
const PATIENCE_MS = 5000;

/**
 * Opens a database that `migratePostgres` has prepared. `patienceMs`: how long a transaction waits for a connection.
 */
export function openPostgres(url: string, { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {}): Store {
  const config: pg.PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: patienceMs,
    keepAlive: true,
    types: {
      // Counts and epoch milliseconds stay far below 2^53.
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format),
    },
  };
  const writers = new pg.Pool({ ...config, max: WRITERS });
  const readers = new pg.Pool({
    ...config,
    max: 4,
    onConnect: (client) => client.query('SET default_transaction_read_only = on'),
  });
  // The pool replaces a connection that breaks, and its query rejects. Without a listener the error would end the
  // process.
  for (const pool of [writers, readers]) {
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
  }
  const connections = new WeakMap<pg.PoolClient, Connection>();

  /**
   * A client that has begun a transaction. A client that broke while it was idle fails only here; then the next is
   * tried.
   */
  async function begin(): Promise<pg.PoolClient> {
    for (let tries = 1; ; tries++) {
      const client = await writers.connect();
      try {
        await client.query('BEGIN');
        return client;
      } catch (error) {
        client.release(true);
        if (tries > WRITERS) throw error;
      }
    }
  }

  async function once<T>(work: (q: Q) => Promise<T>): Promise<T> {
    const client = await begin();
    const connection = connections.get(client) ?? new Connection(client);
    connections.set(client, connection);
    let broken = false;
    try {
      return await connection.transaction(work);
    } catch (error) {
      await connection.rollback().catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    dialect: 'postgres',
    read: {
      ...queries(async (statement) => {
        refuseInTransaction('Reading past the transaction');
        return readers.query(statement);
      }),
      savepoint: outside,
      lockPerson: outside,
    },
    async tx(work) {
      refuseInTransaction('Beginning another');
      for (let tries = 1; ; tries++) {
        try {
          return await once(work);
        } catch (error) {
          const again = error instanceof pg.DatabaseError && TRY_AGAIN.includes(error.code ?? '') && tries < TRIES;
          if (!again) throw error;
          await sleep(jittered(tries, WAIT));
        }
      }
    },
    async snapshot(work) {
      refuseInTransaction('Taking a snapshot');
      const client = await readers.connect();
      let broken = false;
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return await work({
          ...queries((statement) => client.query(statement)),
          savepoint: outside,
          lockPerson: outside,
        });
      } finally {
        await client.query('ROLLBACK').catch(() => {
          broken = true;
        });
        client.release(broken);
      }
    },
    // VACUUM removes old rows and the operator keeps the log; erased text is unreadable without the person's key.
    async scrub() {
      refuseInTransaction('Scrubbing');
    },
    async rewrite() {
      refuseInTransaction('Rewriting');
    },
    async close() {
      await Promise.all([writers.end(), readers.end()]);
    },
  };
}

async function outside(): Promise<never> {
  throw new Error('There is no transaction here');
}

/** Creates the database's tables, or brings them up to date. */
export async function migratePostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('../../migrations/postgres', import.meta.url)),
    });
  } finally {
    await client.end();
  }
}
