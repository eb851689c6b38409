import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { readConfig } from '../../src/config.ts';
import { openData } from '../../src/data.ts';
import { addCounsellor, listCounsellors, setDetails } from '../../src/store/counsellors.ts';
import { percentile } from '../bench/figures.ts';
import { temporaryFolder } from '../bench/instance.ts';
import { startServer } from '../commands/process.ts';
import { type CalendarServer, calendarServer } from '../fakes/calendar-server.ts';
import { content } from '../fakes/parts.ts';
import { HOSTILE, ORDINARY } from './hostile-calendars.ts';
import { collector, type Torture } from './verdict.ts';

/** How long the server is watched without calendars, in milliseconds. */
const QUIET_MS = 10_000;
/** The longest that all readings together may take. */
const LATE_MS = 240_000;
/** Nobody who is answered within this notices that calendars are read. */
const UNNOTICED_MS = 100;
/** Only a server that stands still takes so long, however slow the machine is. */
const STANDSTILL_MS = 2000;

/** Calendars that try to stop the server, beside those of people at work: it answers as if there were none. */
export const calendars: Torture = {
  name: 'hostile calendars',
  async run(_, isShort) {
    const { violations, expect } = collector();
    const hostile = HOSTILE.filter(({ waits }) => !isShort || !waits);
    using folder = temporaryFolder();
    await using calendars = await calendarServer();
    for (const { name, answer } of [...hostile, ...ORDINARY]) calendars.answers.set(name, answer());
    const env = { DATA_DIR: folder.path, PILOTS: 'serbia', CALENDAR_HOSTS: '127.0.0.1' };

    const alone = await watch(env, () => sleep(isShort ? QUIET_MS / 2 : QUIET_MS));
    await giveCalendars(
      env,
      [...hostile, ...ORDINARY].map(({ name }) => name),
      calendars,
    );
    const file = join(folder.path, 'saputnik.db');
    const reading = await watch(env, () => allTried(file));

    const read = look(file);
    for (const { name } of ORDINARY) {
      const one = read.get(name);
      expect(one?.failure === null && one.skipped === '{}', 'an ordinary calendar was not read', name);
      expect((one?.busy ?? 0) > 50, 'busy times of an ordinary calendar are missing', `${name}: ${one?.busy}`);
    }
    for (const { name } of hostile) {
      const one = read.get(name);
      expect(one?.failure !== null || one.busy > 0, 'a hostile calendar was taken for an empty one', name);
    }
    expect(reading.failed === 0, `the server did not answer within ${STANDSTILL_MS} ms`, `${reading.failed} times`);
    expect(reading.hasEnded, 'the server did not end when it was told to');
    const figures = [
      { name: 'hostile calendars, and ordinary ones', value: hostile.length + ORDINARY.length, unit: '' },
      { name: 'all of them read in', value: reading.took / 1000, unit: 's' },
      { name: '/healthz without calendars, answers', value: alone.count, unit: '' },
      { name: '/healthz without calendars, p99', value: alone.p99, unit: 'ms' },
      { name: '/healthz without calendars, slowest', value: alone.slowest, unit: 'ms' },
      { name: '/healthz while they are read, answers', value: reading.count, unit: '' },
      { name: '/healthz while they are read, p99', value: reading.p99, unit: 'ms' },
      { name: '/healthz while they are read, slowest', value: reading.slowest, unit: 'ms' },
      { name: `... that took over ${UNNOTICED_MS} ms`, value: reading.noticed, unit: 'answers' },
    ];
    return { figures, violations };
  },
};

/** Starts a real server and asks how it is, again and again, until something has happened. */
async function watch(env: Record<string, string>, until: () => Promise<unknown>) {
  await using server = await startServer(env);
  const agent = new Agent({ keepAlive: true });
  const began = performance.now();
  const times: number[] = [];
  let failed = 0;
  let isOver = false;
  const over = until().finally(() => {
    isOver = true;
  });
  // What it fails with is thrown where it is awaited.
  over.catch(() => {});
  while (!isOver) {
    const asked = performance.now();
    if (!(await isHealthy(`${server.url}/healthz`, agent))) failed += 1;
    times.push(performance.now() - asked);
    await sleep(5);
  }
  const took = performance.now() - began;
  agent.destroy();
  await over;
  const ended = await Promise.race([server.end(), sleep(LATE_MS, undefined, { ref: false })]);
  const slowest = Math.max(...times);
  const noticed = times.filter((time) => time > UNNOTICED_MS).length;
  const p99 = percentile(times, 0.99);
  return { count: times.length, p99, slowest, noticed, failed, took, hasEnded: ended?.code === 0 };
}

const isHealthy = (url: string, agent: Agent): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, { agent, signal: AbortSignal.timeout(STANDSTILL_MS) }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode === 200));
    }).on('error', () => resolve(false));
  });

/** Adds a counsellor for each calendar, called like it. */
async function giveCalendars(env: Record<string, string>, names: string[], server: CalendarServer): Promise<void> {
  await using data = await openData(readConfig(env).config, content);
  const { store, vault } = data;
  const like = (await listCounsellors(store.read)).find(({ pilot }) => pilot === env.PILOTS);
  if (like === undefined) throw new Error('nobody counsels');
  for (const id of names)
    await store.tx(async (q) => {
      await addCounsellor(q, { ...like, id, name: vault.seal('house', `counsellor:name:${id}`, id) });
      await setDetails(q, id, { busyUrl: vault.seal('house', `counsellor:busyUrl:${id}`, server.url(id)) }, Date.now());
    });
}

interface Known {
  id: string;
  failure: string | null;
  readAt: number | null;
  skipped: string;
  busy: number;
}

/** What is known from each calendar. */
function look(file: string): Map<string, Known> {
  const connection = new Database(file, { readonly: true });
  const rows = connection
    .prepare(
      `select id, busy_failure failure, busy_at readAt, busy_skipped skipped,
         (select count(*) from busy where counsellor = id) busy
       from counsellor where busy_url is not null`,
    )
    .all() as Known[];
  connection.close();
  return new Map(rows.map((row) => [row.id, row]));
}

async function allTried(file: string): Promise<void> {
  const late = Date.now() + LATE_MS;
  const isTried = ({ failure, readAt }: Known) => failure !== null || readAt !== null;
  while (![...look(file).values()].every(isTried)) {
    if (Date.now() > late) throw new Error(`not all read: ${JSON.stringify([...look(file).values()])}`);
    await sleep(250);
  }
}
