import { and, eq, gt } from 'drizzle-orm';
import type { Q } from './store.ts';

/** Stores the code that a person shows to staff, as a keyed hash, in place of their older one. `until`: epoch ms. */
export async function saveShownCode(q: Q, code: { hash: Buffer; person: string; until: number }): Promise<void> {
  await dropShownCode(q, code.person);
  await q.db.insert(q.t.shownCode).values(code).onConflictDoNothing();
}

/** Uses a code up, and returns the person who shows it; undefined for one that is unknown, or has ended. */
export async function takeShownCode(q: Q, hash: Buffer, now: number): Promise<string | undefined> {
  const { shownCode: s } = q.t;
  const [taken] = await q.db
    .delete(s)
    .where(and(eq(s.hash, hash), gt(s.until, now)))
    .returning({ person: s.person });
  return taken?.person;
}

/** Deletes the code of a person that nobody has used. */
export async function dropShownCode(q: Q, person: string): Promise<void> {
  await q.db.delete(q.t.shownCode).where(eq(q.t.shownCode.person, person));
}
