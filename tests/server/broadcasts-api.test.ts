import { describe, expect, test } from 'vitest';
import { hashSecret, ROLES, type Role } from '../../src/store/principal.ts';
import { tokenWho } from '../../src/store/tokens.ts';
import { workBroadcasts } from '../../src/turn/due/broadcast.ts';
import { MINUTE } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { faultsOf, type Office, openOffice, tokenFor } from './office.ts';

const NEWS = { id: 'news-0001', pilot: 'serbia', texts: { en: 'A course begins on Monday.' } };

/** A question of a flow that leaves no trace. */
const TRACELESS = Object.values(content.model.flowsOf('serbia')).flatMap(({ flow, traceless, steps }) =>
  traceless ? Object.keys(steps).flatMap((step) => (steps[step]?.kind === 'ask' ? `${flow}.${step}` : [])) : [],
)[0];

const UNKNOWN_STEPS = [
  ...['nowhere.at', 'booking.nowhere', 'booking.constructor', 'constructor.name', 'toString.x', '__proto__.x'],
  // Nobody stands where nothing is asked, and who reads of violence is not looked for.
  ...['booking.topics', TRACELESS],
];

const tokenOf = (office: Office, role: Role = 'coordinator', pilots?: string[]): Promise<string> =>
  tokenFor(office, role, pilots);

