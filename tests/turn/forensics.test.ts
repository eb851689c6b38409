import { describe, expect, test } from 'vitest';
import { changeProgramme } from '../../src/turn/office/people/programme.ts';
import { answerByStaff, noteByStaff } from '../../src/turn/requests/by-staff.ts';
import { toDay } from '../../src/turn/world.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { filesOf, opened, type Sealed, sealedIn, wrappedKeysIn } from '../fakes/sealed.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { conversationOf, JOIN } from './support.ts';

const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

/** All that a thief finds: the rows of the key table, and on SQLite every byte of the files that could be a wrapped key. */
async function candidates(stage: Stage): Promise<Buffer[]> {
  const rows = (await stage.rows('personKey')).map(({ wrapped }) => wrapped);
  return stage.store.dialect === 'sqlite' ? [...rows, ...wrappedKeysIn(filesOf(stage.where))] : rows;
}

/** How many of the sealed values somebody can open who has the master key and all that is left. */
const openedOf = async (stage: Stage, values: Sealed[]): Promise<number> =>
  opened(values, await candidates(stage)).length;

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
    const copied = await sealedIn(stage.store.read);
    const [hers, theirs] = [erased, neighbour].map((hash) => copied.filter(({ person }) => person === idOf(hash)));
    if (hers === undefined || theirs === undefined) throw new Error('nobody is there');
    expect(hers.length).toBeGreaterThan(25);
    expect(theirs.length).toBeGreaterThan(15);
    const ofThreads = (of: Sealed[]) => of.filter(({ place }) => place.startsWith('request_entry:')).length;
    expect([ofThreads(hers), ofThreads(theirs)]).toEqual([TO_STAFF.length, TO_STAFF.length]);
    // The control: while the key is there, the same means open all.
    expect(await openedOf(stage, hers)).toBe(hers.length);

    await stage.hear('marker-handle', 'Delete now');
    expect(await stage.rows('person')).toHaveLength(1);
    expect(await openedOf(stage, hers)).toBe(0);
    expect((await stage.rows('requestEntry')).map(({ person }) => person)).toEqual(TO_STAFF.map(() => idOf(neighbour)));
    expect(await openedOf(stage, theirs)).toBe(theirs.length);
  });
});

test('the files hold no word of what a person wrote, before or after', async () => {
  await using stage = await openStage('sqlite');
  const files = () => filesOf(stage.where);
  await stage.hear('marker-handle', ...JOIN, MARKER);
  await writeThread(stage, 'marker-handle');
  // What staff note of the person's time in the programme stands with all else that is kept of them.
  const [{ id: marker } = { id: '' }] = await stage.rows('person');
  const enrolled = { on: ['2026-10-12'] };
  const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
  expect(await changeProgramme(stage.world, by, { person: marker, pilot: 'serbia' }, 'enrol', enrolled)).toBe('done');
  expect(await conversationOf(stage, 'marker-handle')).toMatchObject({ programme: { enrolled: { on: '2026-10-12' } } });
  expect(files().includes('2026-10-12')).toBe(false);
  for (const words of [MARKER, ...TO_STAFF, 'marker-handle', 'Choose your language'])
    expect(files().includes(words)).toBe(false);
  // The control: what is not sealed is there.
  expect(files().includes('person-coded')).toBe(true);
  const [{ id } = { id: '' }] = await stage.rows('person');
  expect(files().includes(id)).toBe(true);
  const entries = (await sealedIn(stage.store.read)).filter(({ place }) => place.startsWith('request_entry:'));
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
