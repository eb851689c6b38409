import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { fromCell } from '../../src/evaluation/csv.ts';
import { INDICATOR_NAMES, QUESTIONS } from '../../src/evaluation/indicators.ts';
import { nameOf } from '../../src/evaluation/rows.ts';
import { readNumbers } from '../../src/server/released.ts';
import { FIGURES } from '../../src/server/staff/statistics/figures.ts';
import { PAGES_OF_NUMBERS, pathOf } from '../../src/server/staff/statistics/view.ts';
import { content } from '../fakes/parts.ts';
import { freeze, PILOT, peopleWho, save } from './figures.ts';
import { enter, join } from './members.ts';
import { faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const PATH = '/staff/statistics';
const FIRST = 'pilot=serbia&period=2026-H1';

async function read(office: Office, path: string = PATH, language = 'en', pilots?: string[]) {
  const { status, html } = await office.page(path, await office.cookie('evaluator', pilots), {
    'accept-language': language,
  });
  expect(faultsOf(html)).toEqual([]);
  return { status, html };
}

/** What a page says on a wide screen: a narrow one names the column in each cell too. */
const text = (html: string) =>
  html
    .replaceAll(/<span class="label".*?<\/span>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
/** Title and rows of every table. */
const tables = (html: string) =>
  [...html.matchAll(/<section aria-labelledby="([\w-]+)">(.*?)<\/section>/gs)].map(([, id = '', section = '']) => ({
    id,
    rows: [...section.matchAll(/<tr role="row"><th role="rowheader".*?<\/tr>/gs)].map(([row]) => text(row)),
  }));

async function withPilot(): Promise<Office> {
  const office = await openOffice();
  await save(office.store, PILOT);
  await freeze(office.world);
  return office;
}

const numbersOf = async (office: Office, pilots: [string, ...string[]] = ['serbia']) => {
  const numbers = await readNumbers(office.world, pilots, '2026-H1');
  if (numbers === undefined) throw new Error('no half-year');
  return numbers;
};

describe('the pages of numbers', () => {
  test('are one for each question, and every row that is published stands on one of them', async () => {
    await using office = await withPilot();
    const { rows } = await numbersOf(office);
    const shown = new Map<string, number>();
    for (const question of QUESTIONS) {
      const { html, status } = await read(office, `${pathOf(question)}?${FIRST}`);
      expect(status).toBe(200);
      for (const { id, rows: lines } of tables(html)) shown.set(`${question} ${id}`, lines.length);
    }
    const told = Object.values(FIGURES).flatMap((figures) => figures.flatMap(({ indicators }) => indicators));
    expect([...new Set(told)].sort()).toEqual([...INDICATOR_NAMES].sort());
    for (const [question, figures] of Object.entries(FIGURES)) {
      for (const { rows: kind, indicators } of figures) {
        const lines =
          kind === 'whole'
            ? indicators.length
            : rows.filter(
                (row) =>
                  row.indicator === indicators[0] && !row.women && (row.month !== undefined) === (kind === 'months'),
              ).length;
        expect([`${question} ${kind}-${indicators[0]}`, shown.get(`${question} ${kind}-${indicators[0]}`)]).toEqual([
          `${question} ${kind}-${indicators[0]}`,
          lines,
        ]);
      }
    }
  });

  test('show names, numbers and shares with their margin, and say when they are out of', async () => {
    await using office = await withPilot();
    const { rows } = await numbersOf(office);
    const number = (name: string) => rows.find((row) => nameOf(row) === name)?.number;
    const { html } = await read(office, `${pathOf('who')}?${FIRST}`);
    const [people, , gender] = tables(html);
    expect(people?.rows[0]).toBe(`Active ${number('active')} ${number('gender/woman')}`);
    expect(gender?.rows[0]).toMatch(new RegExp(`^Woman ${number('gender/woman')} \\d+% \\(± 12\\)$`));
    expect(text(html)).toContain('January 2026 – June 2026, Belgrade time');
    expect(text(html)).toContain('never by more than 6');
    // Nobody asked: too few for a share, which is no 0%.
    expect((await read(office, `${pathOf('humans')}?${FIRST}`)).html).toContain('too few to say');
  });

  test('compare the enrolled with the targets, exactly, each pilot and all together', async () => {
    await using office = await openOffice();
    const enrolled = [...PILOT, ...peopleWho(7, { gender: 'woman' }, 'milan')]
      .filter(({ data }) => data.dimension === 'gender')
      .map((event) => ({ ...event, kind: 'enrolled', data: { month: '2026-04' } }));
    await save(office.store, [...PILOT, ...peopleWho(7, { gender: 'woman' }, 'milan'), ...enrolled]);
    await freeze(office.world);
    const { html } = await read(office, `${PATH}?pilot=all&period=2026-H1`, 'en', ['serbia', 'milan']);
    expect(tables(html)).toEqual([
      { id: 'targets', rows: ['Serbia 46 60 31 30', 'Milan 7 60 7 30', 'All pilots together 53 120 38 60'] },
    ]);
  });

  test('of an open half-year show its closed months alone', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(12, { gender: 'woman' }, 'serbia', 8));
    await freeze(office.world);
    const { html } = await read(office, `${pathOf('who')}?pilot=serbia&period=2026-H2`);
    expect(html).toContain('class="notice open"');
    expect(tables(html).map(({ id }) => id)).toEqual(['months-active']);
    expect(tables(html)[0]?.rows).toEqual([
      ...[expect.stringMatching(/^July 2026 \d+ \d+$/), expect.stringMatching(/^August 2026 \d+ \d+$/)],
      ...[
        expect.stringMatching(/^September 2026 (5|10|15) (5|10|15)$/),
        expect.stringMatching(/^October 2026 \d+ \d+$/),
      ],
      ...['November 2026 not closed yet not closed yet', 'December 2026 not closed yet not closed yet'],
    ]);
  });

  test.each([
    ['nobody came', `${pathOf('who')}?${FIRST}`, 200, 'Nobody came in this half-year', 'none'],
    ['there is no such half-year', `${PATH}?period=%3Cb%3E`, 404, 'There is no such half-year', 'malformed'],
  ])('say that %s', async (_, path, status, words, kind) => {
    await using office = await openOffice();
    const shown = await read(office, path);
    expect(shown.status).toBe(status);
    expect(shown.html).toContain(`<p class="notice ${kind}">${words}`);
    expect(tables(shown.html)).toEqual([]);
  });

  test('say that numbers are not worked out yet, which is not the same as none', async () => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const { html } = await read(office, `${pathOf('who')}?${FIRST}`);
    expect(html).toContain('class="notice pending"');
    expect(html).not.toContain('Nobody came');
  });

  test.each(['en', 'sr-Cyrl', 'sr-Latn', 'de', 'it', 'sv', 'ar', 'fa'])('speak %s', async (language) => {
    await using office = await withPilot();
    const { texts } = content.model;
    for (const question of PAGES_OF_NUMBERS) {
      const { html } = await read(office, `${pathOf(question)}?${FIRST}`, language);
      expect(html).toContain(`<html lang="${language}" dir="${texts.language(language).direction}">`);
      expect(html).toContain(texts.say(language, `statistics:question.${question}`));
      expect(html).not.toMatch(/\{\{|statistics:/);
    }
  });

  test('are not for other pilots, nor are their files', async () => {
    await using office = await withPilot();
    const cookie = await office.cookie('evaluator', ['milan']);
    const paths = [...PAGES_OF_NUMBERS.map(pathOf), `${PATH}.csv`, `${PATH}.json`];
    for (const path of paths) {
      for (const pilot of ['serbia', 'all', 'atlantis', '__proto__'])
        expect([path, pilot, (await office.page(`${path}?pilot=${pilot}&period=2026-H1`, cookie)).status]).toEqual([
          path,
          pilot,
          403,
        ]);
      expect((await office.page(`${path}?${FIRST}`, await office.cookie('evaluator', []))).status).toBe(403);
    }
    expect((await office.page(`${PATH}.csv?pilot=milan&period=2026`, cookie)).status).toBe(404);
  });
});

/** The numbers of a page, as far as they are said of people: those in the cells of its tables. */
const numbersIn = (html: string) =>
  [...html.matchAll(/<span class="figure">([^<]*)<\/span>/g)].map(([, number]) => Number(number));

describe('every way out', () => {
  test('has the same numbers, each a step of five, worked out from such, or exact', async () => {
    await using office = await openOffice();
    const enrolled = PILOT.filter(({ data }) => data.dimension === 'gender').map((event) => ({
      ...event,
      kind: 'enrolled',
      data: { month: '2026-04' },
    }));
    await save(office.store, [...PILOT, ...enrolled]);
    await freeze(office.world);
    const { rows } = await numbersOf(office);
    const published = new Map(rows.map((row) => [nameOf(row), row.number]));
    for (const number of published.values()) expect(number === null ? -1 : number % 5).toBe(0);

    const cookie = await office.cookie('evaluator', ['serbia']);
    const sheet = await office.page(`${PATH}.csv?${FIRST}`, cookie);
    const lines: Record<string, string>[] = parse(sheet.html, { columns: true, bom: true });
    expect(
      lines.filter(({ exact }) => exact === '').map(({ row, number }) => [fromCell(row ?? ''), Number(number)]),
    ).toEqual([...published]);
    expect(lines.filter(({ exact }) => exact === 'exact').map(({ row, number }) => [row, number])).toEqual([
      ['enrolled', '46'],
      ['enrolled/women', '31'],
    ]);

    const json = JSON.parse((await office.page(`${PATH}.json?${FIRST}`, cookie)).html);
    expect(json.rows.map(({ row, number }: { row: string; number: number }) => [row, number])).toEqual([...published]);
    expect(json.enrolled).toEqual({ serbia: { people: 46, women: 31 } });
    const token = await tokenFor(office, 'evaluator');
    const headers = { authorization: `Bearer ${token}` };
    const api = await office.routes.request(`/api/stats?${FIRST}`, { headers });
    expect(await api.json()).toEqual(json);
    const apiSheet = await office.routes.request(`/api/stats?${FIRST}&format=csv`, { headers });
    expect(await apiSheet.text()).toBe(sheet.html);

    for (const { of, row, percent, margin } of json.rows) {
      const [part, base] = [published.get(row) ?? 0, published.get(of ?? '') ?? 0];
      if (percent === null) expect([of === null || base < 30, margin]).toEqual([true, null]);
      else expect(percent).toBe(Math.round(100 * Math.min(1, part / base)));
    }
    for (const question of QUESTIONS) {
      const { html } = await read(office, `${pathOf(question)}?${FIRST}`);
      expect(numbersIn(html).length).toBeGreaterThan(0);
      for (const number of numbersIn(html)) expect(number % 5).toBe(0);
    }
    expect(numbersIn((await read(office, `${PATH}?${FIRST}`)).html)).toEqual([46, 31]);
  });

  test('says what each number means, in the codebook', async () => {
    await using office = await withPilot();
    const cookie = await office.cookie('evaluator');
    const book: Record<string, string>[] = parse((await office.page('/staff/statistics-codebook.csv', cookie)).html, {
      columns: true,
      bom: true,
    });
    expect(book.map(({ indicator }) => indicator)).toEqual([...INDICATOR_NAMES, 'enrolled']);
    for (const { name, definition, unit } of book)
      expect([name !== '', definition !== '', unit !== '']).toEqual([true, true, true]);
  });

  test('of a demonstration says so, on every page and in every file', async () => {
    await using office = await withPilot();
    const cookie = await office.cookie('evaluator', ['serbia']);
    for (const question of PAGES_OF_NUMBERS) {
      const { html } = await read(office, `${pathOf(question)}?${FIRST}`);
      expect(html).toContain('these people are imaginary');
      expect(html).toContain('class="watermark"');
    }
    const sheet = await office.page(`${PATH}.csv?${FIRST}`, cookie);
    for (const line of parse(sheet.html, { columns: true, bom: true }) as Record<string, string>[])
      expect(line.pilot).toBe('demonstration of serbia');
    expect(JSON.parse((await office.page(`${PATH}.json?${FIRST}`, cookie)).html).demonstration).toBe(true);
  });

  test('of several pilots is the sum of what is published of each', async () => {
    await using office = await openOffice();
    await save(office.store, [...PILOT, ...peopleWho(23, { gender: 'woman', language: 'ar' }, 'milan')]);
    await freeze(office.world);
    const [serbia, milan, both] = await Promise.all([
      numbersOf(office),
      numbersOf(office, ['milan']),
      numbersOf(office, ['serbia', 'milan']),
    ]);
    const of = ({ rows }: typeof both) => new Map(rows.map((row) => [nameOf(row), row.number ?? 0]));
    for (const [name, number] of of(both))
      expect(number).toBe((of(serbia).get(name) ?? 0) + (of(milan).get(name) ?? 0));
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

  test('keeps the pilot and the half-year from question to question', async () => {
    await using office = await withPilot();
    const { html } = await read(office, `${PATH}?${FIRST}`);
    for (const question of PAGES_OF_NUMBERS)
      expect(html).toContain(`href="${pathOf(question)}?${FIRST.replace('&', '&amp;')}"`);
  });
});
