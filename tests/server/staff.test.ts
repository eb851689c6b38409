import { describe, expect, test } from 'vitest';
import { accountWho, updateAccount } from '../../src/store/accounts.ts';
import { requestHuman } from '../../src/store/offices.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { join } from './members.ts';
import { accountOf, faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const today = (office: Office, cookie: string, language = 'en') =>
  office.page('/staff/today', cookie, { 'accept-language': language });

/** The cells of every row that the page shows, without markup. */
const rows = (html: string): string[][] =>
  [...html.matchAll(/<tr role="row"[^>]*>\s*<th role="rowheader".*?<\/tr>/gs)].map(([row]) =>
    row
      .split(/<\/t[hd]>/)
      .slice(0, -1)
      .map((cell) =>
        cell
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ),
  );
const waiting = (html: string): string[] => [...html.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, text = '']) => text);
/** The languages of those who wait. */
const spoken = (html: string): string[] =>
  [...html.matchAll(/Language: <\/span>(.*?)<\/span>/g)].map(([, text = '']) => text);
const requestIn = (html: string): string => /\/staff\/requests\/([\w-]+)\/answer/.exec(html)?.[1] ?? '';

describe('the door', () => {
  test('opens with a mail address, a password and a code, for as long as the browser is open', async () => {
    await using office = await openOffice();
    const { mail, password, code } = await join(office);
    const typed = { mail: ` ${mail.toUpperCase()}\n`, password, code: code().replace(/^.../, '$& ') };
    const answer = await office.send('/staff/enter', typed);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/today']);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('stays shut for anything else, and says the same whatever is wrong', async () => {
    await using office = await openOffice();
    const [{ mail, password, code }, shut] = [await join(office), await join(office, { id: 'shut' })];
    await office.store.tx((q) => updateAccount(q, shut.id, { disabledAt: START }));
    const token = await tokenFor(office, 'counsellor');
    for (const typed of [
      () => ({}),
      () => ({ mail, password: '', code: code() }),
      () => ({ mail, password: `${password}x`, code: code() }),
      () => ({ mail, password, code: '' }),
      () => ({ mail, password, code: `${(Number(code()) + 1) % 1_000_000}`.padStart(6, '0') }),
      () => ({ mail: 'nobody@example.org', password, code: code() }),
      () => ({ mail: shut.mail, password: shut.password, code: shut.code() }),
      () => ({ token }),
      () => ({ mail, password: token, code: code() }),
      () => ({ mail, password: 'x'.repeat(3000), code: code() }),
    ]) {
      // Another day, so that nobody has to wait.
      office.clock.now += DAY;
      const answer = await office.send('/staff/enter', typed());
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
      const [, said] = /role="alert">(.*?)<\/p>/.exec(await answer.text()) ?? [];
      expect(said).toBe(
        'The mail address, the password or the code is not right. Each code counts only once: wait for the next one.',
      );
    }
    expect(await office.rows('staffSession')).toEqual([]);
    const { status, html } = await office.page('/staff/enter');
    expect([status, html.includes('role="alert">')]).toEqual([200, false]);
    expect(faultsOf(html)).toEqual([]);
  });

  test('bears a form that is none, and one that is too large', async () => {
    await using office = await openOffice();
    const post = (body: string, type: string) =>
      office.routes.request('/staff/enter', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', 'content-type': type },
        body,
      });
    expect((await post('nonsense', 'multipart/form-data')).status).toBe(401);
    expect((await post('{"mail":{}}', 'application/json')).status).toBe(401);
    expect((await post(`mail=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded')).status).toBe(413);
  });

  test('shuts behind whoever leaves', async () => {
    await using office = await openOffice();
    const answer = await office.send('/staff/leave', {}, await office.cookie('counsellor'));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/enter']);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=; Max-Age=0; Path=\//);
  });
});

describe('the list of talks', () => {
  test('shows when, with whom, about what, in which language, with which wishes, and the reference', async () => {
    await using office = await openOffice();
    const [english, arabic] = [await office.book('amal'), await office.book('noor', { language: 'العربية', wish: 0 })];
    const { status, html } = await today(office, await office.cookie('counsellor'));
    expect(status).toBe(200);
    expect(rows(html)).toEqual([
      ['09:00–09:30', 'Imaginary Ana', 'Finding a job', 'English', '', english],
      ['09:40–10:10', 'Imaginary Ana', 'Finding a job', 'Arabic', 'Woman counsellor Interpreter needed', arabic],
    ]);
    expect(html).toContain('Wednesday 25 November');
    expect(html).toContain('All times: Belgrade time');
    expect(faultsOf(html)).toEqual([]);
  });

  test.each([
    ['en', 'Arabic', 'Persian'],
    ['de', 'Arabisch', 'Persisch'],
    ['sr-RS', 'Арапски', 'Персијски'],
    ['ar', 'العربية', 'الفارسية'],
  ])('names in %s the languages that people speak, on the page of each talk too', async (reader, arabic, persian) => {
    await using office = await openOffice();
    await office.book('noor', { language: 'العربية', wish: 0 });
    await office.book('ali', { language: 'فارسی / دری', wish: 0, day: 2 });
    const cookie = await office.cookie('counsellor');
    const { html } = await today(office, cookie, reader);
    expect(rows(html).map((row) => row[3])).toEqual([arabic, persian]);
    const pages = [...html.matchAll(/href="(\/staff\/appointments\/[\w-]+)"/g)].map(([, path = '']) => path);
    for (const [i, path] of pages.entries()) {
      const page = await office.page(path, cookie, { 'accept-language': reader });
      expect(page.html).toContain(`<dd>${[arabic, persian][i]}</dd>`);
    }
    expect(pages).toHaveLength(2);
  });

  test('says of a group of which kind it is', async () => {
    await using office = await openOffice();
    await office.book('amal');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ topic: 'course', groupOffer: 'g1' }));
    expect(rows((await today(office, await office.cookie('counsellor'))).html)[0]?.slice(2, 5)).toEqual([
      'Course',
      'English',
      'Group',
    ]);
  });

  test("says who can't be reminded", async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    expect((await today(office, cookie)).html).not.toContain('Can&#39;t be reminded');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ canRemind: false }));
    expect(rows((await today(office, cookie)).html)[0]?.slice(4)).toEqual(['Can&#39;t be reminded', reference]);
  });

  test('begins with the day as it is in the pilot, and dims what is over', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const cookie = await office.cookie('counsellor');
    // Wednesday, 10:00 in Belgrade: the talk was at 09:00.
    office.clock.now = START + DAY;
    expect((await today(office, cookie)).html).toMatch(new RegExp(`<tr role="row" class="past">.*${reference}`, 's'));
    office.clock.now = Date.UTC(2026, 10, 25, 22, 59);
    expect(rows((await today(office, cookie)).html)).toHaveLength(1);
    office.clock.now += MINUTE;
    const { html } = await today(office, cookie);
    expect(rows(html)).toEqual([]);
    expect(html).toContain('No talks in the coming days.');
    expect(faultsOf(html)).toEqual([]);
  });

  test('lets go of what is cancelled, and of whoever is deleted', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const kept = await office.book('kept', { day: 1 });
    const cancelled = await office.book('cancelled', { day: 2 });
    const deleted = await office.book('deleted', { day: 3 });
    const shown = async () => rows((await today(office, cookie)).html).map((row) => row.at(-1));
    expect(await shown()).toEqual([kept, cancelled, deleted]);
    await office.hear('cancelled', cancelled, 'Cancel it', 'Yes, cancel it');
    expect(await shown()).toEqual([kept, deleted]);
    await office.hear('deleted', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await shown()).toEqual([kept]);
  });

  test('shows talks as far ahead as any topic lets them be booked', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const { appointment } = office.store.read.t;
    const startAt = START + 90 * DAY;
    await office.store.tx((q) => q.db.update(appointment).set({ startAt, endAt: startAt + HOUR }));
    expect(rows((await today(office, await office.cookie('counsellor'))).html)[0]?.at(-1)).toBe(reference);
  });

  test('escapes what people are called, and bears a topic that is gone', async () => {
    await using office = await openOffice();
    const name = `<script>alert(1)</script> "O'Neil" & Söhne`;
    await office.counsellor('evil', name, [1, 2, 3, 4, 5]);
    await office.book('amal');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ counsellor: 'evil', topic: '<b>gone</b>' }));
    const { html } = await today(office, await office.cookie('counsellor'));
    expect(rows(html)[0]?.slice(1, 3)).toEqual([
      '&lt;script&gt;alert(1)&lt;/script&gt; &quot;O&#39;Neil&quot; &amp; Söhne',
      '&lt;b&gt;gone&lt;/b&gt;',
    ]);
    expect(html).not.toContain('<script>');
    expect(faultsOf(html)).toEqual([]);
  });

  test('speaks the language that the browser asks for', async () => {
    await using office = await openOffice();
    await office.book('amal');
    await office.hear('amal', 'human');
    const cookie = await office.cookie('counsellor');
    const opening = async (language: string) => /<html[^>]*>/.exec((await today(office, cookie, language)).html)?.[0];
    expect(await opening('ar-EG,en;q=0.5')).toBe('<html lang="ar" dir="rtl">');
    expect(await opening('sr-RS')).toBe('<html lang="sr-Cyrl" dir="ltr">');
    expect(await opening('fi')).toBe('<html lang="en" dir="ltr">');
    for (const { tag } of office.world.content.model.texts.languages) {
      const { status, html } = await today(office, cookie, tag);
      expect([status, rows(html).length, waiting(html).length, faultsOf(html)]).toEqual([200, 1, 1, []]);
    }
  });
});

describe('requests for a human', () => {
  test('stand in the order in which people wait, with how long', async () => {
    await using office = await openOffice();
    for (const [handle, minutes, ...words] of [
      ['first', 180, 'English', 'Serbia'],
      ['second', 119, 'العربية', 'صربيا'],
      ['third', 1, 'English', 'Serbia'],
    ] as const) {
      office.clock.now = START + (180 - minutes) * MINUTE;
      await office.hear(handle, 'hello', ...words, 'human');
    }
    office.clock.now = START + 180 * MINUTE;
    const { html } = await today(office, await office.cookie('counsellor'));
    expect(waiting(html)).toEqual(['Waiting for 3 hours', 'Waiting for 119 minutes', 'Waiting for 1 minute']);
    expect(spoken(html)).toEqual(['English', 'Arabic', 'English']);
    expect(faultsOf(html)).toEqual([]);
  });

  test('are answered in the chat, once', async () => {
    await using office = await openOffice();
    await office.book('amal');
    await office.hear('amal', 'human');
    const cookie = await office.cookie('counsellor');
    const id = requestIn((await today(office, cookie)).html);
    const answer = await office.send(
      `/staff/requests/${id}/answer`,
      { words: '  Come on <Tuesday> & bring tea.\r\n' },
      cookie,
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/today?notice=sent']);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toBe('A counsellor writes:\n\nCome on <Tuesday> & bring tea.');
    const { html } = await office.page('/staff/today?notice=sent', cookie);
    expect(html).toContain('role="status">Your answer is on its way.');
    expect(waiting(html)).toEqual([]);
    const who = accountWho(accountOf(cookie));
    expect(await office.rows('log')).toMatchObject([
      { who, what: 'request-answered', target: id, pilot: 'serbia', at: START },
    ]);
    const again = await office.send(`/staff/requests/${id}/answer`, { words: 'Again' }, cookie);
    expect(again.headers.get('location')).toBe('/staff/today?notice=gone');
    await office.pump.settle();
    expect(office.texts('amal').filter((text) => text.includes('Again'))).toEqual([]);
    expect((await office.page('/staff/today?notice=gone', cookie)).html).toContain('the answer was not sent');
    expect((await office.page('/staff/today?notice=<b>', cookie)).html).not.toContain('class="notice"');
  });

  test('take a thousand characters, whatever ends a line, and nothing empty or longer', async () => {
    await using office = await openOffice();
    await office.book('amal');
    await office.hear('amal', 'human');
    const cookie = await office.cookie('counsellor');
    const path = `/staff/requests/${requestIn((await today(office, cookie)).html)}/answer`;
    for (const words of ['', ' \r\n ', 'x'.repeat(1001)]) {
      const answer = await office.send(path, { words }, cookie);
      expect(answer.headers.get('location')).toBe('/staff/today');
    }
    expect(waiting((await today(office, cookie)).html)).toHaveLength(1);
    // A browser counts the end of a line as one character and sends two; what it lets through must go through.
    const longest = `${'ž'.repeat(333)}\r\n${'ž'.repeat(333)}\r\n${'ž'.repeat(332)}`;
    const sent = await office.send(path, { words: longest }, cookie);
    expect(sent.headers.get('location')).toBe('/staff/today?notice=sent');
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain(longest.replaceAll('\r\n', '\n'));
  });

  test('of another pilot are neither shown nor answered', async () => {
    await using office = await openOffice();
    const common = { person: 'nobody', language: 'en', at: START, demo: true };
    await office.store.tx(async (q) => {
      await requestHuman(q, { ...common, id: 'in-milan', pilot: 'milan' });
      await requestHuman(q, { ...common, person: 'somebody', id: 'in-serbia', pilot: 'serbia' });
    });
    const cookie = await office.cookie('admin', ['serbia']);
    expect((await today(office, cookie)).html).toMatch(/in-serbia/);
    expect((await today(office, cookie)).html).not.toMatch(/in-milan/);
    await office.send('/staff/requests/in-milan/answer', { words: 'Hello' }, cookie);
    const { request } = office.store.read.t;
    const states = (await office.store.read.db.select().from(request)).map(({ id, state }) => [id, state]);
    expect(states).toEqual(expect.arrayContaining([['in-milan', 'open']]));
  });
});
