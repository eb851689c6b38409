import { sql } from 'drizzle-orm';
import * as p from 'drizzle-orm/pg-core';

const bytea = p.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

export const postgresColumns = {
  table: p.pgTable,
  text: () => p.text(),
  int: () => p.integer(),
  /** Epoch milliseconds, UTC. */
  ms: () => p.bigint({ mode: 'number' }),
  /**
   * A row number that the database draws. Numbers in the order of writing would have gaps where rows were deleted, and
   * the neighbours of a gap would tell when those were written.
   */
  drawn: () =>
    p
      .bigint({ mode: 'number' })
      .primaryKey()
      .$defaultFn(() => sql`('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint`),
  flag: () => p.boolean(),
  json: <T>() => p.jsonb().$type<T>(),
  bytes: () => bytea(),
  index: p.index,
  uniqueIndex: p.uniqueIndex,
  primaryKey: p.primaryKey,
};

/** The few column types that both databases share, typed as PostgreSQL. */
export type Columns = typeof postgresColumns;
