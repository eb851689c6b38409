import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Q } from './store.ts';

/** What staff may be; each is bound to pilots. */
export const ROLES = ['counsellor', 'coordinator', 'evaluator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who acts on a staff page, whatever they signed in with. */
export interface Principal {
  role: Role;
  pilots: readonly string[];
  /** Names the token in the record of who looked at what. */
  token: Buffer;
}

export async function addToken(
  q: Q,
  token: { hash: Buffer; label: string; role: Role; pilots: readonly string[]; createdAt: number },
): Promise<void> {
  await q.db.insert(q.t.token).values({ ...token, pilots: [...token.pilots] });
}

/** The principal of a token that is not revoked. */
export async function findPrincipal(q: Q, hash: Buffer): Promise<Principal | undefined> {
  const { token } = q.t;
  const rows = await q.db
    .select({ role: token.role, pilots: token.pilots })
    .from(token)
    .where(and(eq(token.hash, hash), isNull(token.revokedAt)));
  const [found] = rows;
  return found && { role: found.role as Role, pilots: found.pilots, token: hash };
}

export async function listTokens(
  q: Q,
): Promise<{ label: string; role: string; pilots: string[]; createdAt: number; revokedAt: number | null }[]> {
  const { token } = q.t;
  return q.db
    .select({
      label: token.label,
      role: token.role,
      pilots: token.pilots,
      createdAt: token.createdAt,
      revokedAt: token.revokedAt,
    })
    .from(token)
    .orderBy(asc(token.createdAt));
}

/** Revokes every token with this label; returns how many. */
export async function revokeTokens(q: Q, label: string, at: number): Promise<number> {
  const { token } = q.t;
  const rows = await q.db
    .update(token)
    .set({ revokedAt: at })
    .where(and(eq(token.label, label), isNull(token.revokedAt)))
    .returning({ hash: token.hash });
  return rows.length;
}

/** Notes that somebody of the staff looked into, or acted on, a record. */
export async function recordLook(
  q: Q,
  look: { token: Buffer; what: string; target: string; at: number },
): Promise<void> {
  await q.db.insert(q.t.look).values(look);
}

export interface Counsellor {
  id: string;
  pilot: string;
  office: string;
  name: Buffer;
  gender: string;
  languages: string[];
  demo: boolean;
}

export async function listCounsellors(q: Q): Promise<Counsellor[]> {
  const { counsellor: c } = q.t;
  return q.db
    .select({
      id: c.id,
      pilot: c.pilot,
      office: c.office,
      name: c.name,
      gender: c.gender,
      languages: c.languages,
      demo: c.demo,
    })
    .from(c)
    .orderBy(asc(c.id));
}

export async function addCounsellor(q: Q, counsellor: Counsellor): Promise<void> {
  await q.db.insert(q.t.counsellor).values(counsellor);
}

/** Replaces a weekday's hours. */
export async function setHours(
  q: Q,
  counsellor: string,
  weekday: number,
  windows: { fromMinute: number; toMinute: number }[],
): Promise<void> {
  const { hours } = q.t;
  await q.db.delete(hours).where(and(eq(hours.counsellor, counsellor), eq(hours.weekday, weekday)));
  for (const window of windows) await q.db.insert(hours).values({ counsellor, weekday, ...window });
}

export async function addAbsence(q: Q, absence: { counsellor: string; fromAt: number; toAt: number }): Promise<void> {
  await q.db.insert(q.t.absence).values(absence).onConflictDoNothing();
}

/** Gives a counsellor's calendar a new secret address; the old one leads nowhere. False where there is no such counsellor. */
export async function renewFeed(q: Q, counsellor: string, feedHash: Buffer): Promise<boolean> {
  const { counsellor: c } = q.t;
  const rows = await q.db.update(c).set({ feedHash }).where(eq(c.id, counsellor)).returning({ id: c.id });
  return rows.length === 1;
}

export async function findFeed(q: Q, feedHash: Buffer): Promise<{ id: string; pilot: string } | undefined> {
  const { counsellor: c } = q.t;
  const rows = await q.db.select({ id: c.id, pilot: c.pilot }).from(c).where(eq(c.feedHash, feedHash));
  return rows[0];
}
