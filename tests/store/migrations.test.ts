import { readFileSync } from 'node:fs';
import {
  generateDrizzleJson,
  generateMigration,
  generateSQLiteDrizzleJson,
  generateSQLiteMigration,
} from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import { postgresTables } from '../../src/store/postgres-tables.ts';
import { sqliteTables } from '../../src/store/sqlite-tables.ts';

/** The tables as the newest migration left them. */
function newest(dialect: string) {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../migrations/${dialect}/meta/${name}`, import.meta.url), 'utf8'));
  const { entries } = read('_journal.json');
  return read(`${String(entries.at(-1).idx).padStart(4, '0')}_snapshot.json`);
}

test('the SQLite migrations make the tables that the code has', async () => {
  const wanted = await generateSQLiteDrizzleJson(sqliteTables, undefined, 'snake_case');
  expect(await generateSQLiteMigration(newest('sqlite'), wanted)).toEqual([]);
});

test('the PostgreSQL migrations make the tables that the code has', async () => {
  const wanted = generateDrizzleJson(postgresTables, undefined, undefined, 'snake_case');
  expect(await generateMigration(newest('postgres'), wanted)).toEqual([]);
});
