import { eq, inArray } from 'drizzle-orm';
import type { Q } from './store.ts';

const SECOND = 1000;
/** So many tries may fail before anybody has to wait: a person who mistypes is not held up. */
const FREE = 5;
/** The first wait, in milliseconds; each further failure doubles it, up to `LONGEST`. */
const FIRST = 30 * SECOND;
const LONGEST = 15 * 60 * SECOND;
/** Failures are forgotten after a day without one, in milliseconds. */
export const FORGIVEN = 24 * 60 * 60 * SECOND;

/** How long after the last of so many failures the next try waits, in milliseconds. */
const waitAfter = (failures: number): number =>
  failures < FREE ? 0 : Math.min(LONGEST, FIRST * 2 ** (failures - FREE));

/**
 * Counts a try as failed in advance, so that many at once do not pass together; `forgive` takes it back. Returns when
 * the next try is let in (epoch ms) if it has to wait; then nothing is counted.
 */
export async function countTry(q: Q, keys: readonly Key[], now: number): Promise<number | undefined> {
  const { throttle } = q.t;
  for (const { key } of keys) await q.lockPerson(`throttle:${key.toString('hex')}`);
  const hashes = keys.map(({ key }) => key);
  const rows = await q.db.select().from(throttle).where(inArray(throttle.key, hashes));
  const before = ({ key }: Key) => {
    const row = rows.find((one) => one.key.equals(key));
    return row === undefined || row.at + FORGIVEN <= now ? undefined : row;
  };
  const waits = keys.map((key) => {
    const row = before(key);
    return row === undefined ? 0 : row.at + waitAfter(row.failures - key.more);
  });
  const until = Math.max(...waits);
  if (until > now) return until;
  for (const key of keys) {
    const failures = (before(key)?.failures ?? 0) + 1;
    await q.db
      .insert(throttle)
      .values({ key: key.key, failures, at: now })
      .onConflictDoUpdate({ target: throttle.key, set: { failures, at: now } });
  }
  return undefined;
}

/** The keyed hash of what is tried, and how many failures it may have beyond those of an account. */
export interface Key {
  key: Buffer;
  more: number;
}

/** Takes the failures of a key back, after a try that was right. */
export async function forgive(q: Q, key: Buffer): Promise<void> {
  await q.db.delete(q.t.throttle).where(eq(q.t.throttle.key, key));
}
