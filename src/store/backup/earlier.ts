import { inArray } from 'drizzle-orm';
import type { Row } from '../belongings.ts';
import type { Q } from '../store.ts';

/** What earlier versions wrote into data files otherwise, and how this version keeps it. */

/** Whether no version keeps this table any more. Numbers of an older rule than that of today are worked out anew. */
export const isGone = (table: string): boolean => table === 'released';

/** The present name of a table. Before staff had accounts, the log was of looks alone. */
export const nameNow = (table: string): string => (table === 'look' ? 'log' : table);

/**
 * A row as the present table has it. A look named the token of who looked, and a notice was always of an appointment and
 * for a counsellor.
 */
export function rowNow(table: string, row: Row): Row {
  if (table === 'notice' && 'counsellor' in row) {
    const { appointment: subject, counsellor: recipient, ...notice } = row;
    return { ...notice, subject, to: 'counsellor', recipient };
  }
  if (table !== 'look') return row;
  const { token, ...look } = row;
  return { ...look, who: `token:${Buffer.from(String(token), 'base64').toString('hex')}`, pilot: null };
}

const REFERENCE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/;

/**
 * Entries of the log without the references of appointments, which stand on paper; of an appointment that is there, the
 * pilot is left.
 */
export async function withoutReferences(q: Q, entries: readonly Row[]): Promise<Row[]> {
  const { appointment: a } = q.t;
  const references = entries.map(({ target }) => String(target)).filter((target) => REFERENCE.test(target));
  const rows = await q.db
    .select({ reference: a.reference, pilot: a.pilot })
    .from(a)
    .where(inArray(a.reference, references));
  const pilots = new Map(rows.map(({ reference, pilot }) => [reference, pilot]));
  return entries.map((entry) => {
    const target = String(entry.target);
    return REFERENCE.test(target) ? { ...entry, target: '', pilot: pilots.get(target) ?? null } : entry;
  });
}
