import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { idOf, put, referencesOn, rowsOn } from './desk.ts';
import { join } from './members.ts';
import { faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const [TODAY, WEEK, REQUESTS] = ['/staff/today', '/staff/week', '/staff/requests'];

const week = async (office: Office, cookie: string, language = 'en') =>
  (await office.page(WEEK, cookie, { 'accept-language': language })).html;
/** The chips of the first talk of the week. */
const chips = async (office: Office, cookie: string) => rowsOn(await week(office, cookie))[0]?.[4];
/** How long each of those who wait has waited. */
const waiting = (html: string): string[] => [...html.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, text = '']) => text);
/** The languages of those who wait. */
const spoken = (html: string): string[] =>
  [...html.matchAll(/Language: <\/span>(.*?)<\/span>/g)].map(([, text = '']) => text);

describe('the door', () => {
  test('opens with a mail address, a password and a code, for as long as the browser is open', async () => {
    await using office = await openOffice();
    const { mail, password, code } = await join(office);
    const typed = { mail: ` ${mail.toUpperCase()}\n`, password, code: code().replace(/^.../, '$& ') };
    const answer = await office.send('/staff/enter', typed);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, TODAY]);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('stays shut for what is not whole, what is too long and a token of the API, and says the same', async () => {
    await using office = await openOffice();
    const { mail, password, code } = await join(office);
    const token = await tokenFor(office, 'counsellor');
    for (const typed of [
      () => ({}),
      () => ({ mail, password: '', code: code() }),
      () => ({ mail, password, code: '' }),
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
    expect([status, html.includes('role="alert">'), faultsOf(html)]).toEqual([200, false, []]);
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
});

describe('a talk on a list', () => {
  test.each([
    ['en', 'Arabic', 'Persian'],
    ['de', 'Arabisch', 'Persisch'],
    ['sr-RS', 'Арапски', 'Персијски'],
    ['ar', 'العربية', 'الفارسية'],
  ])('names in %s the language that the person speaks, and so does its own page', async (reader, arabic, persian) => {
    await using office = await openOffice();
    await office.book('noor', { language: 'العربية', wish: 0 });
    await office.book('ali', { language: 'فارسی / دری', wish: 0, day: 2 });
    const cookie = await office.cookie('counsellor');
    const html = await week(office, cookie, reader);
    expect(rowsOn(html).map((row) => row[3])).toEqual([arabic, persian]);
    for (const [i, reference] of referencesOn(html).entries()) {
      const path = `/staff/appointments/${await idOf(office, reference)}`;
      const page = await office.page(path, cookie, { 'accept-language': reader });
      expect(page.html).toContain(`<dd>${[arabic, persian][i]}</dd>`);
    }
  });

  test('shows what the person wishes, and that they cannot be reminded', async () => {
    await using office = await openOffice();
    await office.book('noor', { language: 'العربية', wish: 0 });
    const cookie = await office.cookie('counsellor');
    expect(await chips(office, cookie)).toBe('Woman counsellor Interpreter needed');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ canRemind: false }));
    expect(await chips(office, cookie)).toBe('Woman counsellor Interpreter needed Can&#39;t be reminded');
  });

  test('says of a group of which kind it is', async () => {
    await using office = await openOffice();
    await office.book('amal');
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ topic: 'course', groupOffer: 'g1' }));
    const [row] = rowsOn(await week(office, await office.cookie('counsellor')));
    expect(row?.slice(2, 5)).toEqual(['Course', 'English', 'Group']);
  });

  test('is dimmed once it is over', async () => {
    await using office = await openOffice();
    await put(office, await office.book('amal'), { startAt: START });
    const cookie = await office.cookie('counsellor');
    const isDimmed = async (path: string) => (await office.page(path, cookie)).html.includes('role="row" class="past"');
    for (const [after, expected] of [
      [30 * MINUTE, false],
      [30 * MINUTE + 1, true],
    ] as const) {
      office.clock.now = START + after;
      for (const path of [TODAY, WEEK]) expect(await isDimmed(path), `${path} ${after}`).toBe(expected);
    }
  });

  test('goes when it is cancelled in the chat, and when its person is deleted', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const kept = await office.book('kept', { day: 1 });
    const cancelled = await office.book('cancelled', { day: 2 });
    const deleted = await office.book('deleted', { day: 3 });
    const shown = async () => referencesOn(await week(office, cookie));
    expect(await shown()).toEqual([kept, cancelled, deleted]);
    await office.hear('cancelled', cancelled, 'Cancel it', 'Yes, cancel it');
    expect(await shown()).toEqual([kept, deleted]);
    await office.hear('deleted', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    expect(await shown()).toEqual([kept]);
  });

  test('escapes what its counsellor is called, and bears a topic that is gone', async () => {
    await using office = await openOffice();
    const name = `<script>alert(1)</script> "O'Neil" & Söhne`;
    const escaped = '&lt;script&gt;alert(1)&lt;/script&gt; &quot;O&#39;Neil&quot; &amp; Söhne';
    await office.counsellor('evil', name, [1, 2, 3, 4, 5]);
    const reference = await office.book('amal');
    await put(office, reference, { startAt: START + HOUR, counsellor: 'evil' });
    const { appointment } = office.store.read.t;
    await office.store.tx((q) => q.db.update(appointment).set({ topic: '<b>gone</b>' }));
    const one = `/staff/appointments/${await idOf(office, reference)}`;
    const cookie = await office.cookie('counsellor');
    for (const path of [TODAY, WEEK, one, `${one}/off`]) {
      const { status, html } = await office.page(path, cookie);
      expect([path, status, faultsOf(html)]).toEqual([path, 200, []]);
      expect(html).toContain(escaped);
      expect(html).toContain('&lt;b&gt;gone&lt;/b&gt;');
      expect(html).not.toMatch(/<script>|<b>/);
    }
  });
});

