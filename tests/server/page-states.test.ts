import { describe, expect, test } from 'vitest';
import { MODES } from '../../src/booking/slots.ts';
import { STATUSES } from '../../src/booking/status.ts';
import type { Content } from '../../src/content.ts';
import { NOTICES } from '../../src/server/staff/appointment/view.ts';
import { NOTICES as LIST_NOTICES } from '../../src/server/staff/desk/notice.ts';
import type { Param, Texts } from '../../src/text/texts.ts';
import { DAY } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { drawn } from '../fakes/selection.ts';
import { freeze, peopleWho, save } from './figures.ts';
import { faultsOf, type Office, openOffice } from './office.ts';
import { PAGES } from './page-states.ts';
import type { PageStates } from './states.ts';

const { texts } = content.model;
const { languages } = texts;

/** The files of texts that only pages show. */
const OF_PAGES = [
  'chat',
  'counter',
  'courses',
  'knowledge',
  'outreach',
  'people',
  'staff',
  'statistics',
  'system',
  'team',
  'times',
];
/** A raw key, a placeholder or a value that nobody can read. */
const LEAK = new RegExp(
  String.raw`\{\{|\[object|\b(undefined|NaN)\b|\b(${[...OF_PAGES, 'channels', 'common', 'faults', 'pilots', 'topics'].join('|')}):[a-z]`,
);

/** What is wrong with a page that was asked for in a language. */
function wrongWith(html: string, language: string): string[] {
  const opening = /<html[^>]*>/.exec(html)?.[0];
  const wanted = `<html lang="${language}" dir="${texts.language(language).direction}">`;
  const leak = LEAK.exec(html)?.[0];
  return [
    ...faultsOf(html),
    ...(opening === wanted ? [] : [`begins with ${opening}`]),
    ...(leak === undefined ? [] : [`shows ${leak}`]),
  ];
}

const heard = new Set<string>();
const listen = (param: Param): void => {
  if (typeof param !== 'object') return;
  if ('text' in param) heard.add(param.text);
  else if ('list' in param) param.list.forEach(listen);
  else if ('name' in param) [param.name, param.value].forEach(listen);
};
const listening: Texts = {
  ...texts,
  say: (language, key, params = {}) => {
    heard.add(key);
    Object.values(params).forEach(listen);
    return texts.say(language, key, params);
  },
  show: (language, param) => {
    listen(param);
    return texts.show(language, param);
  },
};
/** All that a page shows in a language; many states look alike. */
async function shown(states: PageStates['states'], language: string): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const state of states) seen.add(String(await state(listened, language)));
  return seen;
}

const inEnglish = new Map<string, Promise<Set<string>>>();

/** All that a page shows in English. */
function shownInEnglish(name: string): Promise<Set<string>> {
  const known = inEnglish.get(name) ?? shown(PAGES[name]?.states ?? [], 'en');
  inEnglish.set(name, known);
  return known;
}
const listened: Content = { ...content, model: { ...content.model, texts: listening } };

describe.each(Object.entries(PAGES))('the page %s', (name, { states }) => {
  test.each(languages)('is whole in every state, in $tag', async ({ tag }) => {
    // The API is described in English alone.
    const language = name === 'api' ? 'en' : tag;
    // What is shown does not depend on the language; all states are there in English, and every value in the others.
    const all =
      tag === 'en' ? await shownInEnglish(name) : await shown(drawn(states, languages.length, name + tag), tag);
    for (const html of all) expect(wrongWith(html, language), html).toEqual([]);
  });
});

test('every text of the pages is said by one of them', async () => {
  for (const name of Object.keys(PAGES)) await shownInEnglish(name);
  const isOfPage = new RegExp(String.raw`^(${OF_PAGES.join('|')}):(?!mail\.|told\.|copy\.)`);
  const ofPages = texts.keys('en').filter((key) => isOfPage.test(key));
  const plurals = ofPages.filter((key) => /_(one|other)$/.test(key));
  expect(ofPages.filter((key) => !heard.has(key) && !plurals.includes(key))).toEqual([]);
});

/** What stands for the parameters of a route. */
const EXAMPLES: Readonly<Record<string, string>> = {
  ':language/:file': 'en/main.menu.ogg',
  ':file{[A-Za-z0-9_-]{43}\\.ics}': `${'x'.repeat(43)}.ics`,
  ':file{swagger-ui\\.css|swagger-ui-bundle\\.js}': 'swagger-ui.css',
  ':name': 'base.css',
  ':date': '2026-11-25',
  ':id': 'nothing',
  ':pilot': 'serbia',
  ':key': 'nothing',
  '/:file': '/nothing',
  ':link': 'x'.repeat(43),
  ':session': 'nothing',
  ':passkey': 'nothing',
  ':token': 'x'.repeat(43),
  ':handle': 'x'.repeat(164),
};

