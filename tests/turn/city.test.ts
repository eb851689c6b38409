import { expect } from 'vitest';
import { setTimer } from '../../src/store/timers.ts';
import { answerByStaff } from '../../src/turn/requests/by-staff.ts';
import { DAY } from '../fakes/clock.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, labels, press, TO_TIMES } from './support.ts';

const BOOK = [...TO_TIMES, '09:00', 'Yes, book it'];
const CITY = ['menu', 'My data', 'Correct my answers', 'My city or country'];
const TO_MILAN = [...CITY, 'Milan', 'Yes, I agree'];
const PLAN = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day', 'Thu 26 Nov'];
const BY = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana', account: 'ana' } as const;

const timers = async (stage: Stage) => (await stage.rows('timer')).map(({ kind }) => kind);
const events = async (stage: Stage) =>
  (await stage.rows('event')).map(({ kind, pilot, pseudonym }) => ({ kind, pilot, pseudonym }));

onBoth('a person who lives elsewhere now, on %s', (dialect, test) => {
  test('hears what moves and what stays, and reads the notice of the other team, before anything moves', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...CITY);
    expect(labels(stage.last('42')).toSorted()).toEqual([
      'Berlin',
      'Milan',
      'Nothing has changed',
      'Stockholm',
      'Vienna',
    ]);
    const before = await conversationOf(stage);
    await stage.hear('42', 'Milan');
    const told = stage.texts('42').slice(-2).join('\n');
    expect(told).toContain('This stays with the team of before (Serbia): your appointments');
    expect(told).toContain('This chat is run by Comune di Milano');
    expect(told).toContain('Do you agree? If not, everything stays as it is.');
    await stage.hear('42', 'No, do not change');
    expect(stage.texts('42').at(-1)).toContain('Nothing has changed: Serbia.');
    const after = await conversationOf(stage);
    expect([after.pilot, after.consent, after.pseudonym, after.profile]).toEqual([
      before.pilot,
      before.consent,
      before.pseudonym,
      before.profile,
    ]);
  });

  test('takes along what they are and can do, under another pseudonym, and no step, plan or status', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'My appointments', 'Correct my answers');
    await stage.hear('42', 'menu', 'Steps to work', 'My right to work', 'Recognised refugee', 'Ask about this');
    await stage.hear('42', ...PLAN, 'Yes, remind me');
    const before = await conversationOf(stage);
    expect(before.profile).toEqual({ gender: 'woman', status: 'recognised' });
    expect(before.way?.plans).toHaveLength(1);
    expect(await timers(stage)).toContain('plan-reminder');
    await stage.hear('42', ...TO_MILAN);
    const after = await conversationOf(stage);
    expect(after).toMatchObject({
      pilot: 'milan',
      consent: { pilot: 'milan', notice: 2 },
      profile: { gender: 'woman' },
    });
    expect(after.profile).toEqual({ gender: 'woman' });
    expect(after.way).toMatchObject({ done: [], plans: [], questions: [], shared: false });
    expect(after.pseudonym).not.toBe(before.pseudonym);
    expect(await timers(stage)).not.toContain('plan-reminder');
    // Nothing that is counted joins the two.
    const counted = await events(stage);
    expect(counted.filter(({ pilot }) => pilot === 'serbia').map((one) => one.pseudonym)).not.toContain(
      after.pseudonym,
    );
    expect(counted.filter(({ pilot, kind }) => pilot === 'milan' && kind === 'consent-given')).toEqual([
      { kind: 'consent-given', pilot: 'milan', pseudonym: after.pseudonym },
    ]);
    expect(counted.map((one) => one.pseudonym)).not.toContain(before.pseudonym);
  });

  test('keeps an appointment and its reminders, and may move and cancel it; it is counted where it is booked', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...BOOK);
    const before = await timers(stage);
    await stage.hear('42', ...TO_MILAN);
    expect(stage.texts('42').join('\n')).toContain(
      'You still have appointments with the team of before (Serbia): 25 Nov 09:00. They stand until you cancel them.',
    );
    expect((await timers(stage)).filter((kind) => kind === 'reminder')).toEqual(
      before.filter((kind) => kind === 'reminder'),
    );
    // It is moved among the times of the pilot where it is booked.
    const [booked] = await stage.rows('appointment');
    await stage.hear('42', press('move', booked?.reference), 'Thu 26 Nov', '10:20', 'Yes, move it');
    const [moved] = await stage.rows('appointment');
    expect(moved).toMatchObject({ pilot: 'serbia', startAt: Date.UTC(2026, 10, 26, 9, 20), status: 'scheduled' });
    await stage.hear('42', press('cancel', booked?.reference), 'Yes, cancel it');
    expect((await stage.rows('appointment'))[0]).toMatchObject({ status: 'cancelled' });
    const { pseudonym } = await conversationOf(stage);
    const about = (await events(stage)).filter(({ kind }) => kind.startsWith('appointment-'));
    expect(about.map(({ kind, pilot }) => [kind, pilot]).toSorted()).toEqual([
      ['appointment-booked', 'serbia'],
      ['appointment-cancelled', 'serbia'],
      ['appointment-moved', 'serbia'],
    ]);
    expect(about.map((one) => one.pseudonym)).not.toContain(pseudonym);
  });

  test('waits for no time and gets no offer of one any more', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const [person] = await stage.rows('person');
    await stage.store.tx(async (q) => {
      const common = {
        person: person?.id ?? '',
        target: 'x',
        at: stage.clock.now + DAY,
        until: stage.clock.now + 2 * DAY,
      };
      await setTimer(q, { key: 'a', kind: 'offer-freed-time', ...common });
      await setTimer(q, { key: 'b', kind: 'answer', ...common });
    });
    await stage.hear('42', ...TO_MILAN);
    expect(await timers(stage)).toEqual(['answer']);
  });

  test('still hears from the team that was asked, and asks the new team anew', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human', 'My boss does not pay me');
    await stage.hear('42', ...TO_MILAN, 'human', 'Where is the course?');
    const asked = await stage.rows('request');
    expect(asked.map(({ pilot, state }) => [pilot, state]).sort()).toEqual([
      ['milan', 'open'],
      ['serbia', 'open'],
    ]);
    const old = asked.find(({ pilot }) => pilot === 'serbia')?.id ?? '';
    await answerByStaff(stage.world, BY, old, { words: 'We call you.', language: 'en', seen: 99 });
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('We call you.');
  });

  test('who only looks around reads the notice of the other team like anybody else', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', 'My data', 'My city or country', 'Berlin');
    expect(stage.texts('42').at(-2)).toContain('This chat is run by');
    expect(labels(stage.last('42'))).toEqual(['Yes, I agree', 'Just look around']);
    expect(await conversationOf(stage)).toMatchObject({ pilot: 'berlin', consent: null, looking: false, profile: {} });
  });
});
