import { describe, expect, test } from 'vitest';
import { demoPath } from '../../src/server/staff/demo/route.ts';
import { accountWho, updateAccount } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { hashSecret, type Role } from '../../src/store/principal.ts';
import { addToken, revokeTokens } from '../../src/store/tokens.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { enter, join } from './members.ts';
import { faultsOf, type Office, OWN, openOffice } from './office.ts';

const SECOND = 1000;
const TODAY = '/staff/today';
/** How the script of a page asks by itself. */
const BY_ITSELF = { 'x-by-itself': 'yes' };

/** A new member of staff who has signed in. */
const entered = async (office: Office) => enter(office, await join(office));

const opens = async (office: Office, cookie: string, headers = {}) =>
  (await office.page(TODAY, cookie, headers)).status === 200;
const sessions = (office: Office) => office.rows('staffSession');

/** The notices of a page, and whether they are alerts. */
const notices = (html: string): string[] =>
  [...html.matchAll(/<p class="(?:notice|stale)" role="\w+">(.*?)<\/p>/g)].map(([, words = '']) => words);

describe('a session of staff', () => {
  test('is 256 random bits, of which the database has the hash alone', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const { cookie } = await enter(office, ana);
    expect(cookie).toMatch(/^staff=[\w-]{43}$/);
    expect(await opens(office, cookie)).toBe(true);
    const hash = hashSecret(cookie.slice('staff='.length));
    const [row] = await sessions(office);
    const times = { startedAt: START, seenAt: START, provedAt: START };
    expect(row).toEqual({ hash, id: expect.stringMatching(/^[\w-]{22}$/), account: 'ana', browser: '', ...times });
    expect(cookie).not.toContain(row?.id);
    const other = await enter(office, ana);
    expect(other.cookie).not.toBe(cookie);
  });

  test('is opened by no id and no token of the API in the place of its cookie', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana', 'counsellor');
    await entered(office);
    const [row] = await sessions(office);
    for (const wrong of [token, row?.id, 'ana', 'ana@example.org']) {
      expect(await opens(office, `staff=${wrong}`)).toBe(false);
      expect(notices((await office.page(TODAY, `staff=${wrong}`)).html)).toEqual([
        'You were signed out. Please sign in again.',
      ]);
    }
  });

  test('says what browser it is of, in two words', async () => {
    await using office = await openOffice();
    const { mail, password, code } = await join(office);
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
    const body = new URLSearchParams({ mail, password, code: code() });
    await office.routes.request('/staff/enter', { method: 'POST', headers: { ...OWN, 'user-agent': agent }, body });
    expect(await sessions(office)).toMatchObject([{ browser: 'Firefox, Linux' }]);
  });

  test('takes the place of the one that the browser had, which opens nothing any more', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const { cookie } = await enter(office, ana);
    office.clock.now += HOUR;
    const again = await enter(office, ana, { cookie });
    expect([again.status, again.cookie === cookie]).toEqual([303, false]);
    expect(await sessions(office)).toHaveLength(1);
    expect([await opens(office, cookie), await opens(office, again.cookie)]).toEqual([false, true]);
  });

  test('has a cookie of this host alone where people come by https', async () => {
    await using office = await openOffice();
    const { mail, password, code } = await join(office);
    const config = { publicUrl: 'https://chat.example.org', production: true };
    const { routes } = office.beside({ config, store: office.store });
    const body = new URLSearchParams({ mail, password, code: code() });
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answer = await routes.request('/staff/enter', { method: 'POST', headers, body });
    const [cookie = '', ...attributes] = answer.headers.get('set-cookie')?.split('; ') ?? [];
    expect(cookie).toMatch(/^__Host-staff=[\w-]{43}$/);
    // No time: it goes with the browser.
    expect(attributes).toEqual(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']);
    expect((await routes.request(TODAY, { headers: { cookie } })).status).toBe(200);
  });

  test('ends 30 minutes after the last thing that staff did', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    for (let times = 0; times < 3; times++) {
      office.clock.now += 30 * MINUTE - SECOND;
      expect(await opens(office, cookie)).toBe(true);
    }
    office.clock.now += 30 * MINUTE + SECOND;
    const { status, html } = await office.page(TODAY, cookie);
    expect([status, notices(html), faultsOf(html)]).toEqual([
      401,
      ['You were signed out after 30 minutes without activity. Please sign in again.'],
      [],
    ]);
    // What came too late has not opened it again.
    office.clock.now += SECOND;
    expect(await opens(office, cookie)).toBe(false);
  });

  test('is not kept open by a page that refreshes itself', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    const begun = office.clock.now;
    for (; office.clock.now < begun + 30 * MINUTE; office.clock.now += 5 * SECOND)
      expect(await opens(office, cookie, BY_ITSELF)).toBe(true);
    office.clock.now += SECOND;
    expect(await opens(office, cookie, BY_ITSELF)).toBe(false);
    expect(await opens(office, cookie)).toBe(false);
  });

  test('is written to once a minute at most', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    const seen = async () => (await sessions(office)).map(({ seenAt }) => seenAt - START);
    for (const [at, noted] of [
      [59 * SECOND, 0],
      [MINUTE, MINUTE],
      [2 * MINUTE - SECOND, MINUTE],
      [5 * MINUTE, 5 * MINUTE],
    ] as const) {
      office.clock.now = START + at;
      expect(await opens(office, cookie)).toBe(true);
      expect(await seen()).toEqual([noted]);
    }
  });

  test('ends after twelve hours, however busy', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    for (office.clock.now = START; office.clock.now < START + 12 * HOUR; office.clock.now += 20 * MINUTE)
      expect(await opens(office, cookie)).toBe(true);
    office.clock.now = START + 12 * HOUR - SECOND;
    expect(await opens(office, cookie)).toBe(true);
    office.clock.now = START + 12 * HOUR + SECOND;
    const { status, html } = await office.page(TODAY, cookie);
    expect([status, notices(html)]).toEqual([401, ['You were signed out after 12 hours. Please sign in again.']]);
  });

  test('says which end came first', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    office.clock.now += 20 * HOUR;
    expect(notices((await office.page(TODAY, cookie)).html)).toEqual([expect.stringContaining('30 minutes')]);
  });

  test('ends by leaving, for every copy of its cookie and for no other session', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const [{ cookie }, elsewhere] = [await enter(office, ana), await enter(office, ana)];
    const answer = await office.send('/staff/leave', {}, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/enter']);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=; Max-Age=0; Path=\//);
    expect(await opens(office, cookie)).toBe(false);
    expect(await opens(office, elsewhere.cookie)).toBe(true);
    expect(await sessions(office)).toHaveLength(1);
  });

  test('ends when its account is disabled, and stays so when it is open again', async () => {
    await using office = await openOffice();
    const [ana, mira] = [await join(office), await join(office, { id: 'mira' })];
    const [first, second] = [await enter(office, ana), await enter(office, mira)];
    const admin = await office.cookie('admin');
    const press = (act: string) => office.send(`/staff/accounts/ana/${act}`, {}, admin);
    expect((await press('disable')).status).toBe(303);
    expect([await opens(office, first.cookie), await opens(office, second.cookie)]).toEqual([false, true]);
    expect(notices((await office.page(TODAY, first.cookie)).html)).toEqual([
      'You were signed out. Please sign in again.',
    ]);
    expect((await enter(office, ana)).status).toBe(401);
    await press('enable');
    expect(await opens(office, first.cookie)).toBe(false);
    expect((await enter(office, ana)).status).toBe(303);
  });

  test('ends at once where the account is disabled past the pages', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    await office.store.tx((q) => updateAccount(q, 'ana', { disabledAt: START }));
    expect(await opens(office, cookie)).toBe(false);
  });

  test('ends when another one of the account ends it by its id, and no stranger can', async () => {
    await using office = await openOffice();
    const [ana, mira] = [await join(office), await join(office, { id: 'mira' })];
    const [first, second, stranger] = [await enter(office, ana), await enter(office, ana), await enter(office, mira)];
    const hash = hashSecret(first.cookie.slice('staff='.length));
    const id = (await sessions(office)).find((row) => row.hash.equals(hash))?.id;
    const end = (cookie: string) => office.send(`/staff/me/sessions/${id}/end`, {}, cookie);
    await end(stranger.cookie);
    expect(await opens(office, first.cookie)).toBe(true);
    await end(second.cookie);
    expect([await opens(office, first.cookie), await opens(office, second.cookie)]).toEqual([false, true]);
  });

  test('ends when the rights of its account change, and an admin ends all of them', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const admin = await office.cookie('admin');
    const press = (act: string, form = {}) => office.send(`/staff/accounts/ana/${act}`, form, admin);
    const { cookie } = await enter(office, ana);
    expect((await press('rights', { role: 'evaluator', pilot: 'serbia' })).status).toBe(303);
    expect(await opens(office, cookie)).toBe(false);
    const again = await enter(office, ana);
    expect(again.location).toBe('/staff/statistics');
    expect((await press('sign-out')).status).toBe(303);
    expect((await office.page('/staff/statistics', again.cookie)).status).toBe(401);
  });

  test('of a demonstration opens nothing in production', async () => {
    await using office = await openOffice();
    const begun = await office.send(demoPath(office.world), { account: 'demo-admin' });
    const [cookie = ''] = begun.headers.get('set-cookie')?.split(';') ?? [];
    expect([begun.status, begun.headers.get('location'), await opens(office, cookie)]).toEqual([303, TODAY, true]);
    const config = { publicUrl: 'http://localhost:3000', production: true };
    const { routes } = office.beside({ config, store: office.store });
    expect((await routes.request(TODAY, { headers: { cookie } })).status).toBe(401);
    expect((await routes.request(demoPath(office.world))).status).toBe(404);
  });

  test('is named in the log by its account: who signed in, looked, and signed out', async () => {
    await using office = await openOffice();
    await office.book('amal');
    const { cookie } = await entered(office);
    const [talk] = await office.rows('appointment');
    office.clock.now += MINUTE;
    expect((await office.page(`/staff/appointments/${talk?.id}`, cookie)).status).toBe(200);
    office.clock.now += MINUTE;
    await office.send('/staff/leave', {}, cookie);
    const who = accountWho('ana');
    const log = (await office.rows('log')).toSorted((one, other) => one.at - other.at);
    expect(log.map(({ id, ...entry }) => entry)).toEqual([
      { who, what: 'signed-in', target: 'ana', pilot: null, at: START },
      { who, what: 'appointment', target: nameInLog(testVault(), talk?.id ?? ''), pilot: 'serbia', at: START + MINUTE },
      { who, what: 'signed-out', target: 'ana', pilot: null, at: START + 2 * MINUTE },
    ]);
  });
});

