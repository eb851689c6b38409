import { openAppointments, storeCancellation } from '../booking.ts';
import { forgetPerson } from '../people.ts';
import { conversations } from '../sealed.ts';
import type { Q } from '../store.ts';
import type { Tables } from '../tables.ts';
import { dropTimersOf } from '../timers.ts';
import type { PersonKey, Vault } from '../vault.ts';
import { decodeRow, type Keys, type Row, type TableName } from './format.ts';
import type { DataFile } from './read.ts';

/** How many rows one statement writes. */
const BATCH = 200;

/** More questions than a person answers between two backups. */
const UNUSED_VISITS = 10_000;

interface Survivors {
  /** The people who stay, by id, with their wrapped keys. */
  kept: ReadonlyMap<string, Buffer>;
  forgotten: ReadonlySet<string>;
  keys: Keys;
}

/**
 * Writes a data file's rows and the keys of the people who stay, then forgets the others. Returns the number of rows by
 * table.
 */
export async function refill(
  q: Q,
  vault: Vault,
  data: DataFile,
  { kept, forgotten, keys }: Survivors,
  now: number,
): Promise<Map<TableName, number>> {
  const counts = new Map<TableName, number>();
  for (const [table, rows] of batchesOf(data)) {
    const renewed = rows.map((row) => decodeRow(table, row)).flatMap((row) => renew(vault, kept, table, row));
    await insert(q, table, renewed);
    counts.set(table, (counts.get(table) ?? 0) + renewed.length);
  }
  for (const batch of chunksOf([...kept]))
    await insert(
      q,
      'personKey',
      batch.map(([person, wrapped]) => ({ person, wrapped })),
    );
  const standing = new Set(keys.standing);
  const erasedAt = new Map(keys.erased);
  for (const id of forgotten) await forgetAgain(q, id, erasedAt.get(id) ?? now, standing, now);
  for (const batch of chunksOf(keys.erased))
    await q.db
      .insert(q.t.erasure)
      .values(batch.map(([person, at]) => ({ person, at })))
      .onConflictDoNothing();
  return counts;
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

/** Repeats an erasure that was done after the backup was made. `at`: when it was done, epoch ms. */
async function forgetAgain(q: Q, person: string, at: number, standing: Set<string>, now: number): Promise<void> {
  for (const { id, reference } of await openAppointments(q, person, now)) {
    await dropTimersOf(q, { target: reference });
    if (!standing.has(id)) await storeCancellation(q, id);
  }
  await forgetPerson(q, person, at);
}

async function insert(q: Q, table: keyof Tables, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  await q.db.insert(q.t[table] as Tables['person']).values(rows as Tables['person']['$inferInsert'][]);
}

function* batchesOf(data: DataFile): Generator<[TableName, Row[]]> {
  let batch: [TableName, Row[]] | undefined;
  for (const [table, row] of data.rows()) {
    if (batch !== undefined && batch[0] === table && batch[1].length < BATCH) {
      batch[1].push(row);
      continue;
    }
    if (batch !== undefined) yield batch;
    batch = [table, [row]];
  }
  if (batch !== undefined) yield batch;
}

function* chunksOf<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += BATCH) yield list.slice(at, at + BATCH);
}
