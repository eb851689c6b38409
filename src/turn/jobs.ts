import { type Job, leaseJobs, rescheduleJob, scheduleJob } from '../store/jobs.ts';
import { purge } from '../store/retention.ts';
import { reasonOf } from './failure.ts';
import { newId, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LEASE_MS = 10 * MINUTE;

interface Work {
  every: number;
  run(world: World): Promise<void>;
}

/** Durable work that is not a reply, by kind. */
export const JOBS: Record<string, Work> = {
  /** Deletes what is past its time, and takes out of the files what an erasure could not, where a reader was in the way. */
  retention: {
    every: 6 * HOUR,
    async run(world) {
      await world.store.tx((q) => purge(q, world.clock()));
      await world.store.scrub();
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
  const jobs = await world.store.tx((q) => leaseJobs(q, Object.keys(JOBS), now, lease, now + LEASE_MS));
  for (const job of jobs) {
    const work = JOBS[job.kind];
    if (work === undefined) continue;
    const next = await run(world, job, work);
    await world.store.tx((q) => rescheduleJob(q, job.key, lease, next));
  }
  return jobs.length;
}

async function run(world: World, { kind, attempts }: Job, work: Work): Promise<Parameters<typeof rescheduleJob>[3]> {
  try {
    await work.run(world);
    return { due: world.clock() + work.every, attempts: 0, reason: null };
  } catch (error) {
    const reason = reasonOf(error);
    world.log.error({ job: kind, reason, attempts: attempts + 1 }, 'a job failed and will be tried again');
    return { due: world.clock() + Math.min(HOUR, MINUTE * 2 ** attempts), attempts: attempts + 1, reason };
  }
}