async function call(office: Office, token: string, path = '', body?: unknown) {
  const answer = await office.routes.request(`/api/broadcasts${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const { id: _, ...WISH } = NEWS;
const wantNews = (office: Office, handle: string) =>
  office.hear(
    handle,
    ...['hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'menu', 'My data', 'News', 'Yes, please'],
  );

describe('broadcasts by the API', () => {
  test.each(ROLES)('are for coordinators and admins: %s', async (role) => {
    await using office = await openOffice();
    const token = await tokenOf(office, role);
    const may = role === 'coordinator' || role === 'admin';
    const asked = [
      await call(office, token, '/preview', WISH),
      await call(office, token, '', NEWS),
      await call(office, token),
      await call(office, token, '/news-0001/stop', {}),
      await call(office, token, '/news-0001/resume', {}),
    ];
    expect(asked.map(({ status }) => status)).toEqual(may ? [200, 201, 200, 204, 204] : Array(5).fill(403));
  });

  test('go out once, whoever asks twice, and are listed with rough numbers alone', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    for (const handle of ['amal', 'rana']) await wantNews(office, handle);
    expect((await call(office, token, '/preview', WISH)).body).toEqual({
      people: 'fewer than 10',
      leftOut: { news: 'fewer than 10', language: 'fewer than 10', channel: 'fewer than 10' },
    });
    expect((await call(office, token, '', NEWS)).status).toBe(201);
    expect((await call(office, token, '', NEWS)).status).toBe(200);
    await workBroadcasts(office.world);
    await office.pump.settle();
    for (const handle of ['amal', 'rana'])
      expect(office.texts(handle).filter((text) => text.includes(NEWS.texts.en))).toHaveLength(1);
    expect((await call(office, token)).body).toEqual({
      broadcasts: [{ ...NEWS, step: null, state: 'done', people: 'fewer than 10', at: '2026-11-24T09:00:00.000Z' }],
      more: false,
    });
    const log = (await office.rows('log')).toSorted((a, b) => a.what.localeCompare(b.what));
    expect(log).toMatchObject([
      { what: 'broadcast-previewed' },
      { what: 'broadcast-sent', target: 'news-0001', pilot: 'serbia', who: tokenWho(hashSecret(token)) },
    ]);
  });

  test('are stopped and go on; what is over does neither', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    await wantNews(office, 'amal');
    await call(office, token, '', NEWS);
    expect((await call(office, token, '/news-0001/resume', {})).status).toBe(404);
    expect((await call(office, token, '/news-0001/stop', {})).status).toBe(204);
    await workBroadcasts(office.world);
    expect((await call(office, token)).body.broadcasts[0].state).toBe('stopped');
    expect((await call(office, token, '/news-0001/resume', {})).status).toBe(204);
    await workBroadcasts(office.world);
    expect((await call(office, token)).body.broadcasts[0].state).toBe('done');
    expect((await call(office, token, '/news-0001/stop', {})).status).toBe(404);
  });

  test('of other pilots are not seen, sent or stopped', async () => {
    await using office = await openOffice();
    await call(office, await tokenOf(office), '', NEWS);
    const other = await tokenOf(office, 'coordinator', ['milan']);
    expect((await call(office, other)).body).toEqual({ broadcasts: [], more: false });
    expect(await call(office, other, '', { ...NEWS, id: 'news-0002' })).toEqual({
      status: 403,
      body: { status: 403, code: 'pilot' },
    });
    expect((await call(office, other, '/preview', WISH)).status).toBe(403);
    expect((await call(office, other, '/news-0001/stop', {})).status).toBe(404);
    const gone = await tokenOf(office, 'coordinator', ['atlantis']);
    expect((await call(office, gone, '/preview', { ...WISH, pilot: 'atlantis' })).status).toBe(403);
  });

  test.each<[object, string]>([
    [{ ...NEWS, texts: { tlh: 'nuqneH' } }, 'language-unknown'],
    ...UNKNOWN_STEPS.map((step): [object, string] => [{ ...NEWS, step }, 'step-unknown']),
  ])('%j is refused, with its reason', async (body, code) => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    const refused = { status: 400, body: { status: 400, code } };
    expect(await call(office, token, '', body)).toEqual(refused);
    if (code !== 'step-unknown') return;
    expect(await call(office, token, '/preview', { ...WISH, step: (body as { step?: string }).step })).toEqual(refused);
  });

  test('are previewed on record: for whom, by whom, once in ten minutes', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    const step = 'booking.topic';
    for (const body of [WISH, WISH, { ...WISH, step }, { ...WISH, texts: { de: 'Ein Kurs.' }, step }])
      expect((await call(office, token, '/preview', body)).status).toBe(200);
    const looked = { what: 'broadcast-previewed', pilot: 'serbia', who: tokenWho(hashSecret(token)) };
    const looks = (await office.rows('log')).toSorted((a, b) => a.target.localeCompare(b.target));
    expect(looks).toMatchObject([
      { ...looked, target: step },
      { ...looked, target: 'serbia' },
    ]);
    office.clock.now += 11 * MINUTE;
    await call(office, token, '/preview', WISH);
    expect(await office.rows('log')).toHaveLength(3);
    const { html } = await office.page('/staff/log', await office.cookie('admin'));
    expect(html).toContain('previewed news');
    expect(faultsOf(html)).toEqual([]);
  });

  test.each([
    ['{', [['', 'expected object']]],
    [{}, expect.arrayContaining([['pilot', 'expected string']])],
    [{ ...NEWS, texts: {} }, [['texts', 'at least one text']]],
    [{ ...NEWS, texts: { en: ' ' } }, [['texts.en', expect.stringContaining('>=1')]]],
    [{ ...NEWS, texts: { en: 'amina'.repeat(201) } }, [['texts.en', expect.stringContaining('<=1000')]]],
    [{ ...NEWS, texts: { 'amina@example.org': '' } }, [['texts.*', expect.stringContaining('>=1')]]],
    [{ ...NEWS, id: 'amina' }, [['id', expect.stringContaining('{8,64}')]]],
    [{ ...NEWS, step: 'amina' }, [['step', expect.stringContaining('pattern')]]],
    [{ ...NEWS, amina: 1 }, [['', 'no other fields']]],
  ])('%j is refused, with the fields and what is allowed, and nothing of what was sent', async (body, wanted) => {
    await using office = await openOffice();
    const refused = await call(office, await tokenOf(office), '', body);
    expect(refused).toMatchObject({ status: 400, body: { status: 400, code: 'malformed' } });
    const faults: { in: string; field: string; allowed: string }[] = refused.body.faults;
    expect(faults.map(({ field, allowed }) => [field, allowed])).toEqual(wanted);
    expect(new Set(faults.map((fault) => fault.in))).toEqual(new Set(['json']));
    expect(JSON.stringify(refused.body)).not.toContain('amina');
  });

  test('are listed a page at a time', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    for (let i = 0; i < 29; i += 1) {
      await call(office, token, '', { ...NEWS, id: `news-${1000 + i}` });
      office.clock.now += 2 * MINUTE;
    }
    const newest = (await call(office, token)).body.broadcasts;
    expect(newest.map(({ id }: { id: string }) => id)[0]).toBe('news-1028');
    const { body } = await call(office, token, `?before=${newest[9].at}`);
    expect(body.broadcasts.map(({ id }: { id: string }) => id)[0]).toBe('news-1018');
    expect((await call(office, token, '?before=yesterday')).status).toBe(400);
  });

  test('too often is refused', async () => {
    await using office = await openOffice();
    const token = await tokenOf(office);
    const answers = [];
    for (let i = 0; i < 31; i += 1) answers.push((await call(office, token)).status);
    expect(answers.at(-1)).toBe(429);
  });
});
