import { getTableColumns, sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Row } from '../belongings.ts';
import type { FileState } from '../codes.ts';
import { postgresTables } from '../postgres-tables.ts';
import type { Q } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { Place, Vault } from '../vault.ts';

/**
 * The tables that a data file leaves out. The people's keys have a file of their own; old copies of the others would do
 * harm or be useless. A linked device that goes on from old keys is out of step with every other device, so it is
 * linked anew instead; a code that a person shows has expired before a backup is restored; a session that staff have ended and an
 * invitation that was used must not come back.
 */
const NOT_IN_DATA = [
  'personKey',
  'whatsappKey',
  'lease',
  'linkCode',
  'shownCode',
  'chatCode',
  'invitation',
  'challenge',
  'throttle',
  'staffSession',
  'document',
] as const;

/**
 * A table of a data file. A backup is a *data file* (gzip of JSON lines: a header, records, a trailer) of every table but
 * those of `NOT_IN_DATA`, and one *keys file* with the people's keys. The format is the same for both databases.
 *
 * A record is a `[table, row]` that belongs to nobody, or `BELONGINGS`: all rows that belong to one person, sealed as a
 * whole. In clear, a row of an appointment, a message's time, or an event would still tell of a person who was erased
 * later. Before version 2, every record was a row.
 */
export type TableName = Exclude<keyof Tables, (typeof NOT_IN_DATA)[number]>;

/** The tables of a data file, in the order of `tables.ts`, in which a row comes after the rows it needs. */
export const TABLES = Object.keys(postgresTables).filter(
  (name) => !NOT_IN_DATA.some((other) => other === name),
) as TableName[];

/** The record of a person's rows: `[BELONGINGS, { name, body }]`. */
export const BELONGINGS = 'belongings';
export const belongingsPlace = (name: string): Place => `backup:belongings:${name}`;

/**
 * The name of a person's record in the data file of one moment (`at`, epoch ms). By their id, an erased person could be
 * looked up in the list of erasures, and their record by its size.
 */
export const recordName = (vault: Vault, at: number, person: string): string =>
  vault.blindIndex('backup', String(at), person).toString('base64url');

export const isTable = (name: string): name is TableName => TABLES.some((known) => known === name);

/**
 * The columns that a data file leaves out. With the blind index of a handle, a reader who has the master key and
 * guesses a phone number could tell that an erased person was here. A restore makes the index again from the handle,
 * for which it needs the person's key.
 */
const LEFT_OUT: Partial<Record<TableName, readonly string[]>> = {
  contact: ['handleHash'],
  alias: ['handleHash'],
  // Numbers that the database draws, and draws anew.
  event: ['id'],
  log: ['id'],
  outbox: ['lease', 'leaseUntil'],
  job: ['lease', 'leaseUntil'],
  // Megabytes, which are deleted within days: what a person said by voice is in no backup.
  requestFile: ['body'],
};

export interface Field {
  name: string;
  isBytes: boolean;
  /** A row without this field cannot be stored. */
  isRequired: boolean;
}

/** The fields that a data file holds of each table. */
export const FIELDS: Readonly<Record<TableName, readonly Field[]>> = Object.fromEntries(
  TABLES.map((table) => [
    table,
    Object.entries(getTableColumns(postgresTables[table] as Tables['person']))
      .filter(([name]) => !LEFT_OUT[table]?.includes(name))
      .map(([name, column]) => ({
        name,
        isBytes: column.getSQLType() === 'bytea',
        isRequired: column.notNull && !column.hasDefault,
      })),
  ]),
) as Record<TableName, Field[]>;

/** The columns of a table's primary key, by name. */
export function keyOf(table: keyof Tables): string[] {
  const { columns, primaryKeys } = getTableConfig(postgresTables[table]);
  return (primaryKeys[0]?.columns ?? columns.filter((column) => column.primary)).map((column) => column.name);
}

/**
 * A row as it is written. A safety card loses its body, because it may leave no copy in a backup either; a file is lost
 * without its bytes.
 */
export function encodeRow(table: TableName, row: Row): Row {
  const encoded: Row = {};
  for (const { name } of FIELDS[table]) {
    const value = row[name];
    encoded[name] = Buffer.isBuffer(value) ? value.toString('base64') : value;
  }
  if (table === 'requestFile' && row.state === 'kept') return { ...encoded, state: 'lost' satisfies FileState };
  return table === 'outbox' && row.card === true ? { ...encoded, body: null } : encoded;
}

export function decodeRow(table: TableName, row: Row): Row {
  const decoded: Row = { ...row };
  for (const { name, isBytes } of FIELDS[table]) {
    const value = row[name];
    if (isBytes && typeof value === 'string') decoded[name] = Buffer.from(value, 'base64');
  }
  return decoded;
}

export const Header = z.strictObject({
  format: z.literal('saputnik-data'),
  version: z.literal([1, 2]),
  dialect: z.enum(['sqlite', 'postgres']),
  /** How many migrations the database had run; both databases have the same number of them. */
  migrations: z.int(),
  /** Epoch ms. */
  at: z.int(),
});
export type Header = z.infer<typeof Header>;

/** The last line of a data file, with the number of records by name. A file without it was cut off. */
export const Trailer = z.strictObject({ rows: z.record(z.string(), z.int()) });
export type Trailer = z.infer<typeof Trailer>;

/** The keys file. It holds no more than forgetting allows, and only the newest is kept. */
export const Keys = z.strictObject({
  format: z.literal('saputnik-keys'),
  version: z.literal(1),
  at: z.int(),
  /** Every person's wrapped key. */
  keys: z.record(z.string(), z.base64()),
  /** The people who were forgotten, by id, and when (epoch ms). */
  erased: z.array(z.tuple([z.string(), z.int()])),
  /** Earlier versions listed appointments here. */
  standing: z.array(z.string()).optional(),
});
export type Keys = z.infer<typeof Keys>;

export const KEYS_FILE = 'keys.json';
const DATA_FILE = /^data-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.jsonl\.gz(\.part)?$/;

/** For example `data-2026-11-23T10-15-00Z.jsonl.gz`: the names sort by time. `at`: epoch ms. */
export const dataFileName = (at: number): string =>
  `data-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.jsonl.gz`;

/** When a data file, whole or not, was begun (epoch ms); null for any other file. */
export function dataFileTime(name: string): { at: number; isWhole: boolean } | null {
  const [, time, part] = DATA_FILE.exec(name) ?? [];
  if (time === undefined) return null;
  const at = Date.parse(time.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  return Number.isNaN(at) ? null : { at, isWhole: part === undefined };
}

const journalOf = (q: Q) => (q.dialect === 'sqlite' ? sql`__drizzle_migrations` : sql`drizzle.__drizzle_migrations`);

/** The version of the database's program. */
export async function databaseVersion(q: Q): Promise<string> {
  const version =
    q.dialect === 'sqlite' ? sql<string>`sqlite_version()` : sql<string>`current_setting('server_version')`;
  const [row] = await q.db.select({ version }).from(journalOf(q)).limit(1);
  return row?.version ?? '';
}

/** How many migrations the database has run. */
export async function migrationsOf(q: Q): Promise<number> {
  const journal = journalOf(q);
  const [row] = await q.db.select({ count: sql<number>`count(*)` }).from(journal);
  return Number(row?.count);
}

/** A backup cannot be made or restored. The message is one sentence for the person who runs the command. */
export class BackupError extends Error {
  override name = 'BackupError';
}
