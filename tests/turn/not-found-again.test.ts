import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeData, writeKeys } from '../../src/store/backup/write.ts';
import { OWNED } from '../../src/store/belongings.ts';
import type { Principal } from '../../src/store/principal.ts';
import type { Tables } from '../../src/store/tables.ts';
import { markByStaff } from '../../src/turn/appointments/by-staff.ts';
import { temporaryFolder } from '../commands/process.ts';
import { HOUR, MINUTE } from '../fakes/clock.ts';
import { seededBytes, testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { type Found, match } from './matcher.ts';
import { labels } from './support.ts';

const PEOPLE = 40;
const ERASED = 26;
const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];
const GENDERS = ['Woman', 'Man', 'Other', 'I would rather not say'];
const STATUSES = ['Asylum seeker', 'Recognised refugee', 'Subsidiary protection', 'Temporary protection'];
const TOPICS = 4;
const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };

function dice(seed: number) {
  const random = seededBytes(seed);
  const below = (n: number) => random(4).readUInt32BE() % n;
  const one = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error('nothing to choose from');
    return list[below(list.length)] as T;
  };
  const shuffled = <T>(list: readonly T[]) =>
    list
      .map((value) => ({ value, at: random(4).readUInt32BE() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value);
  return { below, one, shuffled };
}

async function say(stage: Stage, handle: string, ...words: string[]) {
  await stage.hear(handle, ...words);
}

/** From the list of topics on. */
async function book(
  stage: Stage,
  handle: string,
  { one, below }: ReturnType<typeof dice>,
  topic: number,
  days: RegExp,
) {
  const pick = (what: RegExp) => one(labels(stage.last(handle)).filter((label) => what.test(label)));
  await say(stage, handle, labels(stage.last(handle))[topic] ?? '');
  if (labels(stage.last(handle)).includes('A woman'))
    await say(stage, handle, below(4) === 0 ? 'A woman' : 'No preference');
  if (labels(stage.last(handle)).includes('No')) await say(stage, handle, 'No');
  await say(stage, handle, pick(days));
  await say(stage, handle, pick(/^\d\d:\d\d$/));
  await say(stage, handle, 'Yes, book it');
}

async function database(stage: Stage): Promise<Found[]> {
  const all = await Promise.all(
    (Object.keys(stage.store.read.t) as (keyof Tables)[]).map(async (table) => {
      const rows: Record<string, unknown>[] = await stage.rows(table);
      return rows.map((row) => ({ source: 'database', table, row }));
    }),
  );
  return all.flat();
}

/** Writes a backup, and reads what stands in its data file. */
async function backup(stage: Stage, folder: string): Promise<Found[]> {
  const { now } = stage.clock;
  const { file } = await writeData(stage.store, testVault(), folder, now);
  await writeKeys(stage.store, folder, now);
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n').slice(1, -1);
  return lines.map((line) => {
    const [table, row] = JSON.parse(line);
    return { source: file, table, row };
  });
}

/** The database as earlier versions left it when they had erased some people: events stood in the order of writing. */
function asBefore(found: readonly Found[], erased: ReadonlySet<unknown>): Found[] {
  const order = ({ row }: Found) => `${row.hour} ${row.pseudonym}`;
  const events = found.filter(({ table }) => table === 'event').sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return [...found.filter(({ table }) => table !== 'event'), ...events].flatMap((one) => {
    const { table, row } = one;
    if (table === 'person' || table === 'claim') {
      const names = [row.id, ...String(row.resource).split(':')];
      return names.some((name) => erased.has(name)) ? [] : [one];
    }
    if (!(OWNED as string[]).includes(table) || !erased.has(row.person)) return [one];
    return ['appointment', 'request', 'reminder', 'change'].includes(table)
      ? [{ ...one, row: { ...row, person: null } }]
      : [];
  });
}

const pseudonymOf = (person: { id: string; conversation: Buffer | null }, wrapped: Buffer) => {
  const key = testVault().unwrap(person.id, wrapped);
  const opened = testVault().open(key, `person:conversation:${person.id}`, person.conversation ?? Buffer.alloc(0));
  return String(JSON.parse(opened).pseudonym);
};

/** A week in November: people come, book, are met or not, and most of them are erased. */
async function week(stage: Stage, seed: number, folder: string) {
  const random = dice(seed);
  const { below, one, shuffled } = random;
  const handles = Array.from({ length: PEOPLE }, (_, i) => `handle-${i}`);
  const topics = new Map<string, number>();
  for (const handle of shuffled(handles)) {
    stage.clock.now += (5 + below(10)) * MINUTE;
    await say(stage, handle, 'hello', 'English', 'Serbia', 'Yes, I agree', one(GENDERS));
    await say(stage, handle, 'Steps to work', 'My right to work', one(STATUSES), 'Next');
    if (below(3) === 0) await say(stage, handle, 'human', 'Not now');
    await say(stage, handle, 'menu', 'Book an appointment');
    topics.set(handle, below(TOPICS));
    await book(stage, handle, random, topics.get(handle) ?? 0, /(Wed 25|Thu 26|Fri 27|Mon 30) Nov/);
  }
  const appointments = (await stage.rows('appointment')).sort((a, b) => a.startAt - b.startAt);
  for (const { id, startAt } of appointments) {
    stage.clock.now = Math.max(stage.clock.now, startAt + below(20) * MINUTE);
    expect(await markByStaff(stage.world, BY, id, below(4) === 0 ? 'missed' : 'arrived')).toBe('done');
    await stage.pump.settle();
  }
  const contacts = await stage.rows('contact');
  const idOf = (handle: string) => {
    const hash = testVault().blindIndex('handle', 'telegram', handle);
    return contacts.find(({ handleHash }) => handleHash.equals(hash))?.person ?? '';
  };
  for (const handle of shuffled(handles).slice(0, PEOPLE / 4)) {
    stage.clock.now += below(20) * MINUTE;
    await say(stage, handle, 'menu', 'Book an appointment');
    await book(stage, handle, random, ((topics.get(handle) ?? 0) + 1) % TOPICS, /(2|3|4|7) Dec$/);
  }

  const before = { database: await database(stage), backup: await backup(stage, folder) };
  const [people, keys] = [await stage.rows('person'), await stage.rows('personKey')];
  const old = new Map(
    people.map((person) => {
      const wrapped = keys.find((key) => key.person === person.id)?.wrapped ?? Buffer.alloc(0);
      return [person.id, pseudonymOf(person, wrapped)];
    }),
  );
  const erased = shuffled(handles)
    .slice(0, ERASED)
    .map((handle) => ({ handle, id: idOf(handle), fresh: '' }));
  const loose = async () =>
    (await stage.rows('event')).filter(({ loosened }) => loosened).map(({ pseudonym }) => pseudonym);
  for (const person of erased) {
    stage.clock.now += below(2 * 60) * MINUTE;
    const known = new Set(await loose());
    await say(stage, person.handle, ...ERASE);
    person.fresh = (await loose()).find((pseudonym) => !known.has(pseudonym)) ?? '';
  }
  stage.clock.now += HOUR;
  const after = { database: await database(stage), backup: await backup(stage, folder) };
  return { before, after, appointments, erased: erased.map((one) => ({ ...one, old: old.get(one.id) ?? '' })) };
}

/** How many are matched rightly (a tie of n counts as 1/n), and where the right one stands on average, from 0 to 1. */
function score(fits: readonly number[][]) {
  const n = fits.length;
  const right = fits.map((row, i) => {
    const mine = row[i] ?? 0;
    return { above: row.filter((fit) => fit > mine).length, same: row.filter((fit) => fit === mine).length };
  });
  return {
    matched: right.reduce((sum, { above, same }) => sum + (above === 0 ? 1 / same : 0), 0),
    place: right.reduce((sum, { above, same }) => sum + (above + (same - 1) / 2) / (n - 1), 0) / n,
  };
}

test('an erased person is matched with their appointment no better than by chance', async ({ annotate }) => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  await using stage = await openStage('sqlite');
  using folder = temporaryFolder();
  const { before, after, appointments, erased } = await week(stage, seed, folder.path);
  const diary = erased.map(({ id }) => {
    const own = appointments.find(({ person }) => person === id);
    return {
      uid: `${own?.id}@saputnik`,
      ...Object.fromEntries(
        ['reference', 'startAt', 'endAt', 'counsellor', 'topic'].map((name) => [name, own?.[name as 'topic']]),
      ),
    };
  });
  const ids = new Set(erased.map(({ id }) => id));
  const old = erased.map((one) => one.old);
  const fresh = erased.map((one) => one.fresh);
  const left = asBefore(before.database, ids);
  const clear = before.database.map((one) => ({ ...one, source: 'backup' }));
  const results = {
    'as it was': score(match(left, diary, old)),
    'as it was, with a backup': score(match([...left, ...clear], diary, old)),
    'the database': score(match(after.database, diary, fresh)),
    'with both backups': score(match([...after.database, ...before.backup, ...after.backup], diary, fresh)),
  };
  await annotate(`seed ${seed}, of ${ERASED} people: ${JSON.stringify(results)}`);
  // The same means find most of them in what earlier versions left, and nearly all with a backup.
  expect(results['as it was'].matched).toBeGreaterThan(0.4 * ERASED);
  expect(results['as it was, with a backup'].matched).toBeGreaterThanOrEqual(0.8 * ERASED);
  for (const { matched, place } of [results['the database'], results['with both backups']]) {
    // By chance one is right, whatever their number: more than 8 come in one of a million runs.
    expect(matched).toBeLessThanOrEqual(8);
    // By chance the right one stands in the middle, give or take 0.057: this is four times as far.
    expect(place).toBeGreaterThan(0.27);
  }
});
