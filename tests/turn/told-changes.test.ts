import { expect } from 'vitest';
import type { Flow } from '../../src/conversation/flow.ts';
import type { Content } from '../../src/conversation/message.ts';
import { addBroadcast } from '../../src/store/broadcasts.ts';
import { type OpenChange, openChanges, type Reason } from '../../src/store/changes.ts';
import { nameInLog } from '../../src/store/log.ts';
import type { Principal } from '../../src/store/principal.ts';
import { cancelByStaff, doneByStaff, moveByStaff, writeByStaff } from '../../src/turn/appointments/by-staff.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { endSession, fetchReplies } from '../../src/turn/send/transcript.ts';
import { writesFirst } from '../../src/turn/world.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { content as deployed, type ScriptedChannel, scriptedChannel } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { brokenContent, JOIN, labels, TO_TIMES } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:somebody' };
const BOOK = [...JOIN, ...TO_TIMES, '09:00', 'Yes, book it'];
const MOVED = 'We had to change the time of your appointment on';
const NIGHT = Date.UTC(2026, 10, 24, 22);
const MORNING = Date.UTC(2026, 10, 25, 7);

/** The changes that staff see as not told. */
const open = ({ world }: Pick<Stage, 'world'>): Promise<(OpenChange & { reason: Reason })[]> =>
  openChanges(world.store.read, { pilots: ['serbia'] }, (name) => writesFirst(world, name));
const reasons = async (stage: Stage) => (await open(stage)).map(({ kind, reason }) => `${kind}: ${reason}`);

const newest = async (stage: Stage) => {
  const found = (await stage.rows('appointment')).find(({ status }) => status === 'scheduled');
  if (found === undefined) throw new Error('nothing is booked');
  return found;
};

/** Moves the booked appointment by so many steps of 80 minutes. */
async function move(stage: Stage, steps: number, by = BY): Promise<string> {
  const { id, startAt, counsellor } = await newest(stage);
  const outcome = await moveByStaff(stage.world, by, id, `${startAt / 300_000 + 16 * steps}-${counsellor}`, 'other');
  await stage.pump.settle();
  return outcome;
}

async function callOff(stage: Stage): Promise<string> {
  const outcome = await cancelByStaff(stage.world, BY, (await newest(stage)).id);
  await stage.pump.settle();
  return outcome;
}

/** What the page of the web chat fetches, after having shown everything up to `after`. */
const page = (stage: Stage, after: number | null) => fetchReplies(stage.world, 'web-chat', 'page', after);
const textsOf = ({ replies }: Awaited<ReturnType<typeof page>>) =>
  replies.map(({ reply }) => (reply.kind === 'clear' ? '' : reply.text));

async function hearOn(
  stage: Stage,
  channel: 'web-chat' | 'whatsapp-cloud',
  handle: string,
  ...said: (string | Content)[]
) {
  for (const one of said) {
    await stage.pump.receive([stage.incoming(handle, one, channel)]);
    await stage.pump.settle();
  }
}

