import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type PersonKey, type Place, type Vault, VaultError } from '../../src/store/vault.ts';
import { answerByStaff, noteByStaff } from '../../src/turn/requests/by-staff.ts';
import { toDay } from '../../src/turn/world.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN } from './support.ts';

const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

interface Sealed {
  person: string;
  place: Place;
  bytes: Buffer;
}

/** Everything that is sealed under a person's key. */
async function sealed(stage: Stage): Promise<Sealed[]> {
  const [people, contacts, inbox, outbox, entries] = await Promise.all([
    stage.rows('person'),
    stage.rows('contact'),
    stage.rows('inbox'),
    stage.rows('outbox'),
    stage.rows('requestEntry'),
  ]);
  const found: { person: string; place: Place; bytes: Buffer | null }[] = [
    ...people.map((row) => ({
      person: row.id,
      place: `person:conversation:${row.id}` as Place,
      bytes: row.conversation,
    })),
    ...contacts.map((row) => ({ ...row, place: `contact:handle:${row.id}` as Place, bytes: row.handle })),
    ...inbox.map((row) => ({ ...row, place: `inbox:body:${row.person}.${row.seq}` as Place, bytes: row.body })),
    ...entries.map((row) => ({
      ...row,
      place: `request_entry:body:${row.request}.${row.seq}` as Place,
      bytes: row.body,
    })),
    ...outbox.flatMap((row) => {
      const id = `${row.person}.${row.seq}`;
      return [
        { ...row, place: `outbox:body:${id}` as Place, bytes: row.body },
        { ...row, place: `outbox:externalIds:${id}` as Place, bytes: row.externalIds },
      ];
    }),
  ];
  return found.flatMap(({ person, place, bytes }) => (bytes === null ? [] : [{ person, place, bytes }]));
}

/** All that a thief finds: the rows of the key table, and on SQLite every byte of the files that could be a wrapped key. */
async function candidates(stage: Stage): Promise<Buffer[]> {
  const rows = (await stage.rows('personKey')).map(({ wrapped }) => wrapped);
  if (stage.store.dialect !== 'sqlite') return rows;
  const { wrapped } = testVault().newPersonKey('anybody');
  const header = wrapped.subarray(0, 5);
  const found = ['', '-wal'].flatMap((suffix) => {
    const bytes = readFileSync(stage.where + suffix);
    const places: number[] = [];
    for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 1)) places.push(at);
    return places.map((at) => bytes.subarray(at, at + wrapped.length));
  });
  return [...rows, ...found];
}

/** The keys that open among the candidates. */
function keysOf(vault: Vault, person: string, wrapped: Buffer[]): PersonKey[] {
  return wrapped.flatMap((one) => attempt(() => vault.unwrap(person, one)) ?? []);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}

/** How many of the sealed values somebody can open who has the master key and all that is left. */
async function opened(stage: Stage, values: Sealed[]): Promise<number> {
  const vault = testVault();
  const wrapped = await candidates(stage);
  const keys = new Map([...new Set(values.map(({ person }) => person))].map((id) => [id, keysOf(vault, id, wrapped)]));
  const opens = ({ person, place, bytes }: Sealed) =>
    keys.get(person)?.some((key) => attempt(() => vault.open(key, place, bytes)) !== undefined) === true;
  return values.filter(opens).length;
}

const MARKER = 'zwetschgenknoedel';

/** What somebody writes to staff, what staff answer, and what staff note of them. */
const TO_STAFF = ['marillenknoedel', 'germknoedel', 'palatschinken'] as const;

/** A thread of somebody, who stands at the menu again afterwards. */
async function writeThread(stage: Stage, handle: string): Promise<void> {
  const [words, answer, noted] = TO_STAFF;
  const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana', account: 'ana' } as const;
  const known = (await stage.rows('request')).map(({ id }) => id);
  await stage.hear(handle, 'human', words, 'Go on');
  const id = (await stage.rows('request')).find((one) => !known.includes(one.id))?.id ?? '';
  expect(await answerByStaff(stage.world, by, id, { words: answer, language: 'en', seen: 1 })).toBe('done');
  expect(await noteByStaff(stage.world, by, id, noted)).toBe('done');
  await stage.pump.settle();
}

describe.each(DIALECTS)('what is left after an erasure on %s', (dialect) => {
  test('opens nothing of the erased person, and everything of the neighbour', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('marker-handle', ...JOIN, MARKER, 'help');
    await stage.hear('neighbour', ...JOIN, 'help');
    await writeThread(stage, 'marker-handle');
    await writeThread(stage, 'neighbour');
    const [erased, neighbour] = ['marker-handle', 'neighbour'].map((handle) =>
      testVault().blindIndex('handle', 'telegram', handle).toString('hex'),
    );
    const contacts = await stage.rows('contact');
    const idOf = (hash = '') => contacts.find(({ handleHash }) => handleHash.toString('hex') === hash)?.person;
    await stage.hear('marker-handle', ...ERASE.slice(0, -1));
    const copied = await sealed(stage);
    const [hers, theirs] = [erased, neighbour].map((hash) => copied.filter(({ person }) => person === idOf(hash)));
    if (hers === undefined || theirs === undefined) throw new Error('nobody is there');
    expect(hers.length).toBeGreaterThan(25);
    expect(theirs.length).toBeGreaterThan(15);
    const ofThreads = (of: Sealed[]) => of.filter(({ place }) => place.startsWith('request_entry:')).length;
    expect([ofThreads(hers), ofThreads(theirs)]).toEqual([TO_STAFF.length, TO_STAFF.length]);
    // The control: while the key is there, the same means open all.
    expect(await opened(stage, hers)).toBe(hers.length);

    await stage.hear('marker-handle', 'Delete now');
    expect(await stage.rows('person')).toHaveLength(1);
    expect(await opened(stage, hers)).toBe(0);
    expect((await stage.rows('requestEntry')).map(({ person }) => person)).toEqual(TO_STAFF.map(() => idOf(neighbour)));
    expect(await opened(stage, theirs)).toBe(theirs.length);
  });
});

test('the files hold no word of what a person wrote, before or after', async () => {
  await using stage = await openStage('sqlite');
  const files = () => Buffer.concat(['', '-wal'].map((suffix) => readFileSync(stage.where + suffix)));
  await stage.hear('marker-handle', ...JOIN, MARKER);
  await writeThread(stage, 'marker-handle');
  for (const words of [MARKER, ...TO_STAFF, 'marker-handle', 'Choose your language'])
    expect(files().includes(words)).toBe(false);
  // The control: what is not sealed is there.
  expect(files().includes('person-coded')).toBe(true);
  const [{ id } = { id: '' }] = await stage.rows('person');
  expect(files().includes(id)).toBe(true);
  const entries = (await sealed(stage)).filter(({ place }) => place.startsWith('request_entry:'));
  expect(entries).toHaveLength(TO_STAFF.length);
  for (const { bytes } of entries) expect(files().includes(bytes)).toBe(true);
  await stage.hear('marker-handle', ...ERASE);
  for (const words of [MARKER, ...TO_STAFF, 'marker-handle']) expect(files().includes(words)).toBe(false);
  // Nor the sealed ones.
  for (const { bytes } of entries) expect(files().includes(bytes)).toBe(false);
  // The log of erasures alone still has the id, which means nothing without the rest.
  expect(await stage.rows('erasure')).toEqual([{ person: id, at: toDay(START) }]);
  await stage.store.tx(({ db, t }) => db.delete(t.erasure).returning());
  await stage.store.scrub();
  expect(files().includes(id)).toBe(false);
});
