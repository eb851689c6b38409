import { describe, expect, test } from 'vitest';
import { wishOf } from '../../src/booking/wishes.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { daysOf, searchFor, slotId } from '../../src/turn/appointments/search.ts';
import { MINUTE } from '../fakes/clock.ts';
import { content, scriptedChannel, seededBytes } from '../fakes/parts.ts';
import { isWhole } from '../fakes/selection.ts';
import { type Instance, openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { conversationOf, JOIN, labels, press, referenceIn, TO_TIMES } from './support.ts';

const BOOK = [...TO_TIMES, '09:00', 'Yes, book it'];

/** Several people for each time that there is. */
const CROWD = isWhole ? 100 : 40;

/** Lets everybody do their next thing at the same moment, through several instances. */
async function together(stage: Stage, instances: Instance[], moves: [handle: string, said: string][]): Promise<void> {
  const shares = Map.groupBy(moves, ([handle]) => Number(handle) % instances.length);
  await Promise.all(
    [...shares].map(([i, share]) =>
      instances[i]?.pump.receive(share.map(([handle, said]) => stage.incoming(handle, said))),
    ),
  );
  for (const { pump } of instances) await pump.settle();
}

/** Every pair of talks of a counsellor (with the gap afterwards) or of a person that lie over each other. */
async function overlaps(stage: Stage): Promise<number> {
  const talks = (await stage.rows('appointment')).filter(({ status }) => status === 'scheduled');
  const pairs = talks.flatMap((a, i) => talks.slice(i + 1).map((b) => [a, b] as const));
  const gap = 10 * MINUTE;
  return pairs.filter(
    ([a, b]) =>
      (a.counsellor === b.counsellor && a.startAt < b.endAt + gap && b.startAt < a.endAt + gap) ||
      (a.person === b.person && a.startAt < b.endAt && b.startAt < a.endAt),
  ).length;
}

describe.each(DIALECTS)('booking on %s', (dialect) => {
  test('gives a time to one of many who want it at once, and others to the rest', async () => {
    await using stage = await openStage(dialect);
    const instances = [stage, stage.beside(), stage.beside()];
    const handles = Array.from({ length: 8 }, (_, i) => String(i));
    const all = (said: string) => handles.map((handle): [string, string] => [handle, said]);
    for (const said of [...JOIN, ...TO_TIMES, '09:00']) await together(stage, instances, all(said));
    // It is kept for whoever asked first; all others are offered what is near it, at the other counsellor's too.
    const losers = () => handles.filter((handle) => labels(stage.last(handle)).includes('Another day'));
    expect(losers()).toHaveLength(7);
    for (const handle of losers())
      expect(labels(stage.last(handle))).toEqual([
        '25 Nov 09:00',
        '25 Nov 09:40',
        '25 Nov 10:20',
        'Another day',
        'Not now',
      ]);
    await together(stage, instances, all('Yes, book it'));
    expect(await stage.rows('appointment')).toHaveLength(1);
    await together(
      stage,
      instances,
      losers().map((handle): [string, string] => [handle, '25 Nov 10:20']),
    );
    await together(stage, instances, all('Yes, book it'));
    expect(await stage.rows('appointment')).toHaveLength(2);
    expect(await overlaps(stage)).toBe(0);
  });

  test(`makes 10 appointments of 10 times, whatever ${CROWD} people do`, async () => {
    await using stage = await openStage(dialect);
    await stage.execute(`
      delete from hours;
      insert into hours (counsellor, weekday, from_minute, to_minute)
        select id, 3, 600, 790 from counsellor;
      insert into absence (counsellor, from_at, to_at)
        select id, ${Date.UTC(2026, 10, 26)}, ${Date.UTC(2027, 0, 1)} from counsellor`);
    const instances = [stage, stage.beside()];
    let handles = Array.from({ length: CROWD }, (_, i) => String(i));
    const all = (said: string) => handles.map((handle): [string, string] => [handle, said]);
    for (const said of [...JOIN, ...TO_TIMES]) await together(stage, instances, all(said));
    const end = (handle: string) => /Booked: |no free time/.exec(stage.texts(handle).slice(-2).join())?.[0];
    const isFull = async () => (await stage.rows('appointment')).length === 10;
    // A time that somebody looks at is kept for a while: until all are booked, whoever is told of none asks again.
    const AGAIN: Record<string, string> = {
      'Tell me when free': 'Menu',
      'Steps to work': 'Book an appointment',
      'Finding a job': 'Finding a job',
    };
    const everybody = handles;
    const dice = seededBytes(7);
    for (let round = 0; handles.length > 0 && round < 200; round++) {
      const choice = (offered: string[]) => (offered[0] === 'Yes, book it' ? 0 : (dice(1)[0] ?? 0) % offered.length);
      const move = (handle: string): [string, string] => {
        const offered = labels(stage.last(handle));
        return [handle, AGAIN[offered[0] ?? ''] ?? offered[choice(offered)] ?? ''];
      };
      await together(stage, instances, handles.map(move));
      stage.clock.now += MINUTE;
      const isOver = await isFull();
      handles = handles.filter((handle) => end(handle) === undefined || (end(handle) === 'no free time' && !isOver));
    }
    expect(everybody.filter((handle) => end(handle) === 'Booked: ')).toHaveLength(10);
    expect(everybody.filter((handle) => end(handle) === 'no free time')).toHaveLength(CROWD - 10);
    expect(await stage.rows('appointment')).toHaveLength(10);
    expect(await overlaps(stage)).toBe(0);
    // 30 minutes of the person, 40 of the counsellor, in steps of 5.
    expect(await stage.rows('claim')).toHaveLength(10 * (6 + 8));
  });

  test('puts nobody in two places', async () => {
    await using stage = await openStage(dialect);
    await stage.hear(
      '42',
      ...JOIN,
      ...BOOK,
      'Book an appointment',
      'Papers and rights',
      'Wed 25 Nov',
      '09:00',
      'Yes, book it',
    );
    expect(stage.texts('42').at(-1)).toContain('You already have an appointment at that time.');
    expect(await stage.rows('appointment')).toHaveLength(1);
  });

  test('stops at one open appointment about a topic, beside one for the family, and goes on when it is cancelled', async () => {
    await using stage = await openStage(dialect);
    const again = ['Book an appointment', 'Finding a job', 'Wed 25 Nov', '10:20'];
    await stage.hear('42', ...JOIN, ...BOOK, ...again, 'Yes, book it');
    expect(stage.texts('42').join()).toContain('You already have an appointment about this.');
    await stage.hear('42', ...again, 'Yes, for my family', ...again.slice(0, 3), '13:00', 'Yes, for my family');
    expect((await stage.rows('appointment')).map(({ family }) => family).sort()).toEqual([false, true]);
    await stage.hear('42', 'Book an appointment', 'Work and children', 'No', 'Wed 25 Nov', '13:00', 'Yes, book it');
    expect(await stage.rows('appointment')).toHaveLength(3);
    await stage.hear(
      '42',
      'My appointments',
      '25 Nov 09:00',
      'Cancel it',
      ...again.slice(0, 3),
      '14:20',
      'Yes, book it',
    );
    const open = (await stage.rows('appointment')).filter(({ status }) => status === 'scheduled');
    expect(open.map(({ startAt }) => new Date(startAt).toISOString().slice(11, 16)).sort()).toEqual([
      '09:20',
      '12:00',
      '13:20',
    ]);
  });

  test('offers every free day and time by its buttons, page after page, and the last leads to the first', async () => {
    await using stage = await openStage(dialect);
    await stage.execute('update topic set horizon_days = 30');
    const asked = { pilot: 'serbia', topic: 'job', wish: wishOf({}, 'en'), now: stage.clock.now };
    const search = await stage.store.tx((q) => searchFor(q, content, asked));
    const supply = (search === undefined ? [] : daysOf(search)).map(({ date, slots }) => [date, slots.map(slotId)]);
    expect(supply.length).toBeGreaterThan(2 * 8);
    const offered = async () => {
      const { options } = await conversationOf(stage);
      const isWay = (id: string) => !/^\d/.test(id);
      return {
        items: options.filter(({ id }) => !isWay(id)),
        ways: options.flatMap(({ id }) => (isWay(id) ? [id] : [])),
      };
    };
    await stage.hear('42', ...JOIN, ...TO_TIMES.slice(0, 3));
    const pages: Awaited<ReturnType<typeof offered>>[] = [await offered()];
    while (pages.at(-1)?.ways.includes('later')) {
      await stage.hear('42', 'Later days');
      pages.push(await offered());
      // The ten rows of a list of WhatsApp.
      expect(pages.at(-1)?.items.length).toBeLessThanOrEqual(8);
    }
    expect(pages.map(({ ways }) => ways)).toEqual([
      ['later', 'leave'],
      ['later', 'leave'],
      ['first', 'leave'],
    ]);
    // Back shows the page before, each with the times that are free on its days.
    const found: [string, string[]][] = [];
    for (const page of pages.toReversed()) {
      expect(await offered()).toEqual(page);
      const onPage: typeof found = [];
      for (const { id, label } of page.items) {
        await stage.hear('42', label);
        onPage.push([id, (await offered()).items.map(({ id }) => id)]);
        await stage.hear('42', onPage.length % 2 === 0 ? 'back' : 'Another day');
        expect(await offered()).toEqual(page);
      }
      found.unshift(...onPage);
      await stage.hear('42', 'back');
    }
    expect(found).toEqual(supply);
    expect(stage.last('42')).toMatchObject({ text: 'Whom would you like to meet?' });
    await stage.hear('42', 'No preference', 'Later days', 'Later days', 'First days');
    expect(await offered()).toEqual(pages[0]);
  });

  test('can be left by a button wherever a time is chosen, and moving leaves the time as it is', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...BOOK);
    for (const way of [[], ['Later days'], ['Thu 26 Nov']]) {
      await stage.hear('42', 'Book an appointment', 'Papers and rights', ...way, 'Not now');
      expect(labels(stage.last('42'))).toContain('Book an appointment');
      await stage.hear('42', 'My appointments', '25 Nov 09:00', 'Change the time', ...way, 'Not now');
      expect(stage.texts('42').slice(-2).join()).toContain('The appointment stays as it is.');
    }
    expect(await stage.rows('appointment')).toMatchObject([
      { startAt: Date.UTC(2026, 10, 25, 8), status: 'scheduled' },
    ]);
  });

  test('asks about childcare for the talk about children, where an office has it, and shows every wish', async () => {
    await using stage = await openStage(dialect);
    const about = ['Book an appointment', 'Work and children'];
    const asked = () => stage.texts('42').at(-1);
    await stage.hear('42', ...JOIN, ...about, 'A woman');
    expect(asked()).toBe('Is a place needed where children can play?');
    await stage.hear('42', 'Yes, please', 'Wed 25 Nov', '09:00', 'Change my wishes');
    expect(asked()).toContain('Your wishes: a woman and a place for children to play');
    await stage.hear('42', 'My children come too', 'No');
    expect(asked()).toContain('Your wishes: a woman\n');
    // It is asked once, and about this topic alone.
    for (const topic of ['Work and children', 'Finding a job']) {
      await stage.hear('42', 'menu', 'Book an appointment', topic);
      expect(asked()).toBe('Which day suits you?');
    }
    await stage.execute('update office set childcare = false');
    await stage.hear('43', ...JOIN, ...about, 'No preference');
    expect(stage.texts('43').at(-1)).toBe('Which day suits you?');
  });

  test('promises the reminders that will come, and no other', async () => {
    await using stage = await openStage(dialect);
    await stage.execute('update topic set notice_minutes = 0, horizon_days = 21');
    await stage.hear('42', ...JOIN);
    const said: string[] = [];
    for (const [topic, day, ...first] of [
      ['Finding a job', 'Mon 30 Nov', 'No preference'],
      ['Papers and rights', 'Thu 26 Nov'],
      ['Courses and training', 'Tue 24 Nov'],
    ] as const) {
      await stage.hear('42', 'Book an appointment', topic, ...first, day);
      await stage.hear('42', labels(stage.last('42'))[0] ?? '', 'Yes, book it');
      said.push(
        /We will write to you [^.]*|so soon that no reminder comes/.exec(stage.texts('42').slice(-2).join())?.[0] ?? '',
      );
    }
    expect(said).toEqual([
      'We will write to you 3 days and 1 day before',
      'We will write to you 1 day before',
      'so soon that no reminder comes',
    ]);
    const timers = (await stage.rows('timer')).filter(
      ({ kind, target }) => kind === 'reminder' && !target?.endsWith('2h'),
    );
    expect(timers.map(({ target }) => target?.split(/[ _.]/).at(-1)).sort()).toEqual(['1d', '1d', '3d']);
  });

  test('gives a cancelled time to the next', async () => {
    await using stage = await openStage(dialect);
    await stage.execute(`delete from hours where counsellor = 'serbia-demo-2'`);
    await stage.hear('42', ...JOIN, ...BOOK);
    await stage.hear('43', ...JOIN, ...TO_TIMES);
    expect(labels(stage.last('43'))).not.toContain('09:00');
    await stage.hear('42', 'Cancel it', 'Yes, cancel it');
    expect(await stage.rows('claim')).toEqual([]);
    await stage.hear('43', 'Another day', 'Wed 25 Nov', '09:00', 'Yes, book it');
    expect((await stage.rows('appointment')).map(({ status }) => status).sort()).toEqual(['cancelled', 'scheduled']);
    expect(stage.texts('43').join()).toContain('Booked: Wednesday 25 November at 09:00');
  });

  test('shows and cancels by reference on another channel, and cancels once', async () => {
    const terminal = scriptedChannel('terminal', false);
    await using stage = await openStage(dialect, { channels: [terminal] });
    await stage.hear('42', ...JOIN, 'Book an appointment', 'Finding a job', 'No preference', 'Fri 27 Nov', '09:00');
    await stage.hear('42', 'Yes, book it');
    const reference = referenceIn(stage.texts('42'));
    const elsewhere = async (...words: string[]) => {
      for (const said of words) await stage.pump.receive([stage.incoming('t', said, 'terminal')]);
      await stage.pump.settle();
      return JSON.stringify(terminal.sent.slice(-2));
    };
    await elsewhere('hello', 'English', 'Serbia', 'Just look around');
    const shown = await elsewhere(reference.toLowerCase());
    expect(shown).toContain('Friday 27 November at 09:00');
    // A stranger can cancel it; to move it is another matter, and a refusal names other ways.
    expect(shown).toContain('its time can only be changed where it was booked');
    expect(shown).not.toContain('"Change the time"');
    await stage.pump.receive([stage.incoming('t', press('move', reference), 'terminal')]);
    await stage.pump.settle();
    const refusal = terminal.sent
      .map(({ reply }) => reply)
      .find((reply) => 'text' in reply && /can only be moved/.test(reply.text));
    expect(labels(refusal as Reply)).toEqual(['Book an appointment', 'Talk to our team']);
    await elsewhere(reference);
    await elsewhere('Cancel it');
    await stage.hear('42', 'Cancel it');
    await Promise.all([elsewhere('Yes, cancel it'), stage.pump.receive([stage.incoming('42', 'Yes, cancel it')])]);
    await stage.pump.settle();
    expect(await stage.rows('appointment')).toMatchObject([{ status: 'cancelled', sequence: 1 }]);
    expect(await stage.rows('timer')).toEqual([]);
    expect((await stage.rows('event')).filter(({ kind }) => kind === 'appointment-cancelled')).toHaveLength(1);
    expect(await elsewhere(reference)).toContain('cancelled');
    expect(await elsewhere('NKDX-9HJF')).toContain('I know no appointment with this number');
  });
});
