import { expect } from 'vitest';
import { addAbsence, setClosing, setDayHours, setHours } from '../../src/store/counsellors.ts';
import type { Principal } from '../../src/store/principal.ts';
import type { Q } from '../../src/store/store.ts';
import { BookedError, bookedWhileAway, changeWorkingTimes, type Decision } from '../../src/turn/appointments/away.ts';
import { standByStaff } from '../../src/turn/appointments/by-staff.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, TO_TIMES } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:somebody' };
const BOOK = [...JOIN, ...TO_TIMES, '09:00', 'Yes, book it'];
/** Wednesday, 25 November 2026, at midnight in Belgrade. */
const WEDNESDAY = Date.UTC(2026, 10, 24, 23);

/** What takes a counsellor away from Wednesday. */
const CHANGES: Record<string, (q: Q, counsellor: string) => Promise<void>> = {
  'an absence': (q, counsellor) => addAbsence(q, { counsellor, fromAt: WEDNESDAY, toAt: WEDNESDAY + DAY }),
  'a day off': (q, counsellor) => setDayHours(q, counsellor, '2026-11-25', []),
  'other hours of the date': (q, counsellor) =>
    setDayHours(q, counsellor, '2026-11-25', [{ fromMinute: 780, toMinute: 900 }]),
  'other weekly hours': (q, counsellor) => setHours(q, counsellor, 3, []),
  'a closed day': (q) => setClosing(q, 'serbia', '2026-11-25', true),
};

async function booked(stage: Stage) {
  await stage.hear('42', ...BOOK);
  const [appointment] = await stage.rows('appointment');
  if (appointment === undefined) throw new Error('nothing is booked');
  const change = (name: string, decision?: Decision) =>
    changeWorkingTimes(
      stage.world,
      stage.store,
      {
        pilots: ['serbia'],
        why: name === 'a closed day' ? 'closed' : 'away',
        save: (q) => CHANGES[name]?.(q, appointment.counsellor) ?? Promise.resolve(),
      },
      decision,
    );
  const listed = async () => (await bookedWhileAway(stage.world, stage.store.read, ['serbia'])).map(({ id }) => id);
  return { appointment, change, listed };
}

onBoth('working times that change over an appointment on %s', (dialect, test) => {
  test.each(Object.keys(CHANGES))('%s: is named before anything is saved, and then nothing is', async (name) => {
    await using stage = await openStage(dialect);
    const { appointment, change, listed } = await booked(stage);
    const refused = await change(name).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BookedError);
    expect((refused as BookedError).hit.map(({ reference }) => reference)).toEqual([appointment.reference]);
    expect(await listed()).toEqual([]);
    for (const table of ['absence', 'dayHours', 'closing'] as const) expect(await stage.rows(table)).toEqual([]);
  });

  test.each(Object.keys(CHANGES))('%s: the appointment that is kept is listed until it is settled', async (name) => {
    await using stage = await openStage(dialect);
    const { appointment, change, listed } = await booked(stage);
    expect((await change(name, 'keep')).map(({ id }) => id)).toEqual([appointment.id]);
    expect(await listed()).toEqual([appointment.id]);
    expect(await standByStaff(stage.world, { ...BY, pilots: ['milan'] }, appointment.id)).toBe('gone');
    expect(await standByStaff(stage.world, BY, appointment.id)).toBe('done');
    expect(await listed()).toEqual([]);
    // A second change that hits nothing new asks nothing.
    expect(await change('a day off')).toEqual([]);
    expect((await stage.rows('appointment'))[0]?.status).toBe('scheduled');
  });

  test.each(Object.keys(CHANGES))('%s: the appointment that is called off is told', async (name) => {
    await using stage = await openStage(dialect);
    const { change, listed } = await booked(stage);
    await change(name, 'call-off');
    await stage.pump.settle();
    const why = name === 'a closed day' ? 'The office is closed' : 'Your counsellor cannot be there';
    const told = `${why} on Wednesday 25 November at 09:00, so your appointment cannot take place.`;
    expect(stage.texts('42').at(-1)).toContain(told);
    expect(await listed()).toEqual([]);
    expect((await stage.rows('event')).filter(({ kind }) => kind === 'appointment-cancelled')).toHaveLength(1);
  });

  test('a change that hits nobody needs no decision', async () => {
    await using stage = await openStage(dialect);
    const { change } = await booked(stage);
    await stage.hear(
      '42',
      { kind: 'tap', button: `s.cancel.${(await stage.rows('appointment'))[0]?.reference}` },
      'Yes, cancel it',
    );
    expect(await change('an absence')).toEqual([]);
    expect(await stage.rows('absence')).toHaveLength(1);
  });

  test('a group is called off for everybody who signed up, and nobody can sign up any more', async () => {
    await using stage = await openStage(dialect);
    const startAt = WEDNESDAY + 18 * HOUR;
    await stage.execute(`insert into group_offer
      (id, pilot, kind, counsellor, titles, start_at, end_at, places, women_only, cancelled, demo) values
      ('g', 'serbia', 'course', 'serbia-demo-1', '{"en":"Course"}', ${startAt}, ${startAt + HOUR}, 9, false, false, true)`);
    for (const handle of ['42', '43'])
      await stage.hear(
        handle,
        ...JOIN,
        'Book an appointment',
        'Courses and groups',
        'Course 25.11.',
        'Yes, keep a place',
      );
    const away = (q: Q) => addAbsence(q, { counsellor: 'serbia-demo-1', fromAt: WEDNESDAY, toAt: WEDNESDAY + DAY });
    const change = { pilots: ['serbia'], why: 'away', save: away } as const;
    expect(await changeWorkingTimes(stage.world, stage.store, change, 'call-off')).toHaveLength(2);
    await stage.pump.settle();
    for (const handle of ['42', '43']) expect(stage.texts(handle).at(-1)).toContain('cannot take place');
    expect((await stage.rows('groupOffer'))[0]?.cancelled).toBe(true);
  });
});
