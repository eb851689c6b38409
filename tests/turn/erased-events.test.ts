import { expect, test } from 'vitest';
import { startOfMonth } from '../../src/evaluation/periods.ts';
import { markByStaff } from '../../src/turn/appointments/by-staff.ts';
import { runJobs, scheduleJobs } from '../../src/turn/due/jobs.ts';
import { endSession } from '../../src/turn/send/transcript.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { scriptedChannel, testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, TO_TIMES } from './support.ts';

const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];

const settle = async (stage: Stage, days: number) => {
  stage.clock.now += days * DAY;
  await stage.pump.settle();
};

/** Every way in which a pseudonym comes to its end. */
const WAYS: Record<string, (stage: Stage) => Promise<void>> = {
  'asks for it in the chat': (stage) => stage.hear('42', ...ERASE),
  'writes again before the confirmation got through': async (stage) => {
    await stage.hear('42', ...ERASE.slice(0, -1));
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + HOUR, why: '429' });
    await stage.hear('42', 'Delete now', '/start');
  },
  'says STOP': (stage) => stage.hear('42', 'stop'),
  'says STOP, and has not written for a month': async (stage) => {
    await stage.hear('42', 'stop');
    await settle(stage, 31);
    expect(await stage.rows('person')).toEqual([]);
  },
  'has not written for seven months': async (stage) => {
    await settle(stage, 215);
    expect(await stage.rows('person')).toEqual([]);
  },
  'leaves their chat for good': async (stage) => {
    await endSession(stage.world, 'telegram', '42');
    await settle(stage, 8);
    expect(await stage.rows('person')).toEqual([]);
  },
  'says STOP, and joins another app': async (stage) => {
    await stage.hear('43', ...JOIN, 'menu', 'My data', 'Other apps', 'Add an app');
    const code = /#\d{5} \d{5}/.exec(
      stage
        .texts('43')
        .at(-1)
        ?.replace(/[\u2066-\u2069]/g, '') ?? '',
    )?.[0];
    await stage.hear('42', 'stop', code ?? '');
    await stage.hear('43', 'Yes, it is mine');
    expect(await stage.rows('person')).toHaveLength(1);
  },
  'has no key any more': async (stage) => {
    await stage.execute('delete from person_key');
    await scheduleJobs(stage.world);
    await runJobs(stage.world);
  },
};

async function pseudonymOf(stage: Stage): Promise<string> {
  const [[person], [key]] = await Promise.all([stage.rows('person'), stage.rows('personKey')]);
  if (person?.conversation == null || key === undefined) throw new Error('nobody is there');
  const opened = testVault().unwrap(person.id, key.wrapped);
  return JSON.parse(testVault().open(opened, `person:conversation:${person.id}`, person.conversation)).pseudonym;
}

onBoth('on %s, nothing but the month is left of the events of a person who', (dialect, test) => {
  test.each(Object.entries(WAYS))('%s', async (_, end) => {
    await using stage = await openStage(dialect, { channels: [scriptedChannel('terminal', false)] });
    await stage.hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Yes, book it');
    const [booked] = await stage.rows('appointment');
    stage.clock.now = booked?.startAt ?? 0;
    const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' } as const;
    expect(await markByStaff(stage.world, by, booked?.id ?? '', 'arrived')).toBe('done');
    const pseudonym = await pseudonymOf(stage);
    const of = async (name: string | null | undefined) =>
      (await stage.rows('event')).filter((event) => event.pseudonym === name);
    const kinds = (await of(pseudonym)).map(({ kind }) => kind).sort();
    expect(kinds).toContain('appointment-arrived');

    await end(stage);
    expect(await of(pseudonym)).toEqual([]);
    const loosened = (await stage.rows('event')).filter((event) => event.loosened);
    const [fresh, ...others] = new Set(loosened.map((event) => event.pseudonym));
    expect([typeof fresh, others]).toEqual(['string', []]);
    expect(loosened.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
    for (const { hour, data } of loosened) {
      expect(hour).toBe(startOfMonth(hour, 'Europe/Belgrade'));
      expect(data).not.toHaveProperty('topic');
    }
    expect((await of(fresh)).length).toBe(loosened.length);
  });
});

test('events of nobody are left alone while a conversation does not open, since they may be its', async () => {
  await using stage = await openStage('sqlite');
  await stage.hear('42', ...JOIN);
  const pseudonym = await pseudonymOf(stage);
  await stage.execute(`update person set conversation = x'00'`);
  await scheduleJobs(stage.world);
  await runJobs(stage.world);
  expect((await stage.rows('event')).some((event) => event.pseudonym === pseudonym)).toBe(true);
});
