import { Secret } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { invite } from '../../src/server/staff/accounts/invite.ts';
import { demoPath } from '../../src/server/staff/demo/route.ts';
import { listAccounts, updateAccount } from '../../src/store/accounts.ts';
import type { Role } from '../../src/store/principal.ts';
import { HOUR, MINUTE } from '../fakes/clock.ts';
import { codeOf, enter, join, type Member } from './members.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const PASSWORD = 'four small blue kettles';

/** An invitation as the command line makes one. */
const invited = (office: Office, role: Role = 'coordinator', pilots = ['serbia'], account: string | null = null) =>
  invite(office.world, { name: 'Mira', role, pilots, counsellor: null, account, by: null });

const secretOn = (html: string): string => /class="secret">([A-Z2-7 ]+)</.exec(html)?.[1]?.replace(/ /g, '') ?? '';

/** Fills the form of an invitation in as its page asks. */
async function accept(office: Office, path: string, more: Record<string, string> = {}) {
  const { html } = await office.page(path);
  const secret = secretOn(html);
  const code = secret === '' ? '' : codeOf(secret, office.clock.now);
  const answer = await office.send(path, { mail: 'mira@example.org', password: PASSWORD, code, ...more });
  const [cookie = ''] = answer.headers.get('set-cookie')?.split(';') ?? [];
  return { status: answer.status, html: await answer.text(), cookie, secret };
}

const codesOn = (html: string): string[] =>
  [...html.matchAll(/<code>([A-Z2-7-]+)<\/code>/g)].map(([, code = '']) => code);
const alerts = (html: string): string[] =>
  [...html.matchAll(/role="alert">(.*?)<\/p>/g)].map(([, words = '']) => words);
const deeds = async (office: Office) => (await office.rows('log')).map(({ what, who }) => `${who}: ${what}`);
const isIn = async (office: Office, cookie: string) => (await office.page('/staff/me', cookie)).status === 200;

describe('an invitation', () => {
  test('is used up by its form alone, however often its link is opened', async () => {
    await using office = await openOffice();
    const path = await invited(office);
    for (let times = 0; times < 3; times++) {
      const { status, html } = await office.page(path);
      expect([status, faultsOf(html)]).toEqual([200, []]);
      expect(html).toContain('Mira (coordinator): Serbia');
    }
    const { status, html, cookie } = await accept(office, path);
    expect([status, codesOn(html).length, new Set(codesOn(html)).size]).toEqual([200, 10, 10]);
    expect(await isIn(office, cookie)).toBe(true);
    expect((await office.page(path)).status).toBe(404);
    expect((await accept(office, path)).status).toBe(404);
  });

  test('shows the same secret each time, and another one for another link', async () => {
    await using office = await openOffice();
    const [one, other] = [await invited(office), await invited(office)];
    const shown = async (path: string) => secretOn((await office.page(path)).html);
    expect(await shown(one)).toMatch(/^[A-Z2-7]{32}$/);
    expect(await shown(one)).toBe(await shown(one));
    expect(await shown(one)).not.toBe(await shown(other));
  });

  test('ends after 72 hours', async () => {
    await using office = await openOffice();
    const path = await invited(office);
    office.clock.now += 72 * HOUR - 1;
    expect((await office.page(path)).status).toBe(200);
    office.clock.now += 1;
    expect((await accept(office, path)).status).toBe(404);
  });

  test.each([
    ['mail', { mail: 'mira' }, 'Please write a whole mail address, with an @ in it.'],
    ['taken', { mail: ' Demo-Admin@Example.org ' }, 'Another account has this mail address.'],
    ['short', { password: 'kettles-11!' }, 'The password is too short: at least 12 letters or signs.'],
    ['long', { password: 'kettle-'.repeat(20) }, 'The password is too long: at most 128 letters or signs.'],
    ['common', { password: 'Password1234!' }, 'This password is easy to guess.'],
    ['common', { password: 'mira-mira-mira' }, 'This password is easy to guess.'],
    ['code', { code: '12345' }, 'The code is not right.'],
    ['passkey', { passkey: '{}' }, 'The passkey could not be made.'],
    ['passkey', { passkey: 'no' }, 'The passkey could not be made.'],
  ])('is not used up by a form with a fault: %s %j', async (_, typed, words) => {
    await using office = await openOffice();
    const path = await invited(office);
    const { status, html } = await accept(office, path, typed);
    expect([status, alerts(html).at(0)?.startsWith(words), faultsOf(html)]).toEqual([422, true, []]);
    expect((await office.page(path)).status).toBe(200);
  });

  test('for an account that is there sets new secrets, and ends its sessions', async () => {
    await using office = await openOffice();
    const ana = await join(office, { id: 'ana', role: 'coordinator' });
    const { cookie } = await enter(office, ana);
    const path = await invited(office, 'coordinator', ['serbia'], 'ana');
    const accepted = await accept(office, path, { mail: ana.mail });
    expect(accepted.status).toBe(200);
    expect([await isIn(office, cookie), await isIn(office, accepted.cookie)]).toEqual([false, true]);
    expect((await enter(office, ana)).status).toBe(401);
    expect((await listAccounts(office.store.read)).filter(({ id }) => id === 'ana')).toMatchObject([
      { role: 'coordinator', pilots: ['serbia'] },
    ]);
  });
});

