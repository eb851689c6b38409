import { expect } from 'vitest';
import type { Office } from '../../src/pilot/pilot.ts';
import { holdingsOf, officeId, rowOf, saveRow, setHoldings } from '../../src/store/holdings.ts';
import { tellingNewAddresses } from '../../src/turn/office/new-address.ts';
import { confirmRow, saveEdited, versionOf } from '../../src/turn/office/rows.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, press, referenceIn, TO_TIMES } from './support.ts';

const BOOK = [...JOIN, ...TO_TIMES, '09:00', 'Yes, book it'];
const ELSEWHERE = 'Your appointment on Wednesday 25 November at 09:00 takes place somewhere else.';

/** The office of the first counsellor, no more of a demonstration, with the address Trg 1. */
async function atTrg1({ store, rows, execute }: Stage, confirmedOn: string | null): Promise<string> {
  const counsellor = (await rows('counsellor')).find(({ pilot }) => pilot === 'serbia');
  const id = counsellor?.office.slice(officeId('serbia', '').length) ?? '';
  const { demo: _, ...office } = (await rowOf(store.read, 'serbia', 'offices', id)) as Office;
  await execute('update office set told_address = null');
  const confirmed = confirmedOn === null ? {} : { confirmedBy: 'Ana', confirmedOn };
  await store.tx((q) => saveRow(q, 'serbia', 'offices', { ...office, address: 'Trg 1', ...confirmed }));
  return id;
}

/** Staff give an office another address, and confirm it where `isSure`. */
async function moveTo({ world, store, pump }: Stage, id: string, address: string, isSure: boolean): Promise<void> {
  const read = async () => (await rowOf(store.read, 'serbia', 'offices', id)) as Office;
  const edited = async () => ({
    pilot: 'serbia',
    kind: 'offices' as const,
    id,
    who: null,
    version: versionOf(await read()),
  });
  const { confirmedBy: _, confirmedOn: __, ...office } = await read();
  expect(await saveEdited(world, await edited(), () => ({ ...office, address }))).toBe('done');
  const confirmation = { by: 'Ana', on: '2026-11-24', hashes: {} };
  if (isSure) expect(await confirmRow(world, await edited(), confirmation)).toBe('done');
  await pump.settle();
}

onBoth('the address of an office on %s', (dialect, test) => {
  test.each([
    ["address = 'Trg 1', demo = false", 'address not confirmed yet'],
    ["address = 'Trg 1', demo = false, confirmed_by = 'Ana', confirmed_on = '2026-11-24'", 'Trg 1'],
    // However long ago: somebody who has an appointment has to find it.
    ["address = 'Trg 1', demo = false, confirmed_by = 'Ana', confirmed_on = '2025-11-24'", 'Trg 1'],
    ['address = null, demo = false', 'address not confirmed yet'],
  ])('is told only as it was confirmed: %s', async (set, told) => {
    await using stage = await openStage(dialect);
    await stage.execute(`update office set ${set} where pilot = 'serbia'`);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00');
    const shown = stage.texts('42').at(-1);
    expect(shown).toContain(told);
    expect(shown?.includes('Trg 1')).toBe(told === 'Trg 1');
  });

  test('is told to those who have an appointment there once a new one is confirmed, and not before', async () => {
    await using stage = await openStage(dialect);
    const id = await atTrg1(stage, '2026-11-01');
    await stage.hear('42', ...BOOK);
    await stage.hear('43', ...BOOK.map((said) => (said === '09:00' ? '10:20' : said)));
    await stage.hear('43', press('cancel', referenceIn(stage.texts('43'))), 'Yes, cancel it');
    const [before, others] = [stage.texts('42').length, stage.texts('43').length];
    await stage.execute("update appointment set confirmed_at = 1, room = 'r'");
    await moveTo(stage, id, 'Trg 2', false);
    expect(stage.texts('42')).toHaveLength(before);
    await moveTo(stage, id, 'Trg 1', true);
    expect(stage.texts('42')).toHaveLength(before);
    await moveTo(stage, id, 'Trg 3', true);
    const [told, ...more] = stage.texts('42').slice(before);
    expect(told).toContain(ELSEWHERE);
    expect(told).toContain('Trg 3');
    expect(more).toEqual([]);
    expect(stage.texts('43')).toHaveLength(others);
    expect(await stage.rows('change')).toMatchObject([{ kind: 'moved-place', toldAt: stage.clock.now }]);
    const booked = (await stage.rows('appointment')).filter(({ status }) => status === 'scheduled');
    // She has to say again that she comes; the rooms have moved with the office.
    expect(booked).toMatchObject([{ confirmedAt: null, sequence: 1, room: 'r' }]);
  });

  test('is no change where none was confirmed before', async () => {
    await using stage = await openStage(dialect);
    const id = await atTrg1(stage, null);
    await stage.hear('42', ...BOOK);
    const before = stage.texts('42').length;
    await moveTo(stage, id, 'Trg 2', true);
    expect(stage.texts('42')).toHaveLength(before);
    await moveTo(stage, id, 'Trg 3', true);
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('Trg 3')]);
  });

  test('is told where an import of the folder brings another confirmed one', async () => {
    await using stage = await openStage(dialect);
    const { world, store, pump } = stage;
    const id = await atTrg1(stage, '2026-11-01');
    await stage.hear('42', ...BOOK);
    await store.tx(async (q) => {
      const held = await holdingsOf(q, 'serbia');
      const offices = held.offices.map((one) => (one.id === id ? { ...one, address: 'Trg 9' } : one));
      await tellingNewAddresses(world, q, 'serbia', () => setHoldings(q, 'serbia', { ...held, offices }));
    });
    await pump.settle();
    expect(stage.texts('42').at(-1)).toContain(ELSEWHERE);
    expect(stage.texts('42').at(-1)).toContain('Trg 9');
  });
});
