import { expect } from 'vitest';
import { invitationOf, openInvitations } from '../../src/store/booking-invitations.ts';
import { setTopics } from '../../src/store/holdings.ts';
import { nameInLog } from '../../src/store/log.ts';
import { purge } from '../../src/store/retention.ts';
import { topicsOf } from '../../src/store/supply.ts';
import { endByStaff, type Invited, inviteByStaff } from '../../src/turn/office/people/invite.ts';
import { copyPerson } from '../../src/turn/people/copy-person.ts';
import { join } from '../../src/turn/people/join.ts';
import { fetchReplies } from '../../src/turn/send/transcript.ts';
import { writesFirst } from '../../src/turn/world.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { type ScriptedChannel, scriptedChannel, testVault } from '../fakes/parts.ts';
import { onBoth } from '../fakes/selection.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, press } from './support.ts';

const BY = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana', counsellor: 'serbia-demo-1' } as const;
/** From the invitation's button to a booked talk. */
const BOOK = ['No preference', 'Fri 27 Nov', '09:00', 'Yes, book it'];
const FIRST = 'You can choose a time. Last day: Tuesday 8 December';
const AGAIN = `Reminder: you can choose a time. Last day: Tuesday 8 December`;
const USUAL = { topic: ['job'], until: ['2026-12-08'] };

const personId = async (stage: Stage) => (await stage.rows('person'))[0]?.id ?? '';
const found = async (stage: Stage) => ({ person: await personId(stage), pilot: 'serbia' });

async function invite(stage: Stage, typed: Record<string, string[]> = USUAL): Promise<Invited> {
  const invited = await inviteByStaff(stage.world, BY, await found(stage), typed);
  await stage.pump.settle();
  return invited;
}

/** Somebody who has agreed, and whom the team invites. */
async function invited(dialect: Parameters<typeof openStage>[0]): Promise<Stage> {
  const stage = await openStage(dialect);
  await stage.hear('42', ...JOIN);
  expect(await invite(stage)).toBe('invited');
  return stage;
}

const pass = async (stage: Stage, ms: number) => {
  stage.clock.now += ms;
  await stage.pump.settle();
};
const said = (stage: Stage, handle = '42') =>
  stage.texts(handle).filter((text) => text.includes('you can choose a time') || text.startsWith('You can choose'));
const open = async (stage: Stage) =>
  openInvitations(stage.store.read, { pilots: ['serbia'] }, (name) => writesFirst(stage.world, name));
const reasons = async (stage: Stage) => (await open(stage)).map(({ reason }) => reason);
const states = async (stage: Stage) => (await stage.rows('bookingInvitation')).map(({ state, told }) => [state, told]);
const timers = async (stage: Stage) =>
  (await stage.rows('timer')).filter(({ kind }) => kind === 'invite-to-book').map(({ at }) => at);
/** What staff did, in no order, since entries of the log have none at one moment. */
const deeds = async (stage: Stage) => (await stage.rows('log')).map(({ what }) => what).toSorted();

