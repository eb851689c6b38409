import { Hono } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isSameSecret } from '../../same-secret.ts';
import { readBacklog, type Waiting } from '../../store/backlog.ts';
import { jobsOf } from '../../turn/due/jobs.ts';
import type { Meter } from '../../turn/meter.ts';
import type { World } from '../../turn/world.ts';
import { problem } from '../http/answer.ts';
import { version } from '../version.ts';

/** The shortest time between two reads of the database, in milliseconds, however often the metrics are asked for. */
const FRESH_MS = 5000;

/** The metrics of an instance, for Prometheus. */
export interface Metrics {
  readonly meter: Meter;
  readonly contentType: string;
  /** All metrics in the text format. Rejects when the database does not answer. */
  read(world: World): Promise<string>;
}

/**
 * Counts the work that this process did, and the work that waits in the database (the same on every replica).
 *
 * Some counts are left out on purpose, because a pilot has 50 to 70 people and a count that moves with one person tells
 * of that person: every label for pilot, language, gender, flow or service; people, consents, appointments; safety
 * cards. `saputnik stats` counts those, over closed periods and with small numbers withheld.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const own = { registers: [registry] };
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ ...own, name: `saputnik_${name}`, help, labelNames });

  const turns = new Histogram({
    ...own,
    name: 'saputnik_turn_seconds',
    help: 'Tries of turns by outcome (done, retried, dead), and how long each took until it was durable.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const sends = new Counter({
    ...own,
    name: 'saputnik_sends_total',
    help: 'Tries to send a reply, by channel and result (sent, retry, never, pause).',
    labelNames: ['channel', 'result'],
  });
  const attempts = new Histogram({
    ...own,
    name: 'saputnik_reply_attempts',
    help: 'How many tries a reply took until it was sent or given up.',
    buckets: [1, 2, 3, 5, 10, 20, 50],
  });
  const jobRuns = new Counter({
    ...own,
    name: 'saputnik_job_runs_total',
    help: 'Runs of jobs in this process, by kind and result (done, failed).',
    labelNames: ['kind', 'result'],
  });
  const refused = new Counter({
    ...own,
    name: 'saputnik_refusals_total',
    help: 'What was refused, by code: a limit that was hit, or the status and the part of the server that refused.',
    labelNames: ['code'],
  });
  const crowded = new Counter({
    ...own,
    name: 'saputnik_crowds_total',
    help: 'Bookings and requests that came as one of many from one network within an hour, by kind.',
    labelNames: ['kind'],
  });
  const lastSuccess = gauge(
    'job_last_success_age_seconds',
    'Time since this process last finished a job of this kind; absent until it has.',
    'kind',
  );
  const overdue = gauge('job_overdue_seconds', 'How long a job has been due and is not done; 0 where none is.', 'kind');
  const queued = gauge('queued', 'Messages (inbox) and replies (outbox) that wait.', 'queue');
  const oldest = gauge('queue_oldest_age_seconds', 'Age of the oldest one that waits; 0 where none does.', 'queue');
  const dead = gauge('dead_letters', 'Messages and replies that were given up and are still kept.', 'queue');
  const requests = gauge('human_requests_waiting', 'Requests for a human that nobody has answered.');
  const requestAge = gauge('human_requests_oldest_age_seconds', 'Age of the oldest of them; 0 where there is none.');
  const erasures = gauge('erasures_waiting', 'People who asked to be deleted and are not yet.');
  const erasureDelay = gauge('erasures_overdue_seconds', 'How long the first of them is past the last moment; else 0.');
  const build = gauge('build_info', 'Which version runs, on which database.', 'version', 'database');

  for (const outcome of ['done', 'retried', 'dead']) turns.zero({ outcome });

  const meter: Meter = {
    beginTurn() {
      const end = turns.startTimer();
      return (outcome) => void end({ outcome });
    },
    sent(channel, result, tries) {
      sends.inc({ channel, result });
      if (tries !== undefined) attempts.observe(tries);
    },
    jobEnded: (kind, result) => jobRuns.inc({ kind, result }),
    refused: (code) => refused.inc({ code }),
    crowded: (kind) => crowded.inc({ kind }),
  };

  const ageAt = (now: number, since: number | null | undefined) => Math.max(0, now - (since ?? now)) / 1000;

  async function look(world: World, now: number): Promise<void> {
    const { store, content } = world;
    build.set({ version, database: store.dialect }, 1);
    const backlog = await readBacklog(store.read, Object.keys(content.pilots), now);
    const show = (labels: { queue: string }, waiting: Waiting) => {
      queued.set(labels, waiting.count);
      oldest.set(labels, ageAt(now, waiting.since));
    };
    for (const queue of ['inbox', 'outbox'] as const) {
      show({ queue }, backlog[queue]);
      dead.set({ queue }, backlog.dead[queue]);
    }
    requests.set(backlog.requests.count);
    requestAge.set(ageAt(now, backlog.requests.since));
    erasures.set(backlog.erasures.count);
    erasureDelay.set(ageAt(now, backlog.erasures.since));
    for (const kind of Object.keys(jobsOf(world))) {
      overdue.set({ kind }, ageAt(now, backlog.jobs.get(kind)));
      // The series begins at 0: one that began at its first failure would hide this failure from a query for its
      // growth.
      for (const result of ['done', 'failed']) jobRuns.inc({ kind, result }, 0);
    }
  }

  let newest: { at: number; done: Promise<void> } | undefined;
  return {
    meter,
    contentType: registry.contentType,
    async read(world) {
      const now = world.clock();
      if (newest === undefined || Math.abs(now - newest.at) >= FRESH_MS) newest = { at: now, done: look(world, now) };
      await newest.done;
      for (const [kind, at] of world.process.jobsDone) lastSuccess.set({ kind }, ageAt(now, at));
      return registry.metrics();
    },
  };
}

/**
 * `/metrics`, for callers with the token: 401 for all others, 404 for all when no token is configured, 503 without a
 * database.
 */
export function metricsRoutes(world: World, watched?: { metrics: Metrics; token: string }) {
  // The comparison needs equal lengths: `isSameSecret` compares digests, so the header may have any length.
  return new Hono().get('/metrics', async (c) => {
    if (watched === undefined) return c.notFound();
    if (!isSameSecret(c.req.header('authorization') ?? '', `Bearer ${watched.token}`)) {
      c.header('www-authenticate', 'Bearer');
      return problem(c, 401, 'no-token');
    }
    try {
      return c.body(await watched.metrics.read(world), 200, { 'content-type': watched.metrics.contentType });
    } catch {
      return problem(c, 503, 'database');
    }
  });
}
