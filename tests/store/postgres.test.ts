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

const wait = (q: Q, seconds: number) => q.db.select({ slept: sql`pg_sleep(${seconds})` }).from(sql`(select 1) one`);

test('a deadlock is tried again until both are done', async () => {
  const { store } = opened;
  let runs = 0;
  const inOrder = (first: string, second: string) =>
    store.tx(async (q) => {
      runs++;
      await q.lockPerson(first);
      await wait(q, 0.3);
      await q.lockPerson(second);
      return first;
    });
  expect(await Promise.all([inOrder('a', 'b'), inOrder('b', 'a')])).toEqual(['a', 'b']);
  expect(runs).toBeGreaterThan(2);
});

test('a transaction about one person waits, one about another does not', async () => {
  const { store } = opened;
  const order: string[] = [];
  const about = (person: string, name: string, seconds: number) =>
    store.tx(async (q) => {
      await q.lockPerson(person);
      order.push(`${name} begins`);
      await wait(q, seconds);
      order.push(`${name} ends`);
    });
  const slow = about('c', 'slow', 0.4);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await Promise.all([slow, about('c', 'same', 0), about('d', 'other', 0)]);
  expect(order).toEqual(['slow begins', 'other begins', 'other ends', 'slow ends', 'same begins', 'same ends']);
});

test('connections that break reject their transaction and are replaced, also those that were idle', async () => {
  const { store, where } = opened;
  const add = (q: Q, id: string) => q.db.insert(q.t.person).values({ id, lastDay: 1 });
  await Promise.all(Array.from({ length: 8 }, () => store.tx((q) => wait(q, 0.05))));
  const cut = store
    .tx(async (q) => {
      await add(q, 'cut');
      await wait(q, 5);
    })
    .catch((error: unknown) => error);
  const admin = new pg.Client({ connectionString: where });
  await admin.connect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { rowCount } = await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  expect(rowCount).toBeGreaterThanOrEqual(8);
  const next = ['one', 'two', 'three'];
  await Promise.all(next.map((id) => store.tx((q) => add(q, id))));
  expect(await cut).toBeInstanceOf(Error);
  const { rows } = await admin.query("SELECT id FROM person WHERE id IN ('cut', 'one', 'two', 'three') ORDER BY id");
  expect(rows.map(({ id }) => id)).toEqual(next.toSorted());
  await admin.end();
});

test('more transactions at once than connections, each reading before and after, all finish', async () => {
  const { store } = opened;
  const { db, t } = store.read;
  const results = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await db.select().from(t.look);
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
  expect((await client.query('SELECT count(*) AS n FROM look')).rows).toEqual([{ n: '0' }]);
  await client.end();
});

test('replicas that start together migrate once', async () => {
  const url = await freshPostgres();
  await Promise.all([migratePostgres(url), migratePostgres(url), migratePostgres(url)]);
  const store = openPostgres(url);
  expect(await store.read.db.select().from(store.read.t.person)).toEqual([]);
  await store.close();
});
