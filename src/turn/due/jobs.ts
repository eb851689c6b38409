import { backoff } from '../../backoff.ts';
import {
  BROADCAST_JOB,
  CALENDARS_JOB,
  finishJob,
  type Job,
  KEYS_JOB,
  leaseJobs,
  NOTICE_JOB,
  rescheduleJob,
  scheduleJob,
} from '../../store/jobs.ts';
import { purge } from '../../store/retention.ts';
import { reasonOf } from '../failure.ts';
import { scrub } from '../people/forget.ts';
import { newId, type World } from '../world.ts';
import { workBroadcasts } from './broadcast.ts';
import { readCalendars } from './calendars.ts';
import { lineUpMorning, nextMorning, sendNotices } from './notices.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LEASE_MS = 10 * MINUTE;

interface Work {
  every: number;
  /** When it comes again, where that is a time of the day. */
  next?(world: World): number;
  /** Returns `over` where it need not come again by itself. */
  run(world: World): Promise<'over' | undefined>;
  /** Put on the list when there is something to do; all others are there from the start. */
  isAskedFor?: true;
  /** Whether this instance does it; all do where it is absent. */
  isMine?(world: World): boolean;
}

const hasBackups = (world: World) => world.backups !== undefined;
const hasMail = (world: World) => world.mailer !== undefined;

/** Durable work that is not a reply, by kind. */
const JOBS: Record<string, Work> = {
  /** Deletes what is past its time, and takes out of the files what an erasure could not, where a reader was in the way. */
  retention: {
    every: 6 * HOUR,
    async run(world) {
      await world.store.tx((q) => purge(q, world.clock()));
      await world.store.scrub();
    },
  },
  /** Some people of every broadcast that runs. */
  [BROADCAST_JOB]: { every: MINUTE, isAskedFor: true, run: workBroadcasts },
  /** What changed, to the counsellors who get mail. */
  [NOTICE_JOB]: { every: MINUTE, isAskedFor: true, isMine: hasMail, run: sendNotices },
  /** The list of the day. */
  morning: { every: DAY, next: nextMorning, isMine: hasMail, run: lineUpMorning },
  /** What stands in counsellors' own calendars. */
  [CALENDARS_JOB]: { every: 15 * MINUTE, isAskedFor: true, run: readCalendars },
  backup: {
    every: DAY,
    isMine: hasBackups,
    async run(world) {
      await world.backups?.writeAll();
      // Reading the data keeps the files from being scrubbed, and an erasure may have come meanwhile.
      await scrub(world);
    },
  },
  /** Every erasure asks for it. */
  [KEYS_JOB]: {
    every: DAY,
    isMine: hasBackups,
    async run(world) {
      await world.backups?.writeKeys();
    },
  },
};

/** The jobs that this instance does, by kind. */
export const jobsOf = (world: World): Record<string, Work> =>
  Object.fromEntries(Object.entries(JOBS).filter(([, { isMine }]) => isMine === undefined || isMine(world)));

/** Makes sure that every job is on the list. */
export async function scheduleJobs(world: World): Promise<void> {
  await world.store.tx(async (q) => {
    for (const [kind, { isAskedFor }] of Object.entries(jobsOf(world)))
      if (!isAskedFor) await scheduleJob(q, { key: kind, kind, due: world.clock() });
  });
}

/** Runs the jobs that are due; one that fails is tried again after 1, 2, 4 ... 60 minutes, and says why. */
export async function runJobs(world: World): Promise<number> {
  const lease = newId(world);
  const now = world.clock();
  const jobs = await world.store.tx((q) => leaseJobs(q, Object.keys(jobsOf(world)), now, lease, now + LEASE_MS));
  for (const job of jobs) {
    const work = JOBS[job.kind];
    if (work === undefined) continue;
    const next = await run(world, job, work);
    await world.store.tx(async (q) => {
      if (next === 'over') await finishJob(q, job.key, lease);
      else await rescheduleJob(q, job.key, lease, next);
    });
  }
  return jobs.length;
}

async function run(
  world: World,
  { kind, attempts }: Job,
  work: Work,
): Promise<Parameters<typeof rescheduleJob>[3] | 'over'> {
  try {
    const isOver = (await work.run(world)) === 'over';
    world.meter.jobEnded(kind, 'done');
    if (isOver) return 'over';
    return { due: work.next?.(world) ?? world.clock() + work.every, attempts: 0, reason: null };
  } catch (error) {
    const reason = reasonOf(error);
    world.meter.jobEnded(kind, 'failed');
    world.log.error(
      { job: kind, reason, attempts: attempts + 1, alert: 'job' },
      'a job failed and will be tried again',
    );
    return { due: world.clock() + backoff(attempts, { first: MINUTE, most: HOUR }), attempts: attempts + 1, reason };
  }
}
