import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { eq, inArray } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlreadyRunningError, lockFile, migrateSqlite, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';

let folder: string;
let file: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saputnik-sqlite-'));
  file = join(folder, 'saputnik.db');
  migrateSqlite(file);
  store = openSqlite(file);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const add = (id: string, conversation: Buffer | null = null) =>
  store.tx(({ db, t }) => db.insert(t.person).values({ id, conversation, lastDay: 1 }).returning());

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('commits', () => {
  test('are shared by the transactions that arrive together', async () => {
    const arrived = Array.from({ length: 10 }, (_, index) => add(`p${index}`));
    await arrived[0];
    const other = new Database(file, { readonly: true });
    expect(other.prepare('SELECT count(*) FROM person').pluck().get()).toBe(10);
    other.close();
    await Promise.all(arrived);
  });

  test('wait for another process that writes', async () => {
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE; INSERT INTO person (id, last_day) VALUES ('theirs', 1)");
    const child = spawn(process.execPath, [script('write-process.ts'), file, 'ours'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(child.stdout);
    // So that the other comes before the commit; if it does not, it has nothing to wait for, and all the same is true.
    await new Promise((resolve) => setTimeout(resolve, 600));
    other.exec('COMMIT');
    other.close();
    expect(await said).toBe('1 kept, 0 refused');
    const { db, t } = store.read;
    expect(await db.select({ id: t.person.id }).from(t.person)).toHaveLength(2);
  });

  test('on a full disk acknowledge exactly what is kept', async () => {
    // A limit on the size of a file stands for the full disk.
    const command = `ulimit -f 1500 && exec "${process.execPath}" "${script('write-process.ts')}" "${file}" ${Array.from({ length: 200 }, (_, i) => `p${i}`).join(' ')}`;
    const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [, kept, refused] = /^(\d+) kept, (\d+) refused$/.exec(await text(child.stdout)) ?? [];
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(refused)).toBeGreaterThan(0);
    expect(Number(kept) + Number(refused)).toBe(200);
    const { db, t } = store.read;
    expect(await db.select({ id: t.person.id }).from(t.person)).toHaveLength(Number(kept));
    await add('and then it goes on');
  });

  test('that the full disk has ended are rejected, whatever their callback makes of it, and alone', async () => {
    const command = `ulimit -f 20000 && exec "${process.execPath}" "${script('swallow-process.ts')}" "${file}"`;
    const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
    expect(await text(child.stdout)).toBe('rejected fulfilled');
    const { db, t } = store.read;
    expect(await db.select({ id: t.person.id }).from(t.person)).toEqual([{ id: 'neighbour' }]);
  });
});

describe('scrubbing', () => {
  const holds = async (needle: Buffer) => {
    const wal = `${file}-wal`;
    return (await readFile(file)).includes(needle) || (await readFile(wal)).includes(needle);
  };

  // In a case of this seed SQLite moves a row to another page: the copy that stays outlives `secure_delete`.
  test.each([
    ['any', {}],
    ['the known', { seed: -1884064784 }],
  ])('by writing anew leaves nothing of what was deleted or overwritten, and all of the rest: %s', async (_, seed) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 60, selector: (id) => id.slice(0, 8) }),
        fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 60, maxLength: 60 }),
        fc.array(fc.constantFrom('keep', 'delete', 'overwrite'), { minLength: 60, maxLength: 60 }),
        async (ids, sizes, fates) => {
          await store.tx(({ db, t }) => db.delete(t.person).returning());
          const words = (id: string, size: number) => Buffer.from(`<${id}>`.padEnd(40 + size, id));
          await Promise.all(ids.map((id, i) => add(id, words(id, sizes[i] ?? 0))));
          const doomed = ids.filter((_, i) => fates[i] === 'delete');
          const changed = ids.filter((_, i) => fates[i] === 'overwrite');
          await store.tx(async ({ db, t }) => {
            await db.delete(t.person).where(inArray(t.person.id, doomed));
            await db
              .update(t.person)
              .set({ conversation: Buffer.alloc(0) })
              .where(inArray(t.person.id, changed));
          });
          await store.rewrite();
          const marks = await Promise.all(ids.map((id) => holds(Buffer.from(`<${id}>`))));
          expect(marks).toEqual(ids.map((_, i) => fates[i] === 'keep'));
          const bare = await Promise.all(doomed.map((id) => holds(Buffer.from(id))));
          expect(bare).toEqual(doomed.map(() => false));
        },
      ),
      { numRuns: 15, endOnFailure: true, ...seed },
    );
  });

  test.each(['scrub', 'rewrite'] as const)('waits for a reader that is in the way: %s', async (clean) => {
    await add('reader', Buffer.from('read me'));
    const reader = new Database(file, { readonly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT * FROM person').all();
    await store.tx(({ db, t }) => db.delete(t.person).where(eq(t.person.id, 'reader')).returning());
    let done = false;
    const cleaned = store[clean]().then(() => {
      done = true;
    });
    // It has tried before it returned, and what comes after it is through.
    await add('meanwhile');
    expect(done).toBe(false);
    expect(await holds(Buffer.from('read me'))).toBe(true);
    reader.close();
    await cleaned;
    expect(await holds(Buffer.from('read me'))).toBe(false);
    expect((await stat(`${file}-wal`)).size).toBe(0);
  });
});

describe('the lock on a data folder', () => {
  test('is held by one at a time', () => {
    const first = lockFile(folder);
    expect(() => lockFile(folder)).toThrow(AlreadyRunningError);
    first[Symbol.dispose]();
    lockFile(folder)[Symbol.dispose]();
  });

  test('dies with its process, however that dies', async () => {
    const child = spawn(process.execPath, [script('lock-process.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(() => lockFile(folder)).toThrow(AlreadyRunningError);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockFile(folder)[Symbol.dispose]();
  });
});
