import { expect, test } from 'vitest';
import { NEEDED, type Need, SERVER_NEEDED } from '../../src/server/staff/setup/query.ts';
import { updateAccount } from '../../src/store/accounts.ts';
import { faultsOf, type Office, openOffice } from './office.ts';

const words = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** The lines of a pilot, or of the server, on the checklist: what is needed, and whether it is there. */
async function linesOf(office: Office, of: string, role: 'admin' | 'coordinator' = 'admin') {
  const { status, html } = await office.page('/staff/setup', await office.cookie(role));
  expect([status, faultsOf(html)]).toEqual([200, []]);
  const [section = ''] = new RegExp(`<section aria-labelledby="of-${of}">.*?</section>`, 's').exec(html) ?? [];
  return [...section.matchAll(/<li>(.*?)<\/li>/g)].map(([, line = '']) => words(line).trim());
}
const say = (office: Office, need: Need | keyof typeof SERVER_NEEDED) =>
  office.world.content.model.texts.say('en', `staff:setup.need.${need}`);

test('the checklist names everything that a pilot and the server need, and how to set it where it is missing', async () => {
  await using office = await openOffice();
  const lines = [...(await linesOf(office, 'server')), ...(await linesOf(office, 'serbia'))];
  const needs = [...Object.keys(SERVER_NEEDED), ...Object.keys(NEEDED)] as Need[];
  expect(lines.map((line) => needs.find((need) => line.includes(say(office, need))))).toEqual(needs);
  for (const line of lines)
    if (line.startsWith('missing')) expect(line).toMatch(/saputnik -- |\.env\.example|Accounts$/);
  expect(lines.join('\n')).toContain('npm run saputnik -- pilot import serbia');
});

test('the checklist follows what is done: hours, and accounts', async () => {
  await using office = await openOffice();
  const isThere = async (need: Need) =>
    (await linesOf(office, 'serbia')).find((line) => line.includes(say(office, need)))?.startsWith('there');
  expect([await isThere('hours'), await isThere('accounts'), await isThere('coordinator')]).toEqual([true, true, true]);
  await office.counsellor('new', 'Mira');
  expect([await isThere('hours'), await isThere('accounts')]).toEqual([false, false]);
  await office.store.tx((q) => updateAccount(q, 'demo-coordinator', { disabledAt: 1 }));
  expect(await isThere('coordinator')).toBe(false);
});

test('the checklist links an admin to the page of accounts, and tells a coordinator to ask one', async () => {
  await using office = await openOffice();
  await office.counsellor('new', 'Mira');
  const lineFor = async (role: 'admin' | 'coordinator') =>
    (await linesOf(office, 'serbia', role)).find((line) => line.includes(say(office, 'accounts')));
  expect(await lineFor('admin')).toMatch(/Accounts$/);
  expect(await lineFor('coordinator')).toMatch(/An admin can do this\.$/);
});
