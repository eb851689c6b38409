import { getTableColumns, sql } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { postgresTables } from '../postgres-tables.ts';
import type { Q } from '../store.ts';
import type { Tables } from '../tables.ts';

/**
 * Not in a data file: the people's keys, which have a file of their own; and what an old copy of would do harm with. A linked
 * device that goes on from old keys is out of step with everybody, and is linked anew instead; a code to link an app is over
 * before anything is restored.
 */
const NOT_IN_DATA = ['personKey', 'whatsappKey', 'lease', 'linkCode'] as const;

/**
 * A backup is a *data file* (gzip of JSON lines: a header, `[table, row]`s, a trailer) of every table but these, and one
 * *keys file* with the people's keys. The format is the same for both databases.
 */
export type TableName = Exclude<keyof Tables, (typeof NOT_IN_DATA)[number]>;
export type Row = Record<string, unknown>;

/** In the order of `tables.ts`, in which a row comes after those it needs. */
export const TABLES = Object.keys(postgresTables).filter(
  (name) => !NOT_IN_DATA.some((other) => other === name),
) as TableName[];

export const isTable = (name: unknown): name is TableName => TABLES.some((known) => known === name);

/**
 * What of a row is not written. The blind index of a handle would tell whoever has the master key, and guesses a phone
 * number, that an erased person was here: it is made again from the handle, which wants the person's key.
 */
const LEFT_OUT: Partial<Record<TableName, readonly string[]>> = {
  contact: ['handleHash'],
  alias: ['handleHash'],
  outbox: ['lease', 'leaseUntil'],
  job: ['lease', 'leaseUntil'],
};

export interface Field {
  name: string;
  isBytes: boolean;
  /** A row without it cannot be stored. */
  isRequired: boolean;
}

/** What a data file holds of a table. Row numbers that the database gives are given anew. */
export const FIELDS: Readonly<Record<TableName, readonly Field[]>> = Object.fromEntries(
  TABLES.map((table) => [
    table,
    Object.entries(getTableColumns(postgresTables[table] as Tables['person']))
      .filter(([name, column]) => !column.generatedIdentity && !LEFT_OUT[table]?.includes(name))
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

export function encodeRow(table: TableName, row: Row): Row {
  const encoded: Row = {};
  for (const { name } of FIELDS[table]) {
    const value = row[name];
    encoded[name] = Buffer.isBuffer(value) ? value.toString('base64') : value;
  }
  return encoded;
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
  version: z.literal(1),
  dialect: z.enum(['sqlite', 'postgres']),
  /** How many migrations the database had seen; both databases count alike. */
  migrations: z.int(),
  /** Epoch ms. */
  at: z.int(),
});
export type Header = z.infer<typeof Header>;

/** The last line: without it the file was cut off. */
export const Trailer = z.strictObject({ rows: z.record(z.string(), z.int()) });
export type Trailer = z.infer<typeof Trailer>;

/** The keys file, as small as forgetting allows, and always the newest. */
export const Keys = z.strictObject({
  format: z.literal('saputnik-keys'),
  version: z.literal(1),
  at: z.int(),
  /** Every person's wrapped key. */
  keys: z.record(z.string(), z.base64()),
  /** Who was forgotten, and when. */
  erased: z.array(z.tuple([z.string(), z.int()])),
  /**
   * Appointments to come that stand though their person is forgotten: a web chat was left for good, and the reference alone
   * leads to them. All others of people who are forgotten were cancelled.
   */
  standing: z.array(z.string()),
});
export type Keys = z.infer<typeof Keys>;

export const KEYS_FILE = 'keys.json';
const DATA_FILE = /^data-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.jsonl\.gz(\.part)?$/;

/** `data-2026-11-23T10-15-00Z.jsonl.gz`: sorted by name, they are sorted by time. */
export const dataFileName = (at: number): string =>
  `data-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.jsonl.gz`;

/** When a data file, whole or not, was begun (epoch ms); null for any other file. */
export function dataFileTime(name: string): { at: number; isWhole: boolean } | null {
  const [, time, part] = DATA_FILE.exec(name) ?? [];
  if (time === undefined) return null;
  const at = Date.parse(time.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  return Number.isNaN(at) ? null : { at, isWhole: part === undefined };
}

/** How many migrations a database has seen. */
export async function migrationsOf(q: Q): Promise<number> {
  const journal = q.dialect === 'sqlite' ? sql`__drizzle_migrations` : sql`drizzle.__drizzle_migrations`;
  const [row] = await q.db.select({ count: sql<number>`count(*)` }).from(journal);
  return Number(row?.count);
}

/** A backup cannot be made or restored; one sentence for whoever runs it. */
export class BackupError extends Error {
  override name = 'BackupError';
}
