import { and, count, eq, inArray, isNotNull, lte, min } from 'drizzle-orm';
import type { Q } from './store.ts';

/** How many wait, and since when the first of them does (epoch ms). */
export interface Waiting {
  count: number;
  since: number | null;
}

/** What waits, as a whole: no row of it says whose it is. */
export interface Backlog {
  inbox: Waiting;
  outbox: Waiting;
  /** Messages and replies that were given up and are still kept. */
  dead: { inbox: number; outbox: number };
  /** People who asked for a human. */
  requests: Waiting;
  /** People who asked to be forgotten and are still here; `since`: when the first of them dies at the latest. */
  erasures: Waiting;
  /** The jobs that are due, by kind: since when (epoch ms). */
  jobs: ReadonlyMap<string, number>;
}

/** Each reads an index, and of its table no more rows than wait. */
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

/** Counts what waits, in the pilots that this instance serves where it belongs to one. */
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
