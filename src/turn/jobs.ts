import { leaseJobs, rescheduleJob, scheduleJob } from '../store/jobs.ts';
import { purge } from '../store/retention.ts';
import { reasonOf } from './failure.ts';
import { newId, type World } from './world.ts';

const HOUR = 3_600_000;
const LEASE_MS = 10 * 60_000;

interface Work {
  every: number;
  run(world: World): Promise<void>;
}

/** Durable work that is not a reply. A kind that isn't here is never leased by mistake: a test lists them. */
export const JOBS: Record<string, Work> = {
  /** Deletes what is past its time. */
  retention: {
    every: 6 * HOUR,
    async run(world) {
      const gone = await world.store.tx((q) => purge(q, world.clock()));
      if (gone > 0) await world.store.scrub();
    },
  },
};

/** Makes sure that every job is on the list. */
export async function scheduleJobs(world: World): Promise<void> {
  await world.store.tx(async (q) => {
    for (const kind of Object.keys(JOBS)) await scheduleJob(q, { key: kind, kind, due: world.clock() });
  });
}

/** Runs the jobs that are due; one that fails is tried again after 1, 2, 4 ... 60 minutes, and says why. */
export async function runJobs(world: World): Promise<number> {
  const lease = newId(world);
  const now = world.clock();
  const jobs = await world.store.tx((q) => leaseJobs(q, now, lease, now + LEASE_MS, 5));
  for (const job of jobs) {
    const work = JOBS[job.kind];
    let set: { due: number; attempts: number; reason: string | null };
    try {
      if (work === undefined) throw new RangeError('no such job');
      await work.run(world);
      set = { due: world.clock() + work.every, attempts: 0, reason: null };
    } catch (error) {
      const attempts = job.attempts + 1;
      set = { due: world.clock() + Math.min(HOUR, 60_000 * 2 ** (attempts - 1)), attempts, reason: reasonOf(error) };
      world.log.error({ job: job.kind, reason: set.reason, attempts }, 'a job failed and will be tried again');
    }
    await world.store.tx((q) => rescheduleJob(q, job.key, lease, set));
  }
  return jobs.length;
}
