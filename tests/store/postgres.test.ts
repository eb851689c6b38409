import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migratePostgres, openPostgres } from '../../src/store/postgres.ts';
import type { Q } from '../../src/store/store.ts';
import { freshPostgres } from '../fakes/postgres.ts';
import { openTestStore, type TestStore } from '../fakes/store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore('postgres');
});
afterAll(async () => {
  await opened[Symbol.asyncDispose]();
});

/** A transaction may wait for the database alone: this one waits in it until a gate is open. */
const passGate = (q: Q) => q.db.select({ passed: sql`pg_advisory_xact_lock_shared(1, 1)` }).from(sql`(select 1) one`);

/** The gate, closed. */
async function closeGate() {
  const keeper = new pg.Client({ connectionString: opened.where });
  await keeper.connect();
  await keeper.query('SELECT pg_advisory_lock(1, 1)');
  return {
    keeper,
    /** Resolves once so many transactions wait: for the gate, or for each other. */
    waiting: (count: number) =>
      expect
        .poll(async () => {
          const { rows } = await keeper.query(
            "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()",
          );
          return rows.length;
        })
        .toBe(count),
    open: () => keeper.query('SELECT pg_advisory_unlock(1, 1)'),
    [Symbol.asyncDispose]: () => keeper.end(),
  };
}

test('a deadlock is tried again until both are done', async () => {
  const { store } = opened;
  await using gate = await closeGate();
  let runs = 0;
  const inOrder = (first: string, second: string) =>
    store.tx(async (q) => {
      runs++;
      await q.lockPerson(first);
      await passGate(q);
      await q.lockPerson(second);
      return first;
    });
  const both = Promise.all([inOrder('a', 'b'), inOrder('b', 'a')]);
  await gate.waiting(2);
  await gate.open();
  expect(await both).toEqual(['a', 'b']);
  expect(runs).toBeGreaterThan(2);
});

test('a transaction about one person waits, one about another does not', async () => {
  const { store } = opened;
  await using gate = await closeGate();
  const order: string[] = [];
  const about = (person: string, name: string, work?: (q: Q) => Promise<unknown>) =>
    store.tx(async (q) => {
      await q.lockPerson(person);
      order.push(`${name} begins`);
      await work?.(q);
      order.push(`${name} ends`);
    });
  const slow = about('c', 'slow', passGate);
  await gate.waiting(1);
  const same = about('c', 'same');
  await gate.waiting(2);
  await about('d', 'other');
  await gate.open();
  await Promise.all([slow, same]);
  expect(order).toEqual(['slow begins', 'other begins', 'other ends', 'slow ends', 'same begins', 'same ends']);
});

test('connections that break reject their transaction and are replaced, also those that were idle', async () => {
  const { store } = opened;
  await using gate = await closeGate();
  const add = (q: Q, id: string) => q.db.insert(q.t.person).values({ id, lastDay: 1 });
  await Promise.all(Array.from({ length: 8 }, () => store.tx((q) => q.lockPerson('e'))));
  const cut = store
    .tx(async (q) => {
      await add(q, 'cut');
      await passGate(q);
    })
    .catch((error: unknown) => error);
  await gate.waiting(1);
  const { rowCount } = await gate.keeper.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  expect(rowCount).toBeGreaterThan(1);
  const next = ['one', 'two', 'three'];
  await Promise.all(next.map((id) => store.tx((q) => add(q, id))));
  expect(await cut).toBeInstanceOf(Error);
  const { rows } = await gate.keeper.query(
    "SELECT id FROM person WHERE id IN ('cut', 'one', 'two', 'three') ORDER BY id",
  );
  expect(rows.map(({ id }) => id)).toEqual(next.toSorted());
});

test('more transactions at once than connections, each reading before and after, all finish', async () => {
  const { store } = opened;
  const { db, t } = store.read;
  const results = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await db.select().from(t.log);
      await store.tx((q) => q.db.insert(q.t.person).values({ id: `many-${index}`, lastDay: 1 }));
      return (
        await db
          .select()
          .from(t.person)
          .where(eq(t.person.id, `many-${index}`))
      ).length;
    }),
  );
  expect(results).toEqual(Array(100).fill(1));
});

test('other users of the driver keep their own numbers', async () => {
  const client = new pg.Client({ connectionString: opened.where });
  await client.connect();
  expect((await client.query('SELECT count(*) AS n FROM log')).rows).toEqual([{ n: '0' }]);
  await client.end();
});

test('replicas that start together migrate once', async () => {
  const url = await freshPostgres();
  await Promise.all([migratePostgres(url), migratePostgres(url), migratePostgres(url)]);
  const store = openPostgres(url);
  expect(await store.read.db.select().from(store.read.t.person)).toEqual([]);
  await store.close();
});