onBoth('an invitation to book on %s', (dialect, test) => {
  test('is one message that says no topic; its button books about it, and it is over', async () => {
    await using stage = await invited(dialect);
    expect(said(stage)).toEqual([FIRST]);
    expect(labels(stage.last('42'))).toEqual(['Choose a time', 'Not now']);
    expect(await stage.rows('log')).toMatchObject([
      { what: 'person-invited', who: BY.who, target: nameInLog(testVault(), await personId(stage)), pilot: 'serbia' },
    ]);
    await stage.hear('42', 'Choose a time', ...BOOK);
    expect(await stage.rows('appointment')).toMatchObject([{ topic: 'job', status: 'scheduled' }]);
    expect([await states(stage), await timers(stage), await open(stage)]).toEqual([[['booked', 1]], [], []]);
    await pass(stage, 4 * DAY);
    expect(said(stage)).toEqual([FIRST]);
  });

  test('is answered by an appointment that the person books by themselves, about its topic alone', async () => {
    await using stage = await invited(dialect);
    await stage.hear('42', 'menu', 'Book an appointment', 'Papers and rights', ...BOOK);
    expect(await states(stage)).toEqual([['open', 1]]);
    await stage.hear('42', 'menu', 'Book an appointment', 'Finding a job', 'Fri 27 Nov', '11:00', 'Yes, book it');
    expect(await states(stage)).toEqual([['booked', 1]]);
  });

  test('is not answered by an appointment for somebody of the family', async () => {
    await using stage = await invited(dialect);
    await stage.hear('42', 'Choose a time', ...BOOK.slice(0, -1), 'Yes, for my family');
    expect(await stage.rows('appointment')).toMatchObject([{ family: true }]);
    expect(await states(stage)).toEqual([['open', 1]]);
  });

  test('leaves an open question as it is', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'menu', 'Book an appointment');
    await invite(stage);
    expect(stage.texts('42').at(-1)).toBe(FIRST);
    await stage.hear('42', 'Papers and rights');
    expect(stage.texts('42').at(-1)).toContain('Whom would you like to meet?');
  });

  test('waits for the morning at night', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    // 22:00 in Belgrade.
    stage.clock.now = START + 12 * HOUR;
    await invite(stage);
    await pass(stage, 10 * HOUR - 1);
    expect([said(stage), await reasons(stage)]).toEqual([[], ['on-its-way']]);
    await pass(stage, 1);
    expect([said(stage), await reasons(stage)]).toEqual([[FIRST], [null]]);
  });

  test('is reminded of after three days, once; three days later staff call, and it stays until they have', async () => {
    await using stage = await invited(dialect);
    await pass(stage, 3 * DAY - 1);
    expect(said(stage)).toEqual([FIRST]);
    await pass(stage, 1);
    expect(said(stage)).toEqual([FIRST, AGAIN]);
    expect(labels(stage.last('42'))).toEqual(['Choose a time', 'Not now']);
    const [one] = await open(stage);
    expect(one).toMatchObject({ told: 2, callAt: START + 6 * DAY, reason: null, counsellor: 'serbia-demo-1' });
    for (let n = 0; n < 20; n += 1) await pass(stage, DAY);
    expect([said(stage).length, (await open(stage)).length]).toEqual([2, 1]);
    expect(await endByStaff(stage.world, BY, one?.id ?? '')).toBe('done');
    expect([await states(stage), await open(stage)]).toEqual([[['done', 2]], []]);
    expect(await deeds(stage)).toEqual(['person-invitation-done', 'person-invited']);
    expect(await endByStaff(stage.world, BY, one?.id ?? '')).toBe('gone');
  });

  test('is not reminded of after its last day, on which staff call', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    await invite(stage, { topic: ['job'], until: ['2026-11-26'] });
    const [one] = await open(stage);
    // The end of Thursday in Belgrade.
    expect([one?.until, one?.callAt]).toEqual([Date.UTC(2026, 10, 26, 23), Date.UTC(2026, 10, 26, 23)]);
    await pass(stage, 5 * DAY);
    expect([said(stage).length, await timers(stage)]).toEqual([1, []]);
  });

  test('ends with *not now*, which is answered the same at a second press', async () => {
    await using stage = await invited(dialect);
    const [one] = await stage.rows('bookingInvitation');
    const decline = press('decline-invitation', one?.id);
    for (let n = 0; n < 2; n += 1) {
      await pass(stage, HOUR);
      await stage.hear('42', decline);
      expect(stage.texts('42').at(-2)).toContain('That is fine.');
    }
    expect([await states(stage), await timers(stage)]).toEqual([[['declined', 1]], []]);
    await pass(stage, 4 * DAY);
    expect(said(stage)).toEqual([FIRST]);
    // Its other button still books.
    await stage.hear('42', press('book', 'job'), ...BOOK.with(1, 'Mon 30 Nov'));
    expect(await stage.rows('appointment')).toHaveLength(1);
    expect(await states(stage)).toEqual([['declined', 1]]);
  });

  test('that is another one’s, or not the newest, is none', async () => {
    await using stage = await invited(dialect);
    const [old] = await stage.rows('bookingInvitation');
    await stage.hear('43', ...JOIN, press('decline-invitation', old?.id));
    expect(stage.texts('43').at(-2)).toContain('This is over.');
    expect(await invite(stage, { ...USUAL, topic: ['papers'] })).toBe('invited');
    await stage.hear('42', press('decline-invitation', old?.id));
    expect(stage.texts('42').at(-2)).toContain('This is over.');
    expect(await stage.rows('bookingInvitation')).toMatchObject([{ topic: 'papers', state: 'open' }]);
  });

  test('takes the place of the one before, of which nothing goes out any more', async () => {
    await using stage = await invited(dialect);
    await pass(stage, DAY);
    await invite(stage, { ...USUAL, topic: ['papers'] });
    expect(await timers(stage)).toHaveLength(1);
    await pass(stage, 2 * DAY);
    expect(said(stage)).toEqual([FIRST, FIRST]);
    await pass(stage, DAY);
    expect(said(stage)).toEqual([FIRST, FIRST, AGAIN]);
    await stage.hear('42', 'Choose a time', ...BOOK.with(1, 'Mon 30 Nov'));
    expect(await stage.rows('appointment')).toMatchObject([{ topic: 'papers' }]);
  });

  test.each([
    ['STOP', ['stop']],
    ['an erasure', ['menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now']],
    ['another city', ['menu', 'My data', 'Correct my answers', 'My city or country', 'Milan', 'Yes, I agree']],
  ])('ends with %s, with all that is lined up', async (_, words) => {
    await using stage = await invited(dialect);
    await stage.hear('42', ...words);
    expect([await stage.rows('bookingInvitation'), await timers(stage)]).toEqual([[], []]);
    await pass(stage, 4 * DAY);
    expect(said(stage)).toEqual([FIRST]);
  });

  test('that waits for the morning does not go out after STOP', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.clock.now = START + 12 * HOUR;
    await invite(stage);
    await stage.hear('42', 'stop');
    await pass(stage, DAY);
    expect(said(stage)).toEqual([]);
  });

  test('reaches nobody who has not agreed, has said STOP, or has a talk about it', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', 'hello', 'English', 'Serbia', 'Just look around');
    expect(await invite(stage)).toBe('stopped');
    await stage.hear('42', 'menu', 'Book an appointment', 'Yes, I agree', 'Woman', 'Finding a job', ...BOOK);
    expect(await invite(stage)).toEqual({ faults: { topic: { text: 'faults:hasOne' } } });
    expect(await invite(stage, { ...USUAL, topic: ['papers'] })).toBe('invited');
    await stage.hear('42', 'stop');
    expect(await invite(stage)).toBe('stopped');
    expect(await stage.rows('bookingInvitation')).toEqual([]);
  });

  test.each([
    [{}, ['topic', 'until']],
    [{ ...USUAL, topic: ['cooking'] }, ['topic']],
    [{ ...USUAL, until: ['2026-11-24'] }, ['until']],
    [{ ...USUAL, until: ['2027-01-24'] }, ['until']],
    [{ ...USUAL, until: ['2026-12-32'] }, ['until']],
  ])('is refused where %o is typed', async (typed, wrong) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const refused = await invite(stage, typed);
    expect(typeof refused === 'object' && Object.keys(refused.faults)).toEqual(wrong);
    expect(await stage.rows('log')).toEqual([]);
    for (const until of ['2026-11-25', '2027-01-23'])
      expect(await invite(stage, { ...USUAL, until: [until] })).toBe('invited');
  });

  test('of another pilot is neither made nor ended, and the try is on record', async () => {
    await using stage = await invited(dialect);
    const other = { ...BY, pilots: ['milan'] };
    const [one] = await stage.rows('bookingInvitation');
    expect(await inviteByStaff(stage.world, other, await found(stage), USUAL)).toBe('gone');
    expect(await endByStaff(stage.world, other, one?.id ?? '')).toBe('gone');
    expect(await deeds(stage)).toEqual(['person-invited', 'refused-other']);
    stage.clock.now += DAY;
    expect(await endByStaff(stage.world, other, one?.id ?? '')).toBe('gone');
    expect(await deeds(stage)).toEqual(['person-invited', 'refused-other', 'refused-other']);
    expect(await states(stage)).toEqual([['open', 1]]);
  });

  test('about a topic that is not offered any more is not told', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.clock.now = START + 12 * HOUR;
    await invite(stage);
    const topics = await topicsOf(stage.store.read, 'serbia');
    await stage.store.tx((q) =>
      setTopics(
        q,
        'serbia',
        topics.filter(({ id }) => id !== 'job'),
      ),
    );
    await pass(stage, DAY);
    expect([said(stage), await reasons(stage)]).toEqual([[], ['refused']]);
  });

  test('is in the copy of the person’s data', async () => {
    await using stage = await invited(dialect);
    const copy = await copyPerson(stage.world, BY, await found(stage));
    const at = { at: new Date(START).toISOString(), until: '2026-12-08T23:00:00.000Z' };
    expect(copy?.invitations).toEqual([{ topic: 'job', state: 'open', ...at }]);
  });

  test('is deleted thirty days after its last day, whatever became of it', async () => {
    await using stage = await invited(dialect);
    const [one] = await stage.rows('bookingInvitation');
    const end = (one?.until ?? 0) + 30 * DAY;
    await stage.store.tx((q) => purge(q, end));
    expect(await stage.rows('bookingInvitation')).toHaveLength(1);
    await stage.store.tx((q) => purge(q, end + 1));
    expect(await stage.rows('bookingInvitation')).toEqual([]);
  });
});

