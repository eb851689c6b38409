import { describe, expect, test } from 'vitest';
import { addToken, hashToken, type Role, revokeTokens } from '../../src/store/staff.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const SECOND = 1000;
const TODAY = '/staff/today';
/** How the script of a page asks by itself. */
const BY_ITSELF = { 'x-by-itself': 'yes' };

/** A token that ends after `life` (ms); 180 days unless said otherwise. */
async function tokenFor(office: Office, label: string, role: Role = 'counsellor', life = 180 * DAY): Promise<string> {
  const token = `token-of-${label}`;
  const createdAt = office.clock.now;
  const row = { hash: hashToken(token), label, role, pilots: ['serbia'], createdAt, until: createdAt + life };
  await office.store.tx((q) => addToken(q, row));
  return token;
}

/** Signs in by the form. */
async function enter(office: Office, token: string, { to = '', cookie = '' } = {}) {
  const answer = await office.send('/staff/enter', { token, to }, cookie);
  const { status, headers } = answer;
  const [session = ''] = headers.get('set-cookie')?.split(';') ?? [];
  return { status, location: headers.get('location'), cookie: session, html: await answer.text() };
}

const opens = async (office: Office, cookie: string, headers = {}) =>
  (await office.page(TODAY, cookie, headers)).status === 200;
const sessions = (office: Office) => office.rows('staffSession');

/** The notices of a page, and whether they are alerts. */
const notices = (html: string): string[] =>
  [...html.matchAll(/<p class="(?:notice|stale)" role="\w+">(.*?)<\/p>/g)].map(([, words = '']) => words);

describe('a session of staff', () => {
  test('is 256 random bits, of which the database has the hash alone', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana');
    const { cookie } = await enter(office, token);
    expect(cookie).toMatch(/^staff=[\w-]{43}$/);
    expect(cookie).not.toContain(token);
    expect(await opens(office, cookie)).toBe(true);
    const hash = hashToken(cookie.slice('staff='.length));
    expect(await sessions(office)).toEqual([{ hash, token: hashToken(token), startedAt: START, seenAt: START }]);
    const other = await enter(office, token);
    expect(other.cookie).not.toBe(cookie);
  });

  test('opens to no token, not even in the cookie that earlier versions set', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana');
    await enter(office, token);
    expect(await opens(office, `staff=${token}`)).toBe(false);
    expect(notices((await office.page(TODAY, `staff=${token}`)).html)).toEqual([
      'You were signed out. Please sign in again.',
    ]);
  });

  test('has a cookie of this host alone where people come by https', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana');
    const config = { publicUrl: 'https://chat.example.org', production: true };
    const { routes } = office.beside({ config, store: office.store });
    const body = new URLSearchParams({ token });
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
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
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
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
    const begun = office.clock.now;
    for (; office.clock.now < begun + 30 * MINUTE; office.clock.now += 5 * SECOND)
      expect(await opens(office, cookie, BY_ITSELF)).toBe(true);
    office.clock.now += SECOND;
    expect(await opens(office, cookie, BY_ITSELF)).toBe(false);
    expect(await opens(office, cookie)).toBe(false);
  });

  test('is written to once a minute at most', async () => {
    await using office = await openOffice();
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
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
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
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
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
    office.clock.now += 20 * HOUR;
    expect(notices((await office.page(TODAY, cookie)).html)).toEqual([expect.stringContaining('30 minutes')]);
  });

  test('ends by leaving, for every copy of its cookie and for no other session', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana');
    const [{ cookie }, elsewhere] = [await enter(office, token), await enter(office, token)];
    const answer = await office.send('/staff/leave', {}, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/staff/enter']);
    expect(answer.headers.get('set-cookie')).toMatch(/^staff=; Max-Age=0; Path=\//);
    expect(await opens(office, cookie)).toBe(false);
    expect(await opens(office, elsewhere.cookie)).toBe(true);
    expect(await sessions(office)).toHaveLength(1);
  });

  test('ends when its token is revoked, and when it ends', async () => {
    await using office = await openOffice();
    const [ana, mira] = [await tokenFor(office, 'ana'), await tokenFor(office, 'mira', 'counsellor', 10 * MINUTE)];
    const [first, second] = [await enter(office, ana), await enter(office, mira)];
    await office.store.tx((q) => revokeTokens(q, 'ana', START));
    expect(notices((await office.page(TODAY, first.cookie)).html)).toEqual([
      'You were signed out. Please sign in again.',
    ]);
    office.clock.now += 10 * MINUTE - SECOND;
    expect(await opens(office, second.cookie)).toBe(true);
    office.clock.now += SECOND;
    const { status, html } = await office.page(TODAY, second.cookie);
    expect([status, notices(html)]).toEqual([
      401,
      ['The access token has expired. Ask your coordinator for a new one.'],
    ]);
  });

  test('is the same for what is recorded: the look names the token', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    const token = await tokenFor(office, 'ana');
    const { cookie } = await enter(office, token);
    const [, id = ''] = /staff\/appointments\/([\w-]+)/.exec((await office.page(TODAY, cookie)).html) ?? [];
    expect((await office.page(`/staff/appointments/${id}`, cookie)).status).toBe(200);
    expect(await office.rows('look')).toMatchObject([
      { what: 'appointment', target: reference, token: hashToken(token) },
    ]);
  });
});

