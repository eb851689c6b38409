import { and, count, eq, inArray, isNotNull, lte, min, ne } from 'drizzle-orm';
import { UNTIL_HEARD } from './outbox.ts';
import type { Q } from './store.ts';

/** How many rows wait, and since when the first of them waits (epoch ms; null if none waits). */
export interface Waiting {
  count: number;
  since: number | null;
}

/** The work that waits, in numbers that tell nothing about any one person. */
export interface Backlog {
  inbox: Waiting;
  outbox: Waiting;
  /** How many messages and replies were given up and are still stored. */
  dead: { inbox: number; outbox: number };
  /** The open requests for a human. */
  requests: Waiting;
  /**
   * People who asked to be forgotten and are not erased yet; `since`: when the first of them must be erased at the
   * latest.
   */
  erasures: Waiting;
  /** Since when the oldest due job of each kind is due (epoch ms). */
  jobs: ReadonlyMap<string, number>;
}

/** The queries of a backlog. Each uses an index and reads no more rows of its table than wait. */
export const backlogQueries = ({ db, t }: Q, pilots: readonly string[], now: number) => {
  const { inbox, outbox, request, person, job } = t;
  return {
    inbox: db
      .select({ state: inbox.state, count: count(), since: min(inbox.at) })
      .from(inbox)
      .where(inArray(inbox.state, ['queued', 'dead']))
      .groupBy(inbox.state),
    outbox: db
      .select({ state: outbox.state, count: count(), since: min(outbox.at) })
      .from(outbox)
      .where(inArray(outbox.state, ['queued', 'failed']))
      .groupBy(outbox.state),
    requests: db
      .select({ count: count(), since: min(request.at) })
      .from(request)
      .where(and(inArray(request.pilot, [...pilots]), eq(request.state, 'open'))),
    erasures: db
      .select({ count: count(), since: min(person.forgetAt) })
      .from(person)
      .where(isNotNull(person.forgetAt)),
    jobs: db
      .select({ kind: job.kind, since: min(job.due) })
      .from(job)
      .where(lte(job.due, now))
      .groupBy(job.kind),
  };
};

/**
 * How many replies wait to be sent on each channel; those that wait until their person writes are left out, since the
 * channel has no part in it.
 */
export async function waitingReplies({ db, t: { outbox } }: Q): Promise<ReadonlyMap<string, Waiting>> {
  const rows = await db
    .select({ channel: outbox.channel, count: count(), since: min(outbox.at) })
    .from(outbox)
    .where(and(eq(outbox.state, 'queued'), ne(outbox.due, UNTIL_HEARD)))
    .groupBy(outbox.channel);
  return new Map(rows.map(({ channel, ...waiting }) => [channel, waiting]));
}

/**
 * Reads the backlog. Requests belong to a pilot, so only those of `pilots`, which this instance serves, are counted.
 */
export async function readBacklog(q: Q, pilots: readonly string[], now: number): Promise<Backlog> {
  const queries = backlogQueries(q, pilots, now);
  const none: Waiting = { count: 0, since: null };
  const inbox = await queries.inbox;
  const outbox = await queries.outbox;
  const [requests = none] = await queries.requests;
  const [erasures = none] = await queries.erasures;
  const jobs = await queries.jobs;
  const of = (rows: (Waiting & { state: string })[], state: string) => rows.find((row) => row.state === state) ?? none;
  return {
    inbox: of(inbox, 'queued'),
    outbox: of(outbox, 'queued'),
    dead: { inbox: of(inbox, 'dead').count, outbox: of(outbox, 'failed').count },
    requests,
    erasures,
    jobs: new Map(jobs.map(({ kind, since }) => [kind, since ?? now])),
  };
}
