import { expect } from 'vitest';
import type { Content } from '../../src/content.ts';
import { createModel } from '../../src/conversation/model.ts';
import { confirmService } from '../../src/pilot/confirmed.ts';
import { Service } from '../../src/pilot/pilot.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { content as deployed, scriptedChannel } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { brokenContent, conversationOf, FAILING, JOIN, labels, press } from './support.ts';

/** From the menu to the days for asking somebody for a letter: something that is done at home. */
const LETTER = ['menu', 'Steps to work', 'A letter about me', 'I ask somebody', 'Choose a day'];
/** From the menu to the plan to register at the NSZ, the only place for it; its questions are read, and not kept. */
const REGISTER = [
  'menu',
  'Steps to work',
  'Employment service',
  'Recognised refugee',
  'I look for work',
  'Next',
  'Next',
];
const LETTER_TOMORROW = [...LETTER, 'Wed 25 Nov', 'Yes, remind me'];
const ERASE = ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'];
/** Eight o'clock in Belgrade on the next day. */
const MORNING = Date.UTC(2026, 10, 25, 7);
const REMINDER = 'Reminder: today.';
const PLANS = press('plans');
const NO_PLANS = expect.stringContaining('You have no plans.');
const NO_QUESTIONS = expect.stringContaining('You have no questions on your list.');

const reminders = (stage: Stage, handle = '42') => stage.texts(handle).filter((text) => text.startsWith('Reminder'));
const timers = async (stage: Stage) =>
  (await stage.rows('timer')).map(({ kind, target, at }) => ({ kind, target, at }));
const plansOf = async (stage: Stage) => (await conversationOf(stage)).way?.plans ?? [];
const countsOf = async (stage: Stage, kind: string) =>
  (await stage.rows('event')).filter((event) => event.kind === kind).map(({ data }) => data);

/** Everything that happens until then, look by look. */
async function until(stage: Stage, at: number, every = HOUR): Promise<void> {
  for (stage.clock.now += every; stage.clock.now < at; stage.clock.now += every) await stage.pump.settle();
  stage.clock.now = at;
  await stage.pump.settle();
}

/** The content as it is deployed, until other content is deployed. */
function changing(of: Content = deployed): Content & { deploy(next: Content): void } {
  let current = of;
  return {
    get model() {
      return current.model;
    },
    get pilots() {
      return current.pilots;
    },
    check: () => current.check(),
    audio: of.audio,
    occupations: of.occupations,
    ask: of.ask,
    deploy(next) {
      current = next;
    },
  };
}

/** The same content with these pilots and these steps of the way. */
function contentOf(pilots: Content['pilots'], way = deployed.model.wayOf(null)): Content {
  const { model } = deployed;
  return {
    ...deployed,
    pilots,
    model: createModel(model.texts, { ...pilots }, model.flowsOf(null), {}, undefined, way),
  };
}

const { serbia, ...otherPilots } = deployed.pilots;
if (serbia === undefined) throw new Error('no pilot serbia');
/** An instance that serves Serbia no more: whoever was there chooses another city. */
const WITHOUT_SERBIA = contentOf(otherPilots);
/** An instance whose way has no step for a letter. */
const WITHOUT_LETTER = contentOf(
  deployed.pilots,
  deployed.model.wayOf(null).filter((step) => step !== 'letter'),
);
const TO_MILAN = ['menu', 'Milan', 'Yes, I agree', 'Woman'];

/** Changes a service of Serbia in the database. */
async function change({ execute, rows }: Stage, id: string, to: (service: Service) => object): Promise<void> {
  const row = (await rows('service')).find((one) => one.pilot === 'serbia' && one.id === id);
  const data = JSON.stringify(to(Service.parse(row?.data))).replaceAll("'", "''");
  await execute(`update service set data = '${data}' where pilot = 'serbia' and id = '${id}'`);
}