describe('the pages of the day', () => {
  test('speak the language that the browser asks for', async () => {
    await using office = await openOffice();
    await office.book('amal');
    await office.hear('amal', 'human', 'My boss does not pay me');
    const cookie = await office.cookie('counsellor');
    const thread = `${REQUESTS}/${(await office.rows('request'))[0]?.id}`;
    for (const [path, rows, people] of [
      [TODAY, 0, 0],
      [WEEK, 1, 0],
      [REQUESTS, 0, 1],
      [thread, 0, 1],
    ] as const) {
      const page = (language: string) => office.page(path, cookie, { 'accept-language': language });
      const opening = async (language: string) => /<html[^>]*>/.exec((await page(language)).html)?.[0];
      expect(await opening('ar-EG,en;q=0.5')).toBe('<html lang="ar" dir="rtl">');
      expect(await opening('sr-RS')).toBe('<html lang="sr-Cyrl" dir="ltr">');
      expect(await opening('fi')).toBe('<html lang="en" dir="ltr">');
      for (const { tag } of office.world.content.model.texts.languages) {
        const { status, html } = await page(tag);
        const shown = [path, tag, status, rowsOn(html).length, waiting(html).length, faultsOf(html)];
        expect(shown).toEqual([path, tag, 200, rows, people, []]);
      }
    }
  });

  test('say nothing that only an address says', async () => {
    await using office = await openOffice();
    await office.book('amal');
    await office.hear('amal', 'human', 'Not now');
    const cookie = await office.cookie('counsellor');
    const thread = `${REQUESTS}/${(await office.rows('request'))[0]?.id}`;
    for (const path of [TODAY, WEEK, REQUESTS, thread])
      for (const notice of ['<b>', 'constructor', '']) {
        const { html } = await office.page(`${path}?notice=${encodeURIComponent(notice)}`, cookie);
        expect(html, path).toBe((await office.page(path, cookie)).html);
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
    const { html } = await office.page(REQUESTS, await office.cookie('counsellor'));
    expect(waiting(html)).toEqual(['Waiting for 3 hours', 'Waiting for 119 minutes', 'Waiting for 1 minute']);
    expect(spoken(html)).toEqual(['English', 'Arabic', 'English']);
    expect(faultsOf(html)).toEqual([]);
  });

  test('are answered with a thousand characters, whatever ends a line, and with nothing empty or longer', async () => {
    await using office = await openOffice();
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human', 'Not now');
    const cookie = await office.cookie('counsellor');
    const path = `${REQUESTS}/${(await office.rows('request'))[0]?.id}`;
    const send = (words: string) => office.send(path, { do: 'answer', words, language: 'en', seen: '0' }, cookie);
    const sent = office.telegram.sent.length;
    for (const words of [' \r\n ', 'x'.repeat(1001)]) {
      const html = await (await send(words)).text();
      expect(html).toContain('role="status"');
      expect(html).toMatch(new RegExp(`>${words}</textarea>`));
    }
    await office.pump.settle();
    expect(office.telegram.sent).toHaveLength(sent);
    // A browser counts the end of a line as one character and sends two; what it lets through must go through.
    const longest = `${'ž'.repeat(333)}\r\n${'ž'.repeat(333)}\r\n${'ž'.repeat(332)}`;
    expect((await send(longest)).headers.get('location')).toBe(`${path}?notice=sent`);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain(longest.replaceAll('\r\n', '\n'));
  });
});
