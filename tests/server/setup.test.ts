import { expect, test } from 'vitest';
import { confirmService } from '../../src/pilot/confirmed.ts';
import { lacksIn } from '../../src/ready.ts';
import { NEEDED, type Need, SERVER_NEEDED } from '../../src/server/staff/setup/query.ts';
import { updateAccount } from '../../src/store/accounts.ts';
import { holdingsOf, saveRow } from '../../src/store/holdings.ts';
import { hashText } from '../../src/text-hash.ts';
import { content } from '../fakes/parts.ts';
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
    if (line.startsWith('missing'))
      expect(line).toMatch(/saputnik -- |\.env\.example|(Accounts|To check|Offices|Team|Times)$/);
  expect(lines.join('\n')).toContain('To check');
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

test('the checklist wants every number of the safety card confirmed, as the check before a release does', async () => {
  const { serbia } = content.pilots;
  if (serbia?.emergency === undefined) throw new Error('no numbers in Serbia');
  const by = { confirmedBy: 'Ana', confirmedOn: '2026-11-24' };
  const emergency = { ...serbia.emergency };
  await using office = await openOffice({
    content: { ...content, pilots: { ...content.pilots, serbia: { ...serbia, emergency } } },
  });
  const found = async () => {
    const line = (await linesOf(office, 'serbia')).find((one) => one.includes(say(office, 'safety')));
    const lacks = await lacksIn(office.world, office.clock.now, ['serbia']);
    return [line?.startsWith('there'), lacks.length];
  };
  expect(await found()).toEqual([false, 6]);
  const { services } = await holdingsOf(office.store.read, 'serbia');
  for (const one of services.filter(({ helpline }) => helpline)) {
    const written = content.model.texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined);
    const said = (tag: string, part: string) => content.model.texts.raw(tag, `serbia:services.${one.id}.${part}`) ?? '';
    const hashes = Object.fromEntries(
      written.map(({ tag }) => [tag, hashText(`${said(tag, 'name')}\n${said(tag, 'offer')}`)]),
    );
    const confirmed = confirmService(one, by.confirmedBy, by.confirmedOn, hashes);
    await office.store.tx((q) => saveRow(q, 'serbia', 'services', confirmed));
  }
  // Every helpline is confirmed, but not the emergency numbers.
  expect(await found()).toEqual([false, 1]);
  Object.assign(emergency, by);
  expect(await found()).toEqual([true, 0]);
});