onBoth('a plan on %s', (dialect, test) => {
  test('is kept with its step, its day and its place; a step has one plan', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER, 'Fri 27 Nov', 'No reminder');
    await stage.hear('42', ...REGISTER, 'Choose a day', 'Thu 26 Nov', 'No reminder');
    const register = { step: 'register', day: '2026-11-26', place: 'nsz', remind: false };
    expect(await plansOf(stage)).toEqual([{ step: 'letter', day: '2026-11-27', place: null, remind: false }, register]);
    // The nearest day comes first.
    await stage.hear('42', PLANS);
    expect(stage.texts('42').at(-1)).toBe(
      'Your plans:\nEmployment service: Thursday 26 November\nA letter about me: Friday 27 November',
    );
    expect(labels(stage.last('42')).slice(0, 2)).toEqual(['Employment service', 'A letter about me']);
    await stage.hear('42', 'menu', 'Steps to work', 'A letter about me', 'I ask somebody');
    expect(stage.texts('42').at(-1)).toBe(
      'You have a plan for this:\nAsk one person for a letter about your work\nDay: Friday 27 November',
    );
    await stage.hear('42', 'Another day', 'Wed 25 Nov', 'No reminder');
    expect(await plansOf(stage)).toEqual([register, { step: 'letter', day: '2026-11-25', place: null, remind: false }]);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('is put off from the list of plans, with its place', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...REGISTER, 'Choose a day', 'Thu 26 Nov', 'Yes, remind me');
    await stage.hear('42', PLANS, 'Employment service', 'Another day', 'Another day', 'Fri 27 Nov', 'No reminder');
    expect(stage.texts('42').at(-1)).toBe('Your plans:\nEmployment service: Friday 27 November');
    expect(await plansOf(stage)).toEqual([{ step: 'register', day: '2026-11-27', place: 'nsz', remind: false }]);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('is offered for the next seven days, and for an office only for those from Monday to Friday', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER);
    const week = ['Tue 24 Nov', 'Wed 25 Nov', 'Thu 26 Nov', 'Fri 27 Nov', 'Sat 28 Nov', 'Sun 29 Nov', 'Mon 30 Nov'];
    expect(labels(stage.last('42'))).toEqual([...week, 'Not now']);
    const atOffice = [...week.slice(0, 4), 'Mon 30 Nov', 'Not now'];
    await stage.hear('42', ...REGISTER, 'Choose a day');
    expect(labels(stage.last('42'))).toEqual(atOffice);
    // A day that is over by now is offered no more, and neither is the weekend.
    stage.clock.now = Date.UTC(2026, 10, 28, 9);
    await stage.hear('42', 'Thu 26 Nov');
    const later = ['Mon 30 Nov', 'Tue 1 Dec', 'Wed 2 Dec', 'Thu 3 Dec', 'Fri 4 Dec', 'Not now'];
    expect(labels(stage.last('42'))).toEqual(later);
    expect(await plansOf(stage)).toEqual([]);
    await stage.hear('42', 'Mon 30 Nov', 'No reminder', PLANS, 'Employment service', 'Another day', 'Another day');
    expect(labels(stage.last('42'))).toEqual(later);
  });

  test('is counted when it is made and when it is done, and neither when it is looked at nor when it is dropped', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER, 'Fri 27 Nov', 'No reminder');
    await stage.hear('42', ...REGISTER, 'Choose a day', 'Thu 26 Nov', 'No reminder');
    await stage.hear('42', PLANS, 'Employment service', 'Take it off', 'A letter about me', 'It is done');
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    const made = await countsOf(stage, 'plan-made');
    expect(made.map((data) => JSON.stringify(data)).sort()).toEqual(['{"step":"letter"}', '{"step":"register"}']);
    expect(await countsOf(stage, 'plan-done')).toEqual([{ step: 'letter' }]);
  });

  test('is told to somebody who looks around, who is asked for consent, and is not kept without it', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', ...LETTER);
    expect(stage.texts('42').join('\n')).toContain('To keep a plan we need your consent.');
    await stage.hear('42', 'Just look around', PLANS, 'Just look around');
    expect((await conversationOf(stage)).way).toBeUndefined();
    expect(await countsOf(stage, 'plan-made')).toEqual([]);
    await stage.hear('42', ...LETTER, 'Yes, I agree', 'Woman', 'Fri 27 Nov', 'No reminder');
    expect(await plansOf(stage)).toMatchObject([{ step: 'letter', day: '2026-11-27' }]);
  });

  test('ends with the consent: a second one brings nothing back', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW, 'stop');
    expect((await conversationOf(stage)).way).toBeUndefined();
    await stage.hear('42', 'hello', 'Yes, I agree', 'Woman', PLANS);
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([]);
  });

  test('ends with the pilot, whose plans are no business of another', async () => {
    const content = changing();
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    content.deploy(WITHOUT_SERBIA);
    await stage.hear('42', ...TO_MILAN, PLANS);
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    content.deploy(deployed);
    await stage.hear('42', PLANS);
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    expect(await conversationOf(stage)).toMatchObject({ pilot: 'milan', way: { plans: [] } });
  });

  test('whose place is gone from the database stays, without the place', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...REGISTER, 'Choose a day', 'Wed 25 Nov', 'Yes, remind me');
    await stage.execute(`delete from service where id = 'nsz'`);
    await stage.hear('42', PLANS, 'Employment service');
    expect(stage.texts('42').at(-1)).toBe('Register as looking for work\nDay: Wednesday 25 November');
    await stage.hear('42', 'menu', 'Steps to work', 'Employment service', 'Next', 'Next', 'Another day');
    await stage.hear('42', 'Thu 26 Nov', 'Yes, remind me');
    expect(stage.texts('42').join('\n')).toContain('Register as looking for work\nDay: Thursday 26 November');
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([REMINDER]);
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('whose step is gone from the way is not listed, and the others are', async () => {
    const content = changing();
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    await stage.hear('42', ...REGISTER, 'Choose a day', 'Thu 26 Nov', 'No reminder');
    content.deploy(WITHOUT_LETTER);
    await stage.hear('42', PLANS);
    expect(labels(stage.last('42'))[0]).toBe('Employment service');
    expect(labels(stage.last('42'))).not.toContain('A letter about me');
    await stage.hear('42', 'Employment service', 'It is done');
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([]);
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
    content.deploy(deployed);
    await stage.hear('42', PLANS);
    expect(labels(stage.last('42'))[0]).toBe('A letter about me');
  });
});

