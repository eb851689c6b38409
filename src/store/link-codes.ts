import { and, eq, gt } from 'drizzle-orm';
import type { Q } from './store.ts';

/** Stores a person's link code, as a keyed hash, in place of their older one. `until`: epoch ms. */
export async function saveLinkCode(q: Q, code: { hash: Buffer; person: string; until: number }): Promise<void> {
  await dropLinkCode(q, code.person);
  await q.db.insert(q.t.linkCode).values(code).onConflictDoNothing();
}

/** The person who owns a link code; undefined once the code has expired. */
export async function findLinkCode(q: Q, hash: Buffer, now: number): Promise<string | undefined> {
  const { linkCode } = q.t;
  const [row] = await q.db
    .select({ person: linkCode.person })
    .from(linkCode)
    .where(and(eq(linkCode.hash, hash), gt(linkCode.until, now)));
  return row?.person;
}

/** Deletes a person's link code, once it is used or not wanted any more. */
export async function dropLinkCode(q: Q, person: string): Promise<void> {
  await q.db.delete(q.t.linkCode).where(eq(q.t.linkCode.person, person));
}