onBoth('a change by staff on %s', (dialect, test) => {
  test('is told at once by day, with the old time and the new one', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    expect(await move(stage, 1)).toBe('done');
    expect(stage.texts('42').at(-1)).toContain(
      `${MOVED} Wednesday 25 November at 09:00. New: Wednesday 25 November at 10:20`,
    );
    expect(await reasons(stage)).toEqual([]);
    expect(await stage.rows('change')).toMatchObject([{ kind: 'moved', toldAt: stage.clock.now, doneAt: null }]);
  });

  test('waits at night, listed, and is told in the morning', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.clock.now = NIGHT;
    const before = stage.texts('42').length;
    await move(stage, 3);
    expect(await reasons(stage)).toEqual(['moved: on-its-way']);
    expect(stage.texts('42')).toHaveLength(before);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    expect(stage.texts('42').slice(before)).toEqual([expect.stringContaining('at 13:00')]);
    expect(await reasons(stage)).toEqual([]);
  });

  test('is told at night to a person who writes, after their answer, and then not again', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.clock.now = NIGHT;
    await move(stage, 1);
    const before = stage.texts('42').length;
    await stage.hear('42', 'menu');
    const menu = expect.stringContaining('How can we help you?');
    expect(stage.texts('42').slice(before)).toEqual([
      // Before it is known who writes, nothing is told.
      expect.stringContaining('Are you the person who wrote here before?'),
      ...[menu, expect.stringContaining(MOVED), menu],
    ]);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    await stage.hear('42', 'menu');
    expect(stage.texts('42').filter((text) => text.includes(MOVED))).toHaveLength(1);
    expect((await stage.rows('person')).map(({ untold }) => untold)).toEqual([false]);
  });

  test('that follows another one before it was told is the only one told, with the time that the person knows', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.clock.now = NIGHT;
    await move(stage, 1);
    await move(stage, 2);
    expect(await reasons(stage)).toEqual(['moved: on-its-way']);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes(MOVED))).toEqual([
      expect.stringMatching(/on Wednesday 25 November at 09:00\. New: .* at 13:00/),
    ]);
  });

  test('moved and then called off before either was told: the person hears that the time they know is off', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.clock.now = NIGHT;
    expect(await move(stage, 3)).toBe('done');
    await callOff(stage);
    stage.clock.now = MORNING;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('Your appointment on Wednesday 25 November at 09:00 cannot take place.');
    expect(stage.texts('42').filter((text) => text.includes(MOVED))).toEqual([]);
  });

  test.each(['move', 'call off'])('that the person overtakes by their own %s needs no telling', async (act) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    const { reference } = await newest(stage);
    // The channel holds the message back, and the person acts meanwhile.
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + HOUR, why: '429' });
    await move(stage, 1);
    expect(await reasons(stage)).toEqual(['moved: on-its-way']);
    const said =
      act === 'move'
        ? [{ kind: 'tap', button: `s.move.${reference}` } as const, 'Wed 25 Nov', '13:00', 'Yes, move it']
        : [{ kind: 'tap', button: `s.cancel.${reference}` } as const, 'Yes, cancel it'];
    await stage.hear('42', ...said);
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes(MOVED))).toEqual([]);
    expect(await reasons(stage)).toEqual([]);
  });
});