onBoth('the place of a plan on %s', (dialect, test) => {
  const PHONE = '+381 11 2929000';
  const ADDRESS = 'Gundulićev venac 23-25';
  /** What is told of the NSZ while a plan is made, and later in the list of plans. */
  async function told(stage: Stage): Promise<[made: string, listed: string]> {
    await stage.hear('42', ...JOIN, ...REGISTER, 'Choose a day', 'Wed 25 Nov');
    const made = stage.texts('42').findLast((text) => text.includes('Your plan:')) ?? '';
    await stage.hear('42', 'No reminder', PLANS, 'Employment service');
    return [made, stage.texts('42').at(-1) ?? ''];
  }
  const verified = (service: Service): Service => ({
    ...service,
    state: 'V',
    contacts: service.contacts.map((contact) => ({ ...contact, state: 'V' })),
  });

  test('is named where it is not sure, without an address or a number', async () => {
    await using stage = await openStage(dialect);
    for (const text of await told(stage)) {
      expect(text).toContain('Where: NSZ\n');
      expect(text).toContain('Ask first where exactly to go');
    }
    for (const text of stage.texts('42')) for (const secret of [PHONE, ADDRESS]) expect(text).not.toContain(secret);
  });

  test('that was read in a source is told with its number, and without its address', async () => {
    await using stage = await openStage(dialect);
    await change(stage, 'nsz', verified);
    for (const text of await told(stage)) {
      expect(text).toContain(PHONE);
      expect(text).toContain('Ask there first whether you need an appointment.');
    }
    for (const text of stage.texts('42')) expect(text).not.toContain(ADDRESS);
  });

  test.each([
    ['on the day itself', '2026-11-24', true],
    ['six months before', '2026-05-24', true],
    ['longer ago than six months', '2026-05-23', false],
    ['on a day to come', '2026-11-25', false],
  ])('that somebody confirmed %s is told with its address: %s, %s', async (_, day, isTold) => {
    await using stage = await openStage(dialect);
    await change(stage, 'nsz', (service) => confirmService(verified(service), 'Ana', day, {}));
    for (const text of await told(stage)) {
      expect(text).toContain(PHONE);
      expect(text.includes(ADDRESS)).toBe(isTold);
    }
  });

  test('is for a counsellor to find where all that there are take people with another status', async () => {
    await using stage = await openStage(dialect);
    const asylum = ['menu', 'Steps to work', 'Employment service', 'Asylum seeker', 'I look for work', 'Next'];
    await stage.hear('42', ...JOIN, ...asylum);
    expect(stage.texts('42').at(-1)).toBe(
      'Register as looking for work: first ask a counsellor whether this is possible with your status, and where.',
    );
    expect(labels(stage.last('42'))).toEqual(['Book an appointment', 'Not now']);
    expect(JSON.stringify(stage.last('42'))).not.toContain('NSZ');
    await stage.hear('42', 'Not now', PLANS);
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
    await change(stage, 'crpc', (service) => ({ ...service, errands: ['register'] }));
    await stage.hear('43', ...JOIN, ...asylum, 'Choose a day', 'Wed 25 Nov', 'No reminder');
    expect((await conversationOf(stage, '43')).way?.plans).toMatchObject([{ step: 'register', place: 'crpc' }]);
  });

  test('is chosen where there are several, and kept as chosen', async () => {
    await using stage = await openStage(dialect);
    await change(stage, 'crpc', (service) => ({ ...service, errands: ['register'] }));
    await stage.hear('42', ...JOIN, ...REGISTER, 'Choose place and day');
    expect(labels(stage.last('42')).toSorted()).toEqual(['CRPC', 'NSZ', 'Not now']);
    await stage.hear('42', 'NSZ', 'Wed 25 Nov', 'No reminder');
    expect(await plansOf(stage)).toMatchObject([{ step: 'register', place: 'nsz' }]);
  });
});

