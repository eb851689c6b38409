import * as p from 'drizzle-orm/pg-core';
import * as s from 'drizzle-orm/sqlite-core';

const bytea = p.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

const postgresColumns = {
  table: p.pgTable,
  text: () => p.text(),
  int: () => p.integer(),
  /** Epoch milliseconds, UTC. */
  ms: () => p.bigint({ mode: 'number' }),
  /** A row number that the database gives. */
  serial: () => p.bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  flag: () => p.boolean(),
  json: <T>() => p.jsonb().$type<T>(),
  bytes: () => bytea(),
  index: p.index,
  uniqueIndex: p.uniqueIndex,
  primaryKey: p.primaryKey,
};

const sqliteColumns = {
  table: s.sqliteTable,
  text: () => s.text(),
  int: () => s.integer({ mode: 'number' }),
  ms: () => s.integer({ mode: 'number' }),
  serial: () => s.integer({ mode: 'number' }).primaryKey({ autoIncrement: true }),
  flag: () => s.integer({ mode: 'boolean' }),
  json: <T>() => s.text({ mode: 'json' }).$type<T>(),
  bytes: () => s.blob({ mode: 'buffer' }),
  index: s.index,
  uniqueIndex: s.uniqueIndex,
  primaryKey: s.primaryKey,
};

/** The few column types that both databases share. Typed as PostgreSQL; the one cast between the two dialects is here. */
export type Columns = typeof postgresColumns;
export type Dialect = 'sqlite' | 'postgres';
export const columns: Record<Dialect, Columns> = {
  postgres: postgresColumns,
  sqlite: sqliteColumns as unknown as Columns,
};
