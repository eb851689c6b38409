import { describe, expect, test } from 'vitest';
import { planImport } from '../../src/pilot/plan.ts';
import { holdingsOf, neededStill, setHoldings } from '../../src/store/holdings.ts';
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

  test('is needed while an appointment about it is to come, or a counsellor works there', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    const needed = (now: number) =>
      neededStill(stage.store.read, 'serbia', { topics: ['job', 'papers'], offices: ['belgrade'] }, now);
    expect(await needed(stage.clock.now)).toEqual([
      `topics/job is needed: counsellors there: 0, appointments to come: 1 (${reference})`,
      `offices/belgrade is needed: counsellors there: 2, appointments to come: 1 (${reference})`,
    ]);
    expect(await needed(stage.clock.now + 2 * DAY)).toEqual([
      'offices/belgrade is needed: counsellors there: 2, appointments to come: 0',
    ]);
    await stage.hear('42', { kind: 'tap', button: `s.cancel.${reference}` }, 'Yes, cancel it');
    stage.clock.now += HOUR;
    expect((await needed(stage.clock.now)).join()).not.toContain('topics/job');
    expect(await neededStill(stage.store.read, 'serbia', { topics: [], offices: [] }, stage.clock.now)).toEqual([]);
  });
});
