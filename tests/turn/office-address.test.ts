import { expect } from 'vitest';
import { onBoth } from '../fakes/selection.ts';
import { openStage } from '../fakes/stage.ts';
import { JOIN, TO_TIMES } from './support.ts';

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
});