onBoth('an invitation that does not arrive on %s', (dialect, test) => {
  test('is refused by the provider: it is reminded of no more, and staff see why', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await invite(stage);
    expect(await reasons(stage)).toEqual(['refused']);
    await pass(stage, 4 * DAY);
    expect([await reasons(stage), await states(stage)]).toEqual([['refused'], [['open', 1]]]);
  });

  test('in a closed window comes when the person writes, and no second one with it', async () => {
    const whatsapp = windowed();
    await using stage = await openStage(dialect, { channels: [whatsapp] });
    const hear = async (...words: string[]) => {
      for (const one of words) {
        await stage.pump.receive([stage.incoming('381', one, 'whatsapp-cloud')]);
        await stage.pump.settle();
      }
    };
    await hear(...JOIN);
    whatsapp.outcomes.push({ result: 'wait', why: 'the window is closed' });
    await invite(stage);
    expect(await reasons(stage)).toEqual(['window']);
    const before = whatsapp.sent.length;
    await pass(stage, 4 * DAY);
    expect(await states(stage)).toEqual([['open', 1]]);
    await hear('menu');
    const texts = whatsapp.sent.slice(before).map(({ reply }) => (reply.kind === 'clear' ? '' : reply.text));
    expect(texts.filter((text) => text.includes('Last day'))).toHaveLength(1);
    expect(await reasons(stage)).toEqual([null]);
  });

  test('while the person blocks us waits until they are back', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN);
    const block = (isLifted: boolean) =>
      stage.pump.receive([], { blocks: [{ channel: 'telegram', handle: '42', isLifted }] });
    stage.clock.now = START + 12 * HOUR;
    await invite(stage);
    await block(false);
    await pass(stage, 2 * DAY);
    expect([said(stage), await reasons(stage)]).toEqual([[], ['blocked']]);
    expect(await invite(stage)).toBe('nowhere');
    await block(true);
    await stage.pump.settle();
    expect([said(stage), await reasons(stage)]).toEqual([[FIRST], [null]]);
    await pass(stage, 4 * DAY);
    expect(said(stage)).toEqual([FIRST, AGAIN]);
  });

  test('in the web chat is shown when the person writes', async () => {
    await using stage = await openStage(dialect);
    const hear = async (...words: string[]) => {
      for (const one of words) {
        await stage.pump.receive([stage.incoming('page', one, 'web-chat')]);
        await stage.pump.settle();
      }
    };
    await hear(...JOIN);
    await invite(stage);
    expect(await reasons(stage)).toEqual(['fetches']);
    await hear('menu');
    const { replies } = await fetchReplies(stage.world, 'web-chat', 'page', 0);
    const texts = replies.map(({ reply }) => (reply.kind === 'clear' ? '' : reply.text));
    expect(texts.filter((text) => text === FIRST)).toHaveLength(1);
    expect(await states(stage)).toEqual([['open', 1]]);
  });
});

