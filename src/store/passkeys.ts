import { and, asc, eq, gt } from 'drizzle-orm';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

export type Passkey = Tables['passkey']['$inferSelect'];

/** The passkeys of an account, the oldest first. */
export async function passkeysOf(q: Q, account: string): Promise<Passkey[]> {
  const { passkey } = q.t;
  return q.db.select().from(passkey).where(eq(passkey.account, account)).orderBy(asc(passkey.createdAt));
}

export async function findPasskey(q: Q, id: string): Promise<Passkey | undefined> {
  const [found] = await q.db.select().from(q.t.passkey).where(eq(q.t.passkey.id, id));
  return found;
}

export async function addPasskey(q: Q, passkey: Passkey): Promise<void> {
  await q.db.insert(q.t.passkey).values(passkey);
}

/** Notes that a passkey was used, with the counter that it showed. */
export async function notePasskey(q: Q, id: string, used: { counter: number; usedAt: number }): Promise<void> {
  await q.db.update(q.t.passkey).set(used).where(eq(q.t.passkey.id, id));
}

/** Removes a passkey of an account. */
export async function removePasskey(q: Q, account: string, id: string): Promise<void> {
  const { passkey } = q.t;
  await q.db.delete(passkey).where(and(eq(passkey.account, account), eq(passkey.id, id)));
}

export async function removePasskeys(q: Q, account: string): Promise<void> {
  await q.db.delete(q.t.passkey).where(eq(q.t.passkey.account, account));
}

/** Stores a challenge that a browser is to sign until `until` (epoch ms), by its hash. */
export async function addChallenge(
  q: Q,
  challenge: { hash: Buffer; account: string | null; until: number },
): Promise<void> {
  await q.db.insert(q.t.challenge).values(challenge);
}

/**
 * Uses a challenge up. False where it is unknown or over, or was given to another account (`account`; null: to somebody
 * who signs in).
 */
export async function takeChallenge(q: Q, hash: Buffer, account: string | null, now: number): Promise<boolean> {
  const { challenge } = q.t;
  const rows = await q.db
    .delete(challenge)
    .where(and(eq(challenge.hash, hash), gt(challenge.until, now)))
    .returning({ account: challenge.account });
  return rows.length === 1 && rows[0]?.account === account;
}
