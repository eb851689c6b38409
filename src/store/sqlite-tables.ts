import { sql } from 'drizzle-orm';
import * as s from 'drizzle-orm/sqlite-core';
import type { Columns } from './columns.ts';
import { defineTables } from './tables.ts';

const sqliteColumns = {
  table: s.sqliteTable,
  text: () => s.text(),
  int: () => s.integer({ mode: 'number' }),
  ms: () => s.integer({ mode: 'number' }),
  /** This number is also SQLite's own number of the row, so the file holds no other order. */
  drawn: () =>
    s
      .integer({ mode: 'number' })
      .primaryKey({ autoIncrement: true })
      .$defaultFn(() => sql`abs(random() >> 16)`),
  flag: () => s.integer({ mode: 'boolean' }),
  json: <T>() => s.text({ mode: 'json' }).$type<T>(),
  bytes: () => s.blob({ mode: 'buffer' }),
  index: s.index,
  uniqueIndex: s.uniqueIndex,
  primaryKey: s.primaryKey,
};

// The one cast between the two dialects.
export const sqliteTables = defineTables(sqliteColumns as unknown as Columns);