onBoth('two people who join on %s', (dialect, test) => {
  /** Two people with their ids: the one who stays, and the one who goes. */
  async function both(city = 'Serbia') {
    const stage = await openStage(dialect);
    await stage.hear('stays', ...JOIN.with(2, city));
    const kept = await personId(stage);
    await stage.hear('goes', ...JOIN);
    const gone = (await stage.rows('person')).find(({ id }) => id !== kept)?.id ?? '';
    const inviteOne = (person: string, topic: string) =>
      inviteByStaff(stage.world, BY, { person, pilot: 'serbia' }, { ...USUAL, topic: [topic] });
    const joinThem = () =>
      stage.store.tx(async (q) => {
        await q.lockPerson(kept);
        await q.lockPerson(gone);
        await join(stage.world, q, kept, gone);
      });
    return { stage, kept, gone, inviteOne, joinThem };
  }

  test('go on with the invitation of the one who goes, which is reminded of once', async () => {
    const { stage, kept, gone, inviteOne, joinThem } = await both();
    await using _ = stage;
    await inviteOne(gone, 'job');
    await stage.pump.settle();
    await joinThem();
    expect([await reasons(stage), await states(stage)]).toEqual([[null], [['open', 1]]]);
    expect(await invitationOf(stage.store.read, kept)).toMatchObject({ topic: 'job' });
    await pass(stage, 3 * DAY);
    expect([...said(stage, 'stays'), ...said(stage, 'goes')].toSorted()).toEqual([AGAIN, FIRST]);
    await pass(stage, 9 * DAY);
    expect(await states(stage)).toEqual([['open', 2]]);
  });

  test.each(['open', 'declined'] as const)(
    'keep that of the one who stays only while it is open: %s',
    async (state) => {
      const { stage, kept, gone, inviteOne, joinThem } = await both();
      await using _ = stage;
      await inviteOne(kept, 'papers');
      await inviteOne(gone, 'job');
      await stage.pump.settle();
      if (state === 'declined') await stage.hear('stays', 'Not now');
      await joinThem();
      const [one, ...others] = await stage.rows('bookingInvitation');
      expect([one?.topic, one?.state, others]).toEqual([state === 'open' ? 'papers' : 'job', 'open', []]);
      await pass(stage, 3 * DAY);
      expect([...said(stage, 'stays'), ...said(stage, 'goes')].filter((text) => text === AGAIN)).toHaveLength(1);
    },
  );

  test('leave behind that of another pilot', async () => {
    const { stage, gone, inviteOne, joinThem } = await both('Milan');
    await using _ = stage;
    await inviteOne(gone, 'job');
    await joinThem();
    expect([await stage.rows('bookingInvitation'), await timers(stage)]).toEqual([[], []]);
  });
});

/** A WhatsApp whose window a test closes. */
function windowed(): ScriptedChannel {
  const channel = scriptedChannel('telegram');
  return { ...channel, name: 'whatsapp-cloud', can: { ...channel.can, window: true } };
}
