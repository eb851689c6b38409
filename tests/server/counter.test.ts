import { describe, expect, test } from 'vitest';
import { accountWho } from '../../src/store/accounts.ts';
import { renewFeed } from '../../src/store/counsellors.ts';
import { nameInLog } from '../../src/store/log.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { purge } from '../../src/store/retention.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { conversationOf, JOIN, press } from '../turn/support.ts';
import { rowsOn } from './desk.ts';
import { accountOf, faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const COUNTER = '/staff/counter';
const WANTED = { topic: 'job', language: 'en', mode: 'in-person' };

const asked = (path: string, form: Record<string, string>) => `${path}?${new URLSearchParams(form)}`;
/** The ids of the free times on a page. */
const timesOn = (html: string): string[] => [...html.matchAll(/name="time" value="([^"]+)"/g)].map(([, id = '']) => id);
const words = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

/** Somebody who has agreed and shows a code, and the page on which a counsellor books for them. */
async function atCounter(office: Office, handle = 'amal') {
  await office.hear(handle, ...JOIN, 'menu', 'My data', 'Code for a counsellor');
  const code = /Your code: (\d{5} \d{5})/.exec(office.texts(handle).at(-1) ?? '')?.[1] ?? '';
  const cookie = await office.cookie('counsellor');
  const card = (await office.send('/staff/people', { code }, cookie)).headers.get('location') ?? '';
  return { card, book: `${card}/book`, cookie };
}

/** Books one of the free times of a page, and returns the answer. */
async function bookOne(office: Office, path: string, cookie: string, form: Record<string, string> = {}, nth = 0) {
  const wanted = { ...WANTED, ...form };
  const { html } = await office.page(asked(path, wanted), cookie);
  const answer = await office.send(path, { ...wanted, time: timesOn(html)[nth] ?? '', ...form }, cookie);
  await office.pump.settle();
  return answer;
}

/** Gives the counsellors an address of mail, so that they are told of what changes. */
const withMail = (office: Office) =>
  office.store.tx((q) => q.db.update(q.t.counsellor).set({ mail: Buffer.from('sealed') }));

/** The pilots whose data somebody of another one asked for. */
const refusals = async (office: Office) =>
  (await office.rows('log')).flatMap(({ what, pilot }) => (what === 'refused-other' ? [pilot] : []));

const PILOT = { pilot: 'serbia', agreed: 'yes' };

describe('for a person who stands at the counter', () => {
  test('a time is booked from their card, and they hear of it with buttons at once', async () => {
    await using office = await openOffice();
    await withMail(office);
    const { card, book, cookie } = await atCounter(office);
    expect((await office.page(card, cookie)).html).toContain(`href="${book}"`);
    const before = office.texts('amal').length;
    // Some days ahead, so that there is time for a reminder.
    const answer = await bookOne(office, book, cookie, {}, 60);
    const [talk] = await office.rows('appointment');
    expect(talk).toMatchObject({ ...WANTED, status: 'scheduled', canRemind: true, unreached: false, family: false });
    expect(answer.headers.get('location')).toBe(`/staff/appointments/${talk?.id}/paper?new=yes`);
    const told = office.texts('amal').slice(before);
    expect(told[0]).toContain(`An appointment is booked for you`);
    expect(told[0]).toContain(talk?.reference);
    expect(told[1]).toContain('not a real appointment');
    expect(await office.rows('change')).toMatchObject([{ kind: 'booked', toldAt: office.clock.now }]);
    const reminders = (await office.rows('timer')).filter(({ kind }) => kind === 'reminder');
    expect(reminders.map(({ target }) => target).sort()).toEqual(
      ['1d', '2h', '3d'].map((arm) => `${talk?.reference}_${arm}`),
    );
    expect(await office.rows('notice')).toMatchObject([{ kind: 'new', subject: talk?.id }]);
    await office.hear('amal', 'Yes, I will come');
    expect((await office.rows('appointment'))[0]?.confirmedAt).toBe(office.clock.now);
    // What was booked is counted under her pseudonym, as if she had booked in the chat.
    const { pseudonym } = await conversationOf(office, 'amal');
    const counted = (await office.rows('event')).filter((one) => one.pseudonym === pseudonym);
    expect(counted.map(({ kind, data }) => ({ kind, ...data }))).toEqual(
      expect.arrayContaining([
        { kind: 'appointment-booked', topic: 'job', lead: expect.any(String) },
        { kind: 'milestone', name: 'appointment-booked' },
      ]),
    );
    const log = (await office.rows('log')).map(({ who, what, target }) => [who, what, target]);
    const who = accountWho(accountOf(cookie));
    expect(log).toHaveLength(2);
    expect(log).toContainEqual([who, 'person', expect.any(String)]);
    expect(log).toContainEqual([who, 'appointment-booked', nameInLog(testVault(), talk?.id ?? '')]);
  });

  test('the form begins with the wishes of their chat', async () => {
    await using office = await openOffice();
    await office.book('amal', { wish: 0 });
    const { book, cookie } = await atCounter(office);
    const { status, html } = await office.page(book, cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(html).toContain('value="woman" checked');
    expect(html).toContain('<option value="en" selected>');
    expect(timesOn(html)).toEqual([]);
  });

  test('only once on a topic, and three in all, as in the chat', async () => {
    await using office = await openOffice();
    const { book, cookie } = await atCounter(office);
    await bookOne(office, book, cookie);
    const again = await bookOne(office, book, cookie, {}, 5);
    expect(again.status).toBe(422);
    expect(words(await again.text())).toContain('they have an appointment on this topic already');
    const { html } = await office.page(book, cookie);
    const topics = [...html.matchAll(/<option value="([a-z-]+)"/g)]
      .map(([, id = '']) => id)
      .filter((id) => id !== 'job');
    for (const [i, topic] of topics.slice(0, 2).entries())
      expect((await bookOne(office, book, cookie, { topic }, 3 + i)).status).toBe(303);
    const fourth = await bookOne(office, book, cookie, { topic: topics[2] ?? '' }, 9);
    expect(words(await fourth.text())).toContain('as many appointments to come as anybody may have');
    expect(await office.rows('appointment')).toHaveLength(3);
  });

  test('a time that somebody else took is said, with the times that are left', async () => {
    await using office = await openOffice();
    const { book, cookie } = await atCounter(office);
    const { html } = await office.page(asked(book, WANTED), cookie);
    const [time = ''] = timesOn(html);
    const other = await atCounter(office, 'huda');
    // Both counsellors are free then, so the first is booked out of both pages.
    await office.send(other.book, { ...WANTED, time }, other.cookie);
    const answer = await office.send(book, { ...WANTED, time }, cookie);
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(words(page)).toContain('this time is taken by now');
    expect(timesOn(page)).not.toContain(time);
    expect(timesOn(page).length).toBeGreaterThan(0);
  });

  test('by phone their number is asked for, and kept under their key', async () => {
    await using office = await openOffice();
    const { counsellor } = office.store.read.t;
    await office.store.tx((q) => q.db.update(counsellor).set({ modes: ['in-person', 'phone'] }));
    const { book, cookie } = await atCounter(office);
    const wrong = await bookOne(office, book, cookie, { mode: 'phone', phone: '12' });
    const page = await wrong.text();
    expect(wrong.status).toBe(422);
    expect(page).toContain('id="phone-fault"');
    expect(page).toContain('value="12"');
    await bookOne(office, book, cookie, { mode: 'phone', phone: '060 1234567' });
    const [talk] = await office.rows('appointment');
    const { html } = await office.page(`/staff/appointments/${talk?.id}`, cookie);
    expect(html).toContain('tel:+381601234567');
    expect(talk?.phone?.toString()).not.toContain('1234567');
  });

  test.each([
    [{ time: '' }, 'time-fault'],
    [{ topic: 'nothing' }, 'topic-fault'],
    [{ language: 'xx' }, 'language-fault'],
    [{ mode: 'pigeon' }, 'mode-fault'],
    [{ wish: 'pigeon' }, 'wish-fault'],
  ])('what is wrong stands at its field: %j', async (form, id) => {
    await using office = await openOffice();
    const { book, cookie } = await atCounter(office);
    const { html } = await office.page(asked(book, WANTED), cookie);
    const answer = await office.send(book, { ...WANTED, time: timesOn(html)[0] ?? '', ...form }, cookie);
    const page = await answer.text();
    expect([answer.status, faultsOf(page)]).toEqual([422, []]);
    expect(page).toContain(`id="${id}"`);
    expect(await office.rows('appointment')).toEqual([]);
  });

  test('who said STOP is booked for without a chat, and their card leads there', async () => {
    await using office = await openOffice();
    const { card, book, cookie } = await atCounter(office);
    await office.hear('amal', 'stop');
    expect((await office.page(book, cookie)).status).toBe(404);
    expect((await office.send(book, { ...WANTED, time: 'x' }, cookie)).status).toBe(404);
    const { html } = await office.page(card, cookie);
    expect(html).not.toContain(book);
    expect(html).toContain(`href="${COUNTER}?pilot=serbia"`);
    expect(await office.rows('appointment')).toEqual([]);
  });

  test('who asked to be deleted is booked for nowhere on their card', async () => {
    await using office = await openOffice();
    const { card, book, cookie } = await atCounter(office);
    const { person } = office.store.read.t;
    await office.store.tx((q) => q.db.update(person).set({ forgetAt: office.clock.now + DAY }));
    expect((await office.page(book, cookie)).status).toBe(404);
    expect((await office.send(book, { ...WANTED, time: 'x' }, cookie)).status).toBe(404);
    expect((await office.page(card, cookie)).html).not.toContain(COUNTER);
    expect(await office.rows('appointment')).toEqual([]);
  });

  test('somebody who moved to another pilot is like nobody, and that is noted', async () => {
    await using office = await openOffice();
    const { book, cookie } = await atCounter(office);
    await office.hear('amal', 'menu', 'My data', 'Correct my answers', 'My city or country', 'Milan', 'Yes, I agree');
    expect((await conversationOf(office, 'amal')).pilot).toBe('milan');
    expect((await office.send(book, { ...WANTED, time: 'x' }, cookie)).status).toBe(404);
    expect(await refusals(office)).toEqual(['milan']);
  });

  test('who cannot be told stands on the list of those not told', async () => {
    await using office = await openOffice();
    const { book, cookie } = await atCounter(office);
    const { contact } = office.store.read.t;
    await office.store.tx((q) => q.db.update(contact).set({ blocked: true }));
    await bookOne(office, book, cookie);
    const { html } = await office.page('/staff/today?whose=all', cookie);
    expect(words(html)).toContain('Booked with the team · they have blocked us in their app');
    expect(await office.rows('appointment')).toMatchObject([{ canRemind: false }]);
  });
});

describe('without a chat', () => {
  test('a time is booked once they agree: nothing of them is kept, and who asked them is on record', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    expect((await office.page('/staff/today', cookie)).html).toContain(`href="${COUNTER}"`);
    const refused = await bookOne(office, COUNTER, cookie, { pilot: 'serbia' });
    const page = await refused.text();
    expect([refused.status, faultsOf(page)]).toEqual([422, []]);
    expect(page).toContain('id="agreed-fault"');
    expect(page).toMatch(/name="time" value="[^"]+" required checked/);
    expect(await office.rows('appointment')).toEqual([]);
    const answer = await bookOne(office, COUNTER, cookie, PILOT);
    const [talk] = await office.rows('appointment');
    expect(talk).toMatchObject({ ...WANTED, person: null, phone: null, canRemind: false, unreached: false });
    expect(answer.headers.get('location')).toBe(`/staff/appointments/${talk?.id}/paper?new=yes`);
    expect(await office.rows('person')).toEqual([]);
    expect(await office.rows('timer')).toEqual([]);
    expect(await office.rows('change')).toEqual([]);
    expect(await office.rows('event')).toMatchObject([
      { kind: 'appointment-booked', pseudonym: null, data: { topic: 'job' } },
    ]);
    expect(await office.rows('log')).toMatchObject([
      {
        ...{ what: 'counter-booked', target: nameInLog(testVault(), talk?.id ?? ''), pilot: 'serbia' },
        who: accountWho(accountOf(cookie)),
      },
    ]);
  });

  test('nobody is called, since the number would be kept', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const { status, html } = await office.page(asked(COUNTER, { ...WANTED, mode: 'phone' }), cookie);
    expect(status).toBe(422);
    expect(html).toContain('id="mode-fault"');
  });

  test('staff see it with its chip; it is marked, moved and called off like any other', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT);
    const [talk] = await office.rows('appointment');
    const path = `/staff/appointments/${talk?.id}`;
    const { html } = await office.page(path, cookie);
    expect(html).toContain('<span class="chip noChat">No chat</span>');
    expect(html).not.toContain('value="write"');
    const moved = await office.send(path, { do: 'move', why: 'away', time: timesOn(html)[2] ?? '' }, cookie);
    expect(moved.headers.get('location')).toContain('notice=moved');
    // Nobody can tell them: it stands on the list until somebody has dealt with it.
    expect(words((await office.page('/staff/today?whose=all', cookie)).html)).toContain('no chat leads to them');
    office.clock.now = (await office.rows('appointment'))[0]?.startAt ?? 0;
    await office.send(path, { do: 'arrived' }, cookie);
    expect(await office.rows('appointment')).toMatchObject([{ status: 'arrived', person: null }]);
  });

  test('their number, written in any chat, shows and cancels it; its counsellor alone is told', async () => {
    await using office = await openOffice();
    await withMail(office);
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT);
    const [talk] = await office.rows('appointment');
    await office.hear('niece', ...JOIN, talk?.reference ?? '');
    expect(office.texts('niece').find((text) => text.includes(talk?.reference ?? '-'))).toContain('Appointment');
    await office.hear('niece', press('cancel', talk?.reference), 'Yes, cancel it');
    expect(await office.rows('appointment')).toMatchObject([{ status: 'cancelled' }]);
    expect(await office.rows('change')).toEqual([]);
    expect(await office.rows('notice')).toMatchObject([
      { kind: 'new', subject: talk?.id, recipient: talk?.counsellor },
      { kind: 'cancelled', subject: talk?.id, recipient: talk?.counsellor },
    ]);
    expect(await office.rows('event')).toContainEqual(
      expect.objectContaining({ kind: 'appointment-cancelled', pseudonym: null, pilot: 'serbia' }),
    );
    expect((await office.rows('claim')).filter(({ appointment }) => appointment === talk?.id)).toEqual([]);
  });

  test('it is on the lists of the day and the week and found by its number, and leads to no card', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT);
    const { id = '', reference = '', startAt = 0 } = (await office.rows('appointment'))[0] ?? {};
    // No reminder went out, so nobody is to be called for want of an answer.
    office.clock.now = startAt - MINUTE;
    const { html: before } = await office.page('/staff/today?whose=all', cookie);
    const [, unanswered = reference] = /<div class="to-do" id="unanswered">(.*?)<\/div>/s.exec(before) ?? [];
    expect(unanswered).not.toContain(reference);
    office.clock.now = startAt + 1;
    for (const path of ['/staff/today?whose=all', '/staff/week?whose=all', '/staff/week?whose=all&print=yes']) {
      const { html } = await office.page(path, cookie);
      expect([path, faultsOf(html)]).toEqual([path, []]);
      expect(rowsOn(html).map(([, , , , chips, , number]) => [chips, number])).toEqual([['No chat', reference]]);
    }
    const found = await office.routes.request(`/staff/find?reference=${reference}`, { headers: { cookie } });
    expect(found.headers.get('location')).toBe(`/staff/appointments/${id}`);
    expect((await office.page(`/staff/people?appointment=${id}`, cookie)).status).toBe(404);
    expect((await office.send('/staff/people', { reference }, cookie)).status).toBe(404);
    expect((await office.page(`/staff/appointments/${id}/cv`, cookie)).status).toBe(404);
  });

  test('the question before it is called off says that nobody tells them', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT, 60);
    const [{ id } = { id: '' }] = await office.rows('appointment');
    const { status, html } = await office.page(`/staff/appointments/${id}/off`, cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    expect(words(html)).toContain('no chat leads to them');
    const off = await office.send(`/staff/appointments/${id}`, { do: 'off', why: 'closed' }, cookie);
    expect(off.headers.get('location')).toContain('notice=off');
    expect(words((await office.page('/staff/today?whose=all', cookie)).html)).toContain('no chat leads to them');
  });

  test('the API lists and marks it, and a subscribed calendar has it, without anybody', async () => {
    await using office = await openOffice();
    await bookOne(office, COUNTER, await office.cookie('counsellor'), PILOT);
    const { id, reference = '', counsellor = '', startAt = 0 } = (await office.rows('appointment'))[0] ?? {};
    const authorization = `Bearer ${await tokenFor(office, 'counsellor')}`;
    const span = { from: new Date(startAt).toISOString(), to: new Date(startAt + DAY).toISOString() };
    const path = asked('/api/appointments', { pilot: 'serbia', ...span });
    const answer = await office.routes.request(path, { headers: { authorization } });
    const listed = { appointments: [{ id, reference, status: 'scheduled', confirmed: false, group: false }] };
    expect(await answer.json()).toMatchObject(listed);
    const secret = 'a'.repeat(43);
    await office.store.tx((q) => renewFeed(q, counsellor, hashSecret(secret), false));
    const feed = await office.routes.request(`/calendar/${secret}.ics`);
    expect(await feed.text()).toContain(`SUMMARY:${reference}`);
    office.clock.now = startAt + 1;
    const marked = await office.routes.request(`/api/appointments/${id}/status`, {
      ...{ method: 'PUT', body: JSON.stringify({ status: 'not-held' }) },
      headers: { authorization, 'content-type': 'application/json' },
    });
    expect(marked.status).toBe(204);
    expect(await office.rows('appointment')).toMatchObject([{ status: 'not-held' }]);
  });

  test('it is kept until a week after its end, and then deleted', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT);
    const [talk] = await office.rows('appointment');
    const end = talk?.endAt ?? 0;
    await office.store.tx((q) => purge(q, end + 7 * DAY));
    expect(await office.rows('appointment')).toHaveLength(1);
    await office.store.tx((q) => purge(q, end + 7 * DAY + 1));
    expect(await office.rows('appointment')).toEqual([]);
  });

  test('another pilot is not there, and that it was asked for is noted', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    expect((await office.page(`${COUNTER}?pilot=milan`, cookie)).status).toBe(404);
    const form = { ...WANTED, agreed: 'yes', pilot: 'milan', time: 'x' };
    expect((await office.send(COUNTER, form, cookie)).status).toBe(404);
    // Once an hour is enough.
    expect(await refusals(office)).toEqual(['milan']);
    expect(await office.rows('appointment')).toEqual([]);
  });
});

