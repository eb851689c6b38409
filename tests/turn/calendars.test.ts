import { asc } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { addCounsellor, setDetails } from '../../src/store/counsellors.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { calendarOf, event } from '../booking/calendar.ts';
import { calendarServer } from '../fakes/calendar-server.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels, TO_TIMES } from './support.ts';

const ANA = 'serbia-demo-1';

const calendar = (...events: [string, string][]): string =>
  calendarOf(...events.flatMap(([from, to], i) => event(`UID:${i}`, `DTSTART:${from}`, `DTEND:${to}`)));

const keepsAt = (stage: Stage, url: string | null, counsellor = ANA) =>
  stage.store.tx((q) => {
    const busyUrl = url === null ? null : testVault().seal('house', `counsellor:busyUrl:${counsellor}`, url);
    return setDetails(q, counsellor, { busyUrl }, stage.clock.now);
  });

/** What is known from a counsellor's calendar. */
async function known({ store }: Stage, counsellor = ANA) {
  const { counsellor: c } = store.read.t;
  const rows = await store.read.db.select().from(c).orderBy(asc(c.id));
  const { busyAt, busyTriedAt, busyFailures, busyFailure, busySkipped } =
    rows.find(({ id }) => id === counsellor) ?? Object.fromEntries([]);
  return { busyAt, busyTriedAt, busyFailures, busyFailure, busySkipped };
}

/** Runs the job when it is due next, on a world that trusts the fake's host. */
async function read(stage: Stage, later = 0): Promise<void> {
  stage.clock.now += later;
  const world = { ...stage.world, calendarHosts: new Set(['127.0.0.1']) };
  expect(await runJobs(world)).toBe(1);
}

test('what stands in a counsellor’s own calendar is not offered, and an old reading is better than none', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
  const nine = async (handle: string) => {
    await stage.hear(handle, ...JOIN, ...TO_TIMES);
    return labels(stage.last(handle)).includes('09:00');
  };
  expect(await nine('1')).toBe(true);
  server.answers.set('ana', calendar(['20261125T073000Z', '20261125T081500Z']));
  await keepsAt(stage, server.url('ana'));
  await read(stage);
  expect(await nine('2')).toBe(false);
  for (const broken of ['hello', 'x'.repeat(3e6), calendar().slice(0, 60)]) {
    server.answers.set('ana', broken);
    await read(stage, 2 * HOUR);
    expect(await stage.rows('busy')).toHaveLength(1);
  }
  expect(server.asked.get('ana')).toBe(4);
  server.answers.set('ana', calendar());
  await read(stage, 2 * HOUR);
  expect(await nine('3')).toBe(true);
  await keepsAt(stage, null);
  await read(stage, 15 * MINUTE);
  expect(await stage.rows('job')).toEqual([]);
});

describe.each(DIALECTS)('on %s', (dialect) => {
  test('it is kept when a calendar was read, and why and how often it was not', async () => {
    await using server = await calendarServer();
    await using stage = await openStage(dialect);
    const began = stage.clock.now;
    await keepsAt(stage, server.url('ana'));
    await read(stage);
    const failed = { busyAt: null, busyTriedAt: began, busyFailures: 1, busyFailure: 'unreachable', busySkipped: {} };
    expect(await known(stage)).toEqual(failed);

    const strange = event('UID:s', 'DTSTART;TZID=Nowhere:20261126T100000');
    server.answers.set('ana', calendarOf(...event('SUMMARY:private'), ...event('UID:t'), ...strange));
    await read(stage, 15 * MINUTE);
    const read1 = { busyAt: stage.clock.now, busyTriedAt: stage.clock.now, busyFailures: 0, busyFailure: null };
    expect(await known(stage)).toEqual({ ...read1, busySkipped: { start: 2, zone: 1 } });

    server.answers.set('ana', 'hello');
    await read(stage, 15 * MINUTE);
    const later = { ...read1, busyTriedAt: stage.clock.now, busyFailures: 1, busyFailure: 'unreadable' };
    expect(await known(stage)).toEqual({ ...later, busySkipped: { start: 2, zone: 1 } });
    expect(await stage.rows('busy')).toHaveLength(1);

    await keepsAt(stage, server.url('other'));
    const nothing = { busyAt: null, busyTriedAt: null, busyFailures: 0, busyFailure: null, busySkipped: {} };
    expect(await known(stage)).toEqual(nothing);
    expect(await stage.rows('busy')).toEqual([]);
  });

  test('many busy times are kept, and a calendar of more than one person has is not', async () => {
    await using server = await calendarServer();
    await using stage = await openStage(dialect);
    const every = (minutes: number, count: number) =>
      calendarOf(
        ...Array.from({ length: count }, (_, i) => {
          const time = new Date(stage.clock.now + i * minutes * MINUTE).toISOString().replaceAll(/[-:]|\.\d+/g, '');
          return event(`UID:${i}`, `DTSTART:${time}`, 'DURATION:PT5M');
        }).flat(),
      );
    await keepsAt(stage, server.url('ana'));
    server.answers.set('ana', every(20, 1200));
    await read(stage);
    expect(await stage.rows('busy')).toHaveLength(1200);
    server.answers.set('ana', every(20, 2501));
    await read(stage, 15 * MINUTE);
    expect(await known(stage)).toMatchObject({ busyFailure: 'too-much' });
    expect(await stage.rows('busy')).toHaveLength(1200);
  });
});

