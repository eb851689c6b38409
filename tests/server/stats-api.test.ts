import { describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../src/store/principal.ts';
import { revokeTokens } from '../../src/store/tokens.ts';
import { MINUTE, START } from '../fakes/clock.ts';
import { freeze, PILOT, peopleWho, save } from './figures.ts';
import { type Office, openOffice, tokenFor } from './office.ts';

const FIRST = 'pilot=serbia&period=2026-H1';

const tokenOf = (office: Office, role: Role = 'evaluator', pilots?: string[]): Promise<string> =>
  tokenFor(office, role, pilots);

const ask = async (office: Office, token: string | null, query = '', headers: Record<string, string> = {}) =>
  office.routes.request(`/api/stats${query === '' ? '' : `?${query}`}`, {
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  });

/** Status and code of a refusal. */
async function refusal(answer: Response): Promise<[number, unknown]> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  const body = (await answer.json()) as { status: number; code: string };
  expect(body.status).toBe(answer.status);
  return [answer.status, body.code];
}

describe('who may ask', () => {
  test.each(ROLES)('%s', async (role) => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const token = await tokenOf(office, role);
    for (const query of ['', FIRST]) {
      const answer = await ask(office, token, query);
      if (role === 'counsellor') expect(await refusal(answer)).toEqual([403, 'role']);
      else expect(answer.status).toBe(200);
    }
  });

  test('nobody without a token in the header', async () => {
    await using office = await openOffice();
    const session = await office.cookie('evaluator');
    const token = await tokenOf(office);
    const cookie = { cookie: session };
    const basic = { authorization: `Basic ${btoa(`x:${token}`)}` };
    for (const answer of [
      await ask(office, null, FIRST),
      await ask(office, null, `${FIRST}&token=${token}`),
      await ask(office, null, `${FIRST}&access_token=${token}`),
      await ask(office, null, FIRST, cookie),
      await ask(office, null, FIRST, basic),
      await ask(office, null, FIRST, { authorization: 'Bearer' }),
    ]) {
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refusal(answer)).toEqual([401, 'token']);
    }
    // A session is for the pages alone.
    for (const wrong of ['wrong', session.slice('staff='.length)]) {
      const answer = await ask(office, wrong, FIRST);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(await refusal(answer)).toEqual([401, 'token']);
    }
  });

  test('nobody any more with a token that is revoked', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    expect((await ask(office, token)).status).toBe(200);
    await office.store.tx((q) => revokeTokens(q, token, START));
    expect(await refusal(await ask(office, token))).toEqual([401, 'token']);
  });

  test('about their pilots alone; those of others and those that are none are the same', async () => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const token = await tokenOf(office, 'evaluator', ['milan', 'atlantis', 'constructor']);
    for (const pilot of ['serbia', 'atlantis', 'nowhere', 'Milan', '', 'constructor', '__proto__'])
      expect(await refusal(await ask(office, token, `pilot=${pilot}&period=2026-H1`))).toEqual([403, 'pilot']);
    expect(await (await ask(office, token)).json()).toMatchObject({
      pilots: [{ pilot: 'milan', periods: ['2026-H2'] }],
    });
  });

  test('so often that every table of all pilots comes in a minute or two, each token for itself', async () => {
    await using office = await openOffice();
    const [token, other] = [await tokenOf(office), await tokenOf(office)];
    for (let i = 0; i < 60; i++) expect((await ask(office, token)).status).toBe(200);
    const answer = await ask(office, token);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await refusal(answer)).toEqual([429, 'too-many']);
    expect((await ask(office, other)).status).toBe(200);
    office.clock.now += 1000;
    expect((await ask(office, token)).status).toBe(200);
    expect((await ask(office, token)).status).toBe(429);
    office.clock.now += MINUTE;
    expect((await ask(office, token)).status).toBe(200);
  });
});

