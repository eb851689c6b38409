import { and, eq, sql } from 'drizzle-orm';
import type { Q } from './store.ts';

/**
 * Takes or renews a lease, which only one process may hold, until `until` (epoch ms); false if another process holds
 * it.
 */
export async function takeLease(
  { db, t: { lease } }: Q,
  { name, holder, until, now }: { name: string; holder: string; until: number; now: number },
): Promise<boolean> {
  const rows = await db
    .insert(lease)
    .values({ name, holder, until })
    .onConflictDoUpdate({
      target: lease.name,
      set: { holder, until },
      setWhere: sql`${lease.holder} = ${holder} or ${lease.until} <= ${now}`,
    })
    .returning({ holder: lease.holder });
  return rows.length === 1;
}

/** Gives up a lease; a lease of another holder stays. */
export async function releaseLease({ db, t: { lease } }: Q, name: string, holder: string): Promise<void> {
  await db.delete(lease).where(and(eq(lease.name, name), eq(lease.holder, holder)));
}

/** Deletes all leases. For a server that starts alone on its database: no other process holds one then. */
export async function clearSoleLeases({ db, t }: Q): Promise<void> {
  await db.delete(t.lease);
}
