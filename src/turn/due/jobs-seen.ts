import { readJobs, type Scheduled } from '../../store/jobs.ts';
import type { Q } from '../../store/store.ts';
import { type Doing, jobsOf, type Work } from './jobs.ts';

/** A kind of job, as an admin looks at it. Times are epoch ms. */
export interface JobSeen {
  kind: string;
  /** When it is due; null where there is nothing to do. */
  due: number | null;
  /** When it was last done; null where nobody knows. */
  doneAt: number | null;
  /** How many tries have failed since then, and the code of the last failure. */
  attempts: number;
  reason: string | null;
}

/**
 * The jobs that an instance runs, and others that its database has. `done`: when this process has last finished a job of
 * each kind.
 */
export async function lookAtJobs(
  q: Q,
  doing: Doing,
  done: ReadonlyMap<string, number>,
  now: number,
): Promise<JobSeen[]> {
  const scheduled = new Map((await readJobs(q)).map((job) => [job.kind, job]));
  const mine = jobsOf(doing);
  return [...new Set([...Object.keys(mine), ...scheduled.keys()])].map((kind) => {
    const job = scheduled.get(kind);
    return {
      kind,
      due: job?.due ?? null,
      doneAt: done.get(kind) ?? (job && doneBefore(job, mine[kind], now)) ?? null,
      attempts: job?.attempts ?? 0,
      reason: job?.reason ?? null,
    };
  });
}

/**
 * When a job was last done, where its due time tells: a job that comes again by itself was put off by its interval when it
 * was done. Nothing else puts one off; what hastens one makes it due at once.
 */
function doneBefore({ due, attempts }: Scheduled, work: Work | undefined, now: number): number | undefined {
  const tells = work !== undefined && !work.isAskedFor && work.next === undefined;
  return tells && attempts === 0 && due > now ? due - work.every : undefined;
}
