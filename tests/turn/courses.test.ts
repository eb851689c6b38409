import { expect } from 'vitest';
import { groupById } from '../../src/store/groups.ts';
import type { Principal } from '../../src/store/principal.ts';
import {
  addGroup,
  addMeetingByStaff,
  callOffGroupByStaff,
  callOffMeetingByStaff,
  editGroupByStaff,
  groupVersion,
  markMeetingByStaff,
} from '../../src/turn/office/groups.ts';
import { readGroup } from '../../src/turn/office/read-group.ts';
import { join } from '../../src/turn/people/join.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, press, referenceIn } from './support.ts';

const BY: Principal = { role: 'coordinator', pilots: ['serbia'], who: 'account:ana' };
const TO_COURSE = ['Book an appointment', 'Courses and groups', 'Serbian 2.12.'];

/** A course on Wednesdays from 2 to 16 December, from ten to twelve in Belgrade. */
async function course(
  stage: Stage,
  places: string,
  more: Record<string, string[]> = {},
  by: Principal | null = BY,
): Promise<string> {
  const typed = {
    ...{ kind: ['course'], counsellor: ['serbia-demo-1'], places: [places], 'title-en': ['Serbian'] },
    ...{ date: ['2026-12-02'], last: ['2026-12-16'], weekday: ['3'], from: ['10:00'], to: ['12:00'], ...more },
  };
  const read = await readGroup(stage.world, 'serbia', typed);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  const added = await addGroup(stage.world, by, read.value);
  if ('faults' in added) throw new Error(JSON.stringify(added.faults));
  return added.value;
}

async function groupOf(stage: Stage, id: string) {
  const group = await groupById(stage.store.read, id);
  if (group === undefined) throw new Error('no such group');
  return group;
}

const scheduled = async (stage: Stage) =>
  (await stage.rows('appointment'))
    .filter(({ status }) => status === 'scheduled')
    .map(({ startAt }) => new Date(startAt).toISOString().slice(5, 16))
    .sort();

const WEDNESDAYS = ['12-02T09:00', '12-09T09:00', '12-16T09:00'];

