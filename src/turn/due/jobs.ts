import { backoff } from '../../backoff.ts';
import { dropPastDocuments } from '../../store/documents.ts';
import {
  BROADCAST_JOB,
  CALENDARS_JOB,
  DOCUMENTS_JOB,
  FILES_JOB,
  finishJob,
  type Job,
  KEYS_JOB,
  leaseJobs,
  NOTICE_JOB,
  REQUESTS_JOB,
  RETENTION_JOB,
  rescheduleJob,
  scheduleJob,
  WAITLIST_JOB,
} from '../../store/jobs.ts';
import { doesAnybodyWait, watchTimes } from '../../store/waitlist.ts';
import { reasonOf } from '../failure.ts';
import { scrub } from '../people/forget.ts';
import { newId, type World } from '../world.ts';
import { workBroadcasts } from './broadcast.ts';
import { readCalendars } from './calendars.ts';
import { fetchFiles } from './files.ts';
import { lineUpMorning, nextMorning, sendNotices, tellsStaff } from './notices.ts';
import { freeLateRequests } from './requests.ts';
import { retain } from './retention.ts';
import { offerFreeTimes } from './waitlist.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LEASE_MS = 10 * MINUTE;

export interface Work {
  every: number;
  /** When the job is due again (epoch ms), if it runs at a time of the day; absent: after `every` ms. */
  next?(world: World): number;
  /** Returns `over` when the job need not run again by itself. `stop`: the server stops, so what takes long ends. */
  run(world: World, stop: AbortSignal): Promise<'over' | undefined>;
  /** The job is scheduled when there is something to do; all others are scheduled at the start. */
  isAskedFor?: true;
  /** Whether this instance runs the job; absent: every instance does. */
  isMine?(world: Doing): boolean;
}

/** The parts of a world that decide which jobs it runs. */
export type Doing = Pick<World, 'backups' | 'channels' | 'mailer'>;

const NEVER = new AbortController().signal;

const hasBackups = (world: Doing) => world.backups !== undefined;

/** Durable work that is not a reply, by kind. */
const JOBS: Record<string, Work> = {
  [RETENTION_JOB]: { every: 6 * HOUR, run: retain },
  /** Tells people who wait for a free time, whatever has made it free. */
  [WAITLIST_JOB]: { every: 5 * MINUTE, isAskedFor: true, run: offerFreeTimes },
  /** Frees the requests for a human that nobody has answered in time. */
  [REQUESTS_JOB]: { every: 5 * MINUTE, isAskedFor: true, run: freeLateRequests },
  /** Fetches the files that people sent to staff. */
  [FILES_JOB]: { every: MINUTE, isAskedFor: true, run: fetchFiles },
  /** Deletes documents that nobody has fetched. */
  [DOCUMENTS_JOB]: {
    every: MINUTE,
    isAskedFor: true,
    run: async ({ store, clock }) => ((await store.tx((q) => dropPastDocuments(q, clock()))) ? undefined : 'over'),
  },
  /** Continues every running broadcast for some people. */
  [BROADCAST_JOB]: { every: MINUTE, isAskedFor: true, run: workBroadcasts },
  /** Tells staff of changes of appointments and of requests that wait. */
  [NOTICE_JOB]: { every: MINUTE, isAskedFor: true, isMine: tellsStaff, run: sendNotices },
  /** Lines up the day's list for staff. */
  morning: { every: DAY, next: nextMorning, isMine: tellsStaff, run: lineUpMorning },
  /** Reads the busy times from counsellors' own calendars. */
  [CALENDARS_JOB]: { every: 15 * MINUTE, isAskedFor: true, run: readCalendars },
  backup: {
    every: DAY,
    isMine: hasBackups,
    async run(world) {
      await world.backups?.writeAll();
      // The backup reads the data, which keeps the files from being scrubbed, and an erasure may have come meanwhile.
      await scrub(world);
    },
  },
  /** Writes the keys file anew; every erasure asks for it. */
  [KEYS_JOB]: {
    every: DAY,
    isMine: hasBackups,
    async run(world) {
      await world.backups?.writeKeys();
    },
  },
};

/** The jobs that this instance runs, by kind. */
export const jobsOf = (world: Doing): Record<string, Work> =>
  Object.fromEntries(Object.entries(JOBS).filter(([, { isMine }]) => isMine === undefined || isMine(world)));

/**
 * Makes sure that every job is scheduled, except those that are asked for; and the look for free times, if anybody waits:
 * in an earlier version nobody looked.
 */
export async function scheduleJobs(world: World): Promise<void> {
  await world.store.tx(async (q) => {
    for (const [kind, { isAskedFor }] of Object.entries(jobsOf(world)))
      if (!isAskedFor) await scheduleJob(q, { key: kind, kind, due: world.clock() });
    if (await doesAnybodyWait(q)) await watchTimes(q, world.clock());
  });
}

/**
 * Runs the jobs that are due, and returns how many. A job that fails is tried again after 1, 2, 4 ... 60 minutes, and
 * its reason is kept. `stop`: the server stops.
 */
export async function runJobs(world: World, stop = NEVER): Promise<number> {
  const lease = newId(world);
  const now = world.clock();
  const jobs = await world.store.tx((q) => leaseJobs(q, Object.keys(jobsOf(world)), now, lease, now + LEASE_MS));
  for (const job of jobs) {
    const work = JOBS[job.kind];
    if (work === undefined) continue;
    const next = await run(world, job, work, stop);
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
  stop: AbortSignal,
): Promise<Parameters<typeof rescheduleJob>[3] | 'over'> {
  try {
    const isOver = (await work.run(world, stop)) === 'over';
    world.meter.jobEnded(kind, 'done');
    world.process.jobsDone.set(kind, world.clock());
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