describe('a sign-in', () => {
  test('takes each code once', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const code = ana.code();
    expect((await enter(office, ana, { code })).status).toBe(303);
    const again = await enter(office, ana, { code });
    expect([again.status, again.cookie]).toEqual([401, '']);
    expect(alerts(again.html)[0]).toContain('Each code counts only once');
    // A code of the interval before is older than the one that was used.
    office.clock.now += MINUTE;
    expect((await enter(office, ana)).status).toBe(303);
  });

  test('takes a code of the interval before or after, and of no other', async () => {
    await using office = await openOffice();
    const path = await invited(office);
    const { secret } = await accept(office, path);
    const mira: Member = { id: 'mira', mail: 'mira@example.org', password: PASSWORD, code: () => '' };
    for (const [at, status] of [
      [-90_000, 401],
      [90_000, 401],
      [30_000, 303],
    ] as const) {
      office.clock.now += 10 * MINUTE;
      const code = codeOf(secret, office.clock.now + at);
      expect([at, (await enter(office, mira, { code })).status]).toEqual([at, status]);
    }
  });

  test('takes a recovery code once, in place of the code', async () => {
    await using office = await openOffice();
    const { html } = await accept(office, await invited(office));
    const [code = '', other = ''] = codesOn(html);
    const mira: Member = { id: 'mira', mail: 'mira@example.org', password: PASSWORD, code: () => '' };
    const written = code.toLowerCase().replaceAll('-', ' ');
    expect((await enter(office, mira, { code: written })).status).toBe(303);
    expect((await enter(office, mira, { code })).status).toBe(401);
    const { cookie, status } = await enter(office, mira, { code: other });
    expect(status).toBe(303);
    expect((await office.page('/staff/me', cookie)).html).toContain('You have 8 left.');
  });

  test('is refused in the same words, whatever is wrong, and also where there is no such account', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const mira = await join(office, { id: 'mira' });
    await office.store.tx((q) => updateAccount(q, 'mira', { disabledAt: 1 }));
    const pages = [];
    for (const [who, typed] of [
      [ana, { password: 'wrong' }],
      [ana, { code: '000000' }],
      [ana, { code: 'ABCD-EFGH-ABCD-EFGH' }],
      [mira, {}],
      [{ ...ana, mail: 'nobody@example.org' }, {}],
      [{ ...ana, mail: 'demo-admin@example.org' }, {}],
    ] as const) {
      const { status, html, cookie } = await enter(office, who, typed);
      expect([status, cookie]).toEqual([401, '']);
      pages.push(html.replaceAll(who.mail, ''));
    }
    expect(new Set(pages).size).toBe(1);
  });

  test('takes as long where there is no such account', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const took = async (mail: string) => {
      const begun = performance.now();
      await enter(office, { ...ana, mail }, { password: 'wrong' });
      office.clock.now += 20 * MINUTE;
      return performance.now() - begun;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let times = 0; times < 9; times++) {
      known.push(await took(ana.mail));
      unknown.push(await took(`nobody${times}@example.org`));
    }
    const median = (of: number[]) => of.sort((a, b) => a - b)[4] ?? 0;
    // A hash takes a hundred times as long as everything else.
    expect(median(unknown)).toBeGreaterThan(median(known) / 3);
  });

  test('waits longer after each failure, for the account, from wherever it is tried', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const fail = () => enter(office, ana, { password: 'no', code: '' });
    for (let times = 0; times < 5; times++) expect((await fail()).status).toBe(401);
    const held = await enter(office, ana, { code: '' });
    expect([held.status, alerts(held.html)[0]]).toEqual([
      429,
      'Too many tries have failed. Please try again in 1 minute.',
    ]);
    office.clock.now += 30_000;
    expect((await fail()).status).toBe(401);
    office.clock.now += 59_000;
    expect((await fail()).status).toBe(429);
    office.clock.now += 1_000;
    expect((await enter(office, ana)).status).toBe(303);
    // A sign-in that succeeds takes the failures back.
    office.clock.now += MINUTE;
    expect((await fail()).status).toBe(401);
    expect((await enter(office, ana)).status).toBe(303);
    expect((await deeds(office)).filter((deed) => deed.endsWith('sign-in-held'))).toHaveLength(2);
  });

  test('waits after many failures from one place, whatever the accounts are called', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    for (let times = 0; times < 30; times++) {
      const { status } = await enter(
        office,
        { ...ana, mail: `guess${times}@example.org` },
        { password: 'no', code: '' },
      );
      expect([times, status]).toEqual([times, 401]);
    }
    expect((await enter(office, ana, { code: '' })).status).toBe(429);
    office.clock.now += 30_000;
    expect((await enter(office, ana)).status).toBe(303);
  });

  test('makes a new session: one that was planted in the browser opens nothing', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const planted = `staff=${'x'.repeat(43)}`;
    const { cookie } = await enter(office, ana, { cookie: planted });
    expect(cookie).not.toBe(planted);
    expect([await isIn(office, planted), await isIn(office, cookie)]).toEqual([false, true]);
  });

  test('stands in the log, as do a refusal and the sign-out', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    await enter(office, ana, { password: 'no' });
    const { cookie } = await enter(office, ana);
    await office.page('/staff/accounts', cookie);
    await office.send('/staff/leave', {}, cookie);
    const expected = ['null: sign-in-refused', 'signed-in', 'refused', 'signed-out'];
    const found = await deeds(office);
    expect(found.sort()).toEqual(expected.map((one) => (one.includes(':') ? one : `account:ana: ${one}`)).sort());
    expect(JSON.stringify(await office.rows('log'))).not.toMatch(/example\.org|umbrellas/);
  });
});