onBoth('the reminder of a plan on %s', (dialect, test) => {
  test('comes once, at eight in the morning of its day', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    expect(await timers(stage)).toEqual([{ kind: 'plan-reminder', target: 'letter', at: MORNING }]);
    await until(stage, MORNING - 1);
    expect(reminders(stage)).toEqual([]);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([REMINDER]);
    await until(stage, MORNING + 2 * DAY);
    expect(reminders(stage)).toHaveLength(1);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test.each([
    ['in summer', Date.UTC(2027, 6, 6, 9), 'Wed 7 Jul', Date.UTC(2027, 6, 7, 6)],
    ['on the day on which summer time begins', Date.UTC(2027, 2, 24, 9), 'Sun 28 Mar', Date.UTC(2027, 2, 28, 6)],
    ['on the day on which summer time ends', Date.UTC(2026, 9, 21, 9), 'Sun 25 Oct', Date.UTC(2026, 9, 25, 7)],
  ])('keeps to the wall clock %s', async (_, now, day, at) => {
    await using stage = await openStage(dialect);
    stage.clock.now = now;
    await stage.hear('42', ...JOIN, ...LETTER, day, 'Yes, remind me');
    await until(stage, at - 1, 6 * HOUR);
    expect(reminders(stage)).toEqual([]);
    stage.clock.now = at;
    await stage.pump.settle();
    expect(reminders(stage)).toEqual([REMINDER]);
  });

  test('keeps to the zone of the pilot', async () => {
    const content = contentOf({ ...otherPilots, serbia: { ...serbia, zone: 'Asia/Tbilisi' } });
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    expect(await timers(stage)).toMatchObject([{ at: Date.UTC(2026, 10, 25, 4) }]);
  });

  test('says neither the step nor the place, and leads to the plans', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...REGISTER, 'Choose a day', 'Wed 25 Nov', 'Yes, remind me');
    await until(stage, MORNING);
    const said = stage.last('42');
    expect(said).toEqual(
      expect.objectContaining({ kind: 'choice', text: REMINDER, options: [{ id: 's.plans', label: 'Open' }] }),
    );
    for (const word of ['NSZ', 'nsz', 'register', 'Register', 'Employment'])
      expect(JSON.stringify(said)).not.toContain(word);
    await stage.hear('42', 'Open');
    expect(labels(stage.last('42'))[0]).toBe('Employment service');
  });

  test('comes for each of two plans of one day', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    await stage.hear('42', ...REGISTER, 'Choose a day', 'Wed 25 Nov', 'Yes, remind me', PLANS);
    await stage.hear('42', 'A letter about me', 'It is done');
    expect(await timers(stage)).toEqual([{ kind: 'plan-reminder', target: 'register', at: MORNING }]);
    await until(stage, MORNING);
    expect(reminders(stage)).toEqual([REMINDER]);
  });

  test('comes once where several instances look at the same time', async () => {
    await using stage = await openStage(dialect);
    const others = [stage.beside(), stage.beside()];
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    stage.clock.now = MORNING;
    await Promise.all([stage, ...others].map(({ pump }) => pump.settle()));
    const sent = [stage, ...others].flatMap(({ telegram }) => telegram.sent);
    expect(sent.filter(({ reply }) => 'text' in reply && reply.text === REMINDER)).toHaveLength(1);
  });

  test.each([
    ['is done', async ({ hear }: Stage) => hear('42', PLANS, 'A letter about me', 'It is done')],
    ['is taken off the list', async ({ hear }: Stage) => hear('42', PLANS, 'A letter about me', 'Take it off')],
    [
      'is put off without another reminder',
      async ({ hear }: Stage) => hear('42', ...LETTER.slice(0, -1), 'Another day', 'Fri 27 Nov', 'No reminder'),
    ],
    [
      'stays on its day, without a reminder',
      async ({ hear }: Stage) => hear('42', ...LETTER.slice(0, -1), 'Another day', 'Wed 25 Nov', 'No reminder'),
    ],
    ['is followed by STOP', async ({ hear }: Stage) => hear('42', 'stop')],
    ['is deleted with all the rest', async ({ hear }: Stage) => hear('42', ...ERASE)],
    [
      'is of somebody who blocked us',
      async ({ pump }: Stage) => pump.receive([], { blocks: [{ channel: 'telegram', handle: '42', isLifted: false }] }),
    ],
  ])('does not come where the plan %s', async (reason, spoil) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    await spoil(stage);
    expect(await stage.rows('timer')).toHaveLength(reason.includes('blocked') ? 1 : 0);
    await until(stage, MORNING + 4 * DAY, 4 * HOUR);
    expect(reminders(stage)).toEqual([]);
    expect((await stage.rows('outbox')).filter(({ timer }) => timer === 'plan-reminder')).toEqual([]);
  });

  test('does not come where the person lives under another pilot by then', async () => {
    const content = changing();
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    content.deploy(WITHOUT_SERBIA);
    await stage.hear('42', ...TO_MILAN);
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([]);
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('does not come where the step is gone from the way by then', async () => {
    const content = changing();
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    await stage.hear('43', ...JOIN, ...REGISTER, 'Choose a day', 'Wed 25 Nov', 'Yes, remind me');
    content.deploy(WITHOUT_LETTER);
    await until(stage, MORNING);
    expect([reminders(stage), reminders(stage, '43')]).toEqual([[], [REMINDER]]);
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([]);
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('comes on the day to which the plan is put off, and not on the day before', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    await stage.hear('42', ...LETTER.slice(0, -1), 'Another day', 'Fri 27 Nov', 'Yes, remind me');
    expect(await timers(stage)).toEqual([{ kind: 'plan-reminder', target: 'letter', at: MORNING + 2 * DAY }]);
    await until(stage, MORNING + 2 * DAY - 1);
    expect(reminders(stage)).toEqual([]);
    await until(stage, MORNING + 4 * DAY);
    expect(reminders(stage)).toEqual([REMINDER]);
  });

  test.each([
    ['four hours', 4 * HOUR, [REMINDER]],
    ['five hours', 5 * HOUR, []],
  ])('that is %s late, because the server was down, is said only in the morning', async (_, late, said) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    stage.clock.now = MORNING + late;
    await stage.beside().pump.settle();
    await stage.pump.settle();
    expect((await stage.rows('outbox')).filter(({ timer }) => timer === 'plan-reminder')).toHaveLength(said.length);
  });

  test('goes unsaid where its channel was down until noon was over', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    stage.telegram.outcomes.push({ result: 'retry', at: MORNING + 4 * HOUR + 1, why: '502' });
    await until(stage, MORNING);
    await until(stage, MORNING + DAY);
    expect(reminders(stage)).toEqual([]);
    expect(await stage.rows('outbox')).toContainEqual(
      expect.objectContaining({ timer: 'plan-reminder', state: 'failed', reason: 'too late' }),
    );
  });

  test('that waits to be sent when STOP comes is not sent', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    stage.telegram.outcomes.push({ result: 'retry', at: MORNING + HOUR, why: '429' });
    await until(stage, MORNING);
    expect((await stage.rows('outbox')).filter(({ timer }) => timer === 'plan-reminder')).toMatchObject([
      { state: 'queued' },
    ]);
    await stage.hear('42', 'stop');
    const waiting = (await stage.rows('outbox')).filter(({ state }) => state === 'queued');
    expect(waiting.filter(({ timer }) => timer !== null)).toEqual([]);
    await until(stage, MORNING + 3 * HOUR);
    expect(reminders(stage)).toEqual([]);
  });

  test('that waits behind STOP, behind a message that failed, is not sent', async () => {
    const content = brokenContent([FAILING]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    stage.clock.now = MORNING - 1;
    await stage.pump.receive([stage.incoming('42', 'human'), stage.incoming('42', 'stop')]);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    expect((await stage.rows('inbox')).filter(({ state }) => state === 'queued')).toHaveLength(3);
    content.mend();
    await until(stage, MORNING + 3 * HOUR, MINUTE);
    expect((await stage.rows('inbox')).filter(({ state }) => state === 'queued')).toEqual([]);
    expect(reminders(stage)).toEqual([]);
  });

  test('is asked for only where it can still come', async () => {
    await using stage = await openStage(dialect);
    const asked = 'Shall we remind you on that morning?';
    await stage.hear('42', ...JOIN, ...LETTER, 'Tue 24 Nov');
    expect(stage.texts('42').join('\n')).not.toContain(asked);
    stage.clock.now = MORNING - HOUR;
    await stage.hear('43', ...JOIN, ...LETTER, 'Wed 25 Nov');
    expect(stage.texts('43').at(-1)).toContain(asked);
    stage.clock.now = MORNING;
    await stage.hear('43', 'Yes, remind me');
    expect(stage.texts('43').join('\n')).toContain('It is too late for a reminder on that morning.');
    expect(await stage.rows('timer')).toEqual([]);
    expect((await conversationOf(stage, '43')).way?.plans).toMatchObject([{ step: 'letter', remind: false }]);
  });

  test('is not asked for on a channel that cannot write first, or only with a template that nobody has approved', async () => {
    const terminal = scriptedChannel('terminal', false);
    const telegram = scriptedChannel('telegram');
    const whatsapp = { ...telegram, name: 'whatsapp-cloud', can: { ...telegram.can, window: true } } as const;
    await using stage = await openStage(dialect, { channels: [terminal, whatsapp] });
    for (const channel of ['terminal', 'whatsapp-cloud', 'web-chat'] as const) {
      for (const words of [...JOIN, ...LETTER, 'Wed 25 Nov'])
        await stage.pump.receive([stage.incoming(channel, words, channel)]);
      const { stack, way } = await conversationOf(stage, channel, channel);
      expect(way?.plans).toEqual([{ step: 'letter', day: '2026-11-25', place: null, remind: false }]);
      expect(stack.at(-1)).toMatchObject({ flow: 'way', step: 'after-check' });
    }
    expect(await stage.rows('timer')).toEqual([]);
  });

  test('is no sign of life: it does not postpone the end of a profile', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW);
    const before = (await stage.rows('person')).map(({ lastDay }) => lastDay);
    await until(stage, MORNING);
    expect(reminders(stage)).toHaveLength(1);
    expect((await stage.rows('person')).map(({ lastDay }) => lastDay)).toEqual(before);
    expect(before).toEqual([Math.floor(START / DAY) * DAY]);
  });
});

