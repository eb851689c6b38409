import { describe, expect, test } from 'vitest';
import { accountWho } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { DAY } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { JOIN } from '../turn/support.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const USUAL = { topic: 'job', until: '2026-12-08' };
const FIRST = 'You can choose a time. Last day: Tuesday 8 December';

/** Somebody who has agreed and asked for a human, and the address of their card. */
async function asked(office: Office, cookie: string): Promise<string> {
  await office.hear('42', ...JOIN, 'human', 'Not now');
  return cardFrom(office, cookie, `request=${(await office.rows('request'))[0]?.id}`);
}

async function cardFrom(office: Office, cookie: string, query: string): Promise<string> {
  const answer = await office.routes.request(`/staff/people?${query}`, { headers: { cookie } });
  return answer.headers.get('location') ?? '';
}

const invite = (office: Office, card: string, form: Record<string, string>, cookie: string) =>
  office.send(`${card}/invite`, form, cookie);
const states = async (office: Office) => (await office.rows('bookingInvitation')).map(({ state }) => state);

describe('a person is invited to book', () => {
  test.each(['counsellor', 'coordinator', 'admin'] as const)(
    'by a %s, from the card, to which a request leads',
    async (role) => {
      await using office = await openOffice();
      const cookie = await office.cookie(role);
      const card = await asked(office, cookie);
      const [request] = await office.rows('request');
      expect((await office.page(`/staff/requests/${request?.id}`, cookie)).html).toContain(
        `href="/staff/people?request=${request?.id}#invite"`,
      );
      const { html } = await office.page(card, cookie);
      expect([faultsOf(html), html.includes('There is no invitation.')]).toEqual([[], true]);
      expect(html).toMatch(/id="invite-until"[^>]*value="2026-12-08"/);
      const answer = await invite(office, card, USUAL, cookie);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `${card}?notice=invited`]);
      await office.pump.settle();
      expect(office.texts('42').filter((text) => text === FIRST)).toHaveLength(1);
      const shown = (await office.page(`${card}?notice=invited`, cookie)).html;
      expect(faultsOf(shown)).toEqual([]);
      expect(shown).toMatch(/role="status">The person is invited\..*Finding a job: invited .*the invitation</s);
      const logged = (await office.rows('log')).filter(({ what }) => what === 'person-invited');
      const target = nameInLog(testVault(), (await office.rows('person'))[0]?.id ?? '');
      expect(logged).toMatchObject([{ who: accountWho(accountOf(cookie)), target, pilot: 'serbia' }]);
    },
  );

  test('with a form that keeps what was typed, and says at each field what is wrong', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const card = await asked(office, cookie);
    const answer = await invite(office, card, { topic: 'cooking', until: '2027-06-01' }, cookie);
    const html = await answer.text();
    expect([answer.status, faultsOf(html), await states(office)]).toEqual([422, [], []]);
    expect(html).toContain('<details open>');
    expect(html).toMatch(/id="invite-topic-fault">Please choose from/);
    expect(html).toMatch(/value="2027-06-01".*id="invite-until-fault">A day from/s);
  });

  test('never against a STOP, which the card says in place of the form', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await office.book('42');
    const reference = (await office.rows('appointment'))[0]?.id ?? '';
    await office.hear('42', 'stop');
    const card = await cardFrom(office, cookie, `appointment=${reference}`);
    const { html } = await office.page(card, cookie);
    expect(html).toContain('The person cannot be invited: they have not agreed to be written to, or have said STOP.');
    expect(html).not.toContain('id="invite-topic"');
    const answer = await invite(office, card, USUAL, cookie);
    expect(answer.headers.get('location')).toBe(`${card}?notice=stopped`);
    expect(await states(office)).toEqual([]);
  });

  test('and the card ends it, and says what became of it', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const card = await asked(office, cookie);
    await invite(office, card, USUAL, cookie);
    await office.pump.settle();
    await office.hear('42', 'Not now');
    expect((await office.page(card, cookie)).html).toContain('declined: not now');
    await invite(office, card, USUAL, cookie);
    const [row] = await office.rows('bookingInvitation');
    const ended = await invite(office, card, { do: 'end', id: row?.id ?? '' }, cookie);
    expect([ended.headers.get('location'), await states(office)]).toEqual([`${card}?notice=invitationEnded`, ['done']]);
    const again = await invite(office, card, { do: 'end', id: row?.id ?? '' }, cookie);
    expect(again.headers.get('location')).toBe(`${card}?notice=gone`);
    expect((await office.page(card, cookie)).html).toContain('dealt with by the team');
  });
});

describe('who has not booked', () => {
  const TITLE = 'id="invitations-title"';
  const listOf = (html: string) => html.slice(html.indexOf(TITLE), html.indexOf('</main>'));

  test('stands on the page of the day until somebody has called, for the counsellor who invited', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    const other = await office.cookie('counsellor', ['serbia'], 'serbia-demo-2');
    const card = await asked(office, cookie);
    await invite(office, card, USUAL, cookie);
    await office.pump.settle();
    const seen = async (path = '/staff/today', who = cookie) => listOf((await office.page(path, who)).html);
    expect(await seen()).toContain('Nobody.');
    for (let n = 0; n < 3; n += 1) {
      office.clock.now += 2 * DAY;
      await office.pump.settle();
    }
    expect(office.texts('42').filter((text) => text.includes('choose a time'))).toHaveLength(2);
    const [row] = await office.rows('bookingInvitation');
    office.clock.now = row?.callAt ?? 0;
    expect(await seen()).toContain('Has not booked');
    expect(await seen('/staff/today', other)).not.toContain('Has not booked');
    expect(await seen('/staff/today?whose=all', other)).toContain('Has not booked');
    expect(faultsOf((await office.page('/staff/today', cookie)).html)).toEqual([]);
    expect((await office.page(await cardFrom(office, cookie, `invitation=${row?.id}`), cookie)).status).toBe(200);
    const called = await office.send(`/staff/invitations/${row?.id}`, {}, cookie);
    expect([called.status, called.headers.get('location')]).toEqual([303, '/staff/today?notice=told']);
    expect(await seen()).toContain('Nobody.');
    expect(await cardFrom(office, cookie, `invitation=${row?.id}`)).toBe('');
  });

  test('stands there at once where the message could not be sent, with the reason', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const card = await asked(office, cookie);
    office.telegram.outcomes.push({ result: 'never', why: 'too long' });
    await invite(office, card, USUAL, cookie);
    await office.pump.settle();
    expect(listOf((await office.page('/staff/today', cookie)).html)).toContain('the message could not be sent');
    expect((await office.page(card, cookie)).html).toContain(
      'The newest message has not arrived: the message could not',
    );
  });

  test('of another pilot is neither shown, found nor ended, and the try is on record', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await invite(office, await asked(office, cookie), USUAL, cookie);
    const [row] = await office.rows('bookingInvitation');
    office.clock.now = row?.until ?? 0;
    const milan = await office.cookie('admin', ['milan']);
    expect(listOf((await office.page('/staff/today', milan)).html)).toContain('Nobody.');
    expect(await cardFrom(office, milan, `invitation=${row?.id}`)).toBe('');
    const ended = await office.send(`/staff/invitations/${row?.id}`, {}, milan);
    expect([ended.headers.get('location'), await states(office)]).toEqual(['/staff/today?notice=gone', ['open']]);
    expect((await office.rows('log')).map(({ what }) => what)).toContain('refused-other');
  });
});
