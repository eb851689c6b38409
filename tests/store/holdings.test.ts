import { describe, expect, test } from 'vitest';
import { planImport } from '../../src/pilot/plan.ts';
import { raiseTally, talliesOf } from '../../src/store/events.ts';
import { holdingsOf, neededStill, removeRow, rowOf, saveRow, setHoldings } from '../../src/store/holdings.ts';
import { addResource } from '../../src/store/resources.ts';
import { importPilot, wantedOf } from '../../src/store/seed.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, referenceIn, TO_TIMES } from '../turn/support.ts';

const pilot = content.pilots.serbia;
if (pilot === undefined) throw new Error('no pilot');
const wanted = wantedOf(pilot, true);
const nothing = { topics: [], facts: [], services: [], offices: [] };

describe.each(DIALECTS)('what %s holds of a pilot', (dialect) => {
  test('is what its folder says after the first import, and stays as it is after a second', async () => {
    await using stage = await openStage(dialect);
    const held = () => holdingsOf(stage.store.read, 'serbia');
    expect(planImport(await held(), wanted)).toEqual([]);
    const [, ...services] = wanted.services;
    // Even without any topic it is known.
    const changed = { topics: [], facts: wanted.facts, services, offices: wanted.offices };
    await stage.store.tx((q) => setHoldings(q, 'serbia', changed));
    await stage.store.tx((q) => importPilot(q, pilot, true));
    expect(await held()).toEqual({ ...changed, offices: await held().then(({ offices }) => offices) });
    expect((await held()).topics).toEqual([]);
  });

  test('becomes what it is set to, in that order, and no other pilot is touched', async () => {
    await using stage = await openStage(dialect);
    const other = await holdingsOf(stage.store.read, 'milan');
    const more = { id: 'nis', name: 'Niš', place: 'Niš', address: 'Trg 1' };
    const next = {
      topics: wanted.topics.toReversed(),
      facts: wanted.facts.toReversed().slice(1),
      services: wanted.services.toReversed().slice(1),
      offices: [...wanted.offices.map((office) => ({ ...office, name: 'Renamed' })), more],
    };
    await stage.store.tx((q) => setHoldings(q, 'serbia', next));
    expect(planImport(await holdingsOf(stage.store.read, 'serbia'), next)).toEqual([]);
    await stage.store.tx((q) => setHoldings(q, 'serbia', nothing));
    expect(await holdingsOf(stage.store.read, 'serbia')).toEqual(nothing);
    expect(await holdingsOf(stage.store.read, 'milan')).toEqual(other);
  });

  test('changes by one row: a new one comes last, a known one stays in its place, and one that is removed is gone', async () => {
    await using stage = await openStage(dialect);
    const { store } = stage;
    const ids = async () => (await holdingsOf(store.read, 'serbia')).services.map(({ id }) => id);
    const before = await ids();
    const [first] = wanted.services;
    if (first === undefined) throw new Error('no service');
    await store.tx(async (q) => {
      await saveRow(q, 'serbia', 'services', { ...first, source: 'elsewhere' });
      await saveRow(q, 'serbia', 'services', { ...first, id: 'new' });
    });
    expect(await ids()).toEqual([...before, 'new']);
    expect(await rowOf(store.read, 'serbia', 'services', first.id)).toEqual({ ...first, source: 'elsewhere' });
    const office = {
      id: 'nis',
      name: 'Niš',
      place: 'Niš',
      address: 'Trg 1',
      confirmedBy: 'A',
      confirmedOn: '2026-11-24',
    };
    await store.tx((q) => saveRow(q, 'serbia', 'offices', office));
    expect(await rowOf(store.read, 'serbia', 'offices', 'nis')).toEqual(office);
    const other = await holdingsOf(store.read, 'milan');
    await store.tx(async (q) => {
      await removeRow(q, 'serbia', 'services', 'new');
      await removeRow(q, 'serbia', 'offices', 'nis');
    });
    expect(await ids()).toEqual(before);
    expect(await rowOf(store.read, 'serbia', 'offices', 'nis')).toBeUndefined();
    expect(await holdingsOf(store.read, 'milan')).toEqual(other);
  });

  test('has counts that are raised and never lowered', async () => {
    await using stage = await openStage(dialect);
    const { store } = stage;
    const row = { pilot: 'serbia', period: '2026-H2', kind: 'done.x', demo: true };
    for (const count of [2, 5, 3]) await store.tx((q) => raiseTally(q, { ...row, count }));
    expect(await talliesOf(store.read, { pilot: 'serbia', demo: true })).toEqual([
      { period: '2026-H2', kind: 'done.x', count: 5 },
    ]);
    expect(await talliesOf(store.read, { pilot: 'serbia', demo: false })).toEqual([]);
  });

  test('is needed while an appointment about it is to come, or a counsellor works there', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    const needed = (now: number) =>
      neededStill(stage.store.read, 'serbia', { topics: ['job', 'papers'], offices: ['belgrade'] }, now);
    expect(await needed(stage.clock.now)).toEqual([
      `topics/job is needed: counsellors there: 0, rooms: 0, appointments to come: 1 (${reference})`,
      `offices/belgrade is needed: counsellors there: 2, rooms: 0, appointments to come: 1 (${reference})`,
    ]);
    expect(await needed(stage.clock.now + 2 * DAY)).toEqual([
      'offices/belgrade is needed: counsellors there: 2, rooms: 0, appointments to come: 0',
    ]);
    const room = {
      id: 'r',
      pilot: 'serbia',
      kind: 'room',
      name: Buffer.alloc(1),
      languages: [],
      gender: null,
    } as const;
    await stage.store.tx((q) => addResource(q, { ...room, languages: [], office: 'serbia-welcome', demo: true }));
    expect(
      await neededStill(stage.store.read, 'serbia', { topics: [], offices: ['welcome'] }, stage.clock.now),
    ).toEqual(['offices/welcome is needed: counsellors there: 0, rooms: 1, appointments to come: 0']);
    await stage.hear('42', { kind: 'tap', button: `s.cancel.${reference}` }, 'Yes, cancel it');
    stage.clock.now += HOUR;
    expect((await needed(stage.clock.now)).join()).not.toContain('topics/job');
    expect(await neededStill(stage.store.read, 'serbia', { topics: [], offices: [] }, stage.clock.now)).toEqual([]);
  });
});
