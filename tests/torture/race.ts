import { join } from 'node:path';
import { and, eq, ne } from 'drizzle-orm';
import { seed as seedStore } from '../../src/app.ts';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { openFile, temporaryFolder } from '../bench/instance.ts';
import { newDatabase, startPostgres } from '../fakes/postgres-server.ts';
import { content, START, testVault } from '../fakes/world.ts';
import { audit } from './audit.ts';
import { startChild } from './child.ts';
import { collector, type Torture, type Verdict } from './verdict.ts';

const PEOPLE = 100;
const SERVERS = 2;
const SLOTS = 10;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A hundred people of two processes want the same ten times. */
async function race(where: string, open: () => Store, seed: number): Promise<Verdict> {
  const { violations, expect } = collector();
  const before = open();
  await tenSlots(before);
  await before.close();
  const servers = Array.from({ length: SERVERS }, (_, i) =>
    startChild('race-child.ts', [
      ...['--where', where, '--name', `server-${i}`],
      ...['--people', `${PEOPLE / SERVERS}`, '--seed', `${seed + i}`],
    ]),
  );
  for (const server of servers) await server.line();
  const startedAt = performance.now();
  for (const server of servers) server.tell('go');
  const outcomes = await Promise.all(
    servers.map(async (server) => {
      const outcome = JSON.parse(await server.line()) as { booked: number; none: number; beaten: number };
      await server.end();
      return outcome;
    }),
  );
  const ms = performance.now() - startedAt;
  const sum = (of: 'booked' | 'none' | 'beaten') => outcomes.reduce((all, outcome) => all + outcome[of], 0);

  const after = open();
  const found = await audit(after.read, testVault(), true);
  await after.close();
  violations.push(...found.violations);
  expect(found.scheduled === SLOTS, 'not every time was booked once', `${found.scheduled} of ${SLOTS}`);
  expect(sum('booked') === SLOTS, 'not as many were told of a booking as there are', `${sum('booked')}`);
  expect(sum('none') === PEOPLE - SLOTS, 'somebody was told neither', `${sum('none')}`);
  expect(sum('beaten') > 0, 'nobody raced');
  const figures = [
    { name: 'people', value: PEOPLE, unit: `on ${SERVERS} servers` },
    { name: 'times', value: SLOTS, unit: '' },
    { name: 'booked', value: found.scheduled, unit: '' },
    { name: 'came too late and were offered others', value: sum('beaten'), unit: 'times' },
    { name: 'told that nothing is free', value: sum('none'), unit: 'people' },
    { name: 'until the last knew', value: ms, unit: 'ms' },
  ];
  return { figures, violations };
}

/** One counsellor in Serbia, who is there on one day for as long as ten talks of 30 minutes with 10 between them take. */
async function tenSlots(store: Store): Promise<void> {
  await seedStore(store, testVault(), content, true);
  await store.tx(async ({ db, t }) => {
    const here = eq(t.counsellor.pilot, 'serbia');
    const [one] = await db.select({ id: t.counsellor.id }).from(t.counsellor).where(here).limit(1);
    const id = one?.id ?? '';
    await db.delete(t.counsellor).where(and(here, ne(t.counsellor.id, id)));
    await db.delete(t.hours);
    const thursday = { weekday: 4, fromMinute: 9 * 60, toMinute: 9 * 60 + SLOTS * 30 + (SLOTS - 1) * 10 };
    await db.insert(t.hours).values({ counsellor: id, ...thursday });
    await db.insert(t.absence).values({ counsellor: id, fromAt: START + 3 * DAY, toAt: START + 60 * DAY });
    await db.update(t.counsellor).set({ lastBooked: 0 }).where(eq(t.counsellor.id, id));
  });
}

export const raceOnSqlite: Torture = {
  name: 'race for ten times on SQLite',
  async run(seed) {
    using folder = temporaryFolder();
    const file = join(folder.path, 'saputnik.db');
    return await race(file, () => openFile(file), seed);
  },
};

export const raceOnPostgres: Torture = {
  name: 'race for ten times on PostgreSQL',
  async run(seed) {
    const server = await startPostgres();
    try {
      const where = await newDatabase(server.url);
      await migratePostgres(where);
      return await race(where, () => openPostgres(where), seed);
    } finally {
      await server.stop();
    }
  },
};
