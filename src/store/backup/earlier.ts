import { inArray } from 'drizzle-orm';
import type { Row } from '../belongings.ts';
import type { Q } from '../store.ts';

/** What earlier versions wrote into data files otherwise, and how this version keeps it. */

/** The present name of a table. Before staff had accounts, the log was of looks alone. */
export const nameNow = (table: string): string => (table === 'look' ? 'log' : table);

/** A row as the present table has it. A look named the token of who looked. */
export function rowNow(table: string, row: Row): Row {
  if (table !== 'look') return row;
  const { token, ...look } = row;
  return { ...look, who: `token:${Buffer.from(String(token), 'base64').toString('hex')}`, pilot: null };
}

const REFERENCE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/;

/**
 * Entries of the log with the ids of appointments in place of their references, which stand on paper. An appointment
 * that is gone is not named any more.
 */
export async function withIds(q: Q, entries: readonly Row[]): Promise<Row[]> {
  const { appointment: a } = q.t;
  const references = entries.map(({ target }) => String(target)).filter((target) => REFERENCE.test(target));
  const rows = await q.db
    .select({ id: a.id, reference: a.reference, pilot: a.pilot })
    .from(a)
    .where(inArray(a.reference, references));
  const found = new Map(rows.map(({ reference, id, pilot }) => [reference, { target: id, pilot }]));
  return entries.map((entry) => {
    const target = String(entry.target);
    return REFERENCE.test(target) ? { ...entry, target: '', ...found.get(target) } : entry;
  });
}