/** A token of the API that ends after `life` (ms); 180 days unless said otherwise. */
async function tokenFor(office: Office, label: string, role: Role = 'evaluator', life = 180 * DAY): Promise<string> {
  const token = `token-of-${label}`;
  const createdAt = office.clock.now;
  const row = { hash: hashSecret(token), label, role, pilots: ['serbia'], createdAt, until: createdAt + life };
  await office.store.tx((q) => addToken(q, row));
  return token;
}

describe('a token', () => {
  const stats = async (office: Office, token: string) => {
    const answer = await office.routes.request('/api/stats', { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: await answer.json(), asks: answer.headers.get('www-authenticate') };
  };

  test('opens the API until it ends, which is said, and no page at any time', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'report', 'evaluator', 30 * DAY);
    office.clock.now += 30 * DAY - 1;
    expect((await stats(office, token)).status).toBe(200);
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `staff=${token}` }])
      expect((await office.routes.request('/staff/statistics', { headers })).status).toBe(401);
    for (const form of [{ token }, { mail: 'report', password: token, code: token }])
      expect((await office.send('/staff/enter', form)).status).toBe(401);
    office.clock.now += 1;
    expect(await stats(office, token)).toEqual({
      status: 401,
      body: { status: 401, code: 'expired' },
      asks: 'Bearer error="invalid_token"',
    });
    await office.store.tx((q) => revokeTokens(q, 'report', START));
    expect(await stats(office, token)).toMatchObject({ status: 401, body: { code: 'token' } });
  });

  test('of a version that gave tokens no end ends 180 days after it was made', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'report', 'evaluator', DAY);
    const { token: table } = office.store.read.t;
    await office.store.tx((q) => q.db.update(table).set({ until: null }));
    office.clock.now = START + 180 * DAY - 1;
    expect((await stats(office, token)).status).toBe(200);
    office.clock.now += 1;
    expect((await stats(office, token)).status).toBe(401);
  });
});

