import { describe, expect, test } from 'vitest';
import { definitionOf, readReleased } from '../../src/server/released.ts';
import { content } from '../fakes/parts.ts';
import { PILOT, peopleWho, save } from './figures.ts';
import { enter, join } from './members.ts';
import { faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const PATH = '/staff/statistics';
const FIRST = `${PATH}?pilot=serbia&period=2026-H1`;

async function read(office: Office, path = PATH, language = 'en', pilots?: string[]) {
  const { status, html } = await office.page(path, await office.cookie('evaluator', pilots), {
    'accept-language': language,
  });
  expect(faultsOf(html)).toEqual([]);
  return { status, html };
}

const text = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
/** Title and rows of every table. */
const tables = (html: string) =>
  [...html.matchAll(/<section aria-labelledby="by-(\w+)">(.*?)<\/section>/gs)].map(([, by = '', section = '']) => ({
    by,
    rows: [...section.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/gs)].map(([row]) => text(row)),
  }));

async function withPilot(): Promise<Office> {
  const office = await openOffice();
  await save(office.store, PILOT);
  return office;
}

describe('the page of numbers', () => {
  test('shows every table of the newest closed half-year, with names for values, and what is suppressed by a word', async () => {
    await using office = await withPilot();
    const { status, html } = await read(office);
    expect(status).toBe(200);
    expect(Object.fromEntries(tables(html).map(({ by, rows }) => [by, rows]))).toEqual({
      gender: ['Man suppressed', 'Other suppressed', 'Woman 31 67%'],
      language: [],
      channel: ['Telegram 31 67%', 'Web chat 15 33%'],
      status: [],
      milestone: ['Read what is published about their right to work suppressed', 'Booked a talk 0 0%'],
      month: [
        'January 2026 0 0%',
        'February 2026 0 0%',
        'March 2026 0 0%',
        'April 2026 46 100%',
        'May 2026 0 0%',
        'June 2026 0 0%',
      ],
    });
    expect(text(html)).toContain('People 46 Target of the pilot: 60 Women 31 Target of the pilot: 30');
    expect(text(html)).toContain('“Suppressed” does not mean 0.');
  });

  test('says of every table what it counts, when, and out of how many', async () => {
    await using office = await withPilot();
    const { html } = await read(office);
    for (const { by } of tables(html)) {
      const about = new RegExp(`id="about-${by}">([^<]*)<`).exec(html)?.[1] ?? '';
      expect(about).toContain(definitionOf(content, 'en', by as 'gender'));
      expect(about).toContain('Period: January 2026 – June 2026, Belgrade time');
      expect(about).toContain('Out of: 46 people');
    }
    expect(tables(html)).toHaveLength(6);
  });

  test('shows the numbers that the command and the API show, and its sheet has them all', async () => {
    await using office = await withPilot();
    const released = await readReleased(office.world, 'serbia', '2026-H1');
    if ('error' in released) expect.fail(released.error);
    const [cookie, token] = [await office.cookie('evaluator'), await tokenFor(office, 'evaluator')];
    const { html } = await office.page(FIRST, cookie);
    const address = /href="([^"]*statistics\.csv[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const sheet = await office.page(address, cookie);
    expect(sheet.status).toBe(200);
    for (const { by, rows, withheld } of released.release.tables) {
      const api = await office.routes.request(`/api/stats?pilot=serbia&period=2026-H1&by=${by}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await api.json()).toMatchObject({
        withheld,
        rows: rows.map(({ value, people }) =>
          people === 'suppressed' ? { value, people: null, suppressed: true } : { value, people, suppressed: false },
        ),
      });
      const shown = tables(html)
        .find((one) => one.by === by)
        ?.rows.map((row) => /(\d+) \d+%$|suppressed$/.exec(row));
      expect(shown?.map((found) => found?.[1] ?? found?.[0])).toEqual(rows.map(({ people }) => String(people)));
      for (const { value, people } of rows) expect(sheet.html).toContain(`,${by},${value},${people},46,`);
      if (withheld) expect(sheet.html).toContain(`,${by},,suppressed,46,`);
    }
  });

  test.each(['en', 'sr-Cyrl', 'sr-Latn', 'de', 'it', 'sv', 'ar', 'fa'])('speaks %s', async (language) => {
    await using office = await withPilot();
    const { html } = await read(office, FIRST, language);
    const { texts } = content.model;
    expect(html).toContain(`<html lang="${language}" dir="${texts.language(language).direction}">`);
    expect(html).toContain(texts.say(language, 'statistics:title'));
    expect(html).toContain(texts.say(language, 'gender:ask.options.woman'));
    expect(html).not.toMatch(/\{\{|statistics:/);
  });

  test.each([
    ['no half-year has closed', PATH, 200, 'There are no numbers yet', 'none'],
    ['nobody was counted', FIRST, 200, 'Nobody was counted in this half-year', 'empty'],
    ['the half-year is not closed', `${PATH}?period=2026-H2`, 200, 'This half-year is not closed yet', 'open'],
    ['there is no such half-year', `${PATH}?period=%3Cb%3E`, 404, 'There is no such half-year', 'malformed'],
  ])('says that %s', async (_, path, status, words, kind) => {
    await using office = await openOffice();
    const shown = await read(office, path);
    expect(shown.status).toBe(status);
    expect(shown.html).toContain(`<p class="notice ${kind}">${words}`);
    expect(tables(shown.html)).toEqual([]);
  });

  test('says nothing of four people', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(4, { gender: 'woman', language: 'fa' }));
    const { html } = await read(office);
    expect(html).toContain('<p class="notice few">From 1 to 4 people');
    expect(text(html)).toContain('People suppressed Target of the pilot: 60');
    expect(text(html)).not.toContain('Persian');
    expect(tables(html)).toEqual([]);
  });

  test('lets them choose among their pilots and half-years, the running one too', async () => {
    await using office = await withPilot();
    const { html } = await read(office, `${PATH}?pilot=milan`, 'en', ['serbia', 'milan']);
    expect(
      [...html.matchAll(/<option value="([^"]*)"( selected="")?/g)].map(([, value, on]) => [value, on !== undefined]),
    ).toEqual([
      ['serbia', false],
      ['milan', true],
      ['2026-H2', false],
      ['2026-H1', true],
    ]);
    expect(html).toContain('July 2026 – December 2026 (not closed yet)');
  });

  test('is not for other pilots, nor is its sheet', async () => {
    await using office = await withPilot();
    const cookie = await office.cookie('evaluator', ['milan']);
    for (const path of [FIRST, FIRST.replace('statistics', 'statistics.csv'), `${PATH}?pilot=atlantis`]) {
      const { status, html } = await office.page(path, cookie);
      expect([path, status]).toEqual([path, 403]);
      expect(html).not.toContain('31');
    }
    expect((await office.page(PATH, await office.cookie('evaluator', []))).status).toBe(403);
    expect((await office.page(`${PATH}.csv?pilot=milan&period=2026-H2`, cookie)).status).toBe(404);
  });

  test.each([
    ['en', 'Arabic 40 87%', 'WhatsApp (linked device) 6 13%'],
    ['de', 'Arabisch 40 87%', 'WhatsApp (verknüpftes Gerät) 6 13%'],
  ])('names languages and channels in %s', async (language, arabic, linked) => {
    await using office = await openOffice();
    await save(office.store, [
      ...peopleWho(40, { language: 'ar', channel: 'telegram' }),
      ...peopleWho(6, { language: 'fa', channel: 'whatsapp-web' }),
    ]);
    const { html } = await read(office, FIRST, language);
    const shown = tables(html).flatMap(({ rows }) => rows);
    expect(shown).toContain(arabic);
    expect(shown).toContain(linked);
  });

  test('escapes a code that is no longer offered', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(6, { gender: '<script>alert(1)</script>' }));
    const { html } = await read(office);
    expect(html).toContain('<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>');
  });
});

describe('the way between the pages', () => {
  test.each([
    ['evaluator', '/staff/statistics'],
    ['counsellor', '/staff/today'],
    ['coordinator', '/staff/today'],
    ['admin', '/staff/today'],
  ] as const)('%s begins at %s', async (role, home) => {
    await using office = await openOffice();
    const cookie = await office.cookie(role);
    const entered = await enter(office, await join(office, { role }));
    expect(entered.location).toBe(home);
    const redirect = await office.routes.request('/staff', { headers: { cookie } });
    expect(redirect.headers.get('location')).toBe(home);
  });

  test('leads those who may see both from one to the other', async () => {
    await using office = await openOffice();
    const page = async (role: 'evaluator' | 'counsellor' | 'coordinator' | 'admin', path: string) =>
      (await office.page(path, await office.cookie(role))).html;
    for (const role of ['coordinator', 'admin'] as const) {
      expect(await page(role, '/staff/today')).toContain('href="/staff/statistics"');
      expect(await page(role, PATH)).toContain('href="/staff/today"');
    }
    expect(await page('counsellor', '/staff/today')).not.toContain('href="/staff/statistics"');
    expect(await page('evaluator', PATH)).not.toContain('href="/staff/today"');
  });
});