onBoth('a change that cannot be told on %s', (dialect, test) => {
  test('of a web chat that is open is shown there, and counts as told once the page has shown it', async () => {
    await using stage = await openStage(dialect);
    await hearOn(stage, 'web-chat', 'page', ...BOOK);
    const { now } = await page(stage, 0);
    await callOff(stage);
    const news = await page(stage, now);
    expect(textsOf(news)).toEqual([expect.stringContaining('cannot take place')]);
    expect(await reasons(stage)).toEqual(['called-off: fetches']);
    await page(stage, news.now);
    expect(await reasons(stage)).toEqual([]);
  });

  test('of a web chat that is closed is shown when it is opened an hour later, and only once', async () => {
    await using stage = await openStage(dialect);
    await hearOn(stage, 'web-chat', 'page', ...BOOK);
    await move(stage, 1);
    stage.clock.now += HOUR;
    expect(await reasons(stage)).toEqual(['moved: fetches']);
    const opened = await page(stage, null);
    expect(textsOf(opened)).toEqual([expect.stringContaining(MOVED)]);
    expect(await reasons(stage)).toEqual(['moved: fetches']);
    // The page has shown it, and says so with its next question.
    expect(textsOf(await page(stage, opened.now))).toEqual([]);
    expect(await reasons(stage)).toEqual([]);
    await hearOn(stage, 'web-chat', 'page', 'menu');
    expect(textsOf(await page(stage, opened.now)).filter((text) => text.includes(MOVED))).toEqual([]);
  });

  test('of a web chat is shown although something newer was said since', async () => {
    await using stage = await openStage(dialect);
    await hearOn(
      stage,
      'web-chat',
      'page',
      ...BOOK,
      'menu',
      'Book an appointment',
      'Papers and rights',
      'Thu 26 Nov',
      '09:00',
      'Yes, book it',
    );
    stage.clock.now += HOUR;
    const [first, second] = (await stage.rows('appointment')).sort((a, b) => a.startAt - b.startAt);
    await cancelByStaff(stage.world, BY, first?.id ?? '');
    await stage.pump.settle();
    stage.clock.now += MINUTE;
    await cancelByStaff(stage.world, BY, second?.id ?? '');
    await stage.pump.settle();
    const { replies } = await page(stage, null);
    expect(replies.map(({ reply }) => reply.kind !== 'clear' && /Wednesday|Thursday/.exec(reply.text)?.[0])).toEqual([
      'Wednesday',
      'Thursday',
    ]);
  });

  test('of a person who says STOP once more waits for their next message', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK, 'stop');
    await callOff(stage);
    await stage.hear('42', 'stop');
    expect(stage.texts('42').filter((text) => text.includes('cannot take place'))).toEqual([]);
    await stage.hear('42', 'hello');
    expect(stage.texts('42').at(-1)).toContain('cannot take place');
  });

  test('of a web chat that has ended is listed until staff have dealt with it', async () => {
    await using stage = await openStage(dialect);
    await hearOn(stage, 'web-chat', 'page', ...BOOK);
    await endSession(stage.world, 'web-chat', 'page');
    const { id } = await newest(stage);
    expect(await move(stage, 1)).toBe('done');
    expect(await reasons(stage)).toEqual(['moved: no-chat']);
    expect(await writeByStaff(stage.world, BY, id, 'Are you there?')).toBe('gone');
    expect(await doneByStaff(stage.world, { ...BY, pilots: ['milan'] }, id)).toBe('gone');
    expect(await doneByStaff(stage.world, BY, id)).toBe('done');
    expect(await doneByStaff(stage.world, BY, id)).toBe('gone');
    expect(await reasons(stage)).toEqual([]);
    const looks = (await stage.rows('log')).filter(({ what }) => what === 'appointment-told');
    expect(looks).toMatchObject([{ target: nameInLog(stage.world.vault, id), pilot: 'serbia', who: BY.who }]);
  });

  test('of a person who said STOP is sent when they write again, and not before', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK, 'stop');
    const before = stage.texts('42').length;
    await move(stage, 1);
    stage.clock.now += 2 * DAY - 14 * HOUR;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(before);
    expect(await reasons(stage)).toEqual(['moved: stopped']);
    expect(await writeByStaff(stage.world, BY, (await newest(stage)).id, 'Are you there?')).toBe('stopped');
    stage.clock.now = MORNING;
    await stage.hear('42', 'hello');
    expect(stage.texts('42').slice(before)).toContainEqual(expect.stringContaining(MOVED));
    expect(await reasons(stage)).toEqual([]);
  });

  test('of a person who has blocked us is told when they write', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.telegram.outcomes.push({ result: 'never', why: 'blocked', blocked: true });
    await callOff(stage);
    expect(await reasons(stage)).toEqual(['called-off: blocked']);
    const before = stage.texts('42').length;
    await stage.hear('42', 'hello');
    expect(
      stage
        .texts('42')
        .slice(before)
        .map((text) => text.includes('cannot take place')),
    ).toEqual([true, false]);
    expect(await reasons(stage)).toEqual([]);
  });

  test('because the channel refuses it is told again when the person writes', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await callOff(stage);
    expect(await reasons(stage)).toEqual(['called-off: refused']);
    await stage.hear('42', 'menu');
    expect(stage.texts('42').at(-1)).toContain('cannot take place');
  });

  test('because the provider refuses it after it was taken stands on the list again', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    await callOff(stage);
    expect(await reasons(stage)).toEqual([]);
    const externalId = `42/${stage.telegram.sent.length - 1}`;
    await stage.pump.receive([], { receipts: [{ channel: 'telegram', externalId, state: 'failed', why: 'x' }] });
    expect(await reasons(stage)).toEqual(['called-off: refused']);
    await stage.hear('42', 'menu');
    expect(stage.texts('42').at(-1)).toContain('cannot take place');
  });

  test('in a closed window goes out when the person writes', async () => {
    const whatsapp = windowed();
    await using stage = await openStage(dialect, { channels: [whatsapp] });
    await hearOn(stage, 'whatsapp-cloud', '381', ...BOOK);
    whatsapp.outcomes.push({ result: 'wait', why: 'the window is closed' });
    await callOff(stage);
    expect(await reasons(stage)).toEqual(['called-off: window']);
    const before = whatsapp.sent.length;
    await hearOn(stage, 'whatsapp-cloud', '381', 'menu');
    expect(textsOn(whatsapp).slice(before)).toEqual([
      expect.stringContaining('cannot take place'),
      expect.stringContaining('How can we help you?'),
    ]);
    expect(await reasons(stage)).toEqual([]);
  });

  test.each([
    ['STOP', 'stop'],
    ['quick exit', 'exit'],
    ['words of danger', 'he beats me'],
  ])('is left out of the answer to %s, and comes with the next one', async (_, words) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await callOff(stage);
    await stage.hear('42', words);
    expect(stage.texts('42').filter((text) => text.includes('cannot take place'))).toEqual([]);
    await stage.hear('42', 'hello');
    expect(stage.texts('42').filter((text) => text.includes('cannot take place'))).toHaveLength(1);
  });
});

