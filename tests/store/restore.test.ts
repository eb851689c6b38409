import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { BackupError, recordName } from '../../src/store/backup/format.ts';
import { checkRow } from '../../src/store/backup/read.ts';
import { restore } from '../../src/store/backup/restore.ts';
import { writeData, writeKeys } from '../../src/store/backup/write.ts';
import { postgresTables } from '../../src/store/postgres-tables.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect, Tables } from '../../src/store/tables.ts';
import { createVault, newKeyFile, parseKeys, type Vault, VaultError } from '../../src/store/vault.ts';
import { endSession } from '../../src/turn/send/transcript.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { seededBytes, testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS, openTestStore } from '../fakes/store.ts';
import { JOIN } from '../turn/support.ts';

const PAIRS = DIALECTS.flatMap((from) => DIALECTS.map((to) => [from, to] as const));

const TO_TIMES = ['Book an appointment', 'Finding a job', 'No preference', 'Fri 27 Nov'];
const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

async function rows<K extends keyof Tables>({ read }: Store, table: K): Promise<Tables[K]['$inferSelect'][]> {
  return (await read.db.select().from(read.t[table] as Tables['person'])) as never;
}

async function personOf(store: Store, handle: string): Promise<string> {
  const hash = testVault().blindIndex('handle', 'telegram', handle);
  const found = (await rows(store, 'contact')).find(({ handleHash }) => handleHash.equals(hash));
  if (found === undefined) throw new Error(`nobody is ${handle}`);
  return found.person;
}

test('a notice of a version in which all were for counsellors is one for a counsellor', () => {
  const old = { appointment: 'a1', sequence: 2, counsellor: 'c1', kind: 'moved', due: 5, attempts: 1 };
  const row = { subject: 'a1', sequence: 2, kind: 'moved', to: 'counsellor', recipient: 'c1', due: 5, attempts: 1 };
  expect(checkRow('data', 'notice', old)).toEqual(['notice', row]);
  expect(checkRow('data', 'notice', row)).toEqual(['notice', row]);
});

const dataFiles = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('data-')).sort();

const sorted = (_: string, value: unknown) =>
  value instanceof Object && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;

/** Everything in the database, without what a restore makes anew or does not keep. */
async function contents(store: Store): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  const wrapped = new Map((await rows(store, 'personKey')).map((row) => [row.person, row.wrapped]));
  const opened = (person: string, conversation: unknown) => {
    const key = testVault().unwrap(person, wrapped.get(person) ?? Buffer.alloc(0));
    const { visit, ...rest } = JSON.parse(
      testVault().open(key, `person:conversation:${person}`, conversation as Buffer),
    );
    return rest;
  };
  for (const name of Object.keys(postgresTables) as (keyof Tables)[]) {
    const found = (await rows(store, name)) as Record<string, unknown>[];
    const plain = found.map((row) => {
      const { id, lease, leaseUntil, ...rest } = row;
      const isDrawn = name === 'event' || name === 'log';
      // Its visits go on elsewhere, so it is sealed anew.
      if (name === 'person' && rest.conversation !== null) rest.conversation = opened(String(id), rest.conversation);
      // PostgreSQL orders the keys of JSON its own way.
      return JSON.stringify(isDrawn ? rest : { id, ...rest }, sorted);
    });
    all[name] = plain.sort();
  }
  return all;
}

