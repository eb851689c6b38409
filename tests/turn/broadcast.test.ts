import { afterEach, beforeEach, expect } from 'vitest';
import { addBroadcast, switchBroadcast } from '../../src/store/broadcasts.ts';
import { audienceOf, previewBroadcast, workBroadcasts } from '../../src/turn/due/broadcast.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN } from './support.ts';

const TEXTS = { en: 'A course begins on Monday.', 'sr-Cyrl': 'Курс почиње у понедељак.' };
const WANTED = { pilot: 'serbia', texts: TEXTS, step: null };

onBoth('news for many, on %s', (dialect, test) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage(dialect);
  });
  afterEach(() => stage[Symbol.asyncDispose]());

  const wantNews = (handle: string, ...join: string[]) =>
    stage.hear(handle, ...(join.length > 0 ? join : JOIN), 'menu', 'My data', 'News', 'Yes, please');
  const begin = (id = 'news-1', wanted = WANTED) =>
    stage.store.tx((q) => addBroadcast(q, { id, ...wanted, at: stage.clock.now }));
  const work = async () => {
    await workBroadcasts(stage.world);
    await stage.pump.settle();
  };
  const told = (handle: string) => stage.texts(handle).filter((text) => text.includes(TEXTS.en)).length;
  const preview = async (wanted = WANTED) => (await previewBroadcast(audienceOf(stage.world), wanted)).people;
  const state = async () => (await stage.rows('broadcast')).map((row) => [row.state, row.enqueued]);

  test('reaches whoever asked for it, in this pilot, once', async () => {
    await wantNews('amal');
    await stage.hear('without', ...JOIN);
    await wantNews('berlin', 'hello', 'English', 'Berlin', 'Yes, I agree', 'Woman');
    await wantNews('stopped');
    await stage.hear('stopped', 'stop', 'hello');
    await begin();
    await work();
    expect(['amal', 'without', 'berlin', 'stopped'].map(told)).toEqual([1, 0, 0, 0]);
    expect(await state()).toEqual([['done', 1]]);
    await work();
    expect(told('amal')).toBe(1);
    expect(stage.last('amal')).toMatchObject({ kind: 'choice', options: [{ id: 's.news' }] });
  });

  test('leaves the open question as it is, and can be ended by its own button', async () => {
    await wantNews('amal');
    await stage.hear('amal', 'menu', 'Book an appointment');
    await begin();
    await work();
    await stage.hear('amal', 'Finding a job');
    expect(stage.texts('amal').at(-1)).toContain('Whom would you like to meet?');
    await stage.hear('amal', { kind: 'tap', button: 's.news' }, 'No');
    await begin('news-2');
    await work();
    expect(told('amal')).toBe(1);
  });

  test('is said in the language of each, Latin made from Cyrillic; where there is none, it is not for them', async () => {
    const join = ['Србија', 'Да, слажем се', 'Жена', 'мени', 'Моји подаци', 'Новости', 'Да, молим'];
    await stage.hear('cyrillic', 'hello', 'Српски (ћирилица)', ...join);
    await stage.hear('latin', 'hello', 'Srpski (latinica)', 'Srbija', 'Da, slažem se', 'Žena', 'meni');
    await stage.hear('latin', 'Moji podaci', 'Novosti', 'Da, molim');
    await begin('news-1', { ...WANTED, texts: { 'sr-Cyrl': TEXTS['sr-Cyrl'], en: 'Only this.' } });
    await work();
    expect(stage.texts('cyrillic').at(-1)).toContain('Курс почиње у понедељак.');
    expect(stage.texts('latin').at(-1)).toContain('Kurs počinje u ponedeljak.');
  });

  test('goes to those who stand at a step alone, if that is wanted', async () => {
    await wantNews('amal');
    await wantNews('rana');
    await stage.hear('rana', 'menu', 'Book an appointment');
    await begin('news-1', { ...WANTED, step: 'booking.topic' } as never);
    await work();
    expect([told('amal'), told('rana')]).toEqual([0, 1]);
  });

  test('is stopped in the midst, and goes on where it was', async () => {
    for (let i = 0; i < 5; i += 1) await wantNews(`p${i}`);
    await begin();
    const all = ['p0', 'p1', 'p2', 'p3', 'p4'];
    // Stopped by somebody else while the third is lined up.
    let seen = 0;
    const watched = {
      ...stage.world,
      store: {
        ...stage.world.store,
        tx: async (work: never) => {
          seen += 1;
          if (seen === 3)
            await stage.store.tx((q) => switchBroadcast(q, 'news-1', ['serbia'], 'stopped', stage.clock.now));
          return stage.store.tx(work);
        },
      },
    } as typeof stage.world;
    await workBroadcasts(watched);
    await stage.pump.settle();
    expect(all.reduce((sum, handle) => sum + told(handle), 0)).toBe(2);
    await work();
    expect(await state()).toEqual([['stopped', 2]]);
    expect(await stage.store.tx((q) => switchBroadcast(q, 'news-1', ['milan'], 'running', stage.clock.now))).toBe(
      undefined,
    );
    expect(await stage.store.tx((q) => switchBroadcast(q, 'news-1', ['serbia'], 'running', stage.clock.now))).toBe(
      'serbia',
    );
    await work();
    expect(all.map(told)).toEqual([1, 1, 1, 1, 1]);
    expect(await state()).toEqual([['done', 5]]);
  });

  test('survives a crash at any moment, and two processes at once: everybody once', async () => {
    for (let i = 0; i < 6; i += 1) await wantNews(`p${i}`);
    await begin();
    let left = 0;
    const crashing = {
      ...stage.world,
      store: {
        ...stage.world.store,
        tx: async (work: never) => {
          left -= 1;
          if (left === 0) throw new Error('the power is gone');
          return stage.store.tx(work);
        },
      },
    } as typeof stage.world;
    for (left of [1, 2, 3]) await workBroadcasts(crashing).catch(() => {});
    await Promise.all([workBroadcasts(stage.world), workBroadcasts(stage.beside().world)]);
    await stage.pump.settle();
    expect(Array.from({ length: 6 }, (_, i) => told(`p${i}`))).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('goes out as a job, a hundred a minute, and not after a day', async () => {
    await wantNews('amal');
    await begin();
    await scheduleJobs(stage.world);
    const kinds = async () => (await stage.rows('job')).map(({ kind }) => kind).sort();
    expect(await kinds()).toEqual(['broadcast', 'retention']);
    await runJobs(stage.world);
    expect(await kinds()).toEqual(['retention']);
    const [row] = (await stage.rows('inbox')).slice(-1);
    expect(row?.state).toBe('queued');
    stage.clock.now += DAY + 1;
    await stage.pump.settle();
    expect(told('amal')).toBe(0);
    await begin('news-2');
    stage.clock.now += MINUTE;
    await runJobs(stage.world);
    await stage.pump.settle();
    expect(told('amal')).toBe(1);
  });

  test('is told until the very end of its day', async () => {
    await wantNews('amal');
    await begin();
    await workBroadcasts(stage.world);
    stage.clock.now += DAY;
    await stage.pump.settle();
    expect(told('amal')).toBe(1);
  });

  test('goes to a hundred people at a time, and to the rest at the next', async () => {
    const handles = Array.from({ length: 101 }, (_, i) => `p${i}`);
    for (const said of [...JOIN, 'menu', 'My data', 'News', 'Yes, please'])
      await stage.pump.receive(handles.map((handle) => stage.incoming(handle, said)));
    await stage.pump.settle();
    await begin();
    const reached = async () => {
      await work();
      return handles.reduce((sum, handle) => sum + told(handle), 0);
    };
    expect(await reached()).toBe(100);
    expect(await state()).toEqual([['running', 100]]);
    expect(await reached()).toBe(101);
    expect(await state()).toEqual([['done', 101]]);
    expect(handles.map(told)).toEqual(handles.map(() => 1));
  });

  test('is previewed in tens, nothing below', async () => {
    expect(await preview()).toBe('fewer than 10');
    for (let i = 0; i < 9; i += 1) await wantNews(`p${i}`);
    expect(await preview()).toBe('fewer than 10');
    for (let i = 9; i < 12; i += 1) await wantNews(`p${i}`);
    expect(await preview()).toBe(10);
    expect(await preview({ ...WANTED, pilot: 'milan' })).toBe('fewer than 10');
  });

  test('is previewed with those whom it leaves out, each for the first reason alone', async () => {
    for (let i = 0; i < 10; i += 1) {
      await stage.hear(`without-${i}`, ...JOIN);
      await wantNews(`there-${i}`);
    }
    const few = 'fewer than 10';
    const look = (more: Partial<typeof WANTED> = {}, audience = audienceOf(stage.world)) =>
      previewBroadcast(audience, { ...WANTED, ...more });
    expect(await look()).toEqual({ people: 10, leftOut: { news: 10, language: few, channel: few } });
    const arabic = { texts: { ar: 'دورة' } as never };
    expect(await look(arabic)).toEqual({ people: few, leftOut: { news: 10, language: 10, channel: few } });
    const silent = { ...audienceOf(stage.world), writesFirst: () => false };
    expect(await look({}, silent)).toEqual({ people: few, leftOut: { news: 10, language: few, channel: 10 } });
    expect(await look(arabic, silent)).toEqual({ people: few, leftOut: { news: 10, language: 10, channel: few } });
    expect(await look({ step: 'booking.topic' as never })).toEqual({
      people: few,
      leftOut: { news: few, language: few, channel: few },
    });
  });

  test('wakes nobody: in the quiet hours of its pilot it waits, also in the midst', async () => {
    await wantNews('amal');
    await begin();
    const at = async (hours: number) => {
      stage.clock.now = START + hours * HOUR;
      await work();
      return told('amal');
    };
    // 21:00, 07:59 and 08:00 in Belgrade.
    expect(await at(11)).toBe(0);
    expect(await at(22 - 1 / 60)).toBe(0);
    expect(await at(22)).toBe(1);
  });
});
