import { closeSync, createReadStream, createWriteStream, openSync, readSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { Row } from '../belongings.ts';
import { isGone, nameNow, rowNow } from './earlier.ts';
import {
  BackupError,
  BELONGINGS,
  dataFileTime,
  FIELDS,
  Header,
  isTable,
  KEYS_FILE,
  Keys,
  type TableName,
  Trailer,
} from './format.ts';

const CHUNK = 1 << 20;

/** A data file, unpacked during a restore. It is read synchronously, because one transaction takes in all of it. */
export interface DataFile extends AsyncDisposable {
  path: string;
  header: Header;
  /** The records as they stand in the file. Each call reads from the start. */
  records(): Generator<DataRecord>;
  /** Checks every record, and their number by name. Throws `BackupError` if the file is not as it was written. */
  check(): void;
}

/** A row that belongs to nobody, or everything that belongs to a person, still sealed. */
type DataRecord = [TableName | typeof BELONGINGS, Row];

/** The path of the newest whole data file in a folder. Throws `BackupError` if there is none. */
export async function newestDataFile(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => {
    throw new BackupError(`Cannot read the folder ${folder}`);
  });
  const newest = names
    .filter((name) => dataFileTime(name)?.isWhole === true)
    .sort()
    .at(-1);
  if (newest === undefined) throw new BackupError(`There is no data file in ${folder}`);
  return join(folder, newest);
}

/** Unpacks a data file. Throws `BackupError` if it is missing, cut off, damaged, or of another program. */
export async function openDataFile(path: string): Promise<DataFile> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-restore-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const plain = join(folder, 'data.jsonl');
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(plain, { mode: 0o600 }));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw isMissing ? new BackupError(`There is no file ${path}`) : damaged(path);
  }
  const [first] = linesOf(plain);
  const header = Header.safeParse(parseJson(first));
  if (!header.success) throw new BackupError(`${path} is not a data file that this version of Saputnik can read`);
  const open = opening.move();
  return {
    path,
    header: header.data,
    *records() {
      for (const { record } of linesIn(plain, path)) if (record !== undefined) yield record;
    },
    check() {
      checkRecords(linesIn(plain, path), path);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

export const damaged = (path: string): BackupError =>
  new BackupError(`${path} is damaged or was cut off; choose an older data file with --data`);

const Line = z.tuple([z.string(), z.looseObject({})]);

/** The lines after the header: records, and at the end the trailer. */
function* linesIn(plain: string, path: string): Generator<{ record?: DataRecord; trailer?: Trailer }> {
  const lines = linesOf(plain);
  lines.next();
  for (const line of lines) {
    const value = parseJson(line);
    const trailer = Trailer.safeParse(value);
    if (trailer.success) {
      yield { trailer: trailer.data };
      continue;
    }
    const read = Line.safeParse(value);
    if (!read.success) throw damaged(path);
    const [name, row] = read.data;
    if (isGone(name)) continue;
    yield { record: name === BELONGINGS ? [name, row] : checkRow(path, name, row) };
  }
}

function checkRecords(lines: ReturnType<typeof linesIn>, path: string): void {
  const counts = new Map<string, number>();
  let said: Trailer | undefined;
  for (const { record, trailer } of lines) {
    if (said !== undefined) throw damaged(path);
    said = trailer;
    if (record !== undefined) counts.set(record[0], (counts.get(record[0]) ?? 0) + 1);
  }
  const expected = new Map(
    Object.entries(said?.rows ?? {}).flatMap(([name, count]) => (isGone(name) ? [] : [[nameNow(name), count]])),
  );
  const isWhole = [...expected].every(([name, count]) => (counts.get(name) ?? 0) === count);
  if (said === undefined || !isWhole || [...counts.keys()].some((name) => !expected.has(name))) throw damaged(path);
}

/** The row, if this version of Saputnik can store it. Throws `BackupError` otherwise. */
export function checkRow(path: string, named: string, written: Row): [TableName, Row] {
  const [table, row] = [nameNow(named), rowNow(named, written)];
  if (!isTable(table))
    throw new BackupError(`${path} holds a table "${table}" that this version of Saputnik does not have`);
  const fields = FIELDS[table];
  const unknown = Object.keys(row).find((name) => fields.every((field) => field.name !== name));
  if (unknown !== undefined)
    throw new BackupError(`${path} holds "${table}.${unknown}", which this version of Saputnik does not have`);
  const missing = fields.find(({ name, isRequired }) => isRequired && (row[name] ?? null) === null);
  if (missing !== undefined)
    throw new BackupError(`${path} is too old: it lacks "${table}.${missing.name}", for which there is no default`);
  return [table, row];
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** The lines of a file, read synchronously and a chunk at a time. */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield bytes.toString('utf8', from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** Reads the keys file of a backup. Throws `BackupError` if it is missing or damaged. */
export async function readKeysFile(folder: string): Promise<Keys> {
  const path = join(folder, KEYS_FILE);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BackupError(`${path} is not there; without the newest keys file nothing can be restored`);
  });
  const keys = Keys.safeParse(parseJson(text));
  if (!keys.success) throw new BackupError(`${path} is damaged`);
  return keys.data;
}