describe('a token', () => {
  const stats = async (office: Office, token: string) => {
    const answer = await office.routes.request('/api/stats', { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: await answer.json(), asks: answer.headers.get('www-authenticate') };
  };

  test('opens neither pages nor API once it has ended, and both say so', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'report', 'evaluator', 30 * DAY);
    office.clock.now += 30 * DAY - 1;
    expect((await enter(office, token)).status).toBe(303);
    expect((await stats(office, token)).status).toBe(200);
    office.clock.now += 1;
    const { status, cookie, html } = await enter(office, token);
    expect([status, cookie, notices(html)]).toEqual([
      401,
      '',
      ['The access token has expired. Ask your coordinator for a new one.'],
    ]);
    expect(await stats(office, token)).toEqual({
      status: 401,
      body: { status: 401, code: 'expired' },
      asks: 'Bearer error="invalid_token"',
    });
    await office.store.tx((q) => revokeTokens(q, 'report', START));
    expect((await enter(office, token)).html).toContain('It may have been revoked.');
    expect(await stats(office, token)).toMatchObject({ status: 401, body: { code: 'token' } });
  });

  test('of a version that gave tokens no end ends 180 days after it was made', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'report', 'evaluator', DAY);
    const { token: table } = office.store.read.t;
    await office.store.tx((q) => q.db.update(table).set({ until: null }));
    office.clock.now = START + 180 * DAY - 1;
    expect([(await enter(office, token)).status, (await stats(office, token)).status]).toEqual([303, 200]);
    office.clock.now += 1;
    expect([(await enter(office, token)).status, (await stats(office, token)).status]).toEqual([401, 401]);
  });

  test('that ends within 14 days is announced on every page', async () => {
    await using office = await openOffice();
    await office.book('amal');
    const { cookie } = await enter(office, await tokenFor(office, 'ana', 'admin', 14 * DAY + SECOND));
    const [, id = ''] = /staff\/appointments\/([\w-]+)/.exec((await office.page(TODAY, cookie)).html) ?? [];
    const paths = [TODAY, '/staff/statistics', '/staff/copy', `/staff/appointments/${id}`];
    const announced = () =>
      Promise.all(
        paths.map(async (path) => {
          const { status, html } = await office.page(path, cookie);
          expect([path, status, faultsOf(html)]).toEqual([path, 200, []]);
          return /<p class="ends">(.*?)<\/p>/.exec(html)?.[1];
        }),
      );
    expect(await announced()).toEqual(paths.map(() => undefined));
    office.clock.now += 2 * SECOND;
    expect(await announced()).toEqual(
      paths.map(() => 'Your access token ends on Tuesday 8 December. Ask your coordinator for a new one.'),
    );
  });
});

describe('the door', () => {
  test('leads back to the page that was asked for', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana', 'coordinator');
    const asked = '/staff/statistics?pilot=serbia&period=2026-H1';
    const { status, html } = await office.page(asked);
    const [, to = ''] = /name="to" value="([^"]*)"/.exec(html) ?? [];
    expect([status, to, faultsOf(html)]).toEqual([401, asked.replace('&', '&amp;'), []]);
    // A wrong token on the way does not lose it.
    expect((await enter(office, 'wrong', { to: asked })).html).toContain(`name="to" value="${to}"`);
    const entered = await enter(office, token, { to: asked });
    expect(entered.location).toBe(asked);
    expect((await office.page(asked, entered.cookie)).status).toBe(200);
  });

  test.each([
    '',
    '/',
    '/staff',
    '/staff/enter',
    '/staff/leave',
    '/api/stats',
    'staff/copy/../../api/stats',
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
    const { status, location } = await enter(office, await tokenFor(office, 'ana'), { to });
    expect([status, location]).toEqual([303, TODAY]);
    expect((await enter(office, 'wrong', { to })).html).not.toContain('name="to"');
  });

  test.each([
    ['http://staff/staff/copy', '/staff/copy'],
    ['\t/staff/copy', '/staff/copy'],
    ['/staff//evil.example', '/staff//evil.example'],
  ])('leads to a path here, where %j is asked for', async (to, location) => {
    await using office = await openOffice();
    expect((await enter(office, await tokenFor(office, 'ana', 'admin'), { to })).location).toBe(location);
  });

  test('says that what was sent is not saved, and leads home then', async () => {
    await using office = await openOffice();
    const { cookie } = await enter(office, await tokenFor(office, 'ana'));
    office.clock.now += HOUR;
    const answer = await office.send('/staff/requests/request/answer', { words: 'Hello' }, cookie);
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
    const [ana, other] = [await tokenFor(office, '<Ana>', 'coordinator'), await tokenFor(office, 'other', 'admin')];
    const { cookie } = await enter(office, ana);
    const refused = await enter(office, other, { cookie });
    expect([refused.status, refused.cookie]).toEqual([409, '']);
    const shown = await office.page('/staff/enter', cookie);
    expect(shown.status).toBe(200);
    for (const html of [refused.html, shown.html]) {
      expect(html).toContain('<p>You are signed in as &lt;Ana&gt; (coordinator).</p>');
      expect(html).toContain('<p class="about">Serbia</p>');
      expect(html).toContain('action="/staff/leave"');
      expect(html).not.toContain('id="token"');
      expect(faultsOf(html)).toEqual([]);
    }
    expect((await office.page(TODAY, cookie)).html).toContain('<bdi class="who">&lt;Ana&gt;</bdi>');
    expect(await sessions(office)).toHaveLength(1);
    // A session that has ended is none.
    office.clock.now += HOUR;
    expect((await enter(office, other, { cookie })).status).toBe(303);
  });

  test('says so in every language', async () => {
    await using office = await openOffice();
    const token = await tokenFor(office, 'ana', 'admin', HOUR);
    for (const { tag } of content.model.texts.languages) {
      const { cookie } = await enter(office, token);
      for (const path of ['/staff/enter', TODAY]) {
        const { status, html } = await office.page(path, cookie, { 'accept-language': tag });
        expect([tag, status, faultsOf(html)]).toEqual([tag, 200, []]);
        expect(html).toContain('ana');
      }
      await office.send('/staff/leave', {}, cookie);
    }
  });
});
