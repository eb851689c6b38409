import { describe, expect, test } from 'vitest';
import { updateAccount } from '../../src/store/accounts.ts';
import { linkChat, loseChat } from '../../src/store/chats.ts';
import { HOUR, MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { enter, join } from './members.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const codeOn = (html: string): string => /<code[^>]*>(staff-[0-9a-f]{32})<\/code>/.exec(html)?.[1] ?? '';
const deeds = async (office: Office) => (await office.rows('log')).map(({ what, who }) => `${who}: ${what}`);
const rowOf = async (office: Office, account: string) =>
  (await office.rows('account')).find(({ id }) => id === account);

describe('what somebody of the staff is told', () => {
  test('comes in a chat that a code of their page links, once they have proved who they are', async () => {
    await using office = await openOffice();
    const ana = await join(office);
    const { cookie } = await enter(office, ana);
    expect((await office.page('/staff/me', cookie)).html).toContain('Telegram is not linked.');
    office.clock.now += 10 * MINUTE;
    const refused = await office.send('/staff/me/chat', {}, cookie);
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/staff/prove?to=%2Fstaff%2Fme']);
    await office.send('/staff/prove', { password: ana.password, code: ana.code(), to: '/staff/me' }, cookie);
    const html = await (await office.send('/staff/me/chat', {}, cookie)).text();
    const code = codeOn(html);
    expect([faultsOf(html), code]).toEqual([[], expect.stringMatching(/^staff-/)]);
    // The bot's name is not known here.
    expect(html).not.toContain('t.me');
    expect(JSON.stringify(await office.rows('chatCode'))).not.toContain(code);
    await office.hear('700', code);
    expect((await office.page('/staff/me', cookie)).html).toContain('Telegram has been linked since');
    office.clock.now += 10 * MINUTE;
    expect((await office.send('/staff/me/chat/end', {}, cookie)).headers.get('location')).toContain('/staff/prove');
    expect((await rowOf(office, 'ana'))?.chat).not.toBeNull();
    await office.send('/staff/prove', { password: ana.password, code: ana.code(), to: '/staff/me' }, cookie);
    const ended = await office.send('/staff/me/chat/end', {}, cookie);
    expect(ended.headers.get('location')).toBe('/staff/me?notice=unlinked');
    expect(await rowOf(office, 'ana')).toMatchObject({ chat: null, chatAt: null });
    expect((await deeds(office)).filter((deed) => deed.includes('chat')).sort()).toEqual([
      'account:ana: chat-code',
      'account:ana: chat-linked',
      'account:ana: chat-unlinked',
    ]);
  });

  test('a link that is ended takes an open code along, and a new code an older one', async () => {
    await using office = await openOffice();
    const { cookie } = await enter(office, await join(office));
    const make = async () => codeOn(await (await office.send('/staff/me/chat', {}, cookie)).text());
    const [older, newer] = [await make(), await make()];
    await office.hear('700', older);
    expect(await rowOf(office, 'ana')).toMatchObject({ chat: null });
    await office.send('/staff/me/chat/end', {}, cookie);
    await office.hear('700', newer);
    expect(await rowOf(office, 'ana')).toMatchObject({ chat: null });
  });

  test('the page says when the chat could not be reached any more, and how to link it again', async () => {
    await using office = await openOffice();
    const { cookie } = await enter(office, await join(office));
    const sealed = testVault().seal('house', 'account:chat:ana', '700');
    await office.store.tx(async (q) => {
      await linkChat(q, 'ana', sealed, office.clock.now - HOUR);
      await loseChat(q, 'ana', sealed, office.clock.now);
    });
    const { html } = await office.page('/staff/me', cookie);
    expect([faultsOf(html), html]).toEqual([[], expect.stringContaining('Unblock the bot there, then link it again.')]);
    expect(html).toContain('action="/staff/me/chat"');
  });

  test('quiet hours and languages are chosen on the page, and stand in the log', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    const { html } = await office.page('/staff/me', cookie);
    expect(html).toMatch(/name="from"[^>]*value="20:00"/);
    expect(html).toMatch(/name="to"[^>]*value="07:00"/);
    const body = new URLSearchParams([
      ...[
        ['from', '22:15'],
        ['to', '22:15'],
        ['language', 'ar'],
        ['language', 'sr'],
        ['language', 'tlh'],
      ],
    ] as [string, string][]);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const saved = await office.routes.request('/staff/me/told', { method: 'POST', headers, body });
    expect(saved.headers.get('location')).toBe('/staff/me?notice=told');
    const stored = { quietFrom: 22 * 60 + 15, quietTo: 22 * 60 + 15, languages: ['sr', 'ar'] };
    expect(await rowOf(office, accountOf(cookie))).toMatchObject(stored);
    for (const typed of [{}, { from: '24:00', to: '07:00' }, { from: '20:00', to: '7' }]) {
      const answer = await office.send('/staff/me/told', typed, cookie);
      expect(answer.headers.get('location')).toBe('/staff/me?notice=hours');
    }
    expect(await rowOf(office, accountOf(cookie))).toMatchObject(stored);
    expect(await deeds(office)).toEqual([`account:${accountOf(cookie)}: told-changed`]);
  });

  test('the languages of a counsellor are those of the list of counsellors', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor', ['serbia'], 'serbia-demo-1');
    expect((await office.page('/staff/me', cookie)).html).not.toContain('name="language"');
    await office.send('/staff/me/told', { from: '20:00', to: '07:00', language: 'ar' }, cookie);
    expect(await rowOf(office, accountOf(cookie))).toMatchObject({ languages: [] });
  });

  test('comes to no chat any more once the account was shut, also where it is opened again', async () => {
    await using office = await openOffice();
    const [admin, cookie] = [await office.cookie('admin'), await office.cookie('counsellor')];
    const id = accountOf(cookie);
    const sealed = testVault().seal('house', `account:chat:${id}`, '700');
    await office.store.tx((q) => linkChat(q, id, sealed, office.clock.now));
    await office.send(`/staff/accounts/${id}/disable`, {}, admin);
    await office.send(`/staff/accounts/${id}/enable`, {}, admin);
    expect(await rowOf(office, id)).toMatchObject({ disabledAt: null, chat: null, chatAt: null });
  });

  test('is nothing for evaluators', async () => {
    await using office = await openOffice();
    const { html } = await office.page('/staff/me', await office.cookie('evaluator'));
    expect(html).not.toContain('id="told"');
  });

  test('requests in the languages of a coordinator stand on top for her', async () => {
    await using office = await openOffice();
    await office.hear('42', 'hello', 'English', 'Serbia', 'human', 'Not now');
    const cookie = await office.cookie('coordinator');
    const listed = async () => (await office.page('/staff/requests', cookie)).html;
    expect(await listed()).toContain('In other languages');
    expect(await listed()).not.toContain('In your languages');
    await office.store.tx((q) => updateAccount(q, accountOf(cookie), { languages: ['en'] }));
    expect(await listed()).toContain('In your languages');
  });
});
