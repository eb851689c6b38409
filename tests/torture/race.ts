import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import { seed as seedStore } from '../../src/store/seed.ts';
import type { Store } from '../../src/store/store.ts';
import { openFile, temporaryFolder } from '../bench/instance.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { newDatabase, startPostgres } from '../fakes/postgres-server.ts';
import { audit } from './audit.ts';
import { startChild } from './child.ts';
import { collector, type Torture, type Verdict } from './verdict.ts';

const PEOPLE = 100;
const SERVERS = 2;
const SLOTS = 10;
const SECONDS = 60;
const SHORT_SECONDS = 6;

type Counts = Record<
  'done' | 'booked' | 'moved' | 'cancelled' | 'confirmed' | 'refused' | 'others' | 'waits' | 'full',
  number
>;

/** A hundred people of two processes book, move, cancel and confirm the same ten times, at random. */
async function race(where: string, open: () => Store, seed: number, short: boolean): Promise<Verdict> {
  const { violations, expect } = collector();
  const before = open();
  await tenSlots(before);
  await before.close();
  const seconds = short ? SHORT_SECONDS : SECONDS;
  const servers = Array.from({ length: SERVERS }, (_, i) =>
    startChild('race-child.ts', [
      ...['--where', where, '--name', `server-${i}`, '--seconds', `${seconds}`],
      ...['--people', `${PEOPLE / SERVERS}`, '--seed', `${seed + i}`],
    ]),
  );
  for (const server of servers) await server.line();
  for (const server of servers) server.tell('go');
  const outcomes = await Promise.all(
    servers.map(async (server) => {
      const outcome = JSON.parse(await server.line()) as Counts;
      await server.end();
      return outcome;
    }),
  );
  const sum = (of: keyof Counts) => outcomes.reduce((all, outcome) => all + outcome[of], 0);

  const after = open();
  const found = await audit(after.read, testVault(), true);
  const overlapping = await overlaps(after);
  await after.close();
  violations.push(...found.violations);
  for (const [who, pairs] of Object.entries(overlapping))
    expect(pairs === 0, `two talks at once for a ${who}`, `${pairs} pairs`);
  expect(sum('refused') === sum('others') + sum('waits'), 'a refusal without a way on', `${sum('refused')}`);
  for (const deed of ['booked', 'moved', 'cancelled', 'confirmed', 'refused'] as const)
    expect(short || sum(deed) > 0, `nobody was ${deed}`);
  const figures = [
    { name: 'people', value: PEOPLE, unit: `on ${SERVERS} servers, ${seconds} s` },
    { name: 'times', value: SLOTS, unit: '' },
    { name: 'done', value: sum('done'), unit: 'things' },
    ...(['booked', 'moved', 'cancelled', 'confirmed'] as const).map((of) => ({ name: of, value: sum(of), unit: '' })),
    { name: 'came too late', value: sum('refused'), unit: 'times' },
    { name: 'of these offered other times', value: sum('others'), unit: 'times' },
    { name: 'of these led to the waiting list', value: sum('waits'), unit: 'times' },
    { name: 'appointments that stand', value: found.scheduled, unit: '' },
    { name: 'overlapping pairs', value: Object.values(overlapping).reduce((a, b) => a + b, 0), unit: '' },
  ];
  return { figures, violations };
}

/** Pairs of talks that stand and overlap, by what they share; counted from the appointments, not from the claims. */
async function overlaps(store: Store): Promise<Record<'counsellor' | 'room' | 'interpreter' | 'person', number>> {
  const { appointment: a } = store.read.t;
  const talks = await store.read.db.select().from(a).where(eq(a.status, 'scheduled'));
  const pairs = talks.flatMap((one, i) => talks.slice(i + 1).map((other) => [one, other] as const));
  const count = (what: 'counsellor' | 'room' | 'interpretedBy' | 'person', gap: number) =>
    pairs.filter(
      ([one, other]) =>
        one[what] !== null &&
        one[what] === other[what] &&
        one.startAt < other.endAt + gap &&
        other.startAt < one.endAt + gap,
    ).length;
  const gap = 10 * MINUTE;
  return {
    counsellor: count('counsellor', gap),
    room: count('room', gap),
    interpreter: count('interpretedBy', gap),
    person: count('person', 0),
  };
}

/**
 * Two counsellors in Serbia who are there on one day for as long as ten talks of 30 minutes with 10 between them take, with one
 * room and one interpreter for both.
 */
async function tenSlots(store: Store): Promise<void> {
  await seedStore(store, testVault(), content, true);
  await store.tx(async ({ db, t }) => {
    const here = eq(t.counsellor.pilot, 'serbia');
    const staff = await db.select({ id: t.counsellor.id, office: t.counsellor.office }).from(t.counsellor).where(here);
    await db.delete(t.hours);
    const thursday = { weekday: 4, fromMinute: 9 * 60, toMinute: 9 * 60 + SLOTS * 30 + (SLOTS - 1) * 10 };
    for (const { id } of staff) {
      await db.insert(t.hours).values({ counsellor: id, ...thursday });
      await db.insert(t.absence).values({ counsellor: id, fromAt: START + 3 * DAY, toAt: START + 60 * DAY });
    }
    await db
      .update(t.counsellor)
      .set({ languages: ['sr'] })
      .where(here);
    for (const kind of ['room', 'interpreter'] as const) {
      const name = testVault().seal('house', `resource:name:${kind}`, kind);
      const one = { id: kind, pilot: 'serbia', kind, name, demo: true };
      const of = kind === 'room' ? { office: staff[0]?.office ?? '' } : { languages: ['en'], gender: 'woman' as const };
      await db.insert(t.resource).values({ ...one, ...of });
    }
  });
}

export const raceOnSqlite: Torture = {
  name: 'race for ten times on SQLite',
  async run(seed, short) {
    using folder = temporaryFolder();
    const file = join(folder.path, 'saputnik.db');
    return await race(file, () => openFile(file), seed, short);
  },
};

export const raceOnPostgres: Torture = {
  name: 'race for ten times on PostgreSQL',
  async run(seed, short) {
    const server = await startPostgres();
    try {
      const where = await newDatabase(server.url);
      await migratePostgres(where);
      return await race(where, () => openPostgres(where), seed, short);
    } finally {
      await server.stop();
    }
  },
};
