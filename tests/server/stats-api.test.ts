import { describe, expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/evaluation/release.ts';
import { ROLES, type Role } from '../../src/store/principal.ts';
import { revokeTokens } from '../../src/store/tokens.ts';
import { MINUTE, START } from '../fakes/clock.ts';
import { PILOT, peopleWho, save } from './figures.ts';
import { type Office, openOffice, tokenFor } from './office.ts';

const GENDER = 'pilot=serbia&period=2026-H1&by=gender';

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
    for (const query of ['', GENDER]) {
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
      await ask(office, null, GENDER),
      await ask(office, null, `${GENDER}&token=${token}`),
      await ask(office, null, `${GENDER}&access_token=${token}`),
      await ask(office, null, GENDER, cookie),
      await ask(office, null, GENDER, basic),
      await ask(office, null, GENDER, { authorization: 'Bearer' }),
    ]) {
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refusal(answer)).toEqual([401, 'token']);
    }
    // A session is for the pages alone.
    for (const wrong of ['wrong', session.slice('staff='.length)]) {
      const answer = await ask(office, wrong, GENDER);
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
      expect(await refusal(await ask(office, token, `pilot=${pilot}&period=2026-H1&by=gender`))).toEqual([
        403,
        'pilot',
      ]);
    expect(await (await ask(office, token)).json()).toMatchObject({ pilots: [{ pilot: 'milan', periods: [] }] });
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
  test('lists the pilots of the token and their closed half-years', async () => {
    await using office = await openOffice();
    const [autumn, winter] = [
      peopleWho(6, { gender: 'man' }, 'serbia', -3),
      peopleWho(6, { gender: 'man' }, 'milan', 10),
    ];
    const demo = peopleWho(6, { gender: 'man' }, 'berlin').map((event) => ({ ...event, demo: true }));
    await save(office.store, [...PILOT, ...autumn, ...winter, ...demo]);
    const answer = await ask(office, await tokenOf(office, 'evaluator', ['serbia', 'milan', 'berlin']));
    expect(await answer.json()).toEqual({
      pilots: [
        { pilot: 'serbia', periods: ['2026-H1', '2025-H2'] },
        { pilot: 'milan', periods: [] },
        { pilot: 'berlin', periods: [] },
      ],
      by: DIMENSIONS,
    });
  });
});

