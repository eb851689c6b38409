import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../src/conversation/actions.ts';
import type { Flow, Step } from '../../src/conversation/flow.ts';
import { personalOf } from '../../src/documents/customs.ts';
import { confirmService } from '../../src/pilot/confirmed.ts';
import { textsOfFact } from '../../src/pilot/facts.ts';
import { Service } from '../../src/pilot/pilot.ts';
import { appointmentById } from '../../src/store/booking.ts';
import { MOVE_REASONS } from '../../src/store/codes.ts';
import { groupById } from '../../src/store/groups.ts';
import type { Principal } from '../../src/store/principal.ts';
import { joinWaitlist } from '../../src/store/waitlist.ts';
import { hashText } from '../../src/text-hash.ts';
import { cancelByStaff, moveByStaff } from '../../src/turn/appointments/by-staff.ts';
import { slotId } from '../../src/turn/appointments/search.ts';
import { tellPlace } from '../../src/turn/appointments/tell-place.ts';
import type { DocumentMaker } from '../../src/turn/document-maker.ts';
import { offerFreeTimes } from '../../src/turn/due/waitlist.ts';
import type { LimitName } from '../../src/turn/limits.ts';
import { bookForPerson } from '../../src/turn/office/counter/book.ts';
import { timesAtCounter } from '../../src/turn/office/counter/wanted.ts';
import {
  addGroup,
  addMeetingByStaff,
  callOffGroupByStaff,
  callOffMeetingByStaff,
} from '../../src/turn/office/groups.ts';
import { inviteByStaff } from '../../src/turn/office/people/invite.ts';
import { readGroup } from '../../src/turn/office/read-group.ts';
import { answerByStaff, closeByStaff, handBackByStaff } from '../../src/turn/requests/by-staff.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { answerAndClose, brokenContent, JOIN, press, TO_TIMES } from './support.ts';

/**
 * How every action can end, each reached by a conversation. An appointment is never deleted, so one that was there to be
 * shown is there to be cancelled.
 */