test('a calendar that fails is tried again after 15, 30, 60, 120 and 120 minutes, and a restart changes nothing', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  await keepsAt(stage, server.url('ana'));
  const tried: number[] = [];
  for (let minute = 0; minute <= 6 * 60; minute += 15) {
    // At every restart the job is due at once.
    await stage.execute('update job set due = 0, lease = null, lease_until = null');
    const before = server.asked.get('ana') ?? 0;
    await read(stage);
    if (server.asked.get('ana') !== before) tried.push(minute);
    stage.clock.now += 15 * MINUTE;
  }
  expect(tried).toEqual([0, 15, 45, 105, 225, 345]);
});

test('a reading that ends the server counts as failed, and the others come first after the restart', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  for (const id of ['ana', 'boris', 'vesna']) {
    const counsellor = { ...(await stage.rows('counsellor')).find((one) => one.id === ANA), id };
    await stage.store.tx((q) => addCounsellor(q, counsellor as Parameters<typeof addCounsellor>[1]));
    await keepsAt(stage, server.url(id), id);
  }
  const order: string[] = [];
  const stop = new AbortController();
  for (const id of ['ana', 'boris', 'vesna'])
    server.answers.set(id, (answer) => {
      order.push(id);
      if (stop.signal.aborted) answer.end(calendar());
      else stop.abort();
    });
  const world = { ...stage.world, calendarHosts: new Set(['127.0.0.1']) };
  await runJobs(world, stop.signal);
  expect(order).toEqual(['ana']);
  expect(await known(stage, 'ana')).toMatchObject({ busyFailures: 1, busyFailure: null });

  await stage.execute('update job set due = 0, lease = null, lease_until = null');
  await read(stage);
  expect(order.splice(0)).toEqual(['ana', 'boris', 'vesna']);
  await read(stage, 15 * MINUTE);
  expect(order.splice(0)).toEqual(['boris', 'vesna', 'ana']);
});

test('a new calendar in the place of one that is being read is not mixed up with it', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  await keepsAt(stage, server.url('ana'));
  server.answers.set('ana', (answer) => {
    void keepsAt(stage, null).then(() => answer.end(calendar(['20261125T073000Z', '20261125T081500Z'])));
  });
  await read(stage);
  expect(await stage.rows('busy')).toEqual([]);
  expect(await known(stage)).toMatchObject({ busyAt: null });
});

test('without a word from the operator, no address of the own network is asked', async () => {
  await using server = await calendarServer();
  await using stage = await openStage('sqlite');
  await keepsAt(stage, server.url('ana'));
  await runJobs(stage.world);
  expect(await known(stage)).toMatchObject({ busyFailure: 'refused' });
  expect(server.asked.size).toBe(0);
  stage.clock.now += DAY;
  await keepsAt(stage, server.url('ana').replace('http:', 'https:'));
  await runJobs(stage.world);
  expect(await known(stage)).toMatchObject({ busyFailure: 'refused' });
});