describe('the own account', () => {
  test('lists its sessions, and ends another one', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const [one, other] = [await enter(office, ana), await enter(office, ana)];
    const { html } = await office.page('/staff/me', one.cookie);
    const [, id = ''] = /\/staff\/me\/sessions\/([\w-]+)\/end/.exec(html) ?? [];
    expect((await office.send(`/staff/me/sessions/${id}/end`, {}, one.cookie)).status).toBe(303);
    expect([await isIn(office, one.cookie), await isIn(office, other.cookie)]).toEqual([true, false]);
  });

  test("ends nobody else's session", async () => {
    await using office = await openOffice();
    const [ana, mira] = [
      await enter(office, await join(office)),
      await enter(office, await join(office, { id: 'mira' })),
    ];
    const [session] = (await office.rows('staffSession')).filter(({ account }) => account === 'mira');
    await office.send(`/staff/me/sessions/${session?.id}/end`, {}, ana.cookie);
    expect(await isIn(office, mira.cookie)).toBe(true);
  });

  test('has a new password only after a proof, and then ends all its other sessions', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const [one, other] = [await enter(office, ana), await enter(office, ana)];
    const isAsked = async () =>
      (await office.page('/staff/me', one.cookie)).html.includes('/staff/prove?to=%2Fstaff%2Fme');
    expect(await isAsked()).toBe(false);
    office.clock.now += 10 * MINUTE;
    expect(await isAsked()).toBe(true);
    const change = () => office.send('/staff/me/password', { next: PASSWORD }, one.cookie);
    const refused = await change();
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/staff/prove?to=%2Fstaff%2Fme']);
    const prove = (typed: object) =>
      office.send('/staff/prove', { password: ana.password, code: ana.code(), to: '/staff/me', ...typed }, one.cookie);
    expect((await prove({ password: 'no' })).status).toBe(401);
    const proof = await prove({});
    expect([proof.status, proof.headers.get('location')]).toEqual([303, '/staff/me']);
    expect((await change()).headers.get('location')).toBe('/staff/me?notice=password');
    expect([await isIn(office, one.cookie), await isIn(office, other.cookie)]).toEqual([true, false]);
    office.clock.now += MINUTE;
    expect((await enter(office, ana)).status).toBe(401);
    expect((await enter(office, { ...ana, password: PASSWORD })).status).toBe(303);
  });

  test('refuses a weak password, and keeps the old one', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const { cookie } = await enter(office, ana);
    const answer = await office.send('/staff/me/password', { next: 'aaaaaaaaaaaa' }, cookie);
    expect([answer.status, alerts(await answer.text())]).toEqual([422, [expect.stringContaining('easy to guess')]]);
    expect((await enter(office, ana)).status).toBe(303);
  });

  test('makes new recovery codes, and the old ones open nothing any more', async () => {
    await using office = await openOffice();
    const { html, cookie } = await accept(office, await invited(office));
    const [old = ''] = codesOn(html);
    const [fresh = ''] = codesOn(await (await office.send('/staff/me/codes', {}, cookie)).text());
    const mira: Member = { id: 'mira', mail: 'mira@example.org', password: PASSWORD, code: () => '' };
    expect((await enter(office, mira, { code: old })).status).toBe(401);
    expect((await enter(office, mira, { code: fresh })).status).toBe(303);
  });

  test('keeps its last way in', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const { cookie } = await enter(office, ana);
    const passkey = { account: 'ana', publicKey: Buffer.of(1), counter: 0, transports: [], createdAt: 0, usedAt: null };
    await office.store.tx(async (q) => {
      await q.db.insert(q.t.passkey).values([
        { ...passkey, id: 'one' },
        { ...passkey, id: 'two' },
      ]);
    });
    const remove = async (id: string) =>
      (await office.send(`/staff/me/passkeys/${id}/remove`, {}, cookie)).headers.get('location');
    await office.store.tx((q) => updateAccount(q, 'ana', { password: null, totp: null }));
    expect(await remove('one')).toBe('/staff/me?notice=removed');
    expect(await remove('two')).toBe('/staff/me?notice=last');
    expect(await office.rows('passkey')).toMatchObject([{ id: 'two' }]);
  });
});

