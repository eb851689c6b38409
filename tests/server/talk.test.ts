import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, type Office, openOffice } from './office.ts';

const appointments = (office: Office) => office.store.read.db.select().from(office.store.read.t.appointment);

/** Somebody with a talk on the next day, and a counsellor who is signed in. */
async function withTalk(office: Office, handle = 'amina') {
  await office.book(handle);
  const [talk] = await appointments(office);
  if (talk === undefined) throw new Error('no talk');
  const cookie = await office.cookie('counsellor');
  const path = `/staff/talks/${talk.id}`;
  return {
    talk,
    path,
    cookie,
    press: async (form: Record<string, string>, by = cookie) => {
      const answer = await office.send(path, form, by);
      await office.app.pump.settle();
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
    const looks = await office.store.read.db.select().from(office.store.read.t.look);
    expect(looks).toMatchObject([{ what: 'appointment', target: talk.reference }]);
    expect((await office.page(path, await office.cookie('counsellor', ['milan']))).status).toBe(404);
    expect((await office.page('/staff/talks/nothing', cookie)).status).toBe(404);
  });

  test('that somebody came to is counted, and they are asked how it was: two taps', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    expect(await press({ do: 'arrived' })).toBe('early');
    office.clock.now = talk.startAt + 10 * MINUTE;
    expect(await press({ do: 'arrived' })).toBe('marked');
    expect(await press({ do: 'arrived' })).toBe('gone');
    office.clock.now = talk.endAt + HOUR;
    await office.app.pump.settle();
    expect(office.heard('amina').at(-1)).toContain('How was it today?');
    await office.say('amina', 'Good');
    expect(office.heard('amina').at(-1)).toContain('What would you like to do next?');
    await office.say('amina', 'Book a talk');
    expect(office.heard('amina').at(-1)).toContain('What would you like to talk about?');
    const events = await office.store.read.db.select().from(office.store.read.t.event);
    expect(events.filter(({ kind }) => kind === 'appointment-arrived')).toMatchObject([{ data: { reminded: 'none' } }]);
    expect(events.filter(({ kind }) => kind === 'appointment-rated')).toMatchObject([{ data: { rating: 'good' } }]);
  });

  test('that somebody missed: no blame, another time', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    office.clock.now = talk.startAt + 20 * MINUTE;
    expect(await press({ do: 'missed' })).toBe('marked');
    expect(office.heard('amina').at(-1)).toContain('Would you like another time?');
    await office.say('amina', 'Book a talk');
    expect(office.heard('amina').at(-1)).toContain('What would you like to talk about?');
  });

  test('says nothing to somebody who said STOP', async () => {
    await using office = await openOffice();
    const { talk, press } = await withTalk(office);
    await office.say('amina', 'stop');
    const before = office.heard('amina').length;
    office.clock.now = talk.startAt + 20 * MINUTE;
    expect(await press({ do: 'missed' })).toBe('marked');
    expect(office.heard('amina')).toHaveLength(before);
  });

  test('is moved: the person is told, and its reminders follow', async () => {
    await using office = await openOffice();
    const { talk, path, cookie, press } = await withTalk(office);
    const { html } = await office.page(path, cookie);
    const [, slot = ''] = /name="time" value="([^"]+)"/.exec(html) ?? [];
    expect(await press({ do: 'move', time: slot })).toBe('moved');
    const [moved] = await appointments(office);
    expect(moved).toMatchObject({ reference: talk.reference, sequence: 1, status: 'scheduled' });
    expect(moved?.startAt).not.toBe(talk.startAt);
    expect(office.heard('amina').at(-1)).toContain('A counsellor had to change the time.');
    await office.say('amina', 'Yes, I will come');
    expect((await appointments(office))[0]?.confirmedAt).toBe(office.clock.now);
    expect(await press({ do: 'move', time: 'nothing' })).toBe('taken');
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
    expect(office.heard('amina').at(-1)).toContain('cannot take place');
  });

  test('has somebody to write to', async () => {
    await using office = await openOffice();
    const { press } = await withTalk(office);
    expect(await press({ do: 'write', words: 'The entrance is on the left.' })).toBe('sent');
    expect(office.heard('amina').at(-1)).toContain('The entrance is on the left.');
    expect(await press({ do: 'write', words: ' ' })).toBe('gone');
    expect(await press({ do: 'anything' })).toBe('gone');
    expect(await press({ do: 'off' }, await office.cookie('counsellor', ['milan']))).toBe('gone');
  });

  test('whose reminder was not answered is on the list of whom to call, until it is', async () => {
    await using office = await openOffice();
    await office.book('amina', { day: 3 });
    const [talk] = await appointments(office);
    const cookie = await office.cookie('counsellor');
    const listed = async () => {
      const { html } = await office.page('/staff/today', cookie);
      const [, list = ''] = /aria-labelledby="unanswered-title"[^>]*>([\s\S]*?)<\/ul>/.exec(html) ?? [];
      return list.includes(talk?.reference ?? '?');
    };
    expect(await listed()).toBe(false);
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.app.pump.settle();
    expect(await listed()).toBe(true);
    const { html } = await office.page(`/staff/talks/${talk?.id}`, cookie);
    expect(html).toContain('1 day before: sent');
    await office.say('amina', 'I will come');
    expect(await listed()).toBe(false);
  });
});