/** Three people with talks booked, two of them the same day, and a fourth who waits for a human. */
async function livelyDay(dialect: Dialect): Promise<Stage> {
  const one = await openStage(dialect);
  await one.hear('amal', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
  await one.hear('bahar', ...JOIN, ...TO_TIMES, '10:20', 'Yes, book it');
  await one.hear('dina', ...JOIN, 'human');
  return one;
}

describe.each(PAIRS)('a backup of %s restored into %s', (from, to) => {
  test('is what was there', async () => {
    using folder = temporaryFolder();
    await using one = await livelyDay(from);
    const before = await contents(one.store);
    expect(before.event?.length).toBeGreaterThan(10);
    const { file, rows: written } = await writeData(one.store, testVault(), folder.path, START);
    await writeKeys(one.store, folder.path, START);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder.in('keys.json'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder.path)).sort()).toEqual(['data-2026-11-24T09-00-00Z.jsonl.gz', 'keys.json']);
    const people = before.personKey?.length ?? 0;
    expect(written).toBe(Object.values(before).flat().length - people);

    await using target = await openTestStore(to);
    expect(await restore(target.store, testVault(), folder.path)).toEqual({
      dataAt: START,
      keysAt: START,
      people: 3,
      forgotten: 0,
      appointments: 2,
      messages: (before.inbox?.length ?? 0) + (before.outbox?.length ?? 0),
    });
    expect(await contents(target.store)).toEqual(before);
  });

  test('goes on where the neighbour stood, and leaves the erased forgotten', async () => {
    using folder = temporaryFolder();
    let reference = '';
    const ids = { erased: '', neighbour: '' };
    let old = '';
    {
      await using one = await livelyDay(from);
      ids.neighbour = await personOf(one.store, 'amal');
      const hers = (await rows(one.store, 'appointment')).find(({ person }) => person === ids.neighbour);
      reference = hers?.reference ?? '';
      ids.erased = await personOf(one.store, 'bahar');
      await one.hear('amal', 'menu', 'Book an appointment', 'Finding a job');
      old = (await writeData(one.store, testVault(), folder.path, one.clock.now)).file;
      await writeKeys(one.store, folder.path, one.clock.now);
      one.clock.now += HOUR;
      await one.hear('bahar', ...ERASE);
      await one.hear('dina', ...ERASE);
      // What the job does after every erasure.
      await writeKeys(one.store, folder.path, one.clock.now);
    }

    await using target = await openTestStore(to);
    const done = await restore(target.store, testVault(), folder.path);
    expect(done).toMatchObject({ dataAt: START, keysAt: START + HOUR, people: 1, forgotten: 2 });

    // The old data file opens nothing of hers, whoever holds the master key and the newest keys; the neighbour's does.
    expect(await openable(testVault(), folder.path, old, ids.erased)).toBe(0);
    expect(await openable(testVault(), folder.path, old, ids.neighbour)).toBeGreaterThan(15);

    for (const [name, left] of Object.entries(await contents(target.store))) {
      const hers = left.filter((row) => String(row).includes(ids.erased));
      expect([name, hers.length]).toEqual([name, name === 'erasure' ? 1 : 0]);
    }
    const stands = { reference, status: 'scheduled', person: ids.neighbour };
    expect(await rows(target.store, 'appointment')).toMatchObject([stands]);
    expect(new Set((await rows(target.store, 'claim')).map(({ resource }) => resource)).size).toBe(2);
    expect(await rows(target.store, 'request')).toEqual([]);

    await using two = await openStage(target, { random: seededBytes(2) });
    two.clock.now = START + 2 * HOUR;
    await two.pump.settle();
    expect(two.telegram.sent).toEqual([]);
    await two.hear('amal', 'No preference');
    expect(two.texts('amal').at(-1)).toContain('Which day suits you?');
    await two.hear('amal', 'menu', 'My appointments');
    expect(two.texts('amal').at(-1)).toContain('Your next appointments:');
    await two.hear('bahar', 'menu');
    expect(two.texts('bahar').at(-1)).toContain('Choose your language');
    expect(await personOf(two.store, 'bahar')).not.toBe(ids.erased);
    expect(await rows(two.store, 'person')).toHaveLength(2);
  });
});

/** How many rows of a person in a data file open with what a thief of all files has. None of them stands in clear. */
async function openable(vault: Vault, folder: string, file: string, person: string): Promise<number> {
  const records = gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as [string, Record<string, string>]);
  const { keys } = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as { keys: Record<string, string> };
  expect(records.filter((record) => JSON.stringify(record).includes(person))).toEqual([]);
  const name = recordName(vault, START, person);
  const hers = records.find(([, row]) => row.name === name);
  expect(hers?.[0]).toBe('belongings');
  try {
    const key = vault.unwrap(person, Buffer.from(keys[person] ?? '', 'base64'));
    return JSON.parse(vault.open(key, `backup:belongings:${name}`, Buffer.from(hers?.[1].body ?? '', 'base64'))).length;
  } catch (error) {
    if (error instanceof VaultError) return 0;
    throw error;
  }
}