describe('without parameters', () => {
  test('lists the pilots of the token and their half-years since somebody came', async () => {
    await using office = await openOffice();
    const [autumn, winter] = [
      peopleWho(6, { gender: 'man' }, 'serbia', -3),
      peopleWho(6, { gender: 'man' }, 'milan', 10),
    ];
    const real = peopleWho(6, { gender: 'man' }, 'berlin').map((event) => ({ ...event, demo: false }));
    await save(office.store, [...PILOT, ...autumn, ...winter, ...real]);
    const answer = await ask(office, await tokenOf(office, 'evaluator', ['serbia', 'milan', 'berlin']));
    expect(await answer.json()).toEqual({
      pilots: [
        { pilot: 'serbia', periods: ['2026-H2', '2026-H1', '2025-H2'] },
        { pilot: 'milan', periods: ['2026-H2'] },
        { pilot: 'berlin', periods: ['2026-H2'] },
      ],
    });
  });
});

describe('the numbers', () => {
  test('come with their half-year, their rule and the row that each is a part of', async () => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    await freeze(office.world);
    const answer = await ask(office, await tokenOf(office), FIRST);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const { rows, ...about } = (await answer.json()) as { rows: unknown[] };
    expect(about).toEqual({
      demonstration: true,
      pilot: 'serbia',
      period: { name: '2026-H1', from: '2026-01-01', to: '2026-06-30', zone: 'Europe/Belgrade' },
      state: 'closed',
      rule: expect.stringContaining('never by more than 6'),
      enrolled: { serbia: { people: 0, women: 0 } },
    });
    expect(rows).toContainEqual({
      ...{ row: 'gender/woman', indicator: 'gender', value: 'woman', women: false, month: null, of: 'active' },
      ...{ number: expect.any(Number), percent: expect.any(Number), margin: 12 },
    });
  });

  test('of a half-year that is not closed are null, never 0', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(12, { gender: 'woman' }, 'serbia', 8));
    await freeze(office.world);
    const answer = await ask(office, await tokenOf(office), FIRST.replace('H1', 'H2'));
    const { state, enrolled, rows } = (await answer.json()) as {
      state: string;
      enrolled: object;
      rows: { month: string | null; number: number | null }[];
    };
    expect([state, enrolled]).toEqual(['open', {}]);
    for (const { month, number } of rows)
      expect([month, number === null]).toEqual([month, month === null || month > '2026-10']);
  });

  test.each([
    ['pilot=serbia', 400, 'period-malformed'],
    ['period=2026-05&pilot=serbia', 400, 'period-malformed'],
    ['period=2026-H3&pilot=serbia', 400, 'period-malformed'],
    [`${FIRST}&gender=woman`, 400, 'parameter-unknown'],
    [`${FIRST}&by=gender`, 400, 'parameter-unknown'],
    [`${FIRST}&pilot=milan`, 400, 'parameter-unknown'],
    [`${FIRST}&format=xlsx`, 400, 'format-unknown'],
    ['period=2026-H1', 403, 'pilot'],
  ])('are refused for %s: %i %s', async (query, status, code) => {
    await using office = await openOffice();
    expect(await refusal(await ask(office, await tokenOf(office), query))).toEqual([status, code]);
  });
});

describe('a sheet', () => {
  test.each([
    ['the header', FIRST, { accept: 'text/csv' }],
    ['the address', `${FIRST}&format=csv`, { accept: 'application/json' }],
  ])('is asked for in %s', async (_, query, headers) => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    await freeze(office.world);
    const answer = await ask(office, await tokenOf(office), query, headers);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="demonstration-serbia-2026-H1.csv"');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('vary')).toContain('Accept');
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('utf8');
    const columns = 'pilot,period,from,to,zone,row,indicator,value,group,month,number,exact,of,percent,margin';
    expect(bytes.startsWith(`\uFEFF${columns}\r\n`)).toBe(true);
  });

  test('of the codebook is the same for everybody', async () => {
    await using office = await openOffice();
    const headers = { authorization: `Bearer ${await tokenOf(office, 'evaluator', ['milan'])}` };
    const answer = await office.routes.request('/api/stats/codebook', { headers });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(await answer.text()).toContain('missed,Missed,');
  });
});
