import { and, eq, gt, lte } from 'drizzle-orm';
import { bringForward, DOCUMENTS_JOB, scheduleJob } from './jobs.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/**
 * The answers of files that are still to be sent, sealed under the person's key. They go when the file is delivered, and
 * at the latest when their time is over.
 */

export type DocumentRow = Tables['document']['$inferSelect'];

export async function addDocument(q: Q, document: Tables['document']['$inferInsert']): Promise<void> {
  await q.db.insert(q.t.document).values(document);
  await dropBy(q, document.until);
}

/** Makes sure that documents whose time ends at `until` (epoch ms) are dropped then. */
async function dropBy(q: Q, until: number): Promise<void> {
  await scheduleJob(q, { key: DOCUMENTS_JOB, kind: DOCUMENTS_JOB, due: until });
  // Another document may have a later time.
  await bringForward(q, DOCUMENTS_JOB, until);
}

/** A document whose time is not over. */
export async function documentOf(q: Q, id: string, now: number): Promise<DocumentRow | undefined> {
  const { document: d } = q.t;
  const [found] = await q.db
    .select()
    .from(d)
    .where(and(eq(d.id, id), gt(d.until, now)));
  return found;
}

/** Takes the document that a link opens, so that it opens once. */
export async function takeByLink(q: Q, link: Buffer, now: number): Promise<DocumentRow | undefined> {
  const { document: d } = q.t;
  const [taken] = await q.db
    .delete(d)
    .where(and(eq(d.link, link), gt(d.until, now)))
    .returning();
  return taken;
}

/** Gives a person's document a link that opens it once, until `until` (epoch ms). False where it is gone. */
export async function linkDocument(
  q: Q,
  { id, person }: Pick<DocumentRow, 'id' | 'person'>,
  set: { link: Buffer; until: number },
): Promise<boolean> {
  const { document: d } = q.t;
  const rows = await q.db
    .update(d)
    .set(set)
    .where(and(eq(d.id, id), eq(d.person, person)))
    .returning({ id: d.id });
  if (rows.length > 0) await dropBy(q, set.until);
  return rows.length > 0;
}

export async function dropDocument(q: Q, id: string): Promise<void> {
  const { document: d } = q.t;
  await q.db.delete(d).where(eq(d.id, id));
}

/** Drops what was still to be sent to a person. */
export async function dropDocuments(q: Q, person: string): Promise<void> {
  const { document: d } = q.t;
  await q.db.delete(d).where(eq(d.person, person));
}

/** Drops the documents whose time is over. Returns whether others are left. */
export async function dropPastDocuments(q: Q, now: number): Promise<boolean> {
  const { document: d } = q.t;
  await q.db.delete(d).where(lte(d.until, now));
  return (await q.db.select({ id: d.id }).from(d).limit(1)).length > 0;
}
