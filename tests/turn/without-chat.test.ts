import { expect } from 'vitest';
import { MARKS } from '../../src/booking/status.ts';
import { restore } from '../../src/store/backup/restore.ts';
import { writeData, writeKeys } from '../../src/store/backup/write.ts';
import { appointmentById } from '../../src/store/booking.ts';
import { openChanges } from '../../src/store/changes.ts';
import { addAbsence, setDetails } from '../../src/store/counsellors.ts';
import type { Principal } from '../../src/store/principal.ts';
import { peopleToForget } from '../../src/store/retention.ts';
import type { Dialect } from '../../src/store/tables.ts';
import {
  cancelByStaff,
  doneByStaff,
  markByStaff,
  moveByStaff,
  timesByStaff,
  unmarkByStaff,
} from '../../src/turn/appointments/by-staff.ts';
import { slotId } from '../../src/turn/appointments/search.ts';
import { tellPlace } from '../../src/turn/appointments/tell-place.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import type { Letter } from '../../src/turn/mailer.ts';
import { bookWithoutChat } from '../../src/turn/office/counter/book.ts';
import { choicesOf, readWanted, timesAtCounter } from '../../src/turn/office/counter/wanted.ts';
import { changeByStaff, hitBy, type NotedChange } from '../../src/turn/office/times.ts';
import { temporaryFolder } from '../commands/process.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { openTestStore } from '../fakes/store.ts';
import { JOIN } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
const WHOM = { pilot: 'serbia', person: null };
const WANTED = { topic: ['job'], language: ['en'], mode: ['in-person'] };
const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

/** Books the first free time of the second day for somebody without a chat, which is long enough ahead for people who wait. */
async function booked({ world, store, rows }: Stage) {
  const read = readWanted(WANTED, await choicesOf(world, store.read, WHOM));
  if ('faults' in read) throw new Error('a wish that cannot be');
  const [, day] = await timesAtCounter(world, store.read, WHOM, read.value);
  const [first] = day?.slots ?? [];
  if (first === undefined) throw new Error('no time is free');
  const form = { ...WANTED, time: [slotId(first)], agreed: ['yes'] };
  expect(await bookWithoutChat(world, BY, 'serbia', form)).toMatchObject({ person: null });
  const [talk] = await rows('appointment');
  if (talk === undefined) throw new Error('nothing was booked');
  return talk;
}

/** The changes that nobody was told, as staff see them. */
const listed = async ({ store }: Stage) =>
  (await openChanges(store.read, { pilots: ['serbia'] }, () => true)).map(({ kind, reason }) => [kind, reason]);

const counted = async (stage: Stage) => (await stage.rows('event')).map(({ kind, pseudonym }) => [kind, pseudonym]);

/** Another free time, of its own counsellor or of another one. */
async function otherTime({ world, store }: Stage, id: string, whose: 'own' | 'others'): Promise<string> {
  const a = await appointmentById(store.read, id);
  const times = a && (await timesByStaff(world, store.read, a));
  const slot = times?.[whose][0]?.slots[1];
  if (slot === undefined) throw new Error('no other time is free');
  return slotId(slot);
}

/** A stage whose counsellors get mail. */
async function withMail(dialect: Dialect): Promise<Stage & { mailed: Letter[] }> {
  const mailed: Letter[] = [];
  const stage = await openStage(dialect, {
    mailer: { from: 'saputnik@example.org', send: async (letter) => void mailed.push(letter) },
  });
  for (const { id } of await stage.rows('counsellor')) {
    const mail = testVault().seal('house', `counsellor:mail:${id}`, `${id}@example.org`);
    await stage.store.tx((q) => setDetails(q, id, { mail }, stage.clock.now));
  }
  return { ...stage, mailed };
}