onBoth('another chat that has the reference on %s', (dialect, test) => {
  const cancelled = (reference: string) => [
    { kind: 'tap', button: `s.cancel.${reference}` } as const,
    'Yes, cancel it',
  ];

  test('does not cancel: the person who booked is asked, once a day, and decides', async () => {
    await using stage = await openStage(dialect);
    await stage.hear(
      '42',
      ...JOIN,
      'Book an appointment',
      'Finding a job',
      'No preference',
      'Fri 27 Nov',
      '09:00',
      'Yes, book it',
    );
    const { reference } = await newest(stage);
    await stage.hear('43', 'hello', 'English', ...cancelled(reference), ...cancelled(reference));
    const answers = stage.texts('43').filter((text) => text.includes('We have asked there'));
    expect(answers).toHaveLength(2);
    const asked = () => stage.texts('42').filter((text) => text.includes('wants to cancel your appointment'));
    expect(asked()).toHaveLength(1);
    expect(labels(stage.last('42'))).toEqual(['Yes, cancel it', 'No, keep it']);
    expect((await newest(stage)).status).toBe('scheduled');
    stage.clock.now += DAY;
    await stage.hear('43', ...cancelled(reference));
    expect(asked()).toHaveLength(2);
    await stage.hear('42', 'No, keep it');
    expect((await newest(stage)).status).toBe('scheduled');
    await stage.hear('42', ...cancelled(reference));
    expect((await stage.rows('appointment'))[0]?.status).toBe('cancelled');
    expect(await reasons(stage)).toEqual([]);
  });

  test('cancels where the person cannot be reached, and they are told', async () => {
    await using stage = await openStage(dialect);
    await hearOn(stage, 'web-chat', 'page', ...BOOK);
    const { reference } = await newest(stage);
    const { now } = await page(stage, 0);
    await stage.hear('43', 'hello', 'English', ...cancelled(reference));
    expect(stage.texts('43').at(-1)).toContain('is cancelled');
    expect(await reasons(stage)).toEqual(['cancelled-elsewhere: fetches']);
    const news = await page(stage, now);
    expect(textsOf(news)).toEqual([expect.stringContaining('Somebody who has your appointment number cancelled')]);
    await page(stage, news.now);
    expect(await reasons(stage)).toEqual([]);
    const counted = (await stage.rows('event')).filter(({ kind }) => kind === 'appointment-cancelled');
    const [owner] = (await stage.rows('event')).filter(({ kind }) => kind === 'consent-given');
    expect(counted.map(({ pseudonym }) => pseudonym)).toEqual([owner?.pseudonym]);
  });

  test('cannot say for the person that they will come', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    const { reference } = await newest(stage);
    await stage.hear('43', 'hello', 'English', { kind: 'tap', button: `s.confirm.${reference}` });
    expect((await newest(stage)).confirmedAt).toBeNull();
  });
});

/** A STOP whose turn cannot go on. */
const FAILING_STOP: Flow = {
  flow: 'stop',
  interrupt: 'stop',
  start: 'withdraw',
  steps: {
    withdraw: { kind: 'do', action: 'consent.withdraw', on: { none: 'nowhere', some: 'nowhere' } },
    nowhere: { kind: 'call', flow: 'nowhere', next: 'end' },
  },
};

/** Who wants no news any more is not answered. */
function failingNews(): Flow {
  const news = deployed.model.flowsOf(null).news;
  if (news === undefined) throw new Error('no flow news');
  return { ...news, steps: { ...news.steps, left: { kind: 'call', flow: 'nowhere', next: 'end' } } };
}

/** A WhatsApp whose window a test closes. */
function windowed(): ScriptedChannel {
  const channel = scriptedChannel('telegram');
  return { ...channel, name: 'whatsapp-cloud', can: { ...channel.can, window: true } };
}
const textsOn = ({ sent }: ScriptedChannel) => sent.map(({ reply }) => (reply.kind === 'clear' ? '' : reply.text));