test('no route answers with a page that is not listed here', async () => {
  await using office = await openOffice();
  const showing: string[] = [];
  for (const { method, path } of office.routes.routes) {
    if (method === 'ALL') continue;
    const address = Object.entries(EXAMPLES).reduce((whole, [name, value]) => whole.replace(name, value), path);
    expect(address, `${path} needs an example`).not.toContain(':');
    // A session for each, since one of the routes ends it.
    const headers = { cookie: await office.cookie('admin'), 'sec-fetch-site': 'same-origin' };
    const body = method === 'GET' ? null : new URLSearchParams();
    const { headers: said } = await office.routes.request(address, { method, headers, body });
    if (said.get('content-type')?.startsWith('text/html')) showing.push(`${method} ${path}`);
  }
  const listed = Object.values(PAGES).flatMap(({ at }) => at);
  expect([...new Set(showing)].sort()).toEqual([...listed].sort());
});

/** Asks for a page in every language. */
async function inEveryLanguage(office: Office, path: string, status: number, cookie = ''): Promise<void> {
  for (const { tag } of languages) {
    const page = await office.page(path, cookie, { 'accept-language': tag });
    expect([path, tag, page.status, ...wrongWith(page.html, tag)]).toEqual([path, tag, status]);
  }
}

describe('asked for by its address', () => {
  test('an appointment is shown whatever became of it, until its person is forgotten', async () => {
    await using office = await openOffice();
    await office.book('amal', { day: 3 });
    const { appointment } = office.store.read.t;
    const [talk] = await office.store.read.db.select().from(appointment);
    const path = `/staff/appointments/${talk?.id}`;
    const cookie = await office.cookie('counsellor');
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    const look = async () => {
      for (const status of STATUSES)
        for (const mode of MODES) {
          await office.store.tx((q) => q.db.update(appointment).set({ status, mode }));
          await inEveryLanguage(office, path, 200, cookie);
        }
    };
    await look();
    for (const notice of Object.keys(NOTICES)) await inEveryLanguage(office, `${path}?notice=${notice}`, 200, cookie);
    await office.hear('amal', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    await inEveryLanguage(office, path, 404, cookie);
  });

  test('the list is shown with nothing on it, and with everything', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('coordinator');
    await inEveryLanguage(office, '/staff/today', 200, cookie);
    await inEveryLanguage(office, '/staff/people', 200, cookie);
    await office.book('amal', { day: 3 });
    await office.hear('amal', 'human');
    const [talk] = await office.store.read.db.select().from(office.store.read.t.appointment);
    office.clock.now = (talk?.startAt ?? 0) - DAY;
    await office.pump.settle();
    for (const query of ['', ...Object.keys(LIST_NOTICES).map((notice) => `?notice=${notice}`)])
      await inEveryLanguage(office, `/staff/today${query}`, 200, cookie);
    await inEveryLanguage(office, '/staff/people', 200, cookie);
  });

  test('numbers are shown with none, few and many people', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('evaluator', ['serbia', 'milan', 'berlin']);
    await inEveryLanguage(office, '/staff/statistics', 200, cookie);
    await save(office.store, peopleWho(40, { gender: 'woman', language: 'ar' }));
    await save(office.store, peopleWho(3, { gender: 'woman' }, 'milan'));
    await freeze(office.world);
    for (const pilot of ['serbia', 'milan', 'berlin', 'all'])
      for (const [period, status] of [
        ['2026-H1', 200],
        ['2026-H2', 200],
        ['never', 404],
      ] as const)
        await inEveryLanguage(office, `/staff/statistics?pilot=${pilot}&period=${period}`, status, cookie);
  });

  test('the rest is shown too', async () => {
    await using office = await openOffice();
    await inEveryLanguage(office, '/', 200);
    await inEveryLanguage(office, '/nowhere', 404);
    await inEveryLanguage(office, '/staff/enter', 200);
    await inEveryLanguage(office, '/staff/today', 401);
    await inEveryLanguage(office, '/staff/today', 403, await office.cookie('evaluator'));
    await inEveryLanguage(office, '/staff/appointments/nothing', 404, await office.cookie('admin'));
  });
});