onBoth('an appointment without a chat, on %s', (dialect, test) => {
  test.each(MARKS)(
    'is marked as %s, counted under no pseudonym, and asks nobody; the mark is taken back',
    async (mark) => {
      await using stage = await openStage(dialect);
      const { id, startAt } = await booked(stage);
      expect(await markByStaff(stage.world, BY, id, mark)).toBe('early');
      stage.clock.now = startAt + MINUTE;
      expect(await markByStaff(stage.world, BY, id, mark)).toBe('done');
      expect(await stage.rows('appointment')).toMatchObject([{ status: mark, markedAt: stage.clock.now }]);
      expect((await counted(stage)).toSorted()).toEqual(
        [
          [`appointment-${mark}`, null],
          ['appointment-booked', null],
        ].toSorted(),
      );
      expect(await stage.rows('timer')).toEqual([]);
      expect(await unmarkByStaff(stage.world, BY, id)).toBe('done');
      expect(await stage.rows('appointment')).toMatchObject([{ status: 'scheduled', markedAt: null }]);
      expect(await counted(stage)).toEqual([['appointment-booked', null]]);
      expect(stage.telegram.sent).toEqual([]);
    },
  );

  test('is moved to another counsellor: both hear of it, and it stands as not told until somebody has dealt with it', async () => {
    await using stage = await withMail(dialect);
    const { id, counsellor } = await booked(stage);
    await runJobs(stage.world);
    const [told] = stage.mailed.splice(0);
    expect(told).toMatchObject({ to: `${counsellor}@example.org` });
    expect(await moveByStaff(stage.world, BY, id, await otherTime(stage, id, 'others'), 'away')).toBe('done');
    const [moved] = await stage.rows('appointment');
    expect(moved).toMatchObject({ person: null, status: 'scheduled', sequence: 1 });
    expect(moved?.counsellor).not.toBe(counsellor);
    expect(await listed(stage)).toEqual([['moved-away', 'no-chat']]);
    stage.clock.now += MINUTE;
    await runJobs(stage.world);
    expect(stage.mailed.map(({ to }) => to).sort()).toEqual(['serbia-demo-1@example.org', 'serbia-demo-2@example.org']);
    expect(await doneByStaff(stage.world, BY, id)).toBe('done');
    expect(await listed(stage)).toEqual([]);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('is called off: its time is offered to who waits, and who cannot be told stands on the list', async () => {
    await using stage = await openStage(dialect);
    const talk = await booked(stage);
    // No other time is free.
    await stage.execute('delete from hours');
    await stage.hear('waiting', ...JOIN, 'Book an appointment', 'Finding a job', 'No preference', 'Tell me when free');
    const { counsellor, startAt, endAt } = talk;
    const midnight = startAt - (startAt % DAY) - HOUR;
    const [from, to] = [startAt, endAt].map((at) => (at - midnight) / MINUTE);
    const weekday = new Date(startAt).getUTCDay();
    await stage.execute(`insert into hours (counsellor, weekday, from_minute, to_minute)
      values ('${counsellor}', ${weekday}, ${from}, ${to})`);
    const before = stage.texts('waiting').length;
    expect(await cancelByStaff(stage.world, BY, talk.id, 'away')).toBe('done');
    await stage.pump.settle();
    expect(stage.texts('waiting').slice(before).join()).toContain(
      'Several times are free now. The first is Wednesday 25 November at 09:00',
    );
    expect(await listed(stage)).toEqual([['called-off-away', 'no-chat']]);
    expect(await counted(stage)).toContainEqual(['appointment-cancelled', null]);
    expect(await doneByStaff(stage.world, BY, talk.id)).toBe('done');
    expect(await listed(stage)).toEqual([]);
  });

  test.each(['call-off', 'move', 'keep'] as const)(
    'that working times hit is named as one that nobody tells: %s',
    async (what) => {
      await using stage = await openStage(dialect);
      const { id, counsellor, startAt } = await booked(stage);
      const absence: NotedChange = {
        ...{ pilots: ['serbia'], pilot: 'serbia', target: counsellor, what: 'absence-noted', why: 'away' },
        save: (q) => addAbsence(q, { counsellor, fromAt: startAt - HOUR, toAt: startAt + HOUR }),
      };
      const { hits } = await hitBy(stage.world, BY, absence);
      expect(hits).toMatchObject([{ appointment: { id }, people: 1, reach: { reason: 'no-chat' } }]);
      const slot = slotId(hits[0]?.slots[0] ?? { counsellor: '', startAt: 0 });
      const made = await changeByStaff(stage.world, BY, absence, () => (what === 'move' ? { slot } : what));
      expect(made).toMatchObject({ 'call-off': { off: 1 }, move: { moved: 1 }, keep: { kept: 1 } }[what]);
      const untold = { 'call-off': [['called-off-away', 'no-chat']], move: [['moved-away', 'no-chat']], keep: [] }[
        what
      ];
      expect(await listed(stage)).toEqual(untold);
    },
  );

  test('whose place changes stands on the list', async () => {
    await using stage = await openStage(dialect);
    const { id } = await booked(stage);
    await stage.store.tx(async (q) => {
      const a = await appointmentById(q, id);
      if (a !== undefined) await tellPlace(stage.world, q, a, 'address');
    });
    expect(await listed(stage)).toEqual([['moved-place', 'no-chat']]);
  });

  test('stands on when somebody who has looked at it in their chat says STOP, or has all deleted', async () => {
    await using stage = await openStage(dialect);
    const { reference } = await booked(stage);
    await stage.hear('42', ...JOIN, reference);
    const shown = stage.texts('42');
    expect(shown.join()).toContain(reference);
    await stage.hear('42', 'stop');
    expect(stage.texts('42').slice(shown.length).join()).not.toContain(reference);
    await stage.hear('43', ...JOIN, reference, ...ERASE);
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'scheduled', person: null }]);
    // It keeps nobody, and hinders nobody from being forgotten.
    const [{ id } = { id: '' }] = await stage.rows('person');
    expect(await peopleToForget(stage.store.read, START + 400 * DAY, 10)).toEqual([id]);
  });

  test('is in a backup, and claims its time once it is restored', async () => {
    using folder = temporaryFolder();
    await using stage = await openStage(dialect);
    const talk = await booked(stage);
    await writeData(stage.store, testVault(), folder.path, START);
    await writeKeys(stage.store, folder.path, START);
    await using target = await openTestStore(dialect);
    expect(await restore(target.store, testVault(), folder.path)).toMatchObject({ people: 0, appointments: 1 });
    const { db, t } = target.store.read;
    expect(await db.select().from(t.appointment)).toMatchObject([{ id: talk.id, person: null }]);
    const claims = async (of: Pick<Stage['store'], 'read'>) =>
      (await of.read.db.select().from(of.read.t.claim)).map(({ resource, bucket }) => `${resource} ${bucket}`).sort();
    expect(await claims(target.store)).toEqual(await claims(stage.store));
  });

  test('is on the list that its counsellor gets by mail in the morning', async () => {
    await using stage = await withMail(dialect);
    const { reference, startAt } = await booked(stage);
    await runJobs(stage.world);
    stage.clock.now = startAt - DAY;
    await scheduleJobs(stage.world);
    await runJobs(stage.world);
    stage.mailed.length = 0;
    stage.clock.now = startAt - 2 * HOUR;
    await runJobs(stage.world);
    stage.clock.now += MINUTE;
    await runJobs(stage.world);
    expect(stage.mailed.map(({ text }) => text).join()).toContain(reference);
  });
});
