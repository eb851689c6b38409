import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import pg from 'pg';
import type { EventRow } from '../../src/evaluation/history.ts';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { freezeNumbers } from '../../src/turn/due/release.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { seededBytes } from '../fakes/parts.ts';
import { newDatabase, startPostgres } from '../fakes/postgres-server.ts';
import { throwDice } from '../torture/dice.ts';
import { arrive, createCrowd } from './crowd.ts';
import { type Figure, percentile } from './figures.ts';
import { openFile, openInstance } from './instance.ts';
import { oneByOne } from './laps.ts';
import type { Turn } from './script.ts';
import { openStaffPages } from './staff.ts';

const EVENTS_EACH = 10;
/** The events fall into the first half of 2026, and it has closed. */
const FROM = Date.UTC(2026, 0, 2);
const DAYS = 178;
const NOW = Date.UTC(2026, 6, 3, 9);
const PAGE = '/staff/statistics/who?period=2026-H1&pilot=serbia';
/** Rows in one statement: a database limits the number of its parameters. */
const ROWS = 2000;
const PEOPLE_TALKING = 20;
/** Turns of each of them. */
const WAVES = 10;
const GOAL_MS = 200;
const GOAL_HELD_MS = 30;

const STEPS = ['rights', 'papers', 'cv', 'applying', 'interview'];
const KINDS: readonly (readonly [kind: string, data: EventRow['data']])[] = [
  ...STEPS.map((flow) => ['flow-started', { flow }] as const),
  ...STEPS.map((flow) => ['flow-finished', { flow }] as const),
  ['appointment-booked', { topic: 'job', lead: '4-7-days' }],
  ['appointment-missed', { topic: 'job', reminded: '1d' }],
  ['human-requested', {}],
];

/** Events in the order in which they were written, so that those of one person lie far apart. */
async function fill(store: Store, events: number): Promise<void> {
  const [dice, bytes] = [throwDice(1), seededBytes(2)];
  const people = Array.from({ length: events / EVENTS_EACH }, () => bytes(16).toString('base64url'));
  for (let at = 0; at < events; at += ROWS) {
    const rows = Array.from({ length: Math.min(ROWS, events - at) }, (_, i): EventRow => {
      const [kind, data] = dice.pick(KINDS) ?? ['human-requested', {}];
      const isFirst = at + i < people.length;
      const pseudonym = isFirst ? people[at + i] : dice.pick(people);
      return {
        ...{ pilot: 'serbia', pseudonym: pseudonym ?? null, demo: true },
        hour: Math.floor((FROM + ((at + i) / events) * DAYS * DAY) / HOUR) * HOUR,
        ...(isFirst ? { kind: 'person-coded', data: { dimension: 'gender', value: 'woman' } } : { kind, data }),
      };
    });
    await store.tx(({ db, t }) => db.insert(t.event).values(rows));
  }
}

/**
 * Looks, while `work` runs, how long nothing else has its turn (ms; what other programs take of the processor meanwhile
 * does not count), and how much memory it takes (MB).
 */
async function beside(work: Promise<void>): Promise<{ ms: number; held: number; megabytes: number }> {
  const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
  const [before, startedAt] = [megabytes(), performance.now()];
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  let [held, most, at, used] = [0, 0, performance.now(), process.cpuUsage()];
  while (!isDone) {
    await breathe();
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    held = Math.max(held, Math.min(now - at, (user + system) / 1000));
    most = Math.max(most, megabytes() - before);
    [at, used] = [performance.now(), process.cpuUsage()];
  }
  await done;
  return { ms: performance.now() - startedAt, held, megabytes: most };
}

/** What the numbers of a large programme cost: their pages, a release, and turns while it is worked out. */
async function figuresOn(name: string, store: Store, turns: readonly Turn[], events: number) {
  await using instance = await openInstance(store, [], () => NOW);
  const crowd = createCrowd(turns, 'numbers', PEOPLE_TALKING);
  await arrive(instance, 'web-chat', turns, crowd);
  const talk = () => oneByOne(crowd, crowd.waves(WAVES), (handle, said) => instance.hear('web-chat', handle, said));
  await talk();
  const alone = await talk();
  const { world } = instance.app;
  const release = await beside(freezeNumbers(world));
  await store.tx(({ db, t }) => db.delete(t.published));
  const [, during] = await Promise.all([freezeNumbers(world), talk()]);

  await using pages = await openStaffPages(instance);
  const took: number[] = [];
  for (let i = -3; i < 100; i += 1) {
    const startedAt = performance.now();
    const answer = await pages.get(PAGE);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${PAGE} answers ${answer.status}`);
    if (i >= 0) took.push(performance.now() - startedAt);
  }
  const page = percentile(took, 0.95);
  const about = `${events.toLocaleString('en')} events on ${name}`;
  const figures: Figure[] = [
    { name: `page of numbers, ${about}, p95`, value: page, unit: 'ms' },
    { name: `release, ${about}`, value: release.ms, unit: 'ms' },
    { name: 'longest that it holds the event loop', value: release.held, unit: 'ms' },
    { name: 'memory that it takes', value: release.megabytes, unit: 'MB' },
    { name: 'turn without it, p50', value: percentile(alone.latencies, 0.5), unit: 'ms' },
    { name: 'turn meanwhile, p50', value: percentile(during.latencies, 0.5), unit: 'ms' },
    { name: 'turn without it, p99', value: percentile(alone.latencies, 0.99), unit: 'ms' },
    { name: 'turn meanwhile, p99', value: percentile(during.latencies, 0.99), unit: 'ms' },
  ];
  return { figures, isPageFast: page < GOAL_MS, isLoopFree: release.held < GOAL_HELD_MS };
}

/** The same on both databases. */
export async function numberFigures(folder: string, turns: readonly Turn[], short: boolean) {
  const events = short ? 20_000 : 1_000_000;
  const file = openFile(join(folder, 'numbers.db'));
  await fill(file, events);
  const onSqlite = await figuresOn('SQLite', file, turns, events);
  const server = await startPostgres();
  try {
    const url = await newDatabase(server.url);
    await migratePostgres(url);
    const store = openPostgres(url);
    await fill(store, events);
    await analyse(url);
    const onPostgres = await figuresOn('PostgreSQL', store, turns, events);
    const all = [onSqlite, onPostgres];
    return {
      figures: all.flatMap(({ figures }) => figures),
      isPageFast: all.every((one) => one.isPageFast),
      isLoopFree: all.every((one) => one.isLoopFree),
    };
  } finally {
    await server.stop();
  }
}

/** Counts what is in the tables, as PostgreSQL does by itself where it is not a test's. */
async function analyse(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
}
