import { and, eq, inArray, isNull, lte, or } from 'drizzle-orm';
import type { Q } from './store.ts';

/** The job that writes the keys file of the backup anew; every erasure asks for it. */
export const KEYS_JOB = 'backup-keys';

/** The job that goes on with broadcasts; on the list as long as one runs. */
export const BROADCAST_JOB = 'broadcast';

/** The job that reads counsellors' own calendars; on the list as long as there are some. */
export const CALENDARS_JOB = 'calendars';

/** The job that tells counsellors of changes; on the list as long as there are some. */
export const NOTICE_JOB = 'notices';

export interface Job {
  key: string;
  kind: string;
  attempts: number;
}

/** Puts a job down for later; one with the same key stays as it is. */
export async function scheduleJob(q: Q, job: { key: string; kind: string; due: number }): Promise<void> {
  await q.db.insert(q.t.job).values(job).onConflictDoNothing();
}

/**
 * Asks for a job that is on the list to run at `due` (epoch ms). One that is under way may have read too early: it loses its
 * lease, so that it cannot put the job off, and runs once more when the time of that lease is over.
 */
export async function hastenJob(q: Q, key: string, due: number): Promise<void> {
  await q.db.update(q.t.job).set({ due, lease: null }).where(eq(q.t.job.key, key));
}

/** Leases the jobs of these kinds that are due; a kind that another version knows is left to it. */
export async function leaseJobs(
  q: Q,
  kinds: readonly string[],
  now: number,
  lease: string,
  leaseUntil: number,
): Promise<Job[]> {
  const { job } = q.t;
  const due = q.db
    .select({ key: job.key, kind: job.kind, attempts: job.attempts })
    .from(job)
    .where(and(inArray(job.kind, [...kinds]), lte(job.due, now), or(isNull(job.leaseUntil), lte(job.leaseUntil, now))));
  const rows = await (q.dialect === 'postgres' ? due.for('update', { skipLocked: true }) : due);
  for (const row of rows) await q.db.update(job).set({ lease, leaseUntil }).where(eq(job.key, row.key));
  return rows;
}

/** A job is done and comes again at `due`, or failed and is tried again then. False where the lease was lost. */
export async function rescheduleJob(
  q: Q,
  key: string,
  lease: string,
  set: { due: number; attempts: number; reason: string | null },
): Promise<boolean> {
  const { job } = q.t;
  const rows = await q.db
    .update(job)
    .set({ ...set, lease: null, leaseUntil: null })
    .where(and(eq(job.key, key), eq(job.lease, lease)))
    .returning({ key: job.key });
  return rows.length === 1;
}

/** A job is done and does not come again; one that was asked for anew meanwhile stays. */
export async function finishJob(q: Q, key: string, lease: string): Promise<void> {
  const { job } = q.t;
  await q.db.delete(job).where(and(eq(job.key, key), eq(job.lease, lease)));
}