describe('the door', () => {
  test('leads back to the page that was asked for', async () => {
    await using office = await openOffice();
    const ana = await join(office, { role: 'coordinator' });
    const asked = '/staff/statistics?pilot=serbia&period=2026-H1';
    const { status, html } = await office.page(asked);
    const [, to = ''] = /name="to" value="([^"]*)"/.exec(html) ?? [];
    expect([status, to, faultsOf(html)]).toEqual([401, asked.replace('&', '&amp;'), []]);
    // A wrong password on the way does not lose it, nor the mail address.
    const wrong = await enter(office, ana, { to: asked, password: 'wrong' });
    expect(wrong.html).toContain(`value="${ana.mail}"`);
    expect(wrong.html).toContain(`name="to" value="${to}"`);
    const { location, cookie } = await enter(office, ana, { to: asked });
    expect(location).toBe(asked);
    expect((await office.page(asked, cookie)).status).toBe(200);
  });

  test.each([
    '',
    '/',
    '/staff',
    '/staff/enter',
    '/staff/leave',
    '/api/stats',
    'staff/people/../../api/stats',
    '/staff/../api/stats',
    '/staff/%2e%2e/api/stats',
    '//evil.example/staff/today',
    '/\\evil.example/staff/today',
    '\t//evil.example/staff/today',
    'https://evil.example/staff/today',
    'http://staff:80@evil.example/staff/today',
    'javascript:alert(1)//staff/today',
    `/staff/${'x'.repeat(500)}`,
  ])('leads home, where %j is asked for', async (to) => {
    await using office = await openOffice();
    const ana = await join(office);
    const { status, location } = await enter(office, ana, { to });
    expect([status, location]).toEqual([303, TODAY]);
    expect((await enter(office, ana, { to, password: 'wrong' })).html).not.toContain('name="to"');
  });

  test.each([
    ['http://staff/staff/people', '/staff/people'],
    ['\t/staff/people', '/staff/people'],
    ['/staff//evil.example', '/staff//evil.example'],
  ])('leads to a path here, where %j is asked for', async (to, location) => {
    await using office = await openOffice();
    expect((await enter(office, await join(office, { role: 'admin' }), { to })).location).toBe(location);
  });

  test('says that what was sent is not saved, and leads home then', async () => {
    await using office = await openOffice();
    const { cookie } = await entered(office);
    office.clock.now += HOUR;
    const answer = await office.send('/staff/requests/request', { words: 'Hello' }, cookie);
    const html = await answer.text();
    expect([answer.status, notices(html), faultsOf(html)]).toEqual([
      401,
      [expect.stringContaining('30 minutes'), 'Your last step was not saved.'],
      [],
    ]);
    expect(html).not.toContain('name="to"');
    expect(notices((await office.page(TODAY, cookie)).html)).toHaveLength(1);
  });

  test('does not open for another while somebody is signed in, and says who', async () => {
    await using office = await openOffice();
    const ana = await join(office, { id: '<Ana>', role: 'coordinator' });
    const other = await join(office, { id: 'other', role: 'admin' });
    const { cookie } = await enter(office, ana);
    const refused = await enter(office, other, { cookie });
    expect([refused.status, refused.cookie]).toEqual([409, '']);
    const shown = await office.page('/staff/enter', cookie);
    expect(shown.status).toBe(200);
    for (const html of [refused.html, shown.html]) {
      expect(html).toContain('<p>You are signed in as &lt;Ana&gt; (coordinator).</p>');
      expect(html).toContain('<p class="about">Serbia</p>');
      expect(html).toContain('action="/staff/leave"');
      expect(html).not.toContain('id="password"');
      expect(faultsOf(html)).toEqual([]);
    }
    expect((await office.page(TODAY, cookie)).html).toContain('<bdi>&lt;Ana&gt;</bdi>');
    expect(await sessions(office)).toHaveLength(1);
    // A session that has ended is none.
    office.clock.now += HOUR;
    expect((await enter(office, other, { cookie })).status).toBe(303);
  });

  test('says so in every language', async () => {
    await using office = await openOffice();
    const ana = await join(office, { role: 'admin' });
    for (const { tag } of content.model.texts.languages) {
      office.clock.now += MINUTE;
      const { cookie } = await enter(office, ana);
      for (const path of ['/staff/enter', TODAY]) {
        const { status, html } = await office.page(path, cookie, { 'accept-language': tag });
        expect([tag, status, faultsOf(html)]).toEqual([tag, 200, []]);
        expect(html).toContain('ana');
      }
      await office.send('/staff/leave', {}, cookie);
    }
  });
});
