import { describe, expect, test } from 'vitest';
import { MARKS } from '../../src/booking/status.ts';
import { addBroadcast } from '../../src/store/broadcasts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { hashSecret } from '../../src/store/principal.ts';
import { tokenWho } from '../../src/store/tokens.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { idOf } from './desk.ts';
import { accountOf, faultsOf, type Office, OWN, openOffice, tokenFor } from './office.ts';

/** What there is in Serbia, and what nobody has, by the same kinds. */
type Kind =
  | 'appointment'
  | 'reference'
  | 'request'
  | 'complaint'
  | 'account'
  | 'invitation'
  | 'counsellor'
  | 'broadcast';
const UNKNOWN: Readonly<Record<Kind, string>> = {
  ...{ appointment: 'A'.repeat(22), reference: 'BCDF-2345', request: 'R'.repeat(22), complaint: 'C'.repeat(22) },
  ...{ account: 'nobody', invitation: 'I'.repeat(22), counsellor: 'milan-demo-9', broadcast: 'no-such-news' },
};

/** Everybody who is signed in has proved who they are, and need not again. */
const prove = (office: Office) =>
  office.store.tx((q) => q.db.update(office.store.read.t.staffSession).set({ provedAt: office.clock.now + DAY }));

/** A demonstration in Serbia in which one of each is there. */
async function openFilled() {
  const office = await openOffice();
  const reference = await office.book('amal');
  await office.hear('amal', 'human', 'My boss does not pay me');
  await office.hear('zoja', 'hello', 'English', 'Serbia', 'human', 'I have a complaint', 'He laughed at me');
  const requests = await office.rows('request');
  const of = (kind: string) => requests.find((one) => one.kind === kind)?.id ?? '';
  const admin = await office.cookie('admin');
  await office.store.tx((q) => addBroadcast(q, { id: 'news-1234', pilot: 'serbia', texts: {}, step: null, at: 0 }));
  await prove(office);
  const rights = { name: 'Mira', role: 'coordinator', pilot: 'serbia' };
  expect((await office.send('/staff/accounts', rights, admin)).status).toBe(200);
  const [invitation] = await office.rows('invitation');
  const there: Record<Kind, string> = {
    ...{ appointment: await idOf(office, reference), reference, request: of('human'), complaint: of('complaint') },
    ...{ account: accountOf(admin), invitation: invitation?.id ?? '', counsellor: 'serbia-demo-1' },
    broadcast: 'news-1234',
  };
  for (const id of Object.values(there)) expect(id).not.toBe('');
  return { office, there, admin, [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
}

/** How the log names what was asked for. */
const targetOf = (kind: Kind, there: Readonly<Record<Kind, string>>): string =>
  kind === 'appointment' || kind === 'reference' ? nameInLog(testVault(), there.appointment) : there[kind];

/** The oldest first. */
const refusals = async (office: Office) =>
  (await office.rows('log'))
    .filter(({ what }) => what === 'refused-other')
    .map(({ id: _, ...entry }) => entry)
    .sort((a, b) => a.at - b.at);

/** All that an answer tells; what was asked for is left out. */
async function told(answer: Response, asked: string): Promise<string> {
  const all = [answer.status, ...answer.headers, await answer.text()].join('\n');
  return all.replaceAll(encodeURIComponent(asked), '(asked)').replaceAll(asked, '(asked)');
}

type Ask = (office: Office, cookie: string, id: string) => Response | Promise<Response>;
const get =
  (path: (id: string) => string): Ask =>
  (office, cookie, id) =>
    office.routes.request(path(id), { headers: { ...OWN, cookie } });
const post =
  (path: (id: string) => string, form: (id: string) => Record<string, string>): Ask =>
  (office, cookie, id) =>
    office.send(path(id), form(id), cookie);

const WORDS = { words: 'Hello', language: 'en', seen: '0', why: 'away', time: '1', to: 'account:x', step: 'cv' };
const doing = (of: string, act: string): [string, Ask] => [
  `${of}: ${act}`,
  post(
    (id) => `/staff/${of}/${id}`,
    // The list to which a mark leads back, and whom a request is handed to, are fields of the same name.
    () => ({ ...WORDS, ...(of === 'appointments' && { to: '' }), do: act }),
  ),
];
const APPOINTMENT_ACTS = [...MARKS, 'unmark', 'off', 'move', 'told', 'stands', 'write'];
const REQUEST_ACTS = [
  ...['answer', 'answer-close', 'take', 'take-over', 'note', 'hand-on', 'snooze-1', 'snooze-3', 'hand-back', 'close'],
  'insert-city',
];
const acts = (form: Record<string, string>, ...names: string[]) =>
  names.map((act): [string, Ask] => [
    `accounts: ${act}`,
    post(
      (id) => `/staff/accounts/${id}/${act}`,
      () => form,
    ),
  ]);

/** Every way in which staff name something by an id or a reference. */
const WAYS: Readonly<Record<Kind, readonly [string, Ask][]>> = {
  appointment: [
    ['appointment', get((id) => `/staff/appointments/${id}`)],
    ['appointment, off', get((id) => `/staff/appointments/${id}/off`)],
    ...APPOINTMENT_ACTS.map((act) => doing('appointments', act)),
    ['today', get((id) => `/staff/today?notice=marked&of=${id}`)],
    ['people', get((id) => `/staff/people?appointment=${id}`)],
    ['week', get((id) => `/staff/week?notice=marked&of=${id}`)],
  ],
  reference: [
    ['find', get((id) => `/staff/find?reference=${id}`)],
    ['log', get((id) => `/staff/log?reference=${id}`)],
    [
      'people',
      post(
        () => '/staff/people',
        (reference) => ({ reference }),
      ),
    ],
  ],
  request: [
    ['request', get((id) => `/staff/requests/${id}`)],
    ...REQUEST_ACTS.map((act) => doing('requests', act)),
    ['people', get((id) => `/staff/people?request=${id}`)],
  ],
  complaint: [
    ['complaint', get((id) => `/staff/requests/${id}`)],
    ['people', get((id) => `/staff/people?request=${id}`)],
    ...REQUEST_ACTS.map((act) => doing('requests', act)),
  ],
  account: [
    ...acts({}, 'renew', 'disable', 'enable', 'sign-out'),
    ...acts({ role: 'coordinator', pilot: 'milan' }, 'rights'),
  ],
  invitation: [
    [
      'withdraw',
      post(
        (id) => `/staff/invitations/${id}/withdraw`,
        () => ({}),
      ),
    ],
  ],
  broadcast: ['stop', 'resume'].map((act) => [
    `news, ${act}`,
    post(
      (id) => `/staff/news/${id}/${act}`,
      () => ({}),
    ),
  ]),
  // Those that only programs name, by a token.
  counsellor: [],
};
const ALL = Object.entries(WAYS).flatMap(([kind, ways]) =>
  ways.map(([name, ask]) => [name, kind as Kind, ask] as const),
);

describe('what is there and not theirs', () => {
  test.each(ALL)('by %s (%s) is answered like what is not there, and is on record', async (_, kind, ask) => {
    await using filled = await openFilled();
    const { office, there } = filled;
    const cookie =
      kind === 'complaint' ? await office.cookie('counsellor', ['serbia']) : await office.cookie('admin', ['milan']);
    await prove(office);
    const before = (await office.rows('log')).length;
    const unknown = await told(await ask(office, cookie, UNKNOWN[kind]), UNKNOWN[kind]);
    expect((await office.rows('log')).length).toBe(before);
    const foreign = await told(await ask(office, cookie, there[kind]), there[kind]);
    expect(foreign).toBe(unknown);
    const who = `account:${accountOf(cookie)}`;
    const entry = { who, what: 'refused-other', target: targetOf(kind, there), pilot: 'serbia', at: office.clock.now };
    expect(await refusals(office)).toEqual([entry]);
    // A page that refreshes itself is one look.
    office.clock.now += 10 * MINUTE;
    await ask(office, cookie, there[kind]);
    expect(await refusals(office)).toHaveLength(1);
    office.clock.now += 1;
    await ask(office, cookie, there[kind]);
    expect(await refusals(office)).toHaveLength(2);
    expect((await office.rows('log')).length).toBe(before + 2);
  });

  test('is on record too where a program asks for it by its token', async () => {
    await using filled = await openFilled();
    const { office, there } = filled;
    const token = await tokenFor(office, 'admin', ['milan']);
    const call = (path: string, method: string, body: unknown) =>
      office.routes.request(path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const away = { from: '2026-11-27T00:00:00Z', to: '2026-11-28T00:00:00Z' };
    const ways: [Kind, (id: string) => Promise<Response> | Response][] = [
      ['appointment', (id) => call(`/api/appointments/${id}/status`, 'PUT', { status: 'arrived' })],
      ['counsellor', (id) => call(`/api/counsellors/${id}/days/2026-11-25`, 'PUT', { hours: [] })],
      ['counsellor', (id) => call(`/api/counsellors/${id}/absences`, 'POST', away)],
      ['broadcast', (id) => call(`/api/broadcasts/${id}/stop`, 'POST', {})],
      ['broadcast', (id) => call(`/api/broadcasts/${id}/resume`, 'POST', {})],
    ];
    for (const [kind, ask] of ways) {
      // Otherwise the second of a kind counts as the same look.
      office.clock.now += 11 * MINUTE;
      const before = (await refusals(office)).length;
      const unknown = await told(await ask(UNKNOWN[kind]), UNKNOWN[kind]);
      expect(await refusals(office)).toHaveLength(before);
      expect(await told(await ask(there[kind]), there[kind])).toBe(unknown);
      expect((await refusals(office)).slice(before)).toEqual([
        {
          ...{ who: tokenWho(hashSecret(token)), what: 'refused-other', target: targetOf(kind, there) },
          ...{ pilot: 'serbia', at: office.clock.now },
        },
      ]);
    }
    expect(await office.rows('broadcast')).toMatchObject([{ state: 'running' }]);
  });

  test('is read by the admin of the pilot that it belongs to, and by no other', async () => {
    await using filled = await openFilled();
    const { office, there, admin } = filled;
    const milan = await office.cookie('admin', ['milan']);
    await office.page(`/staff/appointments/${there.appointment}`, milan);
    await office.page(`/staff/requests/${there.request}`, milan);
    const words = 'refused: it is not theirs to see</td>';
    const count = async (cookie: string, query = '') => {
      const { html } = await office.page(`/staff/log${query}`, cookie);
      expect(faultsOf(html)).toEqual([]);
      return html.split(words).length - 1;
    };
    expect([await count(admin), await count(admin, `?reference=${there.reference}`)]).toEqual([2, 1]);
    expect(await count(milan)).toBe(0);
    const { html } = await office.page('/staff/log?what=refused-other', admin);
    expect(html).toContain(there.request);
    // The log leads to no appointment.
    expect(html).not.toContain(nameInLog(testVault(), there.appointment));
  });

  test('stays so once it is closed', async () => {
    await using filled = await openFilled();
    const { office, there } = filled;
    await office.send(`/staff/requests/${there.complaint}`, { do: 'close' }, await office.cookie('coordinator'));
    const counsellor = await office.cookie('counsellor');
    expect((await office.page(`/staff/requests/${there.complaint}`, counsellor)).status).toBe(404);
    expect(await refusals(office)).toMatchObject([{ target: there.complaint }]);
    // What is theirs and closed is no refusal.
    await office.send(`/staff/requests/${there.request}`, { do: 'close' }, counsellor);
    expect((await office.page(`/staff/requests/${there.request}`, counsellor)).status).toBe(404);
    expect(await refusals(office)).toHaveLength(1);
  });
});
