import { expect } from 'vitest';
import { claim } from '../../src/store/claims.ts';
import { hangingOn } from '../../src/store/counsellor-changes.ts';
import { topicsOf } from '../../src/store/supply.ts';
import { usesOf } from '../../src/store/uses.ts';
import { counsellorEnd, findCounsellor, removeCounsellorByStaff } from '../../src/turn/office/counsellors.ts';
import { addResourceByStaff, changeResourceByStaff, findResource } from '../../src/turn/office/resources.ts';
import { changeByStaff } from '../../src/turn/office/times.ts';
import { moveTopic } from '../../src/turn/office/topics.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage } from '../fakes/stage.ts';
import { JOIN, TO_TIMES } from './support.ts';

const BY = { role: 'coordinator', pilots: ['serbia'], who: 'account:mira' } as const;

onBoth('changes of the office on %s', (dialect, test) => {
  test('a counsellor ends, an interpreter is replaced, topics are ordered', async () => {
    await using stage = await openStage(dialect);
    const { world, store, clock } = stage;
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const [a] = await stage.rows('appointment');
    if (a === undefined) throw new Error('nothing is booked');

    const add = (name: string) =>
      addResourceByStaff(
        world,
        null,
        { pilot: 'serbia', kind: 'interpreter' },
        { name, office: null, languages: ['en'], gender: 'woman' },
      );
    const [one, other] = [await add('Samira'), await add('Yara')];
    await store.tx(async (q) => {
      const wanted = { resource: `interpreter:${one}`, fromAt: a.startAt, toAt: a.endAt };
      await claim(q, [wanted], { owner: a.id }, clock.now);
      await q.db.update(q.t.appointment).set({ interpretedBy: one });
    });
    const known = await findResource(world, one);
    if (known === undefined) throw new Error('no interpreter');
    const asked = await changeResourceByStaff(world, null, known, null);
    expect('hit' in asked && asked.hit.map(({ free }) => free.map(({ id }) => id))).toEqual([[other]]);
    await changeResourceByStaff(world, null, known, null, () => ({ other }));
    const [use] = await usesOf(store.read, { kind: 'interpreter', id: other }, clock.now);
    expect(use).toMatchObject({ owner: a.id, fromAt: a.startAt, toAt: a.endAt });
    expect((await stage.rows('appointment'))[0]?.interpretedBy).toBe(other);

    const counsellor = await findCounsellor(world, a.counsellor);
    if (counsellor === undefined) throw new Error('no counsellor');
    expect(await removeCounsellorByStaff(world, null, counsellor)).toBe('hangs');
    expect(await hangingOn(store.read, a.counsellor, clock.now)).toMatchObject({ appointments: 1, groups: 0 });
    const made = await changeByStaff(world, BY, counsellorEnd(world, counsellor), () => 'call-off');
    expect(made).toEqual({ kept: 0, moved: 0, off: 1, taken: 0 });
    expect((await findCounsellor(world, a.counsellor))?.endedAt).toBe(clock.now);

    expect(await moveTopic(world, null, 'serbia', 'job', 'down')).toBe(true);
    expect((await topicsOf(store.read, 'serbia')).map(({ id }) => id).slice(0, 2)).toEqual(['papers', 'job']);
  });
});
