import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { and, isNull, sql } from 'drizzle-orm';
import { OWNED, type Row } from '../belongings.ts';
import { replaceFile } from '../files.ts';
import { KEEP } from '../retention.ts';
import type { Q, Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { Vault } from '../vault.ts';
import {
  BELONGINGS,
  dataFileName,
  dataFileTime,
  encodeRow,
  type Header,
  KEYS_FILE,
  type Keys,
  keyOf,
  migrationsOf,
  TABLES,
} from './format.ts';
import { lookAtBackups } from './look.ts';
import { peopleOf } from './people.ts';

/** Rows read at once: few enough to hold in memory, whatever they hold, and to delay the server for a moment only. */
const PAGE = 200;

/** A table's rows that name no person, in the order of its primary key, a page at a time. */
async function* pagesOf(q: Q, name: keyof Tables): AsyncGenerator<Row[]> {
  const table = q.t[name] as Tables['person'];
  const namesNobody = OWNED.includes(name) ? isNull((q.t[name] as Tables['appointment']).person) : undefined;
  const key = keyOf(name).map((column) => table[column as 'id']);
  const list = sql.join(key, sql`, `);
  let last: Row | undefined;
  do {
    const after = last;
    const values = key.map((column) => sql`${sql.param(after?.[column.name], column)}`);
    const rows: Row[] = await q.db
      .select()
      .from(table)
      .where(and(namesNobody, after && sql`(${list}) > (${sql.join(values, sql`, `)})`))
      .orderBy(...key)
      .limit(PAGE);
    if (rows.length > 0) yield rows;
    last = rows.length < PAGE ? undefined : rows.at(-1);
  } while (last !== undefined);
}

async function* linesOf(q: Q, vault: Vault, at: number, count: (rows: number) => void): AsyncGenerator<string> {
  const header: Header = {
    format: 'saputnik-data',
    version: 2,
    dialect: q.dialect,
    migrations: await migrationsOf(q),
    at,
  };
  yield `${JSON.stringify(header)}\n`;
  const people = peopleOf(q, vault, at);
  let records = 0;
  for await (const { record, rows } of people.records()) {
    records += 1;
    count(rows);
    yield `${JSON.stringify(record)}\n`;
  }
  const counts: Record<string, number> = { [BELONGINGS]: records };
  for (const name of TABLES.filter((table) => table !== 'person')) {
    counts[name] = 0;
    for await (const page of pagesOf(q, name)) {
      const rows = page.filter((row) => people.isNobodys(name, row));
      counts[name] += rows.length;
      count(rows.length);
      yield rows.map((row) => `${JSON.stringify([name, encodeRow(name, row)])}\n`).join('');
    }
  }
  yield `${JSON.stringify({ rows: counts })}\n`;
}

/**
 * Writes all data but the people's keys, as they are at one moment, into a new data file in `folder`, while the server
 * may run; then removes data files that are past their time. `now`: epoch ms. Returns the file's path and its number of
 * rows.
 */
export async function writeData(
  store: Store,
  vault: Vault,
  folder: string,
  now: number,
): Promise<{ file: string; rows: number }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, dataFileName(now));
  let rows = 0;
  const count = (more: number) => {
    rows += more;
  };
  await replaceFile(file, `${file}.part`, (part) =>
    store.snapshot((q) =>
      pipeline(Readable.from(linesOf(q, vault, now, count)), createGzip(), (bytes) => part.writeFile(bytes)),
    ),
  );
  await removeOld(folder, now);
  return { file, rows };
}

/** Removes data files that are past their time, but never the newest whole one. */
async function removeOld(folder: string, now: number): Promise<void> {
  const found = (await readdir(folder)).flatMap((name) => {
    const time = dataFileTime(name);
    return time === null ? [] : [{ name, ...time }];
  });
  const newest = found.filter(({ isWhole }) => isWhole).sort((a, b) => b.at - a.at)[0];
  for (const { name, at } of found) {
    if (at < now - KEEP.backups && name !== newest?.name) await rm(join(folder, name), { force: true });
  }
}

/**
 * Writes the people's keys and the ids of forgotten people into the keys file in `folder`, in place of the older one.
 * Call it after every backup and every erasure: as long as an older keys file exists, an erased person's data can be
 * opened. `now`: epoch ms.
 */
export async function writeKeys(store: Store, folder: string, now: number): Promise<{ file: string; keys: number }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, KEYS_FILE);
  // Parts that a crash left behind may hold keys that have been destroyed since.
  for (const name of await readdir(folder))
    if (name.startsWith(`${KEYS_FILE}.`)) await rm(join(folder, name), { force: true });
  const keys = await store.snapshot((q) => collectKeys(q, now));
  await replaceFile(file, `${file}.part`, (part) => part.writeFile(JSON.stringify(keys)));
  return { file, keys: Object.keys(keys.keys).length };
}

/** Writes backups of a store into a folder, and looks at them. Each method throws if that could not be done. */
export const createBackups = (store: Store, vault: Vault, folder: string, clock: () => number) => ({
  folder,
  look: () => lookAtBackups(folder),
  async writeAll() {
    await writeData(store, vault, folder, clock());
    await writeKeys(store, folder, clock());
  },
  async writeKeys() {
    await writeKeys(store, folder, clock());
  },
});

async function collectKeys(q: Q, now: number): Promise<Keys> {
  const { personKey, erasure } = q.t;
  const keys: Keys['keys'] = {};
  for (const { person, wrapped } of await q.db.select().from(personKey)) keys[person] = wrapped.toString('base64');
  const erased = await q.db.select({ person: erasure.person, at: erasure.at }).from(erasure);
  return {
    format: 'saputnik-keys',
    version: 1,
    at: now,
    keys,
    erased: erased.map(({ person, at }) => [person, at]),
  };
}