onBoth('a course on %s', (dialect, test) => {
  test('is one sign-up for all its meetings, with one reference', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    await stage.hear('42', ...JOIN, ...TO_COURSE);
    const meetings =
      '3 meetings, the first on Wednesday 2 December at 10:00, the last on Wednesday 16 December at 10:00';
    expect(stage.texts('42').at(-1)).toContain(`Serbian\nTime: ${meetings}`);
    await stage.hear('42', 'Yes, keep a place');
    const reference = referenceIn(stage.texts('42'));
    expect(await scheduled(stage)).toEqual(WEDNESDAYS);
    const rows = await stage.rows('appointment');
    expect([...new Set(rows.map(({ signUp }) => signUp))]).toEqual([reference]);
    // The counsellor hears of it once, and it counts once.
    expect((await stage.rows('notice')).length).toBeLessThan(2);
    expect((await stage.rows('event')).filter(({ kind }) => kind === 'appointment-booked')).toHaveLength(1);
    await stage.hear('42', 'menu', 'My appointments');
    expect(labels(stage.last('42'))).toHaveLength(3);
  });

  test('is in the log, also where the command line adds it', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '2', {}, null);
    const log = (await stage.rows('log')).filter(({ target }) => target === id);
    expect(log).toMatchObject([{ who: null, what: 'group-added', pilot: 'serbia' }]);
  });

  test('reminds three days before the first meeting alone, and a day before each', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const due = (await stage.rows('timer')).filter(({ kind }) => kind === 'reminder');
    const arms = due.map(({ at, target }) => `${new Date(at).toISOString().slice(5, 10)} ${target.slice(-2)}`).sort();
    expect(arms.filter((arm) => !arm.endsWith('2h'))).toEqual(['11-29 3d', '12-01 1d', '12-08 1d', '12-15 1d']);
  });

  test('shows the next meeting where the reference of the sign-up is written after the first', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const reference = referenceIn(stage.texts('42'));
    stage.clock.now += 9 * DAY;
    await stage.pump.settle();
    await stage.hear('42', reference);
    const shown = stage.texts('42').at(-2);
    expect(shown).toContain('Wednesday 9 December at 10:00');
    expect(shown).toContain(reference);
  });

  test('is left for one day, or as a whole', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place', 'Cancel it', 'Only this day');
    expect(await scheduled(stage)).toEqual(WEDNESDAYS.slice(1));
    await stage.hear('42', 'menu', 'My appointments');
    const [next = ''] = labels(stage.last('42'));
    await stage.hear('42', next);
    expect(stage.texts('42').at(-1)).toContain('The next meeting of your course.');
    await stage.hear('42', 'Leave the course');
    expect(stage.texts('42').join()).toContain('You have left the course');
    expect(await scheduled(stage)).toEqual([]);
    expect((await stage.rows('timer')).filter(({ kind }) => kind === 'reminder')).toEqual([]);
  });

  test('is named once by STOP, and goes as a whole with everything', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place', 'stop');
    const shown = stage.telegram.sent.filter(({ handle }) => handle === '42').flatMap(({ reply }) => labels(reply));
    expect(shown.filter((label) => /^Cancel.*2 Dec/.test(label)).length).toBeLessThan(2);
    expect(shown.filter((label) => /9 Dec/.test(label))).toEqual([]);
    await stage.hear('42', press('delete-everything'), 'Yes, delete', 'Delete now');
    await stage.pump.settle();
    expect(await stage.rows('appointment')).toEqual([]);
    expect(await stage.rows('person')).toEqual([]);
  });

  test('keeps one place of two where both apps are of one person, and who waits hears of the other', async () => {
    await using stage = await openStage(dialect);
    await course(stage, '2');
    for (const handle of ['42', '43']) await stage.hear(handle, ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    await stage.hear('44', ...JOIN, ...TO_COURSE, 'Yes, write to me');
    const personOf = async (handle: string) => {
      const reference = referenceIn(stage.texts(handle));
      return (await stage.rows('appointment')).find(({ signUp }) => signUp === reference)?.person ?? '';
    };
    const [kept, gone] = [await personOf('42'), await personOf('43')];
    const before = stage.telegram.sent.length;
    await stage.store.tx((q) => join(stage.world, q, kept, gone));
    await stage.pump.settle();
    expect(await scheduled(stage)).toEqual(WEDNESDAYS);
    const left = (await stage.rows('appointment')).filter(({ status }) => status === 'scheduled');
    const reference = referenceIn(stage.texts('42'));
    expect(new Set(left.map(({ signUp, person }) => `${signUp} ${person}`))).toEqual(new Set([`${reference} ${kept}`]));
    expect((await stage.rows('claim')).filter(({ resource }) => resource.startsWith('seat:'))).toHaveLength(3);
    expect((await stage.rows('change')).length).toBe(0);
    // Her own apps hear of the join, and of nothing else.
    const told = stage.telegram.sent.slice(before).map(({ handle }) => handle);
    expect(told.sort()).toEqual(['42', '43', '44']);
    expect(stage.texts('44').at(-1)).toContain('A place is free for which you wait.');
    await stage.hear('44', 'Show it', 'Yes, keep a place');
    expect(await scheduled(stage)).toEqual([...WEDNESDAYS, ...WEDNESDAYS].sort());
  });

  test('that is full has a waiting list: who waits is told, and the first to press has the place', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '1');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    await stage.hear('43', ...JOIN, ...TO_COURSE);
    expect(stage.texts('43').at(-1)).toContain('All places are taken.');
    await stage.hear('43', 'Yes, write to me');
    await stage.hear('42', press('cancel', referenceIn(stage.texts('42'))), 'The whole course');
    await stage.pump.settle();
    expect(stage.texts('43').at(-1)).toContain('A place is free for which you wait.');
    // On a shared phone nobody reads what it is about.
    expect(stage.texts('43').at(-1)).not.toContain('Serbian');
    await stage.hear('43', 'Show it', 'Yes, keep a place');
    expect(await scheduled(stage)).toEqual(WEDNESDAYS);
    expect(await stage.rows('waitlist')).toEqual([]);
    // Nobody waits any more; where places are added, nobody is told twice.
    const more = { places: ['3'], 'title-en': ['Serbian A1'] };
    const group = await groupOf(stage, id);
    const edit = { ...more, version: [groupVersion(group)] };
    expect(await editGroupByStaff(stage.world, BY, group, edit)).toBe(null);
    expect((await groupOf(stage, id)).meetings.map(({ places }) => places)).toEqual([3, 3, 3]);
  });

  test('gets one meeting less, and one more: everybody is told, once', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    for (const handle of ['42', '43']) await stage.hear(handle, ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const [, second] = (await groupOf(stage, id)).meetings;
    expect(await callOffMeetingByStaff(stage.world, BY, await groupOf(stage, id), second?.id ?? '', 'away')).toBe(true);
    await stage.pump.settle();
    const numberOf = (handle: string) => /Your appointment number: (\S+)/.exec(stage.texts(handle).join('\n'))?.[1];
    for (const handle of ['42', '43'])
      expect(stage.texts(handle).at(-1)).toBe(
        `Your meeting on Wednesday 9 December at 10:00 cannot take place. We are sorry. The other meetings take place.
Your appointment number: ${numberOf(handle)}`,
      );
    const added = { date: ['2026-12-11'], from: ['10:00'], to: ['12:00'] };
    expect(await addMeetingByStaff(stage.world, BY, await groupOf(stage, id), added)).toEqual({
      value: { without: 0 },
    });
    await stage.pump.settle();
    for (const handle of ['42', '43'])
      expect(stage.texts(handle).at(-1)).toBe(
        `There is one more meeting: Friday 11 December at 10:00 (Belgrade time). You have a place.
Your appointment number: ${numberOf(handle)}`,
      );
    expect([...new Set(await scheduled(stage))]).toEqual(['12-02T09:00', '12-11T09:00', '12-16T09:00']);
    // The counsellor is busy then.
    expect(await addMeetingByStaff(stage.world, BY, await groupOf(stage, id), added)).toMatchObject({
      faults: { date: { text: 'faults:busy' } },
    });
  });

  test('is called off as a whole: each of its people is told once, and the counsellor is free', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    for (const handle of ['42', '43']) await stage.hear(handle, ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const before = stage.texts('42').length;
    expect(await callOffGroupByStaff(stage.world, BY, await groupOf(stage, id), 'other')).toBe(true);
    await stage.pump.settle();
    const [, number] = /Your appointment number: (\S+)/.exec(stage.texts('42').join('\n')) ?? [];
    expect(stage.texts('42').slice(before)).toEqual([
      `Your meetings from Wednesday 2 December at 10:00 on cannot take place. We are sorry. You can book something else.
Your appointment number: ${number}`,
    ]);
    expect(await scheduled(stage)).toEqual([]);
    expect((await stage.rows('claim')).filter(({ resource }) => resource.startsWith('counsellor'))).toEqual([]);
    expect(await callOffGroupByStaff(stage.world, BY, await groupOf(stage, id), 'other')).toBe(false);
    await stage.hear('42', 'menu', 'Book an appointment', 'Courses and groups');
    expect(stage.texts('42').join()).toContain('There are no courses or groups to sign up for at the moment.');
  });

  test('gives no place at an added meeting to somebody who has something else then', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    await stage.execute(`insert into claim (resource, bucket, unit, appointment)
      values ('person:${(await stage.rows('person'))[0]?.id}', ${Date.UTC(2026, 11, 11, 9) / 300_000}, 0, 'another')`);
    const added = { date: ['2026-12-11'], from: ['10:00'], to: ['12:00'] };
    expect(await addMeetingByStaff(stage.world, BY, await groupOf(stage, id), added)).toEqual({
      value: { without: 1 },
    });
    expect(await scheduled(stage)).toEqual(WEDNESDAYS);
  });

  test('has its attendance noted on one page, corrected too', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    for (const handle of ['42', '43']) await stage.hear(handle, ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const [first] = (await groupOf(stage, id)).meetings;
    const meeting = first?.id ?? '';
    const [one, two] = (await stage.rows('appointment')).filter(({ groupOffer }) => groupOffer === meeting);
    const mark = (marks: Record<string, string>) =>
      markMeetingByStaff(
        stage.world,
        BY,
        meeting,
        Object.fromEntries(Object.entries(marks).map(([row, came]) => [`came-${row}`, [came]])),
      );
    expect(await mark({ [one?.id ?? '']: 'arrived' })).toBe(1);
    stage.clock.now = (first?.endAt ?? 0) + HOUR;
    expect(await mark({ [one?.id ?? '']: 'arrived', [two?.id ?? '']: 'missed' })).toBe(0);
    expect(await mark({ [one?.id ?? '']: 'arrived', [two?.id ?? '']: 'arrived' })).toBe(0);
    const marked = (await stage.rows('appointment')).filter(({ groupOffer }) => groupOffer === meeting);
    expect(marked.map(({ status }) => status)).toEqual(['arrived', 'arrived']);
    expect(await mark({ [one?.id ?? '']: '' })).toBe(0);
    const kinds = (await stage.rows('event')).map(({ kind }) => kind).filter((kind) => kind === 'appointment-arrived');
    expect(kinds).toHaveLength(1);
    // How it was is asked after the last meeting alone.
    const asked = async () => (await stage.rows('timer')).filter(({ kind }) => kind === 'ask-rating').length;
    expect(await asked()).toBe(0);
    const last = (await groupOf(stage, id)).meetings.at(-1);
    stage.clock.now = (last?.endAt ?? 0) + HOUR;
    for (const { id: row, groupOffer } of await stage.rows('appointment'))
      if (groupOffer === last?.id)
        await markMeetingByStaff(stage.world, BY, groupOffer, { [`came-${row}`]: ['arrived'] });
    expect(await asked()).toBe(2);
  });

  test('keeps the marks of a page that is older than another’s', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const [first] = (await groupOf(stage, id)).meetings;
    const meeting = first?.id ?? '';
    stage.clock.now = (first?.endAt ?? 0) + HOUR;
    const [row] = (await stage.rows('appointment')).filter(({ groupOffer }) => groupOffer === meeting);
    const fields = (came: string, was: string) => ({ [`came-${row?.id}`]: [came], [`was-${row?.id}`]: [was] });
    expect(await markMeetingByStaff(stage.world, BY, meeting, fields('arrived', ''))).toBe(0);
    // Nobody has touched it on the page that was opened before.
    expect(await markMeetingByStaff(stage.world, BY, meeting, fields('', ''))).toBe(0);
    expect((await stage.rows('appointment')).find((one) => one.id === row?.id)?.status).toBe('arrived');
  });

  test('does not bring back who has left, when a meeting is added', async () => {
    await using stage = await openStage(dialect);
    const id = await course(stage, '5');
    await stage.hear('42', ...JOIN, ...TO_COURSE, 'Yes, keep a place');
    const reference = referenceIn(stage.texts('42'));
    // The first meeting is over, and nobody has noted who came.
    stage.clock.now = ((await groupOf(stage, id)).meetings[0]?.endAt ?? 0) + HOUR;
    await stage.hear('42', press('cancel', reference), 'The whole course');
    const added = { date: ['2026-12-11'], from: ['10:00'], to: ['12:00'] };
    expect(await addMeetingByStaff(stage.world, BY, await groupOf(stage, id), added)).toEqual({
      value: { without: 0 },
    });
    expect(await scheduled(stage)).toEqual(WEDNESDAYS.slice(0, 1));
  });

  test.each([
    ['places', { places: ['0'] }, 'faults:number'],
    ['title-en', { 'title-en': [''] }, 'faults:empty'],
    ['title-en', { 'title-en': ['x'.repeat(18)] }, 'faults:long'],
    ['counsellor', { counsellor: ['somebody'] }, 'faults:choose'],
    ['date', { date: ['2026-02-30'] }, 'faults:date'],
    ['date', { date: ['2026-11-04'], last: [''] }, 'faults:past'],
    ['from', { from: ['10:01'] }, 'faults:step'],
    ['to', { to: ['10:00'] }, 'faults:ends'],
    ['last', { last: ['2026-12-01'] }, 'faults:lastDay'],
    ['weekday', { weekday: [] }, 'faults:empty'],
    ['except', { except: ['tomorrow'] }, 'faults:dates'],
    ['date', { except: ['2026-12-02, 2026-12-09 2026-12-16'] }, 'faults:noMeeting'],
  ])('that is typed wrong at %s %j: its field says what is allowed', async (field, more, text) => {
    await using stage = await openStage(dialect);
    await expect(course(stage, '2', more)).rejects.toThrow(`"${field}":{"text":"${text}"`);
    expect(await stage.rows('groupOffer')).toEqual([]);
  });
});
