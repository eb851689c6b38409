import { describe, expect, test } from 'vitest';
import { hashSecret, type Role } from '../../src/store/principal.ts';
import { addToken, TOKEN_LIFE, tokenWho } from '../../src/store/tokens.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { type Office, openOffice } from './office.ts';

async function caller(office: Office, role: Role = 'counsellor', pilots = ['serbia']) {
  const token = `token-of-${role}-${pilots.join('-')}`;
  const row = {
    hash: hashSecret(token),
    label: token,
    role,
    pilots,
    createdAt: office.clock.now,
    until: office.clock.now + TOKEN_LIFE,
  };
  await office.store.tx((q) => addToken(q, row));
  return async (path: string, init: { method?: string; body?: unknown } = {}) => {
    const answer = await office.routes.request(path, {
      method: init.method ?? 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
    });
    const text = await answer.text();
    return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
  };
}

const WISH = 'pilot=serbia&topic=job&language=en';

describe('the API of appointments', () => {
  test('describes itself, and every route of it is described', async () => {
    await using office = await openOffice();
    const answer = await office.routes.request('/api/openapi.json');
    const { openapi, paths } = (await answer.json()) as { openapi: string; paths: Record<string, object> };
    expect(openapi).toBe('3.1.0');
    expect(Object.entries(paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method} ${path}`))).toEqual(
      [
        'get /api/offices',
        'get /api/counsellors',
        'put /api/counsellors/{id}/days/{date}',
        'post /api/counsellors/{id}/absences',
        'get /api/availability',
        'get /api/slots',
        'get /api/appointments',
        'put /api/appointments/{id}/status',
        'get /api/waitlist',
      ],
    );
  });

  test('has a browser that loads nothing from elsewhere', async () => {
    await using office = await openOffice();
    const page = await office.routes.request('/api/docs');
    const html = await page.text();
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, path = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect([path, (await office.routes.request(path)).status]).toEqual([path, 200]);
  });

  test('shows offices, counsellors and free times, and nobody’s name', async () => {
    await using office = await openOffice();
    const call = await caller(office);
    const { offices } = (await call('/api/offices?pilot=serbia')).json;
    expect(offices).toMatchObject([{ id: 'serbia-belgrade' }]);
    expect(Object.keys(offices[0]).sort()).toEqual([
      ...['access', 'address', 'childcare', 'id', 'name', 'pin', 'place'],
    ]);
    const counsellors = await call('/api/counsellors?pilot=serbia');
    expect(counsellors.json.counsellors).toMatchObject([{ id: 'serbia-demo-1' }, { id: 'serbia-demo-2' }]);
    expect(JSON.stringify(counsellors.json)).not.toContain('Imaginary');
    const { days } = (await call(`/api/availability?${WISH}`)).json;
    const { slots } = (await call(`/api/slots?${WISH}&date=${days[1].date}`)).json;
    expect(slots).toHaveLength(days[1].free);
    expect((await call(`/api/slots?${WISH}&mode=video&date=${days[1].date}`)).json.slots).toEqual([]);
    expect(await call('/api/availability?pilot=serbia&topic=nothing')).toMatchObject({ status: 404 });
  });

  test('shows appointments without a person or a topic, and marks them once', async () => {
    await using office = await openOffice();
    const reference = await office.book('amina');
    const call = await caller(office);
    const [talk] = await office.store.read.db.select().from(office.store.read.t.appointment);
    const span = `from=${new Date(office.clock.now).toISOString()}&to=${new Date(office.clock.now + 9 * DAY).toISOString()}`;
    const { json } = await call(`/api/appointments?pilot=serbia&${span}`);
    expect(json).toMatchObject({ appointments: [{ reference, status: 'scheduled', confirmed: false }], more: false });
    expect(JSON.stringify(json)).not.toMatch(/"person|topic|job/);
    const mark = (status: string) => call(`/api/appointments/${talk?.id}/status`, { method: 'PUT', body: { status } });
    expect(await mark('arrived')).toMatchObject({ status: 409, json: { code: 'early' } });
    office.clock.now = (talk?.startAt ?? 0) + 5 * MINUTE;
    expect((await mark('arrived')).status).toBe(204);
    expect((await mark('missed')).status).toBe(404);
    expect((await mark('eaten')).status).toBe(400);
  });

  test('marks an appointment that was not held because of us, and lists it as that', async () => {
    await using office = await openOffice();
    await office.book('amina');
    const call = await caller(office);
    const [talk] = await office.store.read.db.select().from(office.store.read.t.appointment);
    const startAt = talk?.startAt ?? 0;
    const mark = () => call(`/api/appointments/${talk?.id}/status`, { method: 'PUT', body: { status: 'not-held' } });
    expect(await mark()).toMatchObject({ status: 409, json: { code: 'early' } });
    office.clock.now = startAt;
    expect((await mark()).status).toBe(204);
    const span = `from=${new Date(startAt).toISOString()}&to=${new Date(startAt + DAY).toISOString()}`;
    expect((await call(`/api/appointments?pilot=serbia&${span}`)).json.appointments).toMatchObject([
      { status: 'not-held' },
    ]);
  });

  test('sets the hours of a date and notes absences, for counsellors of one’s own', async () => {
    await using office = await openOffice();
    const call = await caller(office);
    const days = async () =>
      ((await call(`/api/availability?${WISH}`)).json.days as { date: string }[]).map(({ date }) => date);
    expect(await days()).toContain('2026-11-25');
    for (const id of ['serbia-demo-1', 'serbia-demo-2']) {
      const off = await call(`/api/counsellors/${id}/days/2026-11-25`, { method: 'PUT', body: { hours: [] } });
      expect(off.status).toBe(204);
      const away = { from: '2026-11-26T00:00:00Z', to: '2026-11-27T00:00:00Z' };
      expect((await call(`/api/counsellors/${id}/absences`, { method: 'POST', body: away })).status).toBe(204);
    }
    expect(await days()).not.toContain('2026-11-25');
    expect(await days()).not.toContain('2026-11-26');
    const wrong = { hours: [{ fromMinute: 600, toMinute: 540 }] };
    const set = (id: string, body: unknown) => call(`/api/counsellors/${id}/days/2026-11-25`, { method: 'PUT', body });
    expect((await set('serbia-demo-1', wrong)).status).toBe(400);
    expect((await set('milan-demo-1', { hours: [] })).status).toBe(404);
    const backwards = { from: '2026-11-27T00:00:00Z', to: '2026-11-26T00:00:00Z' };
    expect(await call('/api/counsellors/serbia-demo-1/absences', { method: 'POST', body: backwards })).toMatchObject({
      status: 400,
    });
  });

  test.each([
    ['hours of a date', 'PUT', 'days/2026-11-25', { hours: [] }],
    ['an absence', 'POST', 'absences', { from: '2026-11-25T00:00:00Z', to: '2026-11-26T00:00:00Z' }],
  ])('names the appointments that %s would hit, and asks what to do with them', async (_, method, path, body) => {
    await using office = await openOffice();
    const call = await caller(office);
    const reference = await office.book('amina');
    const set = (booked?: string) =>
      call(`/api/counsellors/serbia-demo-1/${path}`, { method, body: { ...body, ...(booked && { booked }) } });
    const refused = await set();
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      code: 'booked',
      appointments: [{ reference, startAt: '2026-11-25T08:00:00.000Z' }],
    });
    expect(await office.store.read.db.select().from(office.store.read.t.log)).toEqual([]);
    expect((await set('eat')).status).toBe(400);
    expect((await set('call-off')).status).toBe(204);
    await office.pump.settle();
    expect(office.texts('amina').at(-1)).toContain('cannot take place');
  });

  test('tells how long people wait, and not who', async () => {
    await using office = await openOffice();
    const call = await caller(office);
    expect((await call('/api/waitlist?pilot=serbia')).json).toEqual({ waiting: [] });
    await office.store.tx((q) => q.db.delete(q.t.hours));
    const join = ['hello', 'English', 'Serbia', 'Yes, I agree', 'Woman', 'Book an appointment'];
    office.clock.now += 7 * MINUTE + 1234;
    await office.hear('amina', ...join, 'Finding a job', 'No preference', 'Tell me when free');
    office.clock.now += 10 * MINUTE;
    await office.hear('rana', ...join, 'Papers and rights', 'No preference', 'Tell me when free');
    // To five minutes: the exact moment would tell which chat it was.
    expect((await call('/api/waitlist?pilot=serbia')).json).toEqual({
      waiting: [
        { since: '2026-11-24T09:05:00.000Z', topic: 'job' },
        { since: '2026-11-24T09:15:00.000Z', topic: 'papers' },
      ],
    });
    const milan = await caller(office, 'counsellor', ['milan']);
    expect((await milan('/api/waitlist?pilot=milan')).json).toEqual({ waiting: [] });
  });

  test('writes down who set hours or noted an absence, and once that it was refused', async () => {
    await using office = await openOffice();
    const call = await caller(office);
    const away = { from: '2026-11-26T00:00:00Z', to: '2026-11-27T00:00:00Z' };
    for (const id of ['serbia-demo-1', 'milan-demo-1']) {
      await call(`/api/counsellors/${id}/days/2026-11-25`, { method: 'PUT', body: { hours: [] } });
      await call(`/api/counsellors/${id}/absences`, { method: 'POST', body: away });
    }
    const who = tokenWho(hashSecret('token-of-counsellor-serbia'));
    const by = { who, target: 'serbia-demo-1', pilot: 'serbia', at: office.clock.now };
    // Entries have no order of their own.
    expect((await office.rows('log')).sort((a, b) => (a.what < b.what ? -1 : 1))).toMatchObject([
      { ...by, what: 'absence-noted' },
      { ...by, what: 'hours-set' },
      { ...by, what: 'refused-other', target: 'milan-demo-1', pilot: 'milan' },
    ]);
  });

  test('is for the roles and the pilots of the token', async () => {
    await using office = await openOffice();
    expect((await (await caller(office, 'evaluator'))('/api/offices?pilot=serbia')).status).toBe(403);
    const milan = await caller(office, 'coordinator', ['milan']);
    for (const path of ['offices', 'counsellors', 'waitlist'])
      expect(await milan(`/api/${path}?pilot=serbia`)).toMatchObject({ status: 403, json: { code: 'pilot' } });
    expect(await milan(`/api/availability?${WISH}`)).toMatchObject({ status: 403 });
    expect(await milan(`/api/slots?${WISH}&date=2026-11-25`)).toMatchObject({ status: 403 });
    expect(await milan('/api/offices')).toMatchObject({ status: 400, json: { code: 'malformed' } });
  });

  test('says which field is malformed and what is allowed, and nothing of what was sent', async () => {
    await using office = await openOffice();
    const call = await caller(office);
    const faultsOf = async (...asked: Parameters<typeof call>) => {
      const { status, json } = await call(...asked);
      expect([status, json.code]).toEqual([400, 'malformed']);
      expect(JSON.stringify(json)).not.toContain('amina');
      return json.faults;
    };
    expect(await faultsOf('/api/availability?pilot=serbia&mode=amina')).toEqual([
      { in: 'query', field: 'topic', allowed: 'expected string' },
      { in: 'query', field: 'mode', allowed: expect.stringMatching(/one of .*"in-person".*"phone"/) },
    ]);
    const away = { from: 'amina', to: '2026-11-27T00:00:00Z' };
    expect(await faultsOf('/api/counsellors/serbia-demo-1/absences', { method: 'POST', body: away })).toEqual([
      { in: 'json', field: 'from', allowed: 'Invalid ISO datetime' },
    ]);
    const { json } = await call('/api/openapi.json');
    expect(json.components.schemas.Problem.properties.faults.items).toEqual({ $ref: '#/components/schemas/Fault' });
    expect(Object.keys(json.components.schemas.Fault.properties)).toEqual(['in', 'field', 'allowed']);
  });
});