onBoth('what was lined up on %s', (dialect, test) => {
  const later = (stage: Stage) => ({ result: 'retry', at: stage.clock.now + HOUR, why: '429' }) as const;
  const answered = (stage: Stage) => stage.texts('42').filter((text) => !/stopped|Your answer stays/.test(text));

  test('a reminder that is held back does not go out after STOP', async () => {
    await using stage = await openStage(dialect);
    await stage.hear(
      '42',
      ...JOIN,
      'Book an appointment',
      'Finding a job',
      'No preference',
      'Fri 27 Nov',
      '09:00',
      'Yes, book it',
    );
    stage.clock.now = Date.UTC(2026, 10, 26, 8);
    stage.telegram.outcomes.push(later(stage));
    await stage.pump.settle();
    const before = answered(stage).length;
    await stage.hear('42', 'stop');
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect(answered(stage).slice(before)).toEqual([]);
    expect(stage.texts('42').at(-1)).toContain('We have stopped.');
  });

  const NEWS = ['menu', 'My data', 'News', 'Yes, please'];
  const sendNews = async (stage: Stage) => {
    const broadcast = { id: 'news', pilot: 'serbia', texts: { en: 'A new course begins.' }, step: null };
    await stage.store.tx((q) => addBroadcast(q, { ...broadcast, at: stage.clock.now }));
    await runJobs(stage.world);
    await stage.pump.settle();
  };

  test.each([
    ['STOP', ['stop']],
    ['News: No', ['menu', 'My data', 'News', 'No']],
  ])('news that is held back does not go out after %s', async (_, said) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, ...NEWS);
    stage.telegram.outcomes.push(later(stage));
    await sendNews(stage);
    await stage.hear('42', ...said);
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes('A new course begins.'))).toEqual([]);
    expect((await stage.rows('outbox')).filter(({ state }) => state === 'queued')).toEqual([]);
  });

  test('news that waits for a closed window does not go out when the person writes only STOP', async () => {
    const whatsapp = windowed();
    await using stage = await openStage(dialect, { channels: [whatsapp] });
    await hearOn(stage, 'whatsapp-cloud', '381', ...JOIN, ...NEWS);
    whatsapp.outcomes.push({ result: 'wait', why: 'the window is closed' });
    await sendNews(stage);
    await hearOn(stage, 'whatsapp-cloud', '381', 'stop');
    expect(textsOn(whatsapp).filter((text) => text.includes('A new course begins.'))).toEqual([]);
    expect(textsOn(whatsapp).at(-1)).toContain('We have stopped.');
  });

  test('a turn that waits behind a STOP that is tried again does not begin', async () => {
    const content = brokenContent([FAILING_STOP]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...BOOK, 'stop');
    expect(await writeByStaff(stage.world, BY, (await newest(stage)).id, 'Bring your papers.')).toBe('sent');
    await move(stage, 1);
    content.mend();
    stage.clock.now += HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('We have stopped.');
    expect(stage.texts('42').filter((text) => text.includes('Bring your papers.') || text.includes(MOVED))).toEqual([]);
    expect(await reasons(stage)).toEqual(['moved: stopped']);
    expect((await stage.rows('person')).map(({ waiting }) => waiting)).toEqual([0]);
  });

  test('news that waits behind a "News: No" that is tried again does not begin', async () => {
    const content = brokenContent([failingNews()]);
    await using stage = await openStage(dialect, { content });
    await stage.hear('42', ...JOIN, ...NEWS, 'menu', 'My data', 'News', 'No');
    await sendNews(stage);
    content.mend();
    stage.clock.now += HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').at(-1)).toContain('We send you no news.');
    expect(stage.texts('42').filter((text) => text.includes('A new course begins.'))).toEqual([]);
  });

  test("a counsellor's answer that is held back does not go out after STOP", async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.telegram.outcomes.push(later(stage));
    expect(await writeByStaff(stage.world, BY, (await newest(stage)).id, 'Bring your papers.')).toBe('sent');
    await stage.pump.settle();
    await stage.hear('42', 'stop');
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes('Bring your papers.'))).toEqual([]);
  });

  test('a change in a closed window does not go out when the person writes only STOP', async () => {
    const whatsapp = windowed();
    await using stage = await openStage(dialect, { channels: [whatsapp] });
    await hearOn(stage, 'whatsapp-cloud', '381', ...BOOK);
    whatsapp.outcomes.push({ result: 'wait', why: 'the window is closed' });
    await move(stage, 1);
    await hearOn(stage, 'whatsapp-cloud', '381', 'stop');
    expect(textsOn(whatsapp).filter((text) => text.includes(MOVED))).toEqual([]);
    expect(await reasons(stage)).toEqual(['moved: stopped']);
    stage.clock.now += 5 * MINUTE;
    await hearOn(stage, 'whatsapp-cloud', '381', 'hello');
    expect(textsOn(whatsapp).at(-1)).toContain(MOVED);
  });

  test('a change does not go out once the person has everything deleted', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...BOOK);
    stage.telegram.outcomes.push(later(stage));
    await move(stage, 1);
    await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes(MOVED))).toEqual([]);
    expect(await stage.rows('person')).toEqual([]);
  });
});
