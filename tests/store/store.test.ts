import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { and, asc, count, eq, getTableColumns, inArray, max, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresTables } from '../../src/store/postgres-tables.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import type { Q, Store } from '../../src/store/store.ts';
import type { Tables } from '../../src/store/tables.ts';
import { EscapedTransactionError, InsideTransactionError, refuseInTransaction } from '../../src/store/transaction.ts';
import { openTestStore, type TestStore } from '../fakes/store.ts';

describe.each(['sqlite', 'postgres'] as const)('the store on %s', (dialect) => {
  let opened: TestStore;
  let store: Store;
  beforeAll(async () => {
    opened = await openTestStore(dialect);
    store = opened.store;
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
  });

  let made = 0;
  const newId = () => `id-${++made}`;
  const addPerson = async (q: Q, id: string, inSeq = 0) => {
    await q.db.insert(q.t.person).values({ id, inSeq, lastDay: 1 });
  };
  const people = async (ids: string[]) => {
    const { db, t } = store.read;
    const rows = await db
      .select({ id: t.person.id })
      .from(t.person)
      .where(inArray(t.person.id, ids))
      .orderBy(t.person.id);
    return rows.map(({ id }) => id).sort();
  };
  /** What a connection of its own sees. */
  const seenBesides = async (id: string): Promise<number> => {
    if (dialect === 'sqlite') {
      const other = new Database(opened.where, { readonly: true });
      const [row] = other.prepare<[string], [number]>('SELECT count(*) FROM person WHERE id = ?').raw().all(id);
      other.close();
      return row?.[0] ?? 0;
    }
    const other = new pg.Client({ connectionString: opened.where });
    await other.connect();
    const { rows } = await other.query('SELECT id FROM person WHERE id = $1', [id]);
    await other.end();
    return rows.length;
  };

  describe('a transaction', () => {
    test('is there for everybody once it resolves, and returns what its callback returned', async () => {
      const id = newId();
      await expect(
        store.tx(async (q) => {
          await addPerson(q, id);
          return 'done';
        }),
      ).resolves.toBe('done');
      expect(await seenBesides(id)).toBe(1);
    });

    test('leaves nothing when its callback throws, and the error comes through', async () => {
      const id = newId();
      const work = store.tx(async (q) => {
        await addPerson(q, id);
        throw new RangeError('no');
      });
      await expect(work).rejects.toThrow(new RangeError('no'));
      expect(await people([id])).toEqual([]);
    });

    test('fails alone among many that arrive together', async () => {
      const ids = Array.from({ length: 30 }, newId);
      const isBad = (index: number) => index % 7 === 3;
      const results = await Promise.allSettled(
        ids.map((id, index) =>
          store.tx(async (q) => {
            await addPerson(q, id);
            if (isBad(index)) throw new Error(id);
            return id;
          }),
        ),
      );
      expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual(
        ids,
      );
      expect(results.map(({ status }) => status === 'rejected')).toEqual(ids.map((_, index) => isBad(index)));
      expect(await people(ids)).toEqual(ids.filter((_, index) => !isBad(index)).sort());
    });

    test('sees the ones before it: 200 at once count to 200', async () => {
      const id = newId();
      await store.tx((q) => addPerson(q, id));
      const values = await Promise.all(
        Array.from({ length: 200 }, () =>
          store.tx(async (q) => {
            const { person } = q.t;
            const rows = await q.db
              .update(person)
              .set({ inSeq: sql`${person.inSeq} + 1` })
              .where(eq(person.id, id))
              .returning({ inSeq: person.inSeq });
            return rows[0]?.inSeq;
          }),
        ),
      );
      expect(values.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    });

    test('that swallows the failure of a statement is either kept or rejected', async () => {
      const id = newId();
      const work = store.tx(async (q) => {
        await addPerson(q, id);
        await addPerson(q, id).catch(() => {});
      });
      const [result] = await Promise.allSettled([work]);
      expect(await people([id])).toEqual(result.status === 'fulfilled' ? [id] : []);
    });

    test('runs queries that are begun together', async () => {
      const ids = [newId(), newId(), newId()];
      await store.tx(async (q) => {
        await Promise.all(ids.map((id) => addPerson(q, id)));
      });
      expect(await people(ids)).toEqual(ids.toSorted());
    });
  });

  describe('a savepoint', () => {
    test('undoes its own writes alone, and nests', async () => {
      const [before, kept, inner, outer, after] = [newId(), newId(), newId(), newId(), newId()];
      const caught: unknown[] = [];
      await store.tx(async (q) => {
        caught.length = 0;
        await addPerson(q, before);
        await q.savepoint(async () => {
          await addPerson(q, kept);
          await q
            .savepoint(async () => {
              await addPerson(q, inner);
              throw new Error('inner');
            })
            .catch((error) => caught.push(error.message));
        });
        await q
          .savepoint(async () => {
            await q.savepoint(() => addPerson(q, outer));
            throw new Error('outer');
          })
          .catch((error) => caught.push(error.message));
        await addPerson(q, after);
      });
      expect(caught).toEqual(['inner', 'outer']);
      expect(await people([before, kept, inner, outer, after])).toEqual([before, kept, after].toSorted());
    });

    test('returns what its callback returned', async () => {
      await expect(store.tx((q) => q.savepoint(async () => 7))).resolves.toBe(7);
    });

    test('survives a statement that fails', async () => {
      const id = newId();
      await store.tx(async (q) => {
        await addPerson(q, id);
        await q.savepoint(() => addPerson(q, id)).catch(() => {});
      });
      expect(await people([id])).toEqual([id]);
    });

    test('that fails in one transaction leaves the others of its group alone', async () => {
      const ids = Array.from({ length: 10 }, newId);
      const results = await Promise.all(
        ids.map((id, index) =>
          store.tx(async (q) => {
            await addPerson(q, id);
            return q
              .savepoint(async () => {
                await addPerson(q, `${id}-more`);
                if (index % 3 === 0) throw new Error('no');
                return 'both';
              })
              .catch(() => 'one');
          }),
        ),
      );
      expect(results).toEqual(ids.map((_, index) => (index % 3 === 0 ? 'one' : 'both')));
      const more = ids.filter((_, index) => index % 3 !== 0).map((id) => `${id}-more`);
      expect(await people([...ids, ...ids.map((id) => `${id}-more`)])).toEqual([...ids, ...more].toSorted());
    });
  });

  describe('the guard', () => {
    const elsewhere: [string, () => Promise<unknown>][] = [
      ['a timer', () => sleep(1)],
      ['a request', () => fetch(`http://127.0.0.1:${port}/`).catch(() => {})],
      ['an immediate', () => new Promise((resolve) => setImmediate(resolve))],
      ['another transaction', () => other],
    ];
    let other: Promise<unknown>;
    let port: number;
    const web = createServer((_, response) => response.end());
    beforeAll(async () => {
      await once(web.listen(0, '127.0.0.1'), 'listening');
      port = Number(Object(web.address()).port);
    });
    afterAll(() => web.close());

    test.each(elsewhere)('refuses to wait for %s, and the query that follows', async (_, wait) => {
      const [first, late, besides] = [newId(), newId(), newId()];
      const { promise: lateQuery, resolve } = Promise.withResolvers();
      let isRefused = false;
      const escaped = store.tx(async (q) => {
        await addPerson(q, first);
        await wait();
        const query = addPerson(q, late);
        resolve(query);
        await query;
      });
      escaped.catch(() => {
        isRefused = true;
      });
      // Under way still when it is waited for, and ends by itself where nobody is refused.
      other = store.tx(async (q) => {
        await addPerson(q, besides);
        for (let i = 0; i < 10_000 && !isRefused; i++)
          await q.db.select({ id: q.t.person.id }).from(q.t.person).limit(1);
      });
      for (const result of await Promise.allSettled([escaped, lateQuery])) {
        expect(result).toEqual({ status: 'rejected', reason: expect.any(EscapedTransactionError) });
      }
      await other;
      expect(await people([first, late, besides])).toEqual([besides]);
    });

    test('refuses to wait for what never comes', async () => {
      await expect(store.tx(() => new Promise(() => {}))).rejects.toThrow(EscapedTransactionError);
    });

    test('refuses a query after the end, also through a prepared statement and a savepoint', async () => {
      let kept: Q | undefined;
      const load = (q: Q) =>
        q.prepared('test.late', (db, t) => db.select({ id: t.person.id }).from(t.person).limit(1).prepare('test.late'));
      await store.tx(async (q) => {
        kept = q;
        await load(q).execute();
      });
      const q = kept;
      if (!q) throw new Error('No transaction');
      await expect(q.db.select().from(q.t.person).limit(1)).rejects.toThrow(EscapedTransactionError);
      await expect(load(q).execute()).rejects.toThrow(EscapedTransactionError);
      await expect(q.savepoint(async () => 1)).rejects.toThrow(EscapedTransactionError);
      await expect(q.lockPerson('x')).rejects.toThrow(EscapedTransactionError);
      // Nor may code outside slip a query into the transaction of somebody else.
      const id = newId();
      const running = store.tx(async (own) => {
        for (let i = 0; i < 50; i++) await own.db.select({ id: own.t.person.id }).from(own.t.person).limit(1);
      });
      await expect(addPerson(q, id)).rejects.toThrow(EscapedTransactionError);
      await running;
      expect(await people([id])).toEqual([]);
    });

    test('lets everything pass that needs no event', async () => {
      await store.tx(async (q) => {
        for (let i = 0; i < 1000; i++) await null;
        await addPerson(q, newId());
        for (let i = 0; i < 1000; i++) await Promise.resolve(i);
        await Promise.all([Promise.resolve(), addPerson(q, newId())]);
      });
    });

    test('refuses a transaction in a transaction, reading past it, scrubbing, and what asks to be refused', async () => {
      refuseInTransaction();
      await store.tx(async (q) => {
        await addPerson(q, newId());
        await expect(store.tx(async () => {})).rejects.toThrow(InsideTransactionError);
        await expect(store.read.db.select().from(store.read.t.log)).rejects.toThrow(InsideTransactionError);
        await expect(store.scrub()).rejects.toThrow(InsideTransactionError);
        await expect(store.rewrite()).rejects.toThrow(InsideTransactionError);
        expect(() => refuseInTransaction('Sending')).toThrow('Sending inside a transaction');
        await q.savepoint(async () => expect(() => refuseInTransaction()).toThrow(InsideTransactionError));
      });
      refuseInTransaction();
    });

    test('lets what a transaction set going carry on once it has ended', async () => {
      const ended = Promise.withResolvers<void>();
      let later: Promise<void> | undefined;
      await store.tx(async (q) => {
        later = ended.promise.then(() => store.tx((own) => addPerson(own, newId())));
        await addPerson(q, newId());
      });
      ended.resolve();
      await later;
    });
  });

  describe('reading outside a transaction', () => {
    test('refuses to write', async () => {
      await expect(addPerson(store.read, newId())).rejects.toThrow(/read.?only/i);
    });

    test('has no savepoints and no locks', async () => {
      await expect(store.read.savepoint(async () => 1)).rejects.toThrow('no transaction');
      await expect(store.read.lockPerson('x')).rejects.toThrow('no transaction');
    });
  });

  describe('what is written comes back', () => {
    const MS = Date.UTC(2026, 9, 25, 1, 2, 3) + 4;
    /** A value for each type of column, so that a new table is tested as soon as it exists. */
    const samples: Record<string, (n: number) => unknown> = {
      text: (n) => `${n} ć ش 🧭`,
      integer: (n) => n,
      bigint: (n) => MS + n,
      boolean: (n) => n === 1,
      jsonb: (n) => ({ text: 'ć', list: [1, 2.5, null], n }),
      bytea: (n) => Buffer.from([0, 1, 255, n]),
    };

    test.each(Object.keys(postgresTables) as (keyof Tables)[])('%s', async (name) => {
      const columns = Object.entries(getTableColumns(postgresTables[name] as Tables['person']));
      const rowOf = (n: number, full: boolean) =>
        Object.fromEntries(
          columns
            .filter(([, column]) => !column.generatedIdentity)
            .map(([key, column]) => [key, full || column.notNull ? samples[column.getSQLType()]?.(n) : null]),
        );
      const written = [rowOf(1, true), rowOf(2, false)];
      await store.tx(async (q) => {
        for (const row of written) {
          await q.db.insert(q.t[name] as Tables['person']).values(row as Tables['person']['$inferInsert']);
        }
      });
      const rows = await store.read.db.select().from(store.read.t[name] as Tables['person']);
      for (const row of written) expect(rows).toContainEqual(expect.objectContaining(row));
      for (const row of rows) expect(Object.keys(row)).toEqual(columns.map(([key]) => key));
    });
  });

  describe('queries', () => {
    test('take an insert that conflicts, and count by returning', async () => {
      const id = newId();
      const insert = () =>
        store.tx(({ db, t }) =>
          db.insert(t.person).values({ id, lastDay: 1 }).onConflictDoNothing().returning({ id: t.person.id }),
        );
      expect(await insert()).toEqual([{ id }]);
      expect(await insert()).toEqual([]);
      const upserted = await store.tx(({ db, t }) =>
        db
          .insert(t.person)
          .values({ id, lastDay: 2, inSeq: 9 })
          .onConflictDoUpdate({ target: t.person.id, set: { lastDay: sql`excluded.last_day`, waiting: 4 } })
          .returning(),
      );
      expect(upserted).toEqual([
        expect.objectContaining({ id, lastDay: 2, inSeq: 0, waiting: 4, consented: false, conversation: null }),
      ]);
      const gone = await store.tx(({ db, t }) => db.delete(t.person).where(eq(t.person.id, id)).returning());
      expect(gone).toEqual(upserted);
    });

    test('join, with nothing where there is no row', async () => {
      const [id, bare] = [newId(), newId()];
      await store.tx(async (q) => {
        await addPerson(q, id, 3);
        await addPerson(q, bare);
        await q.db.insert(q.t.personKey).values({ person: id, wrapped: Buffer.from('k') });
      });
      const { db, t } = store.read;
      const rows = await db
        .select({ person: { id: t.person.id, consented: t.person.consented }, personKey: t.personKey })
        .from(t.person)
        .leftJoin(t.personKey, eq(t.personKey.person, t.person.id))
        .where(inArray(t.person.id, [id, bare]))
        .orderBy(asc(t.person.inSeq));
      expect(rows).toEqual([
        { person: { id: bare, consented: false }, personKey: null },
        { person: { id, consented: false }, personKey: { person: id, wrapped: Buffer.from('k') } },
      ]);
    });

    test('give every number as a number', async () => {
      const ids = [newId(), newId()];
      await store.tx(async (q) => {
        for (const id of ids) await addPerson(q, id, 2_000_000_000);
      });
      const { db, t } = store.read;
      const [row] = await db
        .select({
          rows: count(),
          bare: sql<number>`count(*)`,
          total: sql<number>`sum(${t.person.inSeq})`,
          greatest: max(t.person.lastDay),
        })
        .from(t.person)
        .where(inArray(t.person.id, ids));
      expect(row).toEqual({ rows: 2, bare: 2, total: 4_000_000_000, greatest: 1 });
    });

    test('are prepared once, inside and outside of transactions', async () => {
      const id = newId();
      let built = 0;
      const insert = (q: Q, values: { id: string; conversation: Buffer | null; consented: boolean; lastDay: number }) =>
        q
          .prepared('test.insert', (db, t) => {
            built++;
            return db
              .insert(t.person)
              .values({
                id: sql.placeholder('id'),
                conversation: sql.placeholder('conversation'),
                consented: sql.placeholder('consented'),
                lastDay: sql.placeholder('lastDay'),
                waiting: 3,
              })
              .onConflictDoNothing()
              .returning()
              .prepare('test.insert');
          })
          .execute(values);
      const find = (q: Q) =>
        q
          .prepared('test.find', (db, t) =>
            db
              .select({ id: t.person.id, consented: t.person.consented, conversation: t.person.conversation })
              .from(t.person)
              .where(and(eq(t.person.id, sql.placeholder('id')), eq(t.person.waiting, 3)))
              .limit(sql.placeholder('limit'))
              .prepare('test.find'),
          )
          .execute({ id, limit: 1 });
      const row = { id, conversation: null, consented: true, lastDay: 5 };
      for (let i = 0; i < 3; i++) {
        const returned = await store.tx((q) => insert(q, row));
        expect(returned).toEqual(
          i === 0
            ? [
                {
                  ...row,
                  inSeq: 0,
                  outSeq: 0,
                  waiting: 3,
                  forgetAt: null,
                  lapseAt: null,
                  keepUntil: null,
                  untold: false,
                },
              ]
            : [],
        );
      }
      expect(built).toBe(1);
      const found = [{ id, consented: true, conversation: null }];
      expect(await find(store.read)).toEqual(found);
      expect(await store.tx(find)).toEqual(found);
      const { lastDay, ...incomplete } = row;
      await expect(store.tx((q) => insert(q, incomplete as typeof row))).rejects.toThrow('lastDay');
    });

    test('let one of 100 win who claim the same bucket at once', async () => {
      const bucket = 5_000_000;
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          store.tx(async ({ db, t }) => {
            const claims = [bucket, bucket + 1].map((at) => ({
              resource: 'ana',
              bucket: at,
              unit: 0,
              appointment: `${index}`,
            }));
            const won = await db.insert(t.claim).values(claims).onConflictDoNothing().returning();
            return won.length;
          }),
        ),
      );
      expect(results.toSorted()).toEqual([...Array.from({ length: 99 }, () => 0), 2]);
      const { db, t } = store.read;
      const rows = await db.select().from(t.claim).where(eq(t.claim.resource, 'ana'));
      expect(rows.map((row) => row.appointment)).toEqual(Array(2).fill(String(results.indexOf(2))));
    });
  });

  test('locking a person makes the transactions about them run one after the other', async () => {
    const id = newId();
    await store.tx((q) => addPerson(q, id));
    await Promise.all(
      Array.from({ length: 30 }, () =>
        store.tx(async (q) => {
          await q.lockPerson(id);
          const { person } = q.t;
          const [found] = await q.db.select({ inSeq: person.inSeq }).from(person).where(eq(person.id, id));
          await q.db
            .update(person)
            .set({ inSeq: Number(found?.inSeq) + 1 })
            .where(eq(person.id, id));
        }),
      ),
    );
    const { db, t } = store.read;
    expect(await db.select({ inSeq: t.person.inSeq }).from(t.person).where(eq(t.person.id, id))).toEqual([
      { inSeq: 30 },
    ]);
  });

  test('closing waits for what was begun', async () => {
    const own = dialect === 'sqlite' ? openSqlite(opened.where) : openPostgres(opened.where);
    const ids = Array.from({ length: 5 }, newId);
    const running = Promise.all(ids.map((id) => own.tx((q) => addPerson(q, id))));
    await own.close();
    await running;
    expect(await people(ids)).toEqual(ids.toSorted());
    await expect(own.tx((q) => addPerson(q, newId()))).rejects.toThrow();
  });
});
