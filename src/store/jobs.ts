import { and, eq, gt, inArray, isNull, lte, or } from 'drizzle-orm';
import type { Q } from './store.ts';

/** The job that writes the keys file of the backup anew; every erasure asks for it. */
export const KEYS_JOB = 'backup-keys';

/** The job that lines up broadcasts for people; it stays on the list as long as a broadcast runs. */
export const BROADCAST_JOB = 'broadcast';

/** The job that reads counsellors' own calendars; it stays on the list as long as a counsellor has one. */
export const CALENDARS_JOB = 'calendars';

/** The job that tells staff what they are to be told; it stays on the list as long as there are notices. */
export const NOTICE_JOB = 'notices';

/** The job that frees requests which nobody has answered in time; it stays on the list as long as somebody waits. */
export const REQUESTS_JOB = 'requests';

/** The job that fetches the files of threads; it stays on the list as long as some are to be fetched. */
export const FILES_JOB = 'files';

/** The job that deletes documents whose time is over; it stays on the list as long as there are some. */
export const DOCUMENTS_JOB = 'documents';

/** The job that looks for free times for everybody who waits for one; it stays on the list as long as somebody does. */
export const WAITLIST_JOB = 'waitlist';

/** The job that deletes data past its time, and cleans the database's files; every erasure asks for it. */
export const RETENTION_JOB = 'retention';

export interface Job {
  key: string;
  kind: string;
  attempts: number;
}

/** A job that is scheduled. `due`: epoch ms. */
export type Scheduled = Job & { due: number; reason: string | null };

/** Every job that is scheduled. */
export async function readJobs({ db, t: { job } }: Q): Promise<Scheduled[]> {
  const { key, kind, due, attempts, reason } = job;
  return db.select({ key, kind, due, attempts, reason }).from(job);
}

/** Schedules a job for `due` (epoch ms); a job with the same key stays as it is. */
export async function scheduleJob(q: Q, job: { key: string; kind: string; due: number }): Promise<void> {
  await q.db.insert(q.t.job).values(job).onConflictDoNothing();
}

/**
 * Makes a scheduled job run at `due` (epoch ms). A job that is under way may have read too early: it loses its lease,
 * so that it cannot reschedule itself, and runs once more when the time of that lease is over.
 */
export async function hastenJob(q: Q, key: string, due: number): Promise<void> {
  await q.db.update(q.t.job).set({ due, lease: null }).where(eq(q.t.job.key, key));
}

/** Makes a scheduled job that nobody is at run at `due` (epoch ms), if that is earlier. */
export async function bringForward(q: Q, key: string, due: number): Promise<void> {
  const { job } = q.t;
  await q.db
    .update(job)
    .set({ due })
    .where(and(eq(job.key, key), isNull(job.lease), gt(job.due, due)));
}

/** Leases the due jobs of these kinds. A job of another kind is left to the version of Saputnik that knows it. */
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

/** Schedules a job again for `due` (epoch ms), after it is done or has failed. False if the lease was lost. */
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

/** Deletes a job that is done and does not come again. If `hastenJob` asked for it meanwhile, it stays. */
export async function finishJob(q: Q, key: string, lease: string): Promise<void> {
  const { job } = q.t;
  await q.db.delete(job).where(and(eq(job.key, key), eq(job.lease, lease)));
}