onBoth('a restore on %s', (dialect, test) => {
  test('brings back a person who left their web chat with an appointment, and no one who was erased since', async () => {
    using folder = temporaryFolder();
    await using one = await livelyDay(dialect);
    await endSession(one.world, 'telegram', 'amal');
    await writeData(one.store, testVault(), folder.path, START);
    await one.hear('bahar', ...ERASE);
    await writeKeys(one.store, folder.path, START);
    await using target = await openTestStore(dialect);
    await restore(target.store, testVault(), folder.path);
    const left = (await rows(target.store, 'person')).find(({ lastDay }) => lastDay === 0);
    expect(await rows(target.store, 'appointment')).toMatchObject([{ status: 'scheduled', person: left?.id }]);
  });

  test('brings back a session that two people share, and claims its time once', async () => {
    using folder = temporaryFolder();
    await using one = await openStage(dialect);
    await one.store.tx(({ db, t }) => db.update(t.topic).set({ capacity: 2 }).returning());
    for (const handle of ['amal', 'bahar', 'dina'])
      await one.hear(handle, ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const sessions = (await rows(one.store, 'claim')).filter(({ appointment }) => appointment.includes('@'));
    expect(new Set(sessions.map(({ appointment }) => appointment)).size).toBe(2);
    await writeData(one.store, testVault(), folder.path, START);
    const { claim, ...before } = await contents(one.store);
    await writeKeys(one.store, folder.path, START);
    await using target = await openTestStore(dialect);
    await restore(target.store, testVault(), folder.path);
    // A time that was held while somebody chose is free again.
    const kept = claim?.filter((row) => !String(row).includes('hold:'));
    expect(await contents(target.store)).toEqual({ ...before, claim: kept });
  });

  test('takes no old button for an answer to a new question', async () => {
    using folder = temporaryFolder();
    await using one = await openStage(dialect);
    const shown = () => one.telegram.sent.map(({ reply }) => reply).findLast((reply) => reply.kind === 'choice');
    const button = () => shown()?.options[0]?.id ?? '';
    await one.hear('amal', ...JOIN);
    await writeData(one.store, testVault(), folder.path, START);
    await writeKeys(one.store, folder.path, START);
    const menu = button();
    await one.hear('amal', 'My data', 'Delete everything', 'Yes, delete');
    const confirm = button();

    await using target = await openTestStore(dialect);
    await restore(target.store, testVault(), folder.path);
    await using again = await openStage(target, { random: seededBytes(2) });
    await again.hear('amal', 'My data', 'Delete everything', 'Yes, delete');
    const asked = again.texts('amal').at(-1);
    await again.hear('amal', { kind: 'tap', button: confirm });
    expect(again.texts('amal').at(-1)).toBe(asked);
    expect(await rows(again.store, 'erasure')).toEqual([]);
    expect(menu).toMatch(/^a\./);
  });

  test('sends nothing again, leases nothing, starts jobs afresh, signs nobody in, and brings no card back', async () => {
    using folder = temporaryFolder();
    await using one = await openStage(dialect);
    one.telegram.outcomes.push({ result: 'retry', at: START + HOUR, why: '429' });
    await one.hear('amal', 'hello');
    await one.store.tx(async ({ db, t }) => {
      await db
        .update(t.outbox)
        .set({ lease: 'mine', leaseUntil: START + HOUR, card: true })
        .returning();
      const job = { key: 'retention', kind: 'retention', due: START, attempts: 3, reason: 'Error', lease: 'mine' };
      await db.insert(t.job).values({ ...job, leaseUntil: START + HOUR });
      const times = { startedAt: START, seenAt: START, provedAt: START };
      const session = { hash: Buffer.from('s'), id: 's', account: 'a', browser: '', ...times };
      await db.insert(t.staffSession).values(session);
    });
    await writeData(one.store, testVault(), folder.path, START);
    await writeKeys(one.store, folder.path, START);
    await using target = await openTestStore(dialect);
    await restore(target.store, testVault(), folder.path);
    expect(await rows(target.store, 'outbox')).toMatchObject([
      { state: 'failed', reason: 'restored', body: null, lease: null, leaseUntil: null },
    ]);
    expect(await rows(target.store, 'job')).toMatchObject([
      { key: 'retention', attempts: 0, reason: null, lease: null, leaseUntil: null },
    ]);
    expect(await rows(target.store, 'staffSession')).toEqual([]);
    await using two = await openStage(target, { random: seededBytes(2) });
    two.clock.now = START + DAY;
    await two.pump.settle();
    expect(two.telegram.sent).toEqual([]);
  });

  test('reads one state, whatever is written meanwhile', async () => {
    using folder = temporaryFolder();
    await using one = await openStage(dialect);
    const ids = Array.from({ length: 450 }, (_, i) => `p${i}`);
    const make = (names: string[]) =>
      one.store.tx(async ({ db, t }) => {
        await db.insert(t.person).values(names.map((id) => ({ id, lastDay: START })));
        const keys = names.map((person) => ({ person, wrapped: testVault().newPersonKey(person).wrapped }));
        await db.insert(t.personKey).values(keys);
      });
    await make(ids);
    await one.store.snapshot(async (q) => {
      const count = async () => (await q.db.select().from(q.t.person)).length;
      expect(await count()).toBe(450);
      await make(['late']);
      expect(await count()).toBe(450);
    });
    const { rows: written } = await writeData(one.store, testVault(), folder.path, START);
    const keys = (await rows(one.store, 'personKey')).length;
    expect(written).toBe(Object.values(await contents(one.store)).flat().length - keys);
    await expect(one.store.tx(() => one.store.snapshot(async () => 1))).rejects.toThrow('inside a transaction');
  });
});

onBoth('nothing is restored on %s, and a sentence says why,', (dialect, test) => {
  type Spoil = (folder: string, file: string) => Promise<void> | void;
  const sound = temporaryFolder();
  afterAll(() => sound[Symbol.dispose]());
  /** A backup that can be restored, made once: each test spoils a copy of it. Resolves with the name of its data file. */
  const backUp = async () => {
    await using one = await livelyDay(dialect);
    const { file } = await writeData(one.store, testVault(), sound.path, START);
    await writeKeys(one.store, sound.path, START);
    return basename(file);
  };
  let made: ReturnType<typeof backUp> | undefined;
  const refuses = async (spoil: Spoil, why: RegExp, vault = testVault(), file?: string) => {
    using folder = temporaryFolder();
    made ??= backUp();
    const name = await made;
    await cp(sound.path, folder.path, { recursive: true });
    await spoil(folder.path, folder.in(name));
    await using target = await openTestStore(dialect);
    const tried = restore(target.store, vault, folder.path, file);
    await expect(tried).rejects.toThrow(BackupError);
    await expect(tried).rejects.toThrow(why);
    expect(Object.values(await contents(target.store)).flat()).toEqual([]);
  };
  type Change = (lines: string[], keys: Record<string, string>) => string[];
  const edit = async (folder: string, file: string, change: Change) => {
    const lines = gunzipSync(await readFile(file))
      .toString()
      .trimEnd()
      .split('\n');
    const { keys } = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8'));
    await writeFile(file, gzipSync(`${change(lines, keys).join('\n')}\n`));
  };
  /** Changes what belongs to people, under their keys. */
  const ofPeople = (from: string | RegExp, to: string) => (lines: string[], keys: Record<string, string>) =>
    lines.map((line) => {
      if (!line.startsWith('["belongings"')) return line;
      const [kind, { name, body }] = JSON.parse(line);
      const person = Object.keys(keys).find((id) => recordName(testVault(), START, id) === name) ?? '';
      const key = testVault().unwrap(person, Buffer.from(keys[person] ?? '', 'base64'));
      const place = `backup:belongings:${name}` as const;
      const changed = testVault().open(key, place, Buffer.from(body, 'base64')).replace(from, to);
      return JSON.stringify([kind, { name, body: testVault().seal(key, place, changed).toString('base64') }]);
    });
  const editKeys = async (folder: string, change: (keys: { keys: Record<string, string> }) => void) => {
    const keys = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8'));
    change(keys);
    await writeFile(join(folder, 'keys.json'), JSON.stringify(keys));
  };

  test.each([
    ['half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['all but its last byte', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['nothing', () => Buffer.alloc(0)],
  ])('where %s of the file is left', async (_, cut) => {
    await refuses(
      async (_folder, file) => writeFile(file, cut(await readFile(file))),
      /damaged or was cut off|not a data file/,
    );
  });

  test('where a byte was altered', async () => {
    await refuses(async (_, file) => {
      const bytes = await readFile(file);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      await writeFile(file, bytes);
    }, /damaged or was cut off/);
  });

  test.each([
    ['the end', (lines: string[]) => lines.slice(0, -1), /damaged or was cut off/],
    ['a row', (lines: string[]) => lines.toSpliced(-2, 1), /damaged or was cut off/],
    ['the order', (lines: string[]) => [...lines, lines[3] ?? ''], /damaged or was cut off/],
    ['the header', (lines: string[]) => lines.slice(1), /is not a data file/],
    [
      'a table',
      (lines: string[]) => lines.toSpliced(1, 0, '["elsewhere",{}]'),
      /a table "elsewhere" that this version/,
    ],
    [
      'a column',
      (lines: string[]) => lines.map((line) => line.replace('"lastBooked"', '"booked"')),
      /"counsellor.booked", which/,
    ],
    [
      'a column that it cannot do without',
      (lines: string[]) => lines.map((line) => line.replace(/,"gender":"\w+"/, '')),
      /too old: it lacks "counsellor.gender"/,
    ],
    ['a column of a person', ofPeople('"inSeq"', '"sequence"'), /"person.sequence", which/],
    ['a column that no person can do without', ofPeople(/,"lastDay":\d+/, ''), /too old: it lacks "person.lastDay"/],
    [
      'what belongs to a person',
      (lines: string[]) =>
        lines.map((line) =>
          line.replace(/("body":".{60})(.)/, (_, before, one) => `${before}${one === 'A' ? 'B' : 'A'}`),
        ),
      /damaged or was cut off/,
    ],
    [
      'the version',
      (lines: string[]) => lines.map((line) => line.replace(/"migrations":\d+/, '"migrations":999')),
      /by a newer version of Saputnik/,
    ],
  ])('where %s is not as it was', async (_, change, why) => {
    await refuses((folder, file) => edit(folder, file, change), why);
  });

  test('where the master key is another', async () => {
    await refuses(() => {}, /not those that this backup was locked with/, createVault(parseKeys(newKeyFile())));
  });

  test('where the keys are missing, damaged, altered or older than the data', async () => {
    await refuses((folder) => rm(join(folder, 'keys.json')), /keys.json is not there/);
    await refuses((folder) => writeFile(join(folder, 'keys.json'), '{"format":'), /keys.json is damaged/);
    await refuses(
      (folder) =>
        editKeys(folder, ({ keys }) => {
          for (const [person, key] of Object.entries(keys))
            keys[person] = key.replace(/^(.{40})./, '$1_').replace('_', 'A');
        }),
      /keys.json was altered|not those/,
    );
    await refuses(
      (folder) =>
        editKeys(folder, ({ keys }) => {
          delete keys[Object.keys(keys)[0] ?? ''];
        }),
      /older than the data/,
    );
  });

  test('where there is no data file', async () => {
    await refuses(() => {}, /There is no file .*elsewhere/, testVault(), '/tmp/elsewhere/data.jsonl.gz');
    await refuses(async (folder, file) => {
      await rename(file, join(folder, 'elsewhere.gz'));
    }, /There is no data file in/);
  });

  test('where the database is not empty', async () => {
    using folder = temporaryFolder();
    await using one = await livelyDay(dialect);
    await writeData(one.store, testVault(), folder.path, START);
    await writeKeys(one.store, folder.path, START);
    const before = await contents(one.store);
    await expect(restore(one.store, testVault(), folder.path)).rejects.toThrow(/database is not empty/);
    expect(await contents(one.store)).toEqual(before);
  });
});

describe('data files', () => {
  test('are kept for 30 days, and the newest for ever', async () => {
    using folder = temporaryFolder();
    await using one = await openStage('sqlite');
    for (const other of ['notes.txt', 'data-2020-01-01T00-00-00Z.jsonl.gz.part']) await writeFile(folder.in(other), '');
    await writeData(one.store, testVault(), folder.path, START);
    await writeData(one.store, testVault(), folder.path, START + 30 * DAY);
    expect(await dataFiles(folder.path)).toHaveLength(2);
    await writeData(one.store, testVault(), folder.path, START + 30 * DAY + 1000);
    expect(await dataFiles(folder.path)).toEqual([
      'data-2026-12-24T09-00-00Z.jsonl.gz',
      'data-2026-12-24T09-00-01Z.jsonl.gz',
    ]);
    // A clock that was wrong must not cost the only backup that there is.
    await writeData(one.store, testVault(), folder.path, START - 365 * DAY);
    expect(await dataFiles(folder.path)).toContain('data-2026-12-24T09-00-01Z.jsonl.gz');
    expect(await readdir(folder.path)).toContain('notes.txt');
  });
});
