import { and, desc, eq, ne } from 'drizzle-orm';
import type { Access } from './accounts.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

const MINUTE = 60_000;
/** A session ends when staff have done nothing for so long, in milliseconds. */
export const IDLE = 30 * MINUTE;
/** A session ends so long after the sign-in, in milliseconds: a working day with its breaks. */
export const LONGEST = 12 * 60 * MINUTE;
/** A proof of who they are counts so long for acts of weight, in milliseconds. */
export const PROVED = 10 * MINUTE;

/** Why a session opens nothing: `ended` is for one that is not known (any more), or whose account is disabled. */
export const ENDS = ['idle', 'over', 'ended'] as const;
export type Ended = (typeof ENDS)[number];

export type StaffSession = Tables['staffSession']['$inferSelect'];

/** A session that is open, with the account that it is of. */
export interface OpenSession extends Pick<StaffSession, 'id' | 'seenAt' | 'provedAt'> {
  account: Access & { id: string; name: Buffer; demo: boolean };
}

/** Begins a session at `now` (epoch ms) under the hash of its cookie. */
export async function beginSession(
  q: Q,
  session: Pick<StaffSession, 'hash' | 'id' | 'account' | 'browser'> & { now: number },
): Promise<void> {
  const { now, ...row } = session;
  await q.db.insert(q.t.staffSession).values({ ...row, startedAt: now, seenAt: now, provedAt: now });
}

/** The open session under the hash of its cookie, or why it is not open. */
export async function findSession(q: Q, hash: Buffer, now: number): Promise<OpenSession | Ended> {
  const { staffSession, account } = q.t;
  const [found] = await q.db
    .select({ session: staffSession, account })
    .from(staffSession)
    .innerJoin(account, eq(account.id, staffSession.account))
    .where(eq(staffSession.hash, hash));
  if (found === undefined || found.account.disabledAt !== null) return 'ended';
  const end = endOf(found.session);
  if (now >= end.at) return end.why;
  const { id, seenAt, provedAt } = found.session;
  return { id, seenAt, provedAt, account: found.account };
}

/** When a session ends unless something is done (epoch ms), and why. */
function endOf({ startedAt, seenAt }: StaffSession): { at: number; why: Ended } {
  const [idleAt, overAt] = [seenAt + IDLE, startedAt + LONGEST];
  return idleAt < overAt ? { at: idleAt, why: 'idle' } : { at: overAt, why: 'over' };
}

/**
 * Whether it is time to note that the holder does something at `now`. Once a minute is enough, because a request that
 * only reads should not write; so a session may end up to a minute early.
 */
export const isToNote = ({ seenAt }: Pick<StaffSession, 'seenAt'>, now: number): boolean => now - seenAt >= MINUTE;

/** Notes that the holder of a session did something at `now`. */
export async function noteActivity(q: Q, hash: Buffer, now: number): Promise<void> {
  await q.db.update(q.t.staffSession).set({ seenAt: now }).where(eq(q.t.staffSession.hash, hash));
}

/** Notes that the holder of a session proved at `now` who they are. */
export async function noteProof(q: Q, id: string, now: number): Promise<void> {
  await q.db.update(q.t.staffSession).set({ provedAt: now }).where(eq(q.t.staffSession.id, id));
}

/** Ends a session: a copy of its cookie opens nothing any more. Returns its account; undefined where there is none. */
export async function endSession(q: Q, hash: Buffer): Promise<string | undefined> {
  const { staffSession } = q.t;
  const rows = await q.db
    .delete(staffSession)
    .where(eq(staffSession.hash, hash))
    .returning({ account: staffSession.account });
  return rows[0]?.account;
}

/** The sessions of an account that are open at `now`, the one used last first. */
export async function sessionsOf(q: Q, account: string, now: number): Promise<StaffSession[]> {
  const { staffSession } = q.t;
  const rows = await q.db
    .select()
    .from(staffSession)
    .where(eq(staffSession.account, account))
    .orderBy(desc(staffSession.seenAt));
  return rows.filter((row) => now < endOf(row).at);
}

/** Ends one session of an account, by its id. */
export async function endSessionOf(q: Q, account: string, id: string): Promise<void> {
  const { staffSession } = q.t;
  await q.db.delete(staffSession).where(and(eq(staffSession.account, account), eq(staffSession.id, id)));
}

/** Ends every session of an account but the one with the id `but`. */
export async function endSessions(q: Q, account: string, but = ''): Promise<void> {
  const { staffSession } = q.t;
  await q.db.delete(staffSession).where(and(eq(staffSession.account, account), ne(staffSession.id, but)));
}