describe('a table', () => {
  test('comes with its definition, period and denominator, and says what is suppressed', async () => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const answer = await ask(office, await tokenOf(office), GENDER);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(await answer.json()).toEqual({
      pilot: 'serbia',
      period: { name: '2026-H1', from: '2026-01-01', to: '2026-06-30', zone: 'Europe/Belgrade' },
      by: 'gender',
      definition: 'By the last answer given before the end of the half-year.',
      denominator: expect.stringContaining('People who did something in the chat in the half-year, after consent'),
      total: { people: 46, suppressed: false },
      withheld: false,
      rows: [
        { value: 'man', people: null, suppressed: true },
        { value: 'other', people: null, suppressed: true },
        { value: 'woman', people: 31, suppressed: false },
      ],
    });
  });

  test.each(DIMENSIONS)('by %s is the same, asked again, whatever comes later', async (by) => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const token = await tokenOf(office);
    const read = async () => (await ask(office, token, `pilot=serbia&period=2026-H1&by=${by}`)).json();
    const first = await read();
    const late = peopleWho(31, { gender: 'woman', language: 'ar', channel: 'telegram', status: 'recognised' });
    const now = { kind: 'erased', data: {}, hour: START };
    await save(office.store, [
      ...late.map((event) => ({ ...event, ...now })),
      ...peopleWho(9, { gender: 'x' }, 'milan'),
    ]);
    expect(await read()).toEqual(first);
  });

  test('of four people says nothing at all, and of nobody says so', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(4, { gender: 'woman' }));
    const token = await tokenOf(office, 'evaluator', ['serbia', 'milan']);
    expect(await (await ask(office, token, GENDER)).json()).toMatchObject({
      total: { people: null, suppressed: true },
      withheld: true,
      rows: [],
    });
    expect(await (await ask(office, token, GENDER.replace('serbia', 'milan'))).json()).toMatchObject({
      total: { people: 0, suppressed: false },
      withheld: false,
      rows: [],
    });
  });

  test.each([
    ['period=2026-H1&pilot=serbia', 400, 'by-unknown'],
    ['period=2026-H1&pilot=serbia&by=', 400, 'by-unknown'],
    ['period=2026-H1&pilot=serbia&by=religion', 400, 'by-unknown'],
    ['pilot=serbia&by=gender', 400, 'period-malformed'],
    ['period=2026-05&pilot=serbia&by=gender', 400, 'period-malformed'],
    ['period=2026-H3&pilot=serbia&by=gender', 400, 'period-malformed'],
    ['period=2026-H2&pilot=serbia&by=gender', 404, 'period-open'],
    ['period=2030-H1&pilot=serbia&by=gender', 404, 'period-open'],
    [`${GENDER}&gender=woman`, 400, 'parameter-unknown'],
    [`${GENDER}&by=status`, 400, 'parameter-unknown'],
    [`${GENDER}&format=xlsx`, 400, 'format-unknown'],
    ['by=gender', 403, 'pilot'],
  ])('is refused for %s: %i %s', async (query, status, code) => {
    await using office = await openOffice();
    expect(await refusal(await ask(office, await tokenOf(office), query))).toEqual([status, code]);
  });
});

describe('a sheet', () => {
  const csv = { accept: 'text/csv' };

  test.each([
    ['the header', GENDER, csv],
    ['the address', `${GENDER}&format=csv`, { accept: 'application/json' }],
  ])('is asked for in %s', async (_, query, headers) => {
    await using office = await openOffice();
    await save(office.store, PILOT);
    const answer = await ask(office, await tokenOf(office), query, headers);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="saputnik-serbia-2026-H1.csv"');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('vary')).toContain('Accept');
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('utf8');
    expect(bytes.startsWith('\uFEFFpilot,period,from,to,zone,by,value,people,denominator,definition\r\n')).toBe(true);
    const start = 'serbia,2026-H1,2026-01-01,2026-06-30,Europe/Belgrade,';
    expect(
      bytes
        .split('\r\n')
        .slice(1)
        .map((line) => line.replace(/,[^,]*$|,"[^"]*"$/, '')),
    ).toEqual([
      `${start}total,,46,46`,
      `${start}gender,man,suppressed,46`,
      `${start}gender,other,suppressed,46`,
      `${start}gender,woman,31,46`,
      '',
    ]);
  });

  test('of a table that is withheld says so, and has no zero in it', async () => {
    await using office = await openOffice();
    await save(office.store, peopleWho(4, { gender: 'woman' }));
    const text = await (await ask(office, await tokenOf(office), GENDER, csv)).text();
    expect(text).toContain(',total,,suppressed,suppressed,');
    expect(text).toContain(',gender,,suppressed,suppressed,');
    expect(text).not.toContain(',0,');
  });

  test('runs nothing in a spreadsheet, whatever a code looks like', async () => {
    await using office = await openOffice();
    const values = ['=HYPERLINK("http://evil.example";"x")', '-2+3', '+1', '@SUM(1)'];
    await save(
      office.store,
      values.flatMap((gender) => peopleWho(6, { gender })),
    );
    const text = await (await ask(office, await tokenOf(office), GENDER, csv)).text();
    expect(text).toContain(`,"'=HYPERLINK(""http://evil.example"";""x"")",6,`);
    for (const value of values.slice(1)) expect(text).toContain(`,'${value},6,`);
    expect(text).not.toMatch(/,"?[=+\-@]/);
  });
});
