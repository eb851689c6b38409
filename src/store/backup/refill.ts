import { deleteBelongings, type Row } from '../belongings.ts';
import { conversations } from '../sealed.ts';
import type { Q } from '../store.ts';
import type { Tables } from '../tables.ts';
import { type PersonKey, type Vault, VaultError } from '../vault.ts';
import { withoutReferences } from './earlier.ts';
import { BELONGINGS, belongingsPlace, decodeRow, type Keys, type TableName } from './format.ts';
import { checkRow, type DataFile, damaged } from './read.ts';

const DAY = 86_400_000;
/** How many rows one statement writes. */
const BATCH = 200;

/** More questions than a person answers between two backups. */
const UNUSED_VISITS = 10_000;

interface Survivors {
  /** The people who stay, by id, with their wrapped keys. */
  kept: ReadonlyMap<string, Buffer>;
  forgotten: ReadonlySet<string>;
  /** The ids of people by the names of their records. */
  named: ReadonlyMap<string, string>;
  keys: Keys;
}

/** Writes a data file's rows and the keys of the people who stay. Returns the number of rows by table. */
export async function refill(
  q: Q,
  vault: Vault,
  data: DataFile,
  { kept, forgotten, named, keys }: Survivors,
): Promise<Map<TableName, number>> {
  const counts = new Map<TableName, number>();
  const log: Row[] = [];
  for (const [table, rows] of batchesOf(rowsOf(data, vault, { kept, named }))) {
    const renewed = rows.map((row) => decodeRow(table, row)).flatMap((row) => renew(vault, kept, table, row));
    // An entry may name what comes later, and cannot be changed once it is in.
    if (table === 'log') log.push(...renewed);
    else await insert(q, table, renewed);
    counts.set(table, (counts.get(table) ?? 0) + renewed.length);
  }
  for (const batch of chunksOf(log)) await insert(q, 'log', await withoutReferences(q, batch));
  for (const batch of chunksOf([...kept]))
    await insert(
      q,
      'personKey',
      batch.map(([person, wrapped]) => ({ person, wrapped })),
    );
  // In a data file of version 1 their rows stood in clear, and in its keys file the time of their erasure.
  for (const id of forgotten) await deleteBelongings(q, id);
  for (const batch of chunksOf(keys.erased))
    await insert(
      q,
      'erasure',
      batch.map(([person, at]) => ({ person, at: Math.floor(at / DAY) * DAY })),
    );
  return counts;
}

/** The rows that belong to nobody, and those of the people who stay. Throws `BackupError` at a row that does not fit. */
function* rowsOf(
  data: DataFile,
  vault: Vault,
  { kept, named }: Pick<Survivors, 'kept' | 'named'>,
): Generator<[TableName, Row]> {
  for (const [name, row] of data.records()) {
    if (name !== BELONGINGS) {
      yield [name, row];
      continue;
    }
    const person = named.get(String(row.name)) ?? '';
    const wrapped = kept.get(person);
    if (wrapped === undefined) continue;
    for (const [table, one] of belongingsIn(data, vault, vault.unwrap(person, wrapped), row))
      yield checkRow(data.path, table, one);
  }
}

function belongingsIn(data: DataFile, vault: Vault, key: PersonKey, { name, body }: Row): [string, Row][] {
  try {
    return JSON.parse(vault.open(key, belongingsPlace(String(name)), Buffer.from(String(body), 'base64')));
  } catch (error) {
    if (error instanceof VaultError) throw damaged(data.path);
    throw error;
  }
}

/** The row as the restored database stores it; an empty list if the row is useless after the restore. */
function renew(vault: Vault, kept: Survivors['kept'], table: TableName, row: Row): Row[] {
  switch (table) {
    case 'contact':
    case 'alias': {
      const { id, person, channel, handle } = row as Tables['contact' | 'alias']['$inferSelect'];
      const wrapped = kept.get(person);
      if (wrapped === undefined) return [];
      const opened = vault.open(vault.unwrap(person, wrapped), `${table}:handle:${id}`, handle);
      return [{ ...row, handleHash: vault.blindIndex('handle', channel, opened) }];
    }
    case 'person': {
      const { id, conversation } = row as Tables['person']['$inferSelect'];
      const wrapped = kept.get(id);
      if (wrapped === undefined || conversation === null) return [row];
      return [{ ...row, conversation: withNewVisits(vault, vault.unwrap(id, wrapped), id, conversation) }];
    }
    case 'outbox':
      // The reply may have been sent after the backup; silence is better than the same words twice.
      return [row.state === 'queued' ? { ...row, state: 'failed', reason: 'restored' } : row];
    case 'job':
      return [{ ...row, attempts: 0, reason: null }];
    default:
      return [row];
  }
}

/**
 * Raises the visit count of a conversation. Buttons that were shown after the backup name visits that must not come
 * again: an old *yes* would answer another question.
 */
function withNewVisits(vault: Vault, key: PersonKey, person: string, sealed: Buffer): Buffer {
  const conversation = conversations.open(vault, key, person, sealed);
  return conversations.seal(vault, key, person, { ...conversation, visit: conversation.visit + UNUSED_VISITS });
}

/** Inserts rows. One may be there already: the claim of a session that several people share, or an erasure. */
async function insert(q: Q, table: keyof Tables, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  await q.db
    .insert(q.t[table] as Tables['person'])
    .values(rows as Tables['person']['$inferInsert'][])
    .onConflictDoNothing();
}

/** The rows of each table, some at a time. */
function* batchesOf(rows: Iterable<[TableName, Row]>): Generator<[TableName, Row[]]> {
  const waiting = new Map<TableName, Row[]>();
  for (const [table, row] of rows) {
    const batch = waiting.get(table) ?? [];
    batch.push(row);
    waiting.set(table, batch);
    if (batch.length < BATCH) continue;
    yield [table, batch];
    waiting.delete(table);
  }
  yield* waiting;
}

function* chunksOf<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += BATCH) yield list.slice(at, at + BATCH);
}