describe('the accounts of others', () => {
  test('are made by a link that an admin gives, with rights that she has herself', async () => {
    await using office = await openOffice();
    const admin = await office.cookie('admin', ['serbia', 'milan']);
    const make = async (form: Record<string, string>) => {
      const answer = await office.send('/staff/accounts', { name: 'Mira', ...form }, admin);
      return { status: answer.status, link: /<code[^>]*>([^<]+)<\/code>/.exec(await answer.text())?.[1] };
    };
    expect((await make({ role: 'evaluator', pilot: 'berlin' })).status).toBe(422);
    expect((await make({ role: 'evaluator' })).status).toBe(422);
    expect((await make({ role: 'owner', pilot: 'serbia' })).status).toBe(422);
    expect((await make({ role: 'counsellor', pilot: 'serbia' })).status).toBe(422);
    expect((await make({ role: 'counsellor', counsellor: 'berlin-demo-1' })).status).toBe(422);
    const { status, link = '' } = await make({ role: 'counsellor', counsellor: 'serbia-demo-1' });
    expect(status).toBe(200);
    expect((await accept(office, new URL(link).pathname)).status).toBe(200);
    const made = (await office.rows('account')).filter(
      ({ createdAt, counsellor }) => createdAt > 0 && counsellor !== null,
    );
    expect(made).toMatchObject([{ role: 'counsellor', pilots: ['serbia'], counsellor: 'serbia-demo-1' }]);
  });

  test('of other pilots are neither shown nor changed', async () => {
    await using office = await openOffice();
    const admin = await office.cookie('admin', ['serbia']);
    await join(office, { id: 'wide', role: 'coordinator', pilots: ['serbia', 'milan'] });
    await join(office, { id: 'ours', role: 'coordinator', pilots: ['serbia'] });
    const { html } = await office.page('/staff/accounts', admin);
    expect([html.includes('ours@example.org'), html.includes('wide@example.org')]).toEqual([true, false]);
    for (const act of ['renew', 'rights', 'disable', 'enable', 'sign-out'])
      for (const id of ['wide', 'nobody'])
        expect([act, (await office.send(`/staff/accounts/${id}/${act}`, RIGHTS, admin)).status]).toEqual([act, 404]);
    expect((await office.rows('account')).find(({ id }) => id === 'wide')).toMatchObject({ disabledAt: null });
  });

  test.each(['disable', 'rights', 'sign-out'])('are signed out at once by %s', async (act) => {
    await using office = await openOffice();
    const admin = await office.cookie('admin', ['serbia']);
    const ana = await join(office, { id: 'ana', role: 'counsellor' });
    const { cookie } = await enter(office, ana);
    expect((await office.send(`/staff/accounts/ana/${act}`, RIGHTS, admin)).status).toBe(303);
    expect(await isIn(office, cookie)).toBe(false);
    office.clock.now += MINUTE;
    expect((await enter(office, ana)).status).toBe(act === 'disable' ? 401 : 303);
    await office.send('/staff/accounts/ana/enable', {}, admin);
    office.clock.now += MINUTE;
    expect((await enter(office, ana)).status).toBe(303);
  });

  test('but the own one: nobody gives themselves rights, or shuts themselves out', async () => {
    await using office = await openOffice();
    const admin = await office.cookie('admin', ['serbia']);
    for (const act of ['disable', 'rights']) {
      const answer = await office.send(`/staff/accounts/${accountOf(admin)}/${act}`, RIGHTS, admin);
      expect(answer.headers.get('location')).toBe('/staff/accounts?notice=own');
    }
    expect(await isIn(office, admin)).toBe(true);
  });

  test('are invited no more once the invitation is withdrawn', async () => {
    await using office = await openOffice();
    const [path, elsewhere] = [await invited(office), await invited(office, 'evaluator', ['milan'])];
    const admin = await office.cookie('admin', ['serbia']);
    const { html } = await office.page('/staff/accounts', admin);
    const ids = [...html.matchAll(/invitations\/([\w-]+)\/withdraw/g)].map(([, id]) => id);
    expect(ids).toHaveLength(1);
    expect((await office.send(`/staff/invitations/${ids[0]}/withdraw`, {}, admin)).status).toBe(303);
    expect([(await office.page(path)).status, (await office.page(elsewhere)).status]).toEqual([404, 200]);
  });
});