onBoth('a question for a counsellor on %s', (dialect, test) => {
  const PAPERS = 'What do I bring to the NSZ to register?';
  const DIPLOMA = 'Does the NSZ want a recognised diploma from me as a foreigner?';
  /** From the menu to the first fact about the NSZ; the second has no reliable answer. */
  const FACTS = ['menu', 'Steps to work', 'Employment service', 'Recognised refugee', 'I look for work'];
  const AGAIN = FACTS.slice(0, -1);
  const ASK = 'Ask about this';
  const KEEP = 'Keep the question';
  const list = async (stage: Stage) => {
    await stage.hear('42', PLANS, 'My questions');
    return stage.texts('42').at(-1) ?? '';
  };

  test('is kept once, and the newest comes first', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FACTS, ASK, KEEP, 'Not now');
    expect(await list(stage)).toBe(`Your questions for a counsellor:\n${DIPLOMA}\n${PAPERS}`);
    expect(labels(stage.last('42'))).toEqual(['Book an appointment', 'Clear my questions', 'Back', 'Menu']);
    await stage.hear('42', ...AGAIN, ASK, 'Next', 'Not now');
    expect(await list(stage)).toBe(`Your questions for a counsellor:\n${PAPERS}\n${DIPLOMA}`);
    expect((await conversationOf(stage)).way?.questions).toEqual(['nsz-foreigners', 'nsz-papers']);
    await stage.hear('42', 'Back');
    expect(stage.texts('42').at(-1)).toEqual(NO_PLANS);
  });

  test('is not shown in the list of plans', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW, ...FACTS, 'Next', KEEP, 'Not now', PLANS);
    expect(stage.texts('42').at(-1)).toBe('Your plans:\nA letter about me: Wednesday 25 November');
    expect(labels(stage.last('42'))).toEqual(['A letter about me', 'My questions', 'Who sees my plans', 'Menu']);
  });

  test('is one of three in the message, which says how many more there are', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FACTS, ASK, KEEP, 'Not now');
    expect(await list(stage)).not.toContain('+');
    // As many as there are facts.
    const all = (await stage.rows('fact')).filter(({ pilot }) => pilot === 'serbia');
    for (const step of ['Papers and number', 'Children and family', 'Language course', 'Diplomas', 'The first month']) {
      await stage.hear('42', 'menu', 'Steps to work', step);
      for (let i = 0; i < 12; i += 1) {
        const ask = labels(stage.last('42')).find((label) => [KEEP, ASK, 'Go on'].includes(label));
        await stage.hear('42', ask ?? 'menu');
      }
    }
    const kept = (await conversationOf(stage)).way?.questions ?? [];
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThanOrEqual(all.length);
    const bounded = await list(stage);
    const [, ...shown] = bounded.split('\n');
    expect(shown).toHaveLength(4);
    expect(shown.at(-1)).toBe(`+ ${kept.length - 3}`);
    expect(bounded).not.toContain(PAPERS);
    expect(bounded.length).toBeLessThan(600);
  });

  test('goes with all others when they are cleared', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...LETTER_TOMORROW, ...FACTS, ASK, KEEP, 'Not now', PLANS, 'My questions');
    await stage.hear('42', 'Clear my questions');
    expect(stage.texts('42').at(-1)).toContain(
      'Your list of questions is empty now.\n\nYour plans:\nA letter about me',
    );
    expect((await conversationOf(stage)).way).toMatchObject({ questions: [], plans: [{ step: 'letter' }] });
    expect(await list(stage)).toEqual(NO_QUESTIONS);
  });

  test('is told to somebody who looks around, and not kept', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN.slice(0, 3), 'Just look around', ...FACTS, 'Next', KEEP);
    expect(stage.texts('42').join('\n')).toContain(`Please note the question for yourself: ${DIPLOMA}`);
    expect((await conversationOf(stage)).way).toBeUndefined();
  });

  test('ends with STOP, for good', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FACTS, 'Next', KEEP, 'stop');
    expect((await conversationOf(stage)).way).toBeUndefined();
    await stage.hear('42', 'hello', 'Yes, I agree', 'Woman');
    expect(await list(stage)).toEqual(NO_QUESTIONS);
  });

  test('ends with an erasure', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FACTS, 'Next', KEEP, ...ERASE);
    expect(await stage.rows('person')).toEqual([]);
    await stage.hear('42', ...JOIN);
    expect(await list(stage)).toEqual(NO_QUESTIONS);
  });

  test('ends with the pilot', async () => {
    const content = changing();
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...FACTS, 'Next', KEEP);
    content.deploy(WITHOUT_SERBIA);
    await stage.hear('42', ...TO_MILAN);
    expect(await list(stage)).toEqual(NO_QUESTIONS);
    content.deploy(deployed);
    expect(await list(stage)).toEqual(NO_QUESTIONS);
    expect(await conversationOf(stage)).toMatchObject({ pilot: 'milan', way: { questions: [] } });
  });

  test('whose fact is gone from the database is not shown, and breaks nothing', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...FACTS, ASK, KEEP, 'Not now');
    await stage.execute(`delete from fact where id = 'nsz-foreigners'`);
    expect(await list(stage)).toBe(`Your questions for a counsellor:\n${PAPERS}`);
    await stage.execute(`delete from fact where pilot = 'serbia'`);
    expect(await list(stage)).toEqual(NO_QUESTIONS);
  });
});