const UNREACHED = ['appointment.cancel: unknown'];
const declared = Object.entries(ACTIONS).flatMap(([action, { outcomes }]) => outcomes.map((o) => `${action}: ${o}`));
const seen = new Set<string>();
/** Files that are made at once: their looks are another test's. */
const documents: DocumentMaker = {
  make: async () => ({ name: 'cv.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }),
  poster: () => Promise.reject(new Error('nobody asks for a poster in a chat')),
  copy: async () => ({ name: 'copy.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }),
  personalIn: personalOf,
};

/** The deployed flows, which note every outcome that a conversation takes. */
const watched = brokenContent(Object.values(content.model.flowsOf(null)).map(watch));

/** Changes a fact or a service of Serbia in the database. */
const change = async ({ execute, rows }: Stage, table: 'fact' | 'service', id: string, to: object) => {
  const row = (await rows(table)).find((one) => one.pilot === 'serbia' && one.id === id);
  const data = JSON.stringify({ ...(row?.data as object), ...to }).replaceAll("'", "''");
  await execute(`update ${table} set data = '${data}' where pilot = 'serbia' and id = '${id}'`);
};

/** The hash of what is said in English of a fact of Serbia. */
const hashOf = (id: string) =>
  hashText(
    textsOfFact('serbia', id)
      .map((key) => content.model.texts.raw('en', key))
      .join('\n'),
  );

function watch(flow: Flow): Flow {
  const steps = Object.entries(flow.steps).map(([id, step]): [string, Step] => [
    id,
    step.kind === 'do' ? { ...step, on: noting(step) } : step,
  ]);
  return { ...flow, steps: Object.fromEntries(steps) };
}

function noting({ action, on }: Extract<Step, { kind: 'do' }>): Record<string, string> {
  return new Proxy(on, {
    get(target, outcome) {
      seen.add(`${action}: ${String(outcome)}`);
      return Reflect.get(target, outcome);
    },
  });
}

const BOOK = [...TO_TIMES, '09:00', 'Yes, book it'];
/** The same again, by somebody whose wishes are known. */
const AGAIN = TO_TIMES.filter((words) => words !== 'No preference');

/** The id of the person who writes from a handle. */
async function personOf({ rows }: Pick<Stage, 'rows'>, handle: string): Promise<string> {
  const hash = testVault().blindIndex('handle', 'telegram', handle);
  return (await rows('contact')).find(({ handleHash }) => handleHash.equals(hash))?.person ?? '';
}

/** What people do, and what happens meanwhile. */
const STORIES: Record<string, (stage: Stage) => Promise<void>> = {
  async 'has more to say than was asked for, and again when the request is closed'({ hear, rows, world }) {
    const by = { role: 'admin', pilots: ['serbia'], who: 'account:ana', account: 'ana' } as const;
    await hear('42', ...JOIN, 'human', 'Not now', 'One more thing', 'Yes, pass it on', 'Go on');
    for (const { id } of await rows('request')) await closeByStaff(world, by, id);
    await hear('42', 'And another');
  },
  async 'looks around, reads, asks for a human, and leaves'({ hear }) {
    await hear('42', ...JOIN.slice(0, 3), 'Just look around', 'human', 'Not now', 'My appointments');
    await hear('42', 'menu', 'Steps to work', 'My right to work', 'Here through my family', 'Keep the question');
    await hear('42', 'menu', 'he beats me', 'Yes', 'stop');
  },
  async 'looks through all days, and books what is near and what is far'({ hear, execute }) {
    await execute('update topic set horizon_days = 30, notice_minutes = 0');
    await hear('42', ...JOIN, ...TO_TIMES.slice(0, 3), 'Later days', 'Later days', 'First days', 'Tue 24 Nov', '15:00');
    await hear('42', 'Yes, book it', 'Book an appointment', 'Papers and rights', 'Thu 26 Nov', '09:00', 'Yes, book it');
    await hear('42', press('reminders'), 'Only day and time', 'Yes, please');
    await hear('42', 'menu', 'Book an appointment', 'Work and children', 'No', 'Tue 24 Nov', '13:00', 'Yes, book it');
  },
  async 'reads the facts of a step, however sure they are'(stage) {
    const { hear } = stage;
    const confirmed = { confirmedBy: 'Ana', confirmedOn: '2026-11-01' };
    const texts = { en: hashOf('right-subsidiary') };
    await change(stage, 'fact', 'right-subsidiary', { ...confirmed, confirmedTexts: texts });
    await change(stage, 'fact', 'right-recognised', { asOf: undefined });
    await change(stage, 'fact', 'number-asylum', { for: undefined });
    await change(stage, 'fact', 'kindergarten-where', { step: 'papers' });
    await hear('42', ...JOIN, 'Steps to work', 'My right to work', 'Asylum seeker', 'Ask about this');
    for (const status of ['Subsidiary protection', 'Recognised refugee', 'Here through my family'])
      await hear('42', 'Correct my answer', status, 'Next');
    await hear('42', 'Correct my answer', 'Recognised refugee', 'Next', 'Next step');
    await hear('42', press('way'), 'Papers and number', 'Next', 'Next', 'Next', 'Next', 'Later');
    await hear('42', press('way'), 'Papers and number');
  },
  async 'is too young to agree, by the year or by the button, or was not after all'({ hear }) {
    await hear('42', ...JOIN.slice(0, 3), 'Under 15', 'That was a mistake', 'Yes, I agree', 'Woman');
    await hear('42', 'Steps to work', 'Training, internship', 'Show me', 'Asylum seeker', '1990', 'menu');
    await hear('42', 'My data', 'Correct my answers', 'My year of birth', '2018', 'Read on');
  },
  async 'says how a step was, and how ready she is'({ hear }) {
    await hear('42', ...JOIN, 'Steps to work', 'My right to work', 'Asylum seeker', 'Next', 'Next step');
    await hear('42', 'Rate this step', 'Good', 'How ready am I?', 'Begin', ...Array.from({ length: 6 }, () => 'Yes'));
  },
  async 'may be asked later what became of them'({ hear, clock, pump }) {
    await hear('42', ...JOIN.slice(0, 3), 'Just look around', press('ask-later'));
    await hear('7', ...JOIN, press('ask-later'), 'Yes, ask me', press('ask-later'), 'Back');
    clock.now += 184 * DAY;
    await pump.settle();
    await hear('7', press('outcome', '6_job'), press('outcome', '12_job'));
    clock.now += 182 * DAY;
    await pump.settle();
    // The last answer has ended it.
    await hear('7', press('ask-later'), 'Yes, ask me', press('ask-later'), 'Do not ask me');
  },
  async 'asks in own words'({ hear }) {
    await hear('42', ...JOIN, 'where is my bank account', press('theme', 'bank'), 'This is wrong', 'menu', 'ok');
    await hear('42', 'zxcvbnm', press('missing', 'main'), press('missing', 'nowhere'), press('theme', 'nowhere'));
    await hear('42', press('theme', 'health'), press('theme', 'skills'), 'menu', press('theme', 'my-data'), 'menu');
    await hear('42', press('service', 'work'), 'NSZ', 'This is wrong', 'menu', press('service', 'nowhere'));
  },
  async 'shares a phone with somebody'({ hear, clock, pump, incoming }) {
    await hear('42', ...JOIN);
    clock.now += DAY;
    await hear('42', 'menu');
    clock.now += DAY;
    await pump.receive([incoming('42', 'menu'), incoming('42', 'This is not me')]);
    await pump.settle();
  },
  async 'plans what to do next, and where'(stage) {
    const { hear, clock, pump, execute } = stage;
    const settleAt = async (at: number) => {
      clock.now = at;
      await pump.settle();
    };
    const steps = (...said: string[]) => hear('42', press('way'), ...said);
    await hear('42', ...JOIN, press('plans'), 'My questions', press('plans'), 'menu');
    await steps('A letter about me', 'I ask somebody', 'Choose a day', 'Tue 24 Nov');
    await steps('A letter about me', 'I ask somebody', 'It is done');
    await steps('Employment service', 'Asylum seeker', 'I look for work', 'Keep the question', 'Not now');
    await change(stage, 'service', 'apc', { errands: ['register'] });
    await steps('Employment service', 'Keep the question', 'Choose a day', 'Wed 25 Nov', 'Yes, remind me');
    await settleAt(Date.UTC(2026, 10, 25, 7));
    await hear('42', press('plans'), 'Employment service', 'Keep it', 'My questions', 'Back');
    await steps('Diplomas', 'Yes, I have them', 'Next', 'Next', 'Choose a day');
    clock.now += 8 * DAY;
    await hear('42', 'Wed 25 Nov', 'Fri 4 Dec');
    clock.now = Date.UTC(2026, 11, 4, 8);
    await hear('42', 'Yes, remind me');
    await steps('Diplomas', 'Yes, I have them', 'Next', 'Next', 'Another day', 'Mon 7 Dec', 'Yes, remind me');
    await hear('42', press('plans'), 'Diplomas', 'Keep it');
    await execute(`update timer set target = 'cv' where kind = 'plan-reminder'`);
    await settleAt(Date.UTC(2026, 11, 7, 7));
    await hear('42', press('plans'), 'Employment service', 'Take it off', 'Who sees my plans', 'Show my plans');
    await hear(
      '42',
      'Who sees my plans',
      'Hide my plans',
      'My questions',
      'Clear my questions',
      'Diplomas',
      'It is done',
    );
    await steps('A letter about me', 'I ask somebody', 'Choose a day', 'Tue 8 Dec', 'No reminder');
    await hear('42', press('plans'));
    await steps('A letter about me', 'I ask somebody', 'It is done', 'back', 'back', 'A letter about me');
    await steps('A letter about me', 'I ask somebody', 'Choose a day', 'Tue 8 Dec', 'No reminder');
    await hear('42', press('plans'), 'A letter about me', 'Take it off');
    await hear('42', 'menu', 'My data', 'Correct my answers', 'My status', 'Recognised refugee', 'Back', 'menu');
    await steps(
      'Employment service',
      'Next',
      'Keep the question',
      'Choose place and day',
      'NSZ',
      'Tue 8 Dec',
      'No reminder',
    );
    await hear('42', press('plans'), 'Employment service', 'Keep it', 'menu');
    await change(stage, 'service', 'kirs', { contacts: [] });
    await steps(
      'Language course',
      'University, college',
      'Next',
      'Next',
      'Next',
      'Choose a day',
      'Tue 8 Dec',
      'No reminder',
    );
    await steps('CV', 'Book an appointment', 'No preference', 'Wed 9 Dec', '09:00', 'Yes, book it');
    await steps('CV', 'Book an appointment');
  },
  async 'checks a job offer, with and without a rule beside it'(stage) {
    const { hear } = stage;
    const sound = ['No', 'No', 'No', 'Yes', 'About the same', 'About the same'];
    await hear('42', ...JOIN, 'Steps to work', 'Check a job offer', 'Check my offer', ...sound);
    await change(stage, 'fact', 'minimum-pay', { state: 'O' });
    await hear('42', 'Check it once more', ...sound.slice(0, 4), 'Less', 'Not told / not sure');
  },
  async 'names a strength, keeps it and deletes it'({ hear }) {
    await hear('42', ...JOIN, 'My data', 'Correct my answers', 'My strength', 'I am patient', 'I taught a child.');
    await hear('42', 'Yes, keep it', 'My strength', 'Delete it');
  },
  async 'reads about services of every kind'({ hear, execute, rows }) {
    await hear('42', ...JOIN, 'Services here');
    const services = (await rows('service'))
      .filter(({ pilot }) => pilot === 'serbia')
      .map(({ data }) => Service.parse(data));
    const [first] = services;
    if (first === undefined) throw new Error('no services');
    const confirmed = confirmService(first, 'somebody', '2026-11-01', {});
    await execute(`update service set data = '${JSON.stringify(confirmed)}' where id = '${confirmed.id}'`);
    const { say } = content.model.texts;
    for (const { id, needs } of services)
      for (const need of needs)
        await hear('42', say('en', `needs:${need}`), say('en', `serbia:services.${id}.name`), 'Other needs');
    await hear('42', 'Legal aid');
    await execute(`delete from service where id = 'apc'`);
    await hear('42', say('en', 'serbia:services.apc.name'));
    await execute('delete from service');
    await hear('42', 'Another service', 'Services here');
  },
  async 'books, too much and twice, moves and cancels'({ hear, clock, rows }) {
    await hear('42', ...JOIN, ...BOOK, ...AGAIN, '10:20', 'Yes, book it');
    await hear('42', 'menu', 'Book an appointment', 'Papers and rights', 'Wed 25 Nov', '09:00', 'Yes, book it', 'menu');
    const [booked] = (await rows('appointment')).map(({ reference }) => reference);
    await hear('42', press('confirm', booked), press('move', booked), 'Wed 25 Nov', '13:00', 'Yes, move it', 'menu');
    await hear('42', press('confirm', 'NKDX-9HJF'), press('move', 'NKDX-9HJF'));
    await hear('42', 'My appointments', '25 Nov 13:00', 'Cancel it', press('confirm', booked), press('move', booked));
    await hear('42', { kind: 'tap', button: 's.cancel.NKDX-9HJF' }, 'menu', ...AGAIN, '10:20', 'Yes, book it', 'menu');
    await hear('42', 'My appointments', '25 Nov 10:20');
    const last = (await rows('appointment')).find(({ status }) => status === 'scheduled')?.reference;
    clock.now += 2 * DAY;
    await hear('42', 'Cancel it', press('confirm', last), press('move', last), 'stop');
  },
  async 'looks at an appointment again when it is cancelled, and when it is over'({ hear, rows, clock }) {
    const other = ['Book an appointment', 'Papers and rights', 'Wed 25 Nov', '10:20', 'Yes, book it'];
    await hear('42', ...JOIN, ...BOOK, ...other);
    const [first, second] = (await rows('appointment')).map(({ reference }) => reference);
    await hear('42', { kind: 'tap', button: `s.cancel.${first}` }, 'Yes, cancel it', first ?? '');
    await hear('42', 'stop');
    clock.now += 2 * DAY;
    await hear('42', 'hello', 'Just look around', second ?? '');
  },
  async 'loses a time to somebody else, before and after it is shown'({ hear, clock }) {
    for (const handle of ['42', '43']) await hear(handle, ...JOIN, ...TO_TIMES);
    await hear('42', '09:00');
    await hear('43', '09:00', '25 Nov 10:20');
    await hear('42', 'Yes, book it', 'menu');
    // What is kept for somebody is kept for ten minutes.
    clock.now += 11 * MINUTE;
    for (const handle of ['44', '45']) await hear(handle, ...JOIN, ...TO_TIMES, '10:20', 'Yes, book it');
    await hear('43', 'Yes, book it');
  },
  async 'has an appointment that others change'({ hear, rows, world, store, pump, clock, execute, incoming }) {
    const by: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
    const booked = async () => (await rows('appointment')).find(({ status }) => status === 'scheduled');
    await hear('42', ...JOIN, ...BOOK);
    const first = await booked();
    await hear('43', ...JOIN, press('cancel', first?.reference), 'Yes, cancel it');
    for (const [i, reason] of MOVE_REASONS.entries()) {
      const bucket = (first?.startAt ?? 0) / 300_000 + 8 * ((i + 1) % 4);
      expect(await moveByStaff(world, by, first?.id ?? '', `${bucket}-${first?.counsellor}`, reason)).toBe('done');
      await pump.settle();
    }
    await store.tx(async (q) => {
      const a = await appointmentById(q, first?.id ?? '');
      if (a !== undefined) await tellPlace(world, q, a, 'office');
    });
    await pump.settle();
    await cancelByStaff(world, by, first?.id ?? '');
    await pump.settle();
    for (const why of ['away', 'closed'] as const) {
      await hear('42', ...AGAIN, '10:20', 'Yes, book it');
      await cancelByStaff(world, by, (await booked())?.id ?? '', why);
      await pump.settle();
    }
    await hear('42', ...AGAIN, '10:20', 'Yes, book it');
    const second = await booked();
    await cancelByStaff(world, by, second?.id ?? '');
    await pump.settle();
    // It was told already.
    await execute(`insert into timer (key, person, kind, target, at, until) values
      ('again', '${second?.person}', 'appointment-changed', '${second?.reference}', ${clock.now}, ${clock.now + DAY})`);
    await pump.settle();
    await pump.receive([...JOIN, ...BOOK].map((said) => incoming('page', said, 'web-chat')));
    await pump.settle();
    const third = await booked();
    await hear('43', press('cancel', third?.reference), 'Yes, cancel it');
    await pump.receive([incoming('page', 'hello', 'web-chat')]);
    await pump.settle();
  },
  async 'talks by phone, and at another office'({ hear, execute }) {
    await execute(`update counsellor set modes = '["in-person","phone"]'`);
    await hear('42', ...JOIN, ...TO_TIMES, '09:00', 'Change my wishes', 'How we meet', 'By phone', 'Where');
    await hear('42', 'Done: show the times', 'Wed 25 Nov', '09:00', '12', '060 1234567', 'Yes, book it');
    await execute(`insert into office (id, pilot, name, place, access, childcare, demo)
      values ('serbia-north', 'serbia', 'North', 'Belgrade', '[]', false, true)`);
    await hear('43', ...JOIN, ...TO_TIMES, '09:00', 'Change my wishes', 'Where', 'North', 'Done: show the times');
  },
  async 'waits for a time, which comes and goes'({ hear, execute, rows, clock, pump, incoming, world }) {
    // One time a week: on Fridays at nine, and another counsellor for other things.
    await execute(`delete from hours where not (weekday = 5 and from_minute = 540)`);
    await execute('update hours set to_minute = 570');
    await execute(`update counsellor set topics = '["papers"]' where id = 'serbia-demo-2'`);
    const job = ['Book an appointment', 'Finding a job', 'No preference'];
    for (const [i, day] of ['Fri 27 Nov', 'Fri 4 Dec', 'Fri 11 Dec'].entries())
      await hear(`taker-${i}`, ...JOIN, ...job, day, '09:00', 'Yes, book it');
    const papers = ['Book an appointment', 'Papers and rights', 'No preference', 'Fri 27 Nov', '09:00', 'Yes, book it'];
    await hear('elsewhere', ...JOIN, ...papers, 'Book an appointment', 'Finding a job', 'Tell me when free');
    await hear('taker-1', 'Book an appointment', 'Finding a job', 'Tell me when free');
    for (const handle of ['50', '51', '52']) await hear(handle, ...JOIN, ...job, 'Tell me when free');
    await hear('52', 'Stop waiting');
    for (const said of ['hello', ...JOIN.slice(1), ...job, 'Tell me when free'])
      await pump.receive([incoming('page', said, 'web-chat')]);
    const first = async () => (await rows('appointment')).find((a) => a.topic === 'job' && a.startAt < START + 4 * DAY);
    await hear('taker-0', press('cancel', (await first())?.reference), 'Yes, cancel it');
    for (const handle of ['elsewhere', 'taker-1', '50', '51']) await hear(handle, 'Take this time');
    // Once more, by the person who has it now, and by one who no longer waits.
    for (const handle of ['50', '51']) await hear(handle, 'menu');
    const offer = `${((await first())?.startAt ?? 0) / 300_000}-${(await first())?.counsellor}`;
    for (const handle of ['50', '52']) await hear(handle, press('take-freed-time', offer));
    const taken = (await rows('appointment')).find(
      (a) => a.topic === 'job' && a.status === 'scheduled' && a.startAt < START + 4 * DAY,
    );
    expect((await rows('waitlist')).length).toBe(3);
    // Cancelled at night, and taken before anybody is woken.
    clock.now = Date.UTC(2026, 10, 25, 21);
    await hear('50', press('cancel', taken?.reference), 'Yes, cancel it');
    await hear('53', ...JOIN, ...job, 'Fri 27 Nov', '09:00', 'Yes, book it');
    clock.now = Date.UTC(2026, 10, 26, 7);
    await pump.settle();
    // A second time on every Friday, for those who wait still.
    await execute('update hours set to_minute = 620');
    await offerFreeTimes(world);
    await pump.settle();
  },
  async 'is invited to book, and does not want to'(stage) {
    const { hear, world, clock, pump, rows, telegram } = stage;
    const by = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana', counsellor: null } as const;
    const typed = { topic: ['job'], until: ['2026-12-08'] };
    for (const handle of ['42', '43']) {
      await hear(handle, ...JOIN);
      await inviteByStaff(world, by, { person: await personOf(stage, handle), pilot: 'serbia' }, typed);
      // The message to the second does not come through.
      if (handle === '43') telegram.outcomes.push({ result: 'never', why: 'x' });
      await pump.settle();
    }
    clock.now += 3 * DAY;
    await pump.settle();
    const ids = (await rows('bookingInvitation')).map(({ id }) => id);
    for (const id of ids) await hear('42', press('decline-invitation', id));
  },
  async 'is reminded, discreetly, fully and soon'({ hear, clock, pump, rows, execute }) {
    const days = ['Fri 27 Nov', 'Mon 30 Nov', 'Tue 1 Dec'];
    await hear(
      '42',
      ...JOIN,
      'Book an appointment',
      'Finding a job',
      'No preference',
      days[0] ?? '',
      '10:20',
      'Yes, book it',
    );
    clock.now = Date.UTC(2026, 10, 26, 9, 20);
    await pump.settle();
    await hear('42', 'I will come', 'menu', 'My data', 'Reminders', 'The place too', 'Yes, please');
    clock.now = Date.UTC(2026, 10, 27, 7, 20);
    await pump.settle();
    await hear('42', 'menu', 'Book an appointment', 'Papers and rights', days[1] ?? '', '10:20', 'Yes, book it');
    clock.now = Date.UTC(2026, 10, 29, 9, 20);
    await pump.settle();
    await execute(`update appointment set status = 'arrived'`);
    clock.now = Date.UTC(2026, 10, 30, 7, 20);
    await pump.settle();
    expect((await rows('reminder')).map(({ arm }) => arm).sort()).toEqual(['1d', '1d', '2h']);
  },
  async 'says how it was'({ hear, rows, execute, clock, pump }) {
    await hear('42', ...JOIN, ...BOOK);
    const [{ reference, person } = { reference: '', person: '' }] = await rows('appointment');
    const ask = (key: string, at: number) =>
      execute(`insert into timer (key, person, kind, target, at, until)
        values ('${key}', '${person}', 'ask-rating', '${reference}', ${at}, ${at + DAY})`);
    await ask('a', clock.now);
    await pump.settle();
    await execute(`update appointment set status = 'arrived'`);
    await ask('b', clock.now);
    await pump.settle();
    await hear('42', 'Good', press('rate-appointment', 'NKDX-9HJF_good'));
  },
  async 'does more than anybody may'({ hear, rows, world, store, execute, clock, pump, incoming }) {
    const by = { role: 'admin', pilots: ['serbia'], who: 'account:ana', account: 'ana' } as const;
    const spend = async (limit: LimitName) => {
      for (const { id } of await rows('person')) while (world.limits.take(limit, { person: id }));
    };
    const close = async () => {
      for (const { id, state } of await rows('request')) if (state === 'open') await closeByStaff(world, by, id);
    };
    await hear('42', ...JOIN, 'human', 'One thing');
    await close();
    await spend('request');
    await hear('42', 'Another', 'Yes, pass it on', 'No', 'human');
    clock.now += 2 * HOUR;
    await hear('42', 'human');
    await close();
    await spend('request');
    await hear('42', 'I have a complaint');
    await spend('reference');
    await hear('42', 'NKDX-9HJF', 'menu');
    await spend('hold');
    await hear('42', ...TO_TIMES, '09:00', 'menu');
    clock.now += 2 * HOUR;
    await execute(`insert into group_offer
      (id, pilot, kind, counsellor, titles, start_at, end_at, places, women_only, cancelled, demo) values
      ('Course', 'serbia', 'course', 'serbia-demo-1', '{"en":"Course"}', ${START + 9 * DAY}, ${START + 9 * DAY + HOUR}, 9,
       false, false, true)`);
    const course = ['menu', 'Book an appointment', 'Courses and groups', 'Course 3.12.', 'Yes, keep a place'];
    const topics = ['Papers and rights', 'Courses and training', 'Work and children'];
    for (const [i, topic] of topics.entries())
      await hear(
        '42',
        'menu',
        'Book an appointment',
        topic,
        ...(topic === 'Work and children' ? ['No'] : []),
        ['Thu 26 Nov', 'Fri 27 Nov', 'Mon 30 Nov'][i] ?? '',
        '09:00',
        'Yes, book it',
      );
    await hear('42', 'menu', ...AGAIN, '10:20', 'Yes, book it', ...course);
    await hear('43', ...JOIN, ...TO_TIMES, '10:20');
    await spend('booking');
    await hear('43', 'Yes, book it', ...course);
    // A time is free for somebody who waits, and has as many as anybody may have, or has booked too often.
    const wish = {
      woman: false,
      language: 'en',
      ownLanguage: false,
      mode: 'in-person',
      office: null,
      childcare: false,
    } as const;
    for (const handle of ['42', '43']) {
      const person = await personOf({ rows }, handle);
      await store.tx((q) =>
        joinWaitlist(q, {
          id: `w${handle}`,
          pilot: 'serbia',
          person,
          topic: 'job',
          wish,
          at: clock.now,
          known: null,
          demo: true,
        }),
      );
      await hear(handle, press('take-freed-time', `${Date.UTC(2026, 11, 2, 8) / 300_000}-serbia-demo-1`));
    }
    // Of the one day that is left, people whom we cannot write to have their part.
    await execute('update topic set horizon_days = 3');
    await execute('delete from hours where not (weekday = 5 and from_minute = 540)');
    await execute('update hours set to_minute = 580');
    await execute(`update appointment set unreached = true, start_at = ${Date.UTC(2026, 10, 27, 13)}`);
    await pump.receive([...JOIN, ...TO_TIMES.slice(0, 3)].map((said) => incoming('page', said, 'web-chat')));
    await pump.settle();
  },
  async 'signs up for a group'({ hear, execute, rows, clock }) {
    const group = (id: string, places: number, women: boolean, startAt: number) =>
      execute(`insert into group_offer
        (id, pilot, kind, counsellor, titles, start_at, end_at, places, women_only, cancelled, demo) values
        ('${id}', 'serbia', 'course', 'serbia-demo-1', '{"en":"${id}"}', ${startAt}, ${startAt + 2 * HOUR}, ${places},
         ${women}, false, true)`);
    const at = (hour: number) => Date.UTC(2026, 10, 25, hour);
    await hear('42', ...JOIN, 'Book an appointment', 'Courses and groups');
    await group('Course', 1, false, at(9));
    await group('Women', 9, true, at(9));
    await group('Other', 9, false, at(14));
    for (const handle of ['42', '43'])
      await hear(handle, 'menu', ...(handle === '43' ? JOIN.slice(1) : []), 'Book an appointment');
    await hear('43', 'Courses and groups', 'Course 25.11.');
    await hear('42', 'Courses and groups', 'Course 25.11.', 'Yes, keep a place');
    await hear('43', 'Yes, keep a place', 'menu');
    await hear('42', 'Book an appointment', 'Courses and groups', 'Women 25.11.', 'Yes, keep a place', 'menu');
    await hear('42', 'Book an appointment', 'Courses and groups', 'Other 25.11.', 'Yes, keep a place', 'menu');
    await hear('42', 'Book an appointment', 'Courses and groups', 'Other 25.11.', 'Yes, keep a place', 'menu');
    const booked = await rows('appointment');
    await hear('42', press('move', booked[0]?.reference));
    await hear('42', 'Book an appointment', 'Courses and groups');
    clock.now += 2 * DAY;
    await hear('42', 'Other 25.11.');
  },
  async 'signs up for a course'({ hear, world, rows, pump, incoming, execute }) {
    const by: Principal = { role: 'coordinator', pilots: ['serbia'], who: 'account:ana' };
    const typed = {
      ...{ kind: ['course'], counsellor: ['serbia-demo-1'], places: ['1'], 'title-en': ['Serbian'] },
      ...{ date: ['2026-12-02'], last: ['2026-12-16'], weekday: ['3'], from: ['10:00'], to: ['12:00'] },
    };
    const read = await readGroup(world, 'serbia', typed);
    const added = 'value' in read ? await addGroup(world, by, read.value) : read;
    const group = async () => {
      const found = await groupById(world.store.read, 'value' in added ? added.value : '');
      if (found === undefined) throw new Error('no group');
      return found;
    };
    const course = ['Book an appointment', 'Courses and groups', 'Serbian 2.12.'];
    await hear('42', ...JOIN, ...course, 'Yes, keep a place');
    await hear('43', ...JOIN, ...course, 'Yes, write to me');
    await pump.receive([...JOIN, ...course, 'Yes, write to me'].map((said) => incoming('page', said, 'web-chat')));
    await pump.settle();
    const [first] = await rows('appointment');
    await hear('42', press('cancel', first?.reference), 'The whole course');
    await pump.settle();
    await hear('43', 'Show it', 'Yes, keep a place');
    await addMeetingByStaff(world, by, await group(), { date: ['2026-12-11'], from: ['10:00'], to: ['12:00'] });
    await pump.settle();
    const [meeting] = (await group()).meetings;
    await callOffMeetingByStaff(world, by, await group(), meeting?.id ?? '', 'other');
    await pump.settle();
    const open = (await rows('appointment')).find(({ status }) => status === 'scheduled');
    await hear('43', press('cancel', open?.reference));
    await execute('update appointment set sign_up = null');
    await hear('43', 'The whole course');
    await callOffGroupByStaff(world, by, await group(), 'other');
    await pump.settle();
  },
  async 'finds nothing to book'({ hear, execute }) {
    await hear('42', ...JOIN, ...TO_TIMES.slice(0, 3));
    await execute('delete from hours');
    await hear('42', 'Wed 25 Nov', 'Talk to our team', 'Not now', 'he beats me');
    await execute('delete from topic');
    await hear('42', 'menu', 'Book an appointment');
  },
  async 'lives elsewhere now'({ hear, beside, incoming }) {
    const { serbia } = content.pilots;
    if (serbia === undefined) throw new Error('no pilot serbia');
    const alone = beside({ content: { ...watched, pilots: { serbia } } });
    const hearAlone = async (said: string) => {
      await alone.pump.receive([incoming('42', said)]);
      await alone.pump.settle();
    };
    const city = ['menu', 'My data', 'Correct my answers', 'My city or country'];
    await hear('42', ...JOIN, ...city.slice(0, -1));
    await hearAlone('My city or country');
    await hear('42', ...city);
    await hearAlone('Milan');
    await hear('42', ...city, 'Milan');
    await hearAlone('Yes, I agree');
    await hear('42', ...city, 'Milan', 'Yes, I agree');
    await hear('43', ...JOIN, ...BOOK, ...city, 'Milan', 'Yes, I agree');
    await hear('44', ...JOIN.slice(0, 3), 'Just look around', 'My data', 'My city or country', 'Milan');
  },
  async 'writes with staff, in every way that it can go'({ hear, world, pump, rows, execute }) {
    const by = { role: 'admin', pilots: ['serbia'], who: 'account:ana', account: 'ana' } as const;
    const answer = async (language: string) => {
      const id = (await rows('request')).find(({ state }) => state === 'open')?.id ?? '';
      await answerByStaff(world, by, id, { words: 'Hello', language, seen: 99 });
      await pump.settle();
      return id;
    };
    await hear('42', ...JOIN, 'human', 'I have a complaint', 'He laughed', 'Go on');
    const id = await answer('en');
    await answer('ar');
    await hear('42', press('thanks', id), press('reply', id), 'One more', 'Yes, pass it on', 'menu');
    await answerAndClose(world, by, await answer('en'), 'Bye');
    await pump.settle();
    const voices = Array.from(
      { length: 21 },
      (_, i) => ({ kind: 'media', media: 'voice', file: { ref: `v${i}` } }) as const,
    );
    await hear('42', 'human', 'Help me', ...voices);
    await handBackByStaff(world, by, await answer('en'), 'cv');
    await pump.settle();
    await execute(`insert into timer (key, person, kind, target, at, until)
      select 'back', person, 'hand-back', 'nowhere', 0, 9000000000000 from request limit 1`);
    await pump.settle();
  },
  async 'writes down what they can do, and makes a CV and a form of it'(stage) {
    const { hear, execute, pump, beside, telegram, incoming } = stage;
    const step = (name: string, ...said: string[]) => hear('42', press('way'), name, ...said);
    const job = (words: string, chosen: string) => [words, chosen, 'Skip'];
    await hear('42', ...JOIN);
    await step('CV', 'Make my CV', 'Next step');
    await step(
      'What I can do',
      'Begin',
      'No',
      'No',
      'No',
      'No school',
      'No course',
      'No other language',
      'No licence',
      'Skip',
    );
    await hear(
      '42',
      'Begin again',
      ...job('tailor', 'Tailor'),
      'Yes, another',
      'something',
      'Yes, my words',
      'I sewed, and I cooked',
    );
    for (let n = 3; n <= 11; n += 1) await hear('42', 'Yes, another', ...job('tailor', 'Tailor'));
    await hear(
      '42',
      'No, go on',
      'No',
      'No',
      'University',
      'Law',
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
    );
    for (const tongue of ['English', 'Serbian', 'Arabic', 'Persian', 'Pashto', 'Kurdish', 'Tigrinya', 'Amharic'])
      await hear('42', tongue, 'A few words');
    await hear('42', 'Car', 'saw', 'Yes, please', 'one', 'Change the words', 'first aid');
    await hear('42', 'English', 'Back', 'two', 'Delete this line', 'It is right');
    await step('CV', 'Make my CV', '漢', 'Amal', 'Homs', 'a while ago', '2015-2019');
    for (let n = 2; n <= 10; n += 1)
      await hear(
        '42',
        'Skip',
        ...(n === 2 ? ['I still do it', 'long', '2020'] : n === 3 ? ['I still do it', '2020'] : ['Skip']),
      );
    await hear('42', '+381 60 1234567', 'something', 'Date of birth', '1.1.1990');
    await hear('42', 'For employers', 'PDF, to send', 'Send it here', 'Another language', 'For me', 'Word, to change');
    await hear('42', 'Not now');
    await step('CV', 'Make my CV', 'Show a counsellor', 'Yes, show it', 'Show a counsellor', 'No', 'Delete the name');
    await step(
      'CV',
      'Make my CV',
      'A line by hand',
      ...Array.from({ length: 20 }, () => 'Skip'),
      'No number',
      'tailor',
      'Tailor',
    );
    await step('A letter about me', 'Get the form', 'Not now');
    await step('✓ What I can do', 'Begin', 'It is right');
    const { documents: _, ...can } = telegram.can;
    const bare = beside({ telegram: { ...telegram, can }, content: watched });
    for (const said of [
      press('way'),
      '✓ A letter about me',
      'Get the form',
      'Not now',
      press('way'),
      'CV',
      'For employers',
    ])
      await bare.pump.receive([incoming('42', said)]);
    for (const said of ['PDF, to send', 'Send it here']) await bare.pump.receive([incoming('42', said)]);
    await bare.pump.settle();
    await execute(`insert into timer (key, person, kind, target, at, until)
      select 'gone', id, 'document-unsent', 'nowhere', 0, 9000000000000 from person limit 1`);
    await pump.settle();
  },
  async 'wants news, then none, and adds and removes another app'({ hear, texts, pump, incoming }) {
    await hear('42', ...JOIN, 'menu', 'My data', 'News', 'Yes, please', 'menu', 'My data', 'News', 'No');
    await hear('42', 'menu', 'My data', 'Other apps', 'Disconnect an app');
    await hear('42', 'menu', 'My data', 'Other apps', 'Add an app');
    const code = /#\d{5} \d{5}/.exec(texts('42').at(-1) ?? '')?.[0] ?? '';
    await pump.receive([incoming('page', 'hello', 'web-chat'), incoming('page', code, 'web-chat')]);
    await pump.settle();
    await hear(
      '42',
      'Yes, it is mine',
      'menu',
      'My data',
      'Other apps',
      'Disconnect an app',
      'Web chat',
      'Undo',
      'Undo',
    );
    await hear('42', press('join', 'x'), press('refuse-join', 'x'), press('undo-join', 'x'), press('undo-leave', 'x'));
  },
  async 'is asked by other apps, in every way that an answer can go'({ hear, texts, last, execute, pump, incoming }) {
    const codeOf = async (handle: string) => {
      await hear(handle, 'menu', 'My data', 'Other apps', 'Add an app');
      return /#\d{5} \d{5}/.exec((texts(handle).at(-1) ?? '').replaceAll(/[\u2066-\u2069]/g, ''))?.[0] ?? '';
    };
    await hear('42', ...JOIN.slice(0, 3), 'Just look around', { kind: 'tap', button: 's.linked-apps' }, 'Add an app');
    for (const handle of ['43', '44']) await hear(handle, ...JOIN);
    const first = await codeOf('43');
    await hear('45', 'hello', first);
    await hear('43', 'No, not mine');
    await hear('44', await codeOf('43'), press('app-linked', 'written'));
    await hear('45', press('app-linked', 'written'));
    // One has withdrawn, and the other says yes: in time, too late, and to somebody who has a profile again.
    for (const spoil of ['delete from lease', 'delete from link_code', 'update person set consented = true']) {
      const code = await codeOf('43');
      await hear('43', 'stop');
      await hear('44', code);
      await execute(spoil);
      await hear('44', 'Yes, it is mine', 'menu');
      await hear('43', 'hello', 'Yes, I agree');
    }
    await hear('46', 'hello', await codeOf('44'));
    await hear('44', 'Yes, it is mine');
    const undo = last('46');
    const code = await codeOf('44');
    await pump.receive([incoming('page', 'hello', 'web-chat'), incoming('page', code, 'web-chat')]);
    await pump.settle();
    await hear('44', 'Yes, it is mine', 'menu', 'My data', 'Other apps', 'Disconnect an app', 'Web chat');
    if (undo.kind === 'choice') await hear('44', { kind: 'tap', button: undo.options[0]?.id ?? '' });
  },
  async 'has an appointment booked for them at the counter'({ hear, rows, store, world }) {
    await hear('42', ...JOIN);
    const [{ id: person } = { id: '' }] = await rows('person');
    const found = { pilot: 'serbia', person };
    const wish = { woman: false, ownLanguage: false, childcare: false, language: 'en', office: null };
    const wanted = { topic: 'job', wish: { ...wish, mode: 'in-person' as const } };
    const slot = (await timesAtCounter(world, store.read, found, wanted))[1]?.slots[0];
    const time = slot === undefined ? '' : slotId(slot);
    const typed = { topic: ['job'], language: ['en'], mode: ['in-person'], time: [time] };
    const by: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
    expect(await bookForPerson(world, by, found, typed)).toMatchObject({ person });
  },
  async 'shows a code to a counsellor, with a profile and without one'({ hear }) {
    await hear('42', ...JOIN, 'My data', 'Code for a counsellor', 'New code', 'Menu');
    await hear('43', ...JOIN.slice(0, 3), 'Just look around', press('show-code'));
  },
  async 'is in danger before anything else, and has everything deleted'({ hear }) {
    await hear('42', 'he beats me', 'Yes', ...JOIN, 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    await hear('43', 'hello', 'English', 'Berlin', 'Just look around', 'he beats me', 'Yes');
  },
};

describe.each(DIALECTS)('every action on %s', (dialect) => {
  test.each(Object.keys(STORIES))('somebody %s', async (name) => {
    await using stage = await openStage(dialect, { content: watched, documents });
    await STORIES[name]?.(stage);
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('ends in every way that it declares', () => {
    expect(declared.filter((outcome) => !seen.has(outcome))).toEqual(UNREACHED);
    expect([...seen].filter((outcome) => !declared.includes(outcome))).toEqual([]);
    seen.clear();
  });
});