const RIGHTS = { role: 'evaluator', pilot: 'serbia' };

describe('the pages of staff', () => {
  test('say which command makes the first account, while there is none', async () => {
    await using office = await openOffice();
    expect((await office.page('/staff/enter')).html).not.toContain('staff add');
    await office.store.tx(async (q) => {
      await q.db.delete(q.t.account);
    });
    const { html } = await office.page('/staff/enter');
    expect([html.includes('npm run saputnik -- staff add'), faultsOf(html)]).toEqual([true, []]);
  });

  test('of a demonstration open by its link, as any of its accounts', async () => {
    await using office = await openOffice();
    const path = demoPath(office.world);
    const { html } = await office.page(path);
    const ids = [...html.matchAll(/<option value="([\w-]+)"/g)].map(([, id = '']) => id);
    expect([ids.length, faultsOf(html)]).toEqual([13, []]);
    for (const account of ids) {
      const answer = await office.send(path, { account });
      const [cookie = ''] = answer.headers.get('set-cookie')?.split(';') ?? [];
      expect((await office.page(answer.headers.get('location') ?? '', cookie)).status).toBe(200);
    }
    for (const [at, account] of [
      [`${path}x`, ids[0]],
      [path, 'nobody'],
      ['/staff/demo/x', ids[0]],
    ] as const)
      expect((await office.send(at, { account: account ?? '' })).status).toBe(404);
  });

  test('do not open by the link, nor to an account, of a demonstration elsewhere', async () => {
    await using office = await openOffice();
    const path = demoPath(office.world);
    const [cookie = ''] =
      (await office.send(path, { account: 'demo-admin' })).headers.get('set-cookie')?.split(';') ?? [];
    expect(await isIn(office, cookie)).toBe(true);
    const config = { publicUrl: 'http://localhost:3000', production: true };
    const { routes } = office.beside({ config, store: office.store });
    expect((await routes.request(path)).status).toBe(404);
    expect((await routes.request('/staff/me', { headers: { cookie } })).status).toBe(401);
  });
});

test('a secret for an app is of 160 bits', async () => {
  await using office = await openOffice();
  const { html } = await office.page(await invited(office));
  expect(Secret.fromBase32(secretOn(html)).bytes.length).toBe(20);
});
