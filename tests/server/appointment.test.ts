import { describe, expect, test } from 'vitest';
import { MARKS } from '../../src/booking/status.ts';
import { accountWho } from '../../src/store/accounts.ts';
import { addAbsence, setHours } from '../../src/store/counsellors.ts';
import { nameInLog } from '../../src/store/log.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { accountOf, type Office, openOffice } from './office.ts';

const appointments = (office: Office) => office.store.read.db.select().from(office.store.read.t.appointment);
const looks = (office: Office) => office.rows('log');
const events = (office: Office) => office.store.read.db.select().from(office.store.read.t.event);

/** Whether a talk stands on the list of those whose people are to be called. */
const isToCall = async (office: Office, cookie: string, reference: string): Promise<boolean> =>
  (await chipOf(office, cookie, reference)) !== undefined;

/** What that list says of a talk. */
async function chipOf(office: Office, cookie: string, reference: string): Promise<string | undefined> {
  const { html } = await office.page('/staff/today', cookie);
  const [, list = ''] = /aria-labelledby="unanswered-title"[^>]*>([\s\S]*?)<\/ul>/.exec(html) ?? [];
  return new RegExp(`${reference}</bdi> <span class="chip \\w+">(.*?)</span>`).exec(list)?.[1];
}

/** Somebody with a talk on the next day, and a counsellor who is signed in. */
async function withTalk(office: Office, handle = 'amina') {
  await office.book(handle);
  const [talk] = await appointments(office);
  if (talk === undefined) throw new Error('no talk');
  const cookie = await office.cookie('counsellor');
  const path = `/staff/appointments/${talk.id}`;
  return {
    talk,
    path,
    cookie,
    press: async (form: Record<string, string>, by = cookie) => {
      const answer = await office.send(path, form, by);
      await office.pump.settle();
      return new URL(answer.headers.get('location') ?? 'about:blank', 'http://x').searchParams.get('notice');
    },
  };
}

