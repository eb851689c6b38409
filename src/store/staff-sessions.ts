import { eq } from 'drizzle-orm';
import { holderOf, type TokenHolder } from './staff.ts';
import type { Q } from './store.ts';

const MINUTE = 60_000;
/** A session ends when staff have done nothing for so long, in milliseconds. */
export const IDLE = 30 * MINUTE;
/** A session ends so long after the sign-in, in milliseconds: a working day with its breaks. */
export const LONGEST = 12 * 60 * MINUTE;

/** Why a session opens nothing: `ended` is for one that is not known (any more), or whose token is revoked. */
export const ENDS = ['idle', 'over', 'expired', 'ended'] as const;
export type Ended = (typeof ENDS)[number];

/** A session that is open. */
export interface StaffSession {
  holder: TokenHolder;
  /** When the holder last did something (epoch ms). */
  seenAt: number;
}

/** Begins a session at `now` (epoch ms) under the hash of its cookie. */
export async function beginSession(q: Q, session: { hash: Buffer; token: Buffer; now: number }): Promise<void> {
  const { hash, token, now } = session;
  await q.db.insert(q.t.staffSession).values({ hash, token, startedAt: now, seenAt: now });
}

/** The open session under the hash of its cookie, or why it is not open. */
export async function findSession(q: Q, hash: Buffer, now: number): Promise<StaffSession | Ended> {
  const { staffSession: session, token } = q.t;
  const [found] = await q.db
    .select({ session, token })
    .from(session)
    .innerJoin(token, eq(token.hash, session.token))
    .where(eq(session.hash, hash));
  if (found === undefined) return 'ended';
  const holder = holderOf(found.token, now);
  if (holder === 'wrong') return 'ended';
  if (holder === 'expired') return 'expired';
  const { startedAt, seenAt } = found.session;
  const [idleAt, overAt] = [seenAt + IDLE, startedAt + LONGEST];
  if (now >= Math.min(idleAt, overAt)) return idleAt < overAt ? 'idle' : 'over';
  return { holder, seenAt };
}

/**
 * Whether it is time to note that the holder does something at `now`. Once a minute is enough, because a request that
 * only reads should not write; so a session may end up to a minute early.
 */
export const isToNote = ({ seenAt }: StaffSession, now: number): boolean => now - seenAt >= MINUTE;

/** Notes that the holder of a session did something at `now`. */
export async function noteActivity(q: Q, hash: Buffer, now: number): Promise<void> {
  await q.db.update(q.t.staffSession).set({ seenAt: now }).where(eq(q.t.staffSession.hash, hash));
}

/** Ends a session: a copy of its cookie opens nothing any more. */
export async function endSession(q: Q, hash: Buffer): Promise<void> {
  await q.db.delete(q.t.staffSession).where(eq(q.t.staffSession.hash, hash));
}
