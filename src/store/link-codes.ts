import { and, eq, gt } from 'drizzle-orm';
import type { Q } from './store.ts';

/** A person's code, by its keyed hash; an older one of theirs is worth nothing any more. `until`: epoch ms. */
export async function saveLinkCode(q: Q, code: { hash: Buffer; person: string; until: number }): Promise<void> {
  await dropLinkCode(q, code.person);
  await q.db.insert(q.t.linkCode).values(code).onConflictDoNothing();
}

/** Whose code it is, while it is good. */
export async function findLinkCode(q: Q, hash: Buffer, now: number): Promise<string | undefined> {
  const { linkCode } = q.t;
  const [row] = await q.db
    .select({ person: linkCode.person })
    .from(linkCode)
    .where(and(eq(linkCode.hash, hash), gt(linkCode.until, now)));
  return row?.person;
}

/** A person's code is used, or not wanted any more. */
export async function dropLinkCode(q: Q, person: string): Promise<void> {
  await q.db.delete(q.t.linkCode).where(eq(q.t.linkCode.person, person));
}