describe('one talk', () => {
  test('is shown with when, where and how, and every look is written down', async () => {
    await using office = await openOffice();
    const { talk, path, cookie } = await withTalk(office);
    const { status, html } = await office.page(path, cookie);
    expect(status).toBe(200);
    expect(html).toContain(talk.reference);
    expect(html).toContain('None so far.');
    expect(await looks(office)).toMatchObject([
      { what: 'appointment', target: nameInLog(testVault(), talk.id), pilot: 'serbia' },
    ]);
    expect((await office.page(path, await office.cookie('counsellor', ['milan']))).status).toBe(404);
    expect((await office.page('/staff/appointments/nothing', cookie)).status).toBe(404);
  });

  test('that somebody came to is counted, and they are asked how it was: two taps', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    expect(await press({ do: 'arrived' })).toBe('early');
    office.clock.now = talk.startAt + 10 * MINUTE;
    expect(await press({ do: 'arrived' })).toBe('marked');
    expect(await press({ do: 'arrived' })).toBe('gone');
    office.clock.now = talk.endAt + HOUR;
    await office.pump.settle();
    expect(office.texts('amina').at(-1)).toContain('How was it today?');
    await office.hear('amina', 'Good');
    expect(office.texts('amina').at(-1)).toContain('How can we help you now?');
    await office.hear('amina', 'Book an appointment');
    expect(office.texts('amina').at(-1)).toContain('What is it about?');
    const counted = await events(office);
    expect(counted.filter(({ kind }) => kind === 'appointment-arrived')).toMatchObject([
      { data: { reminded: 'none' } },
    ]);
    expect(counted.filter(({ kind }) => kind === 'appointment-rated')).toMatchObject([{ data: { rating: 'good' } }]);
  });

  test('can be marked as arrived from half an hour before it begins, and as missed from its start', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    office.clock.now = talk.startAt - 30 * MINUTE - 1;
    expect(await press({ do: 'arrived' })).toBe('early');
    office.clock.now += 1;
    expect(await press({ do: 'missed' })).toBe('early');
    expect(await press({ do: 'arrived' })).toBe('marked');
    await using other = await openOffice();
    const missed = await withTalk(other);
    other.clock.now = missed.talk.startAt - 1;
    expect(await missed.press({ do: 'missed' })).toBe('early');
    expect(await missed.press({ do: 'not-held' })).toBe('early');
    other.clock.now += 1;
    expect(await missed.press({ do: 'missed' })).toBe('marked');
  });

  // The talk is from 9:00 to 9:30.
  test.each([
    ['10 minutes after its start', 'half an hour after its end', 10 * MINUTE, 60 * MINUTE],
    ['two hours after its start', 'half an hour later', 2 * HOUR, 2.5 * HOUR],
    ['at a quarter to nine in the evening', 'the next morning at eight', 11.75 * HOUR, 23 * HOUR],
  ])('that is marked as arrived %s is asked about %s', async (_, __, marked, asked) => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    office.clock.now = talk.startAt + marked;
    expect(await press({ do: 'arrived' })).toBe('marked');
    const isAsked = async () => {
      await office.pump.settle();
      return office.texts('amina').at(-1)?.includes('How was it today?');
    };
    office.clock.now = talk.startAt + asked - 1;
    expect(await isAsked()).toBe(false);
    office.clock.now += 1;
    expect(await isAsked()).toBe(true);
  });

  test.each([
    ['came through', '1d'],
    ['was refused', 'none'],
    ['was refused after it was taken', 'none'],
  ])('whose reminder %s is counted with the reminder %s', async (became, reminded) => {
    await using office = await openOffice();
    await office.book('amina', { day: 3 });
    const [talk] = await appointments(office);
    if (talk === undefined) throw new Error('no talk');
    if (became === 'was refused') office.telegram.outcomes.push({ result: 'never', why: 'too long' });
    office.clock.now = talk.startAt - DAY;
    await office.pump.settle();
    if (became === 'was refused after it was taken') {
      const externalId = `amina/${office.telegram.sent.length - 1}`;
      await office.pump.receive([], { receipts: [{ channel: 'telegram', externalId, state: 'failed' }] });
    }
    office.clock.now = talk.startAt;
    await office.send(`/staff/appointments/${talk.id}`, { do: 'arrived' }, await office.cookie('counsellor'));
    const counted = (await events(office)).filter(({ kind }) => kind === 'appointment-arrived');
    expect(counted).toMatchObject([{ data: { reminded } }]);
  });

  test('that somebody missed: no blame, another time', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    office.clock.now = talk.startAt + 20 * MINUTE;
    expect(await press({ do: 'missed' })).toBe('marked');
    const isOffered = async () => {
      await office.pump.settle();
      return office.texts('amina').at(-1)?.includes('Would you like another time?');
    };
    // A wrong tap can be taken back before the person hears of it.
    office.clock.now += 5 * MINUTE - 1;
    expect(await isOffered()).toBe(false);
    office.clock.now += 1;
    expect(await isOffered()).toBe(true);
    await office.hear('amina', 'Book an appointment');
    expect(office.texts('amina').at(-1)).toContain('What is it about?');
  });

  test('says nothing to somebody who said STOP', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    await office.hear('amina', 'stop');
    const before = office.texts('amina').length;
    office.clock.now = talk.startAt + 20 * MINUTE;
    expect(await press({ do: 'missed' })).toBe('marked');
    office.clock.now += HOUR;
    await office.pump.settle();
    expect(office.texts('amina')).toHaveLength(before);
  });

  test('is moved: the person is told, and its reminders follow', async () => {
    await using office = await openOffice();
    const { talk, path, cookie, press } = await withTalk(office);
    const { html } = await office.page(path, cookie);
    const [, slot = ''] = /name="time" value="([^"]+)"/.exec(html) ?? [];
    expect(await press({ do: 'move', why: 'other', time: slot })).toBe('moved');
    const [moved] = await appointments(office);
    expect(moved).toMatchObject({ reference: talk.reference, sequence: 1, status: 'scheduled' });
    expect(moved?.startAt).not.toBe(talk.startAt);
    expect(office.texts('amina').at(-1)).toContain('We had to change the time of your appointment on');
    await office.hear('amina', 'Yes, I will come');
    expect((await appointments(office))[0]?.confirmedAt).toBe(office.clock.now);
    expect(await press({ do: 'move', why: 'other', time: 'nothing' })).toBe('taken');
    const timers = await office.store.read.db.select().from(office.store.read.t.timer);
    for (const { key } of timers) expect(key).toContain(`:${moved?.startAt}:`);
  });

  test('is called off: the time is free, and the person is told', async () => {
    await using office = await openOffice();
    const { press } = await withTalk(office);
    expect(await press({ do: 'off' })).toBe('off');
    expect(await press({ do: 'off' })).toBe('gone');
    expect((await appointments(office))[0]?.status).toBe('cancelled');
    expect(await office.store.read.db.select().from(office.store.read.t.claim)).toEqual([]);
    expect(office.texts('amina').at(-1)).toContain('cannot take place');
  });

  test.each([
    ['eight, is told at once, since the morning would be too late', 8, 0],
    ['nine, is told at eight in the morning', 9, 9 * HOUR],
  ])('that is called off at eleven at night, for the next day at %s', async (_, hour, later) => {
    await using office = await openOffice();
    await office.store.tx(async (q) => {
      for (const id of ['serbia-demo-1', 'serbia-demo-2'])
        await setHours(q, id, 3, [{ fromMinute: hour * 60, toMinute: hour * 60 + 30 }]);
    });
    const { talk, press } = await withTalk(office);
    const night = Date.UTC(2026, 10, 24, 22);
    expect(talk.startAt).toBe(night + (hour + 1) * HOUR);
    office.clock.now = night;
    const before = office.texts('amina').length;
    expect(await press({ do: 'off' })).toBe('off');
    const told = () => office.texts('amina').slice(before);
    if (later > 0) {
      office.clock.now = night + later - 1;
      await office.pump.settle();
      expect(told()).toEqual([]);
      office.clock.now += 1;
      await office.pump.settle();
    }
    expect(told()).toEqual([expect.stringContaining('cannot take place')]);
  });

  test('shows whether the person has heard of a change, and why not, until staff have dealt with it', async () => {
    await using office = await openOffice();
    const { talk, path, cookie, press } = await withTalk(office);
    const listed = async () => {
      const { html } = await office.page('/staff/today', cookie);
      const [, list = ''] = /aria-labelledby="untold-title"[^>]*>([\s\S]*?)<\/ul>/.exec(html) ?? [];
      return list;
    };
    expect((await office.page(path, cookie)).html).not.toContain('Moved: ');
    const { html } = await office.page(path, cookie);
    const slots = [...html.matchAll(/name="time" value="([^"]+)"/g)].map(([, slot = '']) => slot);
    await press({ do: 'move', why: 'other', time: slots[0] ?? '' });
    expect((await office.page(path, cookie)).html).toContain('Moved: yes, Tuesday 24 November at 10:00');
    expect(await listed()).toBe('');
    await office.hear('amina', 'stop');
    await press({ do: 'off' });
    const after = await office.page(path, cookie);
    expect(after.status).toBe(200);
    expect(after.html).toContain('Called off: not yet: they said STOP');
    expect(await listed()).toContain(talk.reference);
    expect(await listed()).toContain('they said STOP; they read it when they write again');
    expect(await press({ do: 'told' }, await office.cookie('counsellor', ['milan']))).toBe('gone');
    expect(await press({ do: 'told' })).toBe('told');
    expect(await listed()).toBe('');
    expect((await office.page(path, cookie)).html).toContain('Called off: staff have dealt with it');
  });

  test('of an absent counsellor is listed until it is moved, called off, or said to take place', async () => {
    await using office = await openOffice();
    const { talk, path, cookie, press } = await withTalk(office);
    const isListed = async () => {
      const { html } = await office.page('/staff/today', cookie);
      const [, list = ''] = /aria-labelledby="away-title"[^>]*>([\s\S]*?)<\/ul>/.exec(html) ?? [];
      return list.includes(talk.reference);
    };
    expect(await isListed()).toBe(false);
    expect((await office.page(path, cookie)).html).not.toContain('value="stands"');
    const { counsellor, startAt: fromAt, endAt: toAt } = talk;
    await office.store.tx((q) => addAbsence(q, { counsellor, fromAt, toAt }));
    expect(await isListed()).toBe(true);
    expect((await office.page(path, cookie)).html).toContain('value="stands"');
    expect(await press({ do: 'stands' })).toBe('stands');
    expect(await isListed()).toBe(false);
    const stood = (await looks(office)).filter(({ what }) => what === 'appointment-stands');
    expect(stood).toMatchObject([{ target: nameInLog(testVault(), talk.id) }]);
  });

  test('is not written about to a person who said STOP', async () => {
    await using office = await openOffice();
    const { press } = await withTalk(office);
    await office.hear('amina', 'stop');
    const before = office.texts('amina').length;
    expect(await press({ do: 'write', words: 'Are you coming?' })).toBe('stopped');
    expect(office.texts('amina')).toHaveLength(before);
  });

  test('leaves a record of everything that staff did with it, and of who did it', async () => {
    await using office = await openOffice();
    const { talk, path, cookie, press } = await withTalk(office);
    const { html } = await office.page(path, cookie);
    const [, slot = ''] = /name="time" value="([^"]+)"/.exec(html) ?? [];
    const other = await office.cookie('coordinator');
    await press({ do: 'write', words: 'See you.' }, other);
    await press({ do: 'move', why: 'other', time: slot });
    await press({ do: 'off' }, other);
    // What comes too late does nothing, and leaves nothing.
    await press({ do: 'off' });
    await press({ do: 'arrived' });
    const by = (cookie: string) => accountWho(accountOf(cookie));
    const on = { target: nameInLog(testVault(), talk.id), pilot: 'serbia', at: office.clock.now };
    const looked = (await looks(office)).sort((a, b) => (a.what < b.what ? -1 : 1));
    expect(looked).toMatchObject([
      { ...on, who: by(cookie), what: 'appointment' },
      { ...on, who: by(cookie), what: 'appointment-moved' },
      { ...on, who: by(other), what: 'appointment-off' },
      { ...on, who: by(other), what: 'appointment-written' },
    ]);
  });

  test.each(MARKS)('leaves a record of who marked it as %s', async (status) => {
    await using office = await openOffice();
    const { talk, cookie, press } = await withTalk(office);
    office.clock.now = talk.startAt;
    await press({ do: status });
    const who = accountWho(accountOf(cookie));
    expect(await looks(office)).toMatchObject([
      { who, what: `appointment-${status}`, target: nameInLog(testVault(), talk.id), at: talk.startAt },
    ]);
  });

  test('that was booked in the own language is moved to times in that language alone', async () => {
    await using office = await openOffice();
    const join = ['hello', 'English', 'Serbia', 'Yes, I agree', 'Woman'];
    const book = ['Book an appointment', 'Finding a job', 'No preference', 'Wed 25 Nov', '09:00'];
    const wish = ['Change my wishes', 'Which language', 'Only in my language', 'Done: show the times'];
    await office.hear('amina', ...join, ...book, ...wish, 'Wed 25 Nov', '09:00', 'Yes, book it');
    await office.hear('rana', ...join, ...book.slice(0, 4), '10:20', 'Yes, book it');
    const cookie = await office.cookie('counsellor');
    const choices = async () => {
      const times = (await appointments(office)).map(async ({ id }) => {
        const { html } = await office.page(`/staff/appointments/${id}`, cookie);
        return html.includes('name="time"');
      });
      return (await Promise.all(times)).sort();
    };
    expect((await appointments(office)).map(({ wishes }) => wishes).sort()).toEqual([[], ['own-language']]);
    expect(await choices()).toEqual([true, true]);
    // The counsellors speak English no more: a talk with an interpreter can be moved, the other cannot.
    const { counsellor } = office.store.read.t;
    await office.store.tx((q) => q.db.update(counsellor).set({ languages: ['sr'] }));
    expect(await choices()).toEqual([false, true]);
  });

  test('has somebody to write to', async () => {
    await using office = await openOffice();
    const { press } = await withTalk(office);
    expect(await press({ do: 'write', words: 'The entrance is on the left.' })).toBe('sent');
    expect(office.texts('amina').at(-1)).toContain('The entrance is on the left.');
    expect(await press({ do: 'write', words: ' ' })).toBe('gone');
    expect(await press({ do: 'anything' })).toBe('gone');
    expect(await press({ do: 'off' }, await office.cookie('counsellor', ['milan']))).toBe('gone');
  });

  test('whose reminder was not answered is on the list of whom to call, until it is', async () => {
    await using office = await openOffice();
    await office.book('amina', { day: 3 });
    const [talk] = await appointments(office);
    const cookie = await office.cookie('counsellor');
    const listed = () => isToCall(office, cookie, talk?.reference ?? '?');
    expect(await listed()).toBe(false);
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    expect(await listed()).toBe(true);
    const { html } = await office.page(`/staff/appointments/${talk?.id}`, cookie);
    expect(html).toContain('1 day before: sent');
    await office.hear('amina', 'I will come');
    expect(await listed()).toBe(false);
  });

  test.each([
    ['came through', [], 'No answer to the reminder'],
    ['was refused', [{ result: 'never', why: 'too long' }], 'Could not be reminded'],
    ['waits to be sent again', [{ result: 'retry', why: 'busy' }], undefined],
  ] as const)('whose reminder %s is on that list with the truth', async (_, outcomes, words) => {
    await using office = await openOffice();
    await office.book('amina', { day: 3 });
    const [talk] = await appointments(office);
    office.telegram.outcomes.push(...outcomes);
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    expect(await chipOf(office, await office.cookie('counsellor'), talk?.reference ?? '?')).toBe(words);
  });

  test('whose person was reminded of a time before it was moved is neither on that list nor counted as reminded', async () => {
    await using office = await openOffice();
    await office.book('amina', { day: 3 });
    const [talk] = await appointments(office);
    const cookie = await office.cookie('counsellor');
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    const path = `/staff/appointments/${talk?.id}`;
    const { html } = await office.page(path, cookie);
    const [, slot = ''] = /name="time" value="([^"]+)"/.exec(html) ?? [];
    await office.send(path, { do: 'move', why: 'other', time: slot }, cookie);
    expect(await isToCall(office, cookie, talk?.reference ?? '?')).toBe(false);
    expect((await office.page(path, cookie)).html).toContain('None so far.');
    office.clock.now = (await appointments(office))[0]?.startAt ?? 0;
    await office.send(path, { do: 'arrived' }, cookie);
    const counted = (await events(office)).filter(({ kind }) => kind === 'appointment-arrived');
    expect(counted).toMatchObject([{ data: { reminded: 'none' } }]);
  });

  test('is on the list of whom to call in the last 36 hours before it begins', async () => {
    await using office = await openOffice();
    await office.book('amina', { day: 4 });
    const [talk] = await appointments(office);
    if (talk === undefined) throw new Error('no talk');
    const cookie = await office.cookie('counsellor');
    const listedAt = async (now: number) => {
      office.clock.now = now;
      await office.pump.settle();
      return isToCall(office, cookie, talk.reference);
    };
    const ahead = [3 * DAY, 36 * HOUR, 36 * HOUR - 1, 1, 0];
    const listed: boolean[] = [];
    for (const ms of ahead) listed.push(await listedAt(talk.startAt - ms));
    expect(office.texts('amina').filter((text) => text.startsWith('Reminder'))).toHaveLength(2);
    expect(listed).toEqual([false, false, true, true, false]);
  });
});