describe('the paper', () => {
  test('has the number, when and where, in the language that is spoken, and how to cancel', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const answer = await bookOne(office, COUNTER, cookie, { ...PILOT, language: 'ar' });
    const { status, html } = await office.page(answer.headers.get('location') ?? '', cookie);
    expect([status, faultsOf(html)]).toEqual([200, []]);
    const [talk] = await office.rows('appointment');
    const [, sheet = ''] = /<section class="paper" lang="ar" dir="rtl"[^>]*>(.*?)<\/section>/s.exec(html) ?? [];
    expect(sheet).toContain(talk?.reference);
    expect(words(sheet)).toContain('موعدك');
    // Nobody taps a link on paper, and others may find it.
    expect(sheet).not.toContain('openstreetmap');
    expect(sheet).not.toContain(content.model.texts.say('ar', 'topics:job'));
  });

  test('is in any language of the pilot, for who reads another one than they speak', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT);
    const [{ id } = { id: '' }] = await office.rows('appointment');
    const path = `/staff/appointments/${id}/paper`;
    const { html } = await office.page(path, cookie);
    const links = [...html.matchAll(/href="([^"]+\?language=[^"]+)"/g)].map(([, link]) => link);
    const languages = content.pilots.serbia?.languages ?? [];
    expect(links).toEqual(languages.map((tag) => `${path}?language=${tag}`));
    for (const tag of languages) {
      const sheet = (await office.page(`${path}?language=${tag}`, cookie)).html;
      expect(sheet).toContain(`<section class="paper" lang="${tag}"`);
      expect(sheet).toContain(content.model.texts.say(tag, 'counter:paper.bringWhat'));
    }
    expect((await office.page(`${path}?language=xx`, cookie)).html).toContain('<section class="paper" lang="en"');
  });

  test('is not there for what was called off', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await bookOne(office, COUNTER, cookie, PILOT, 60);
    const [{ id } = { id: '' }] = await office.rows('appointment');
    await office.send(`/staff/appointments/${id}`, { do: 'off', why: 'other' }, cookie);
    expect((await office.page(`/staff/appointments/${id}/paper`, cookie)).status).toBe(404);
  });

  test('is not for staff of another pilot', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const answer = await bookOne(office, COUNTER, cookie, PILOT);
    const other = await office.cookie('admin', ['milan']);
    expect((await office.page(answer.headers.get('location') ?? '', other)).status).toBe(404);
    expect(await refusals(office)).toEqual(['serbia']);
  });
});
