import { expect, test } from 'vitest';
import { note } from '../../src/store/log.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { addToken, tokenWho } from '../../src/store/tokens.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const rowsOn = (html: string): string[][] =>
  [...html.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim()),
  );
const deedsOn = (html: string) => rowsOn(html).map(([, , what]) => what);

/** The entries that an admin of Serbia reads, by an address of the page. */
async function read(office: Office, admin: string, query = '') {
  const { status, html } = await office.page(`/staff/log${query}`, admin);
  expect([status, faultsOf(html)]).toEqual([200, []]);
  return html;
}

test('the log says who did what, the newest first, and by itself not of which talk', async () => {
  await using office = await openOffice();
  const reference = await office.book('amal');
  const counsellor = await office.cookie('counsellor');
  const admin = await office.cookie('admin');
  const [talk] = await office.rows('appointment');
  await office.page(`/staff/appointments/${talk?.id}`, counsellor);
  office.clock.now += MINUTE;
  await office.page('/staff/accounts', counsellor);
  expect(rowsOn(await read(office, admin))).toEqual([
    ['Tuesday 24 November at 10:01', accountOf(counsellor), 'page refused: wrong role', '/staff/accounts'],
    ['Tuesday 24 November at 10:00', accountOf(counsellor), 'looked at a talk', 'Serbia'],
  ]);
  const [row] = rowsOn(await read(office, admin, `?reference=${reference}`));
  expect(row?.at(-1)).toBe(`${reference} Serbia`);
});

test('the log is filtered by person, deed and reference', async () => {
  await using office = await openOffice();
  const reference = await office.book('amal');
  const [talk] = await office.rows('appointment');
  const [one, other] = [await office.cookie('counsellor'), await office.cookie('coordinator')];
  const admin = await office.cookie('admin');
  for (const cookie of [one, other]) await office.page(`/staff/appointments/${talk?.id}`, cookie);
  await office.page('/staff/accounts', one);
  const count = async (query: string) => rowsOn(await read(office, admin, query)).length;
  expect(await count('')).toBe(3);
  expect(await count(`?who=account:${accountOf(one)}`)).toBe(2);
  expect(await count(`?who=account:${accountOf(one)}&what=refused`)).toBe(1);
  expect(await count('?what=appointment')).toBe(2);
  expect(await count(`?reference=${reference.toLowerCase().replace('-', ' ')}`)).toBe(2);
  expect(await count('?reference=BCDF-2345')).toBe(0);
  expect(await count('?reference=nonsense')).toBe(0);
  // What is no filter at all, narrows nothing down.
  expect(await count('?what=nonsense&who=nobody&before=x')).toBe(3);
});

test('the log of other pilots, and of their staff, is not shown', async () => {
  await using office = await openOffice();
  const [hash, until] = [hashSecret('report'), START + DAY];
  const token = { label: 'report of milan', role: 'evaluator' as const, createdAt: START, until };
  await office.store.tx(async (q) => {
    await addToken(q, { ...token, hash, pilots: ['milan'] });
    const none = { target: 'x', at: START };
    await note(q, { ...none, who: tokenWho(hash), what: 'proved', pilot: null });
    await note(q, { ...none, who: tokenWho(hash), what: 'broadcast-sent', pilot: 'milan' });
    await note(q, { ...none, who: tokenWho(hash), what: 'broadcast-stopped', pilot: 'serbia' });
    await note(q, { ...none, who: null, what: 'sign-in-refused', pilot: null });
  });
  expect(deedsOn(await read(office, await office.cookie('admin'))).sort()).toEqual(['sign-in refused', 'stopped news']);
  const all = await read(office, await office.cookie('admin', ['serbia', 'milan']));
  expect(rowsOn(all).map(([, who]) => who)).toEqual(expect.arrayContaining(['report of milan', 'nobody signed in']));
  expect(rowsOn(all)).toHaveLength(4);
});

test('the log goes on page by page, and shows each entry once', async () => {
  await using office = await openOffice();
  const admin = await office.cookie('admin');
  await office.store.tx(async (q) => {
    for (let i = 0; i < 120; i++)
      await note(q, { who: null, what: 'copied', target: `t${i}`, pilot: 'serbia', at: START + Math.floor(i / 7) });
  });
  const seen: string[] = [];
  let query = '';
  for (let pages = 1; pages <= 3; pages++) {
    const html = await read(office, admin, query);
    seen.push(...rowsOn(html).map(([, , , about = '']) => about));
    query = /href="\/staff\/log(\?[^"]*before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(query === '').toBe(pages === 3);
  }
  expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
});
