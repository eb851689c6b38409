import { and, eq, gt, isNull, ne, or } from 'drizzle-orm';
import type { Q } from './store.ts';

/** A link code that somebody has written. `request` names the question to the person whose code it is. */
interface Written {
  hash: Buffer;
  person: string;
  writer: string | null;
  request: string | null;
}

/** Stores a person's link code, as a keyed hash, in place of their older one. `until`: epoch ms. */
export async function saveLinkCode(q: Q, code: { hash: Buffer; person: string; until: number }): Promise<void> {
  await dropLinkCode(q, code.person);
  await q.db.insert(q.t.linkCode).values(code).onConflictDoNothing();
}

/**
 * Notes who has written a link code. `own`: it is the writer's own. `unknown`: there is none, it has expired, or another
 * person has written it before; then it leads nobody anywhere any more, since one of the two has stolen it.
 */
export async function writeLinkCode(
  q: Q,
  hash: Buffer,
  writer: string,
  now: number,
): Promise<'written' | 'own' | 'unknown'> {
  const { linkCode: l } = q.t;
  await q.db.delete(l).where(and(eq(l.writer, writer), ne(l.hash, hash)));
  const written = await q.db
    .update(l)
    .set({ writer })
    .where(
      and(...[eq(l.hash, hash), gt(l.until, now), ne(l.person, writer)], or(isNull(l.writer), eq(l.writer, writer))),
    )
    .returning({ hash: l.hash });
  if (written.length > 0) return 'written';
  const [own] = await q.db
    .select({ hash: l.hash })
    .from(l)
    .where(and(eq(l.hash, hash), gt(l.until, now), eq(l.person, writer)));
  if (own !== undefined) return 'own';
  await q.db.delete(l).where(eq(l.hash, hash));
  return 'unknown';
}

/** The code that a person has written; undefined once it has expired. */
export async function writtenBy(q: Q, writer: string, now: number): Promise<Written | undefined> {
  const { linkCode: l } = q.t;
  const [row] = await q.db
    .select({ hash: l.hash, person: l.person, writer: l.writer, request: l.request })
    .from(l)
    .where(and(eq(l.writer, writer), gt(l.until, now)));
  return row;
}

/** Notes that the person whose code it is was asked, and can answer until `until` (epoch ms). */
export async function saveRequest(q: Q, hash: Buffer, asked: { request: string; until: number }): Promise<void> {
  await q.db.update(q.t.linkCode).set(asked).where(eq(q.t.linkCode.hash, hash));
}

/** The person who asks to be joined with `person`; undefined once the question has expired or was answered. */
export async function whoAsks(q: Q, request: string, person: string, now: number): Promise<string | undefined> {
  const { linkCode: l } = q.t;
  const [row] = await q.db
    .select({ writer: l.writer })
    .from(l)
    .where(and(eq(l.request, request), eq(l.person, person), gt(l.until, now)));
  return row?.writer ?? undefined;
}

/** Deletes a person's link code, once it is used or not wanted any more. */
export async function dropLinkCode(q: Q, person: string): Promise<void> {
  await q.db.delete(q.t.linkCode).where(eq(q.t.linkCode.person, person));
}

/** Deletes the code of another person that this one has written. */
export async function forgetWriter(q: Q, writer: string): Promise<void> {
  await q.db.delete(q.t.linkCode).where(eq(q.t.linkCode.writer, writer));
}
