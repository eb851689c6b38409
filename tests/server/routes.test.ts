import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../src/evaluation/indicators.ts';
import { updateAccount } from '../../src/store/accounts.ts';
import { nameInLog } from '../../src/store/log.ts';
import { ROLES } from '../../src/store/principal.ts';
import { START } from '../fakes/clock.ts';
import { content, testVault } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { accountOf, faultsOf, type Office, OWN, openOffice } from './office.ts';

const CALLERS = ['none', ...ROLES] as const;

/** Every route, with what it answers to nobody, counsellor, coordinator, evaluator and admin. */
const ROUTES: Record<string, readonly number[]> = {
  'GET /': [200, 200, 200, 200, 200],
  'GET /assets/:name': [200, 200, 200, 200, 200],
  // No recording is shipped.
  'GET /audio/:language/:file': [404, 404, 404, 404, 404],
  'GET /healthz': [200, 200, 200, 200, 200],
  'GET /readyz': [200, 200, 200, 200, 200],
  // Shut for all where no token is set; metrics.test.ts has it open.
  'GET /metrics': [404, 404, 404, 404, 404],
  // What only the bearer of a session or of a secret address sees; no token of the staff replaces it.
  'POST /chat/messages': [401, 401, 401, 401, 401],
  'POST /chat/files': [401, 401, 401, 401, 401],
  'POST /chat/documents/:id': [401, 401, 401, 401, 401],
  // A link that nobody was given: its page does not tell, and its button opens nothing.
  'GET /documents/:token': [200, 200, 200, 200, 200],
  'POST /documents/:token': [404, 404, 404, 404, 404],
  // The first request of a page, which begins a session. Without one, nothing is fetched (web-chat.test.ts).
  'GET /chat/replies': [200, 200, 200, 200, 200],
  'POST /chat/exit': [204, 204, 204, 204, 204],
  'GET /calendar/:file{[A-Za-z0-9_-]{43}\\.ics}': [404, 404, 404, 404, 404],
  // The token comes in a header of its own; stats-api.test.ts has it open.
  'GET /api/stats': [401, 401, 401, 401, 401],
  'GET /api/stats/codebook': [401, 401, 401, 401, 401],
  'GET /api/offices': [401, 401, 401, 401, 401],
  'GET /api/counsellors': [401, 401, 401, 401, 401],
  'GET /api/availability': [401, 401, 401, 401, 401],
  'GET /api/slots': [401, 401, 401, 401, 401],
  'GET /api/appointments': [401, 401, 401, 401, 401],
  'PUT /api/appointments/:id/status': [401, 401, 401, 401, 401],
  'PUT /api/counsellors/:id/days/:date': [401, 401, 401, 401, 401],
  'POST /api/counsellors/:id/absences': [401, 401, 401, 401, 401],
  'GET /api/waitlist': [401, 401, 401, 401, 401],
  // How the API is, without anything that is in it.
  'GET /api/openapi.json': [200, 200, 200, 200, 200],
  'GET /api/docs': [200, 200, 200, 200, 200],
  'GET /assets/api/:file{swagger-ui\\.css|swagger-ui-bundle\\.js}': [200, 200, 200, 200, 200],
  'POST /api/broadcasts/preview': [401, 401, 401, 401, 401],
  'POST /api/broadcasts': [401, 401, 401, 401, 401],
  'GET /api/broadcasts': [401, 401, 401, 401, 401],
  'POST /api/broadcasts/:id/stop': [401, 401, 401, 401, 401],
  'POST /api/broadcasts/:id/resume': [401, 401, 401, 401, 401],
  // What only the provider posts, with a secret of its own.
  'POST /webhooks/telegram': [401, 401, 401, 401, 401],
  'GET /webhooks/whatsapp': [401, 401, 401, 401, 401],
  'POST /webhooks/whatsapp': [401, 401, 401, 401, 401],
  'GET /staff/enter': [200, 200, 200, 200, 200],
  // Nobody is signed in over an open session.
  'POST /staff/enter': [401, 409, 409, 409, 409],
  // The server has an address without a name, at which browsers offer passkeys for localhost.
  'POST /staff/passkey': [200, 200, 200, 200, 200],
  // The secret in the address is what opens these, whoever comes.
  'GET /staff/join/:link': [404, 404, 404, 404, 404],
  'POST /staff/join/:link': [404, 404, 404, 404, 404],
  'POST /staff/join/:link/passkey': [404, 404, 404, 404, 404],
  'GET /staff/demo/:link': [404, 404, 404, 404, 404],
  'POST /staff/demo/:link': [404, 404, 404, 404, 404],
  'GET /staff': [401, 302, 302, 302, 302],
  'GET /staff/prove': [401, 200, 200, 200, 200],
  // Nothing proves anything.
  'POST /staff/prove': [401, 401, 401, 401, 401],
  'GET /staff/me': [401, 200, 200, 200, 200],
  'POST /staff/me/sessions/:session/end': [401, 303, 303, 303, 303],
  // No new password.
  'POST /staff/me/password': [401, 422, 422, 422, 422],
  // An evaluator is told nothing.
  'POST /staff/me/chat': [401, 200, 200, 403, 200],
  'POST /staff/me/chat/end': [401, 303, 303, 403, 303],
  'POST /staff/me/told': [401, 303, 303, 403, 303],
  'POST /staff/me/codes': [401, 200, 200, 200, 200],
  'POST /staff/me/passkeys/options': [401, 200, 200, 200, 200],
  // Nothing that a browser has signed.
  'POST /staff/me/passkeys': [401, 422, 422, 422, 422],
  'POST /staff/me/passkeys/:passkey/remove': [401, 303, 303, 303, 303],
  'GET /staff/accounts': [401, 403, 403, 403, 200],
  // No name and no role.
  'POST /staff/accounts': [401, 403, 403, 403, 422],
  'POST /staff/accounts/:id/rights': [401, 403, 403, 403, 422],
  // There is no such account and no such invitation.
  'POST /staff/accounts/:id/renew': [401, 403, 403, 403, 404],
  'POST /staff/accounts/:id/disable': [401, 403, 403, 403, 404],
  'POST /staff/accounts/:id/enable': [401, 403, 403, 403, 404],
  'POST /staff/accounts/:id/sign-out': [401, 403, 403, 403, 404],
  'POST /staff/invitations/:id/withdraw': [401, 403, 403, 403, 404],
  // A counsellor comes to their own times; this one has none, so nobody's are listed.
  'GET /staff/times': [401, 200, 200, 403, 200],
  // There is no such counsellor.
  'GET /staff/times/:id': [401, 404, 404, 403, 404],
  'POST /staff/times/:id': [401, 404, 404, 403, 404],
  'GET /staff/holidays': [401, 403, 200, 403, 200],
  // No pilot is named.
  'POST /staff/holidays': [401, 403, 404, 403, 404],
  'GET /staff/groups': [401, 200, 200, 403, 200],
  'GET /staff/groups/new/:pilot': [401, 200, 200, 403, 200],
  // Nothing is typed that a group has.
  'POST /staff/groups/new/:pilot': [401, 422, 422, 403, 422],
  // There is no such group.
  'GET /staff/groups/:id': [401, 404, 404, 403, 404],
  'GET /staff/groups/:id/off': [401, 404, 404, 403, 404],
  'POST /staff/groups/:id': [401, 404, 404, 403, 404],
  'GET /staff/crowd': [401, 403, 200, 403, 200],
  'POST /staff/crowd': [401, 403, 303, 403, 303],
  'GET /staff/setup': [401, 403, 200, 403, 200],
  'GET /staff/outdated': [401, 403, 200, 403, 200],
  // No pilot is named.
  'POST /staff/outdated': [401, 403, 404, 403, 404],
  // There is no such fact, service or office.
  ...Object.fromEntries(
    ['facts', 'services', 'offices'].flatMap((kind): [string, number[]][] => [
      [`GET /staff/${kind}`, [401, 403, 200, 403, 200]],
      [`GET /staff/${kind}/:pilot/:id`, [401, 403, 404, 403, 404]],
      [`POST /staff/${kind}/:pilot/:id`, [401, 403, 404, 403, 404]],
    ]),
  ),
  'GET /staff/team': [401, 403, 200, 403, 200],
  // No pilot is named, or none such is theirs.
  'GET /staff/team/add-counsellor': [401, 403, 404, 403, 404],
  'POST /staff/team/add-counsellor': [401, 403, 404, 403, 404],
  'GET /staff/team/counsellors/:id': [401, 403, 404, 403, 404],
  'POST /staff/team/counsellors/:id': [401, 403, 404, 403, 404],
  'GET /staff/team/add-resource': [401, 403, 404, 403, 404],
  'POST /staff/team/add-resource': [401, 403, 404, 403, 404],
  'GET /staff/team/resources/:id': [401, 403, 404, 403, 404],
  'POST /staff/team/resources/:id': [401, 403, 404, 403, 404],
  'GET /staff/team/topics/:pilot': [401, 403, 200, 403, 200],
  // Nothing that the page does.
  'POST /staff/team/topics/:pilot': [401, 403, 303, 403, 303],
  'GET /staff/log': [401, 403, 403, 403, 200],
  'GET /staff/system': [401, 403, 403, 403, 200],
  'GET /staff/system/letters': [401, 403, 403, 403, 200],
  // Nothing was given up.
  'POST /staff/system/letters/retry': [401, 403, 403, 403, 404],
  'POST /staff/system/letters/drop': [401, 403, 403, 403, 404],
  'GET /staff/system/phone': [401, 403, 403, 403, 200],
  // This admin is not one of all pilots of the server: the page says so.
  'POST /staff/system/phone/link': [401, 403, 403, 403, 303],
  'POST /staff/system/phone/unlink': [401, 403, 403, 403, 303],
  'GET /staff/today': [401, 200, 200, 403, 200],
  'GET /staff/week': [401, 200, 200, 403, 200],
  'GET /staff/find': [401, 200, 200, 403, 200],
  'GET /staff/statistics': [401, 403, 200, 200, 200],
  // No pilot is named.
  ...Object.fromEntries(QUESTIONS.map((question) => [`GET /staff/statistics/${question}`, [401, 403, 200, 200, 200]])),
  'GET /staff/statistics.csv': [401, 403, 404, 404, 404],
  'GET /staff/statistics.json': [401, 403, 404, 404, 404],
  'GET /staff/statistics-codebook.csv': [401, 403, 200, 200, 200],
  'GET /staff/campaigns': [401, 403, 200, 403, 200],
  // In no language.
  'GET /staff/campaigns/poster': [401, 403, 404, 403, 404],
  'GET /staff/texts': [401, 403, 200, 403, 200],
  // There is no such text.
  'GET /staff/texts/:key': [401, 403, 404, 403, 404],
  'POST /staff/texts/:key': [401, 403, 404, 403, 404],
  'POST /staff/texts/:key/sheet': [401, 403, 404, 403, 404],
  'GET /staff/news': [401, 403, 200, 403, 200],
  // No text.
  'POST /staff/news/preview': [401, 403, 422, 403, 422],
  'POST /staff/news': [401, 403, 422, 403, 422],
  // There is no such news.
  'POST /staff/news/:id/stop': [401, 403, 404, 403, 404],
  'POST /staff/news/:id/resume': [401, 403, 404, 403, 404],
  'GET /staff/people': [401, 200, 200, 403, 200],
  // Nobody is found.
  'POST /staff/people': [401, 404, 404, 403, 404],
  'GET /staff/people/:handle': [401, 404, 404, 403, 404],
  'POST /staff/people/:handle': [401, 404, 404, 403, 404],
  'POST /staff/people/:handle/invite': [401, 404, 404, 403, 404],
  // One that is not there is said on the page of the day.
  'POST /staff/invitations/:id': [401, 303, 303, 403, 303],
  'GET /staff/people/:handle/cv': [401, 404, 404, 403, 404],
  'GET /staff/people/:handle/answers': [401, 404, 404, 403, 404],
  'POST /staff/people/:handle/answers': [401, 404, 404, 403, 404],
  'GET /staff/people/:handle/book': [401, 404, 404, 403, 404],
  'POST /staff/people/:handle/book': [401, 404, 404, 403, 404],
  'GET /staff/counter': [401, 200, 200, 403, 200],
  // No pilot is named.
  'POST /staff/counter': [401, 404, 404, 403, 404],
  // Whoever hands out or deletes.
  'POST /staff/people/:handle/copy': [401, 403, 404, 403, 404],
  'GET /staff/people/:handle/erase': [401, 403, 404, 403, 404],
  'POST /staff/people/:handle/erase': [401, 403, 404, 403, 404],
  'GET /staff/requests': [401, 200, 200, 403, 200],
  'GET /staff/requests/events': [401, 200, 200, 403, 200],
  // There is no such request: the list says so.
  'GET /staff/requests/:id': [401, 404, 404, 403, 404],
  'GET /staff/requests/:id/files/:file': [401, 404, 404, 403, 404],
  'POST /staff/requests/:id': [401, 303, 303, 403, 303],
  // There is no such talk.
  'GET /staff/appointments/:id': [401, 404, 404, 403, 404],
  'GET /staff/appointments/:id/cv': [401, 404, 404, 403, 404],
  'GET /staff/appointments/:id/paper': [401, 404, 404, 403, 404],
  'GET /staff/appointments/:id/off': [401, 404, 404, 403, 404],
  'POST /staff/appointments/:id': [401, 303, 303, 403, 303],
  // The last one, because it ends the session.
  'POST /staff/leave': [303, 303, 303, 303, 303],
};

/** What may be had by anybody. */
const DESCRIBED = Object.keys(ROUTES).filter((route) => /\/api\/(docs|openapi|:file)/.test(route));
const PUBLIC = [
  ...DESCRIBED,
  'GET /',
  'GET /assets/:name',
  'GET /healthz',
  'GET /readyz',
  'GET /documents/:token',
  'GET /staff/enter',
  'POST /staff/passkey',
  'GET /chat/replies',
  'POST /chat/exit',
  'POST /staff/leave',
];
/** What no browser sends, and no cookie opens. */
const PROVIDERS = ['POST /webhooks/telegram', 'GET /webhooks/whatsapp', 'POST /webhooks/whatsapp'];
const SCRIPTS = Object.keys(ROUTES).filter((route) => route.includes(' /api/') && !DESCRIBED.includes(route));
/** Middleware, which answers nothing by itself but refusals. */
const AROUND = ['ALL /*', 'ALL /api/*', 'ALL /chat/*', 'ALL /staff/*'];

const EXAMPLES: Record<string, string> = {
  ':name': 'base.css',
  ':file{swagger-ui\\.css|swagger-ui-bundle\\.js}': 'swagger-ui.css',
  ':date': '2026-11-25',
  ':file{[A-Za-z0-9_-]{43}\\.ics}': `${'x'.repeat(43)}.ics`,
  ':link': 'x'.repeat(43),
  ':pilot': 'serbia',
  ':session': 'session',
  ':passkey': 'passkey',
  ':token': 'x'.repeat(43),
  ':handle': 'x'.repeat(164),
};

const TYPED = { do: 'answer', words: 'Hello', password: 'wrong' };

/** Asks for a route, with an example for each part of its pattern. Of a stream, which has no end, only the head comes. */
async function call(
  office: Office,
  route: string,
  cookie = '',
  headers: Record<string, string> = OWN,
  { id = 'request', form = TYPED }: { id?: string; form?: Record<string, string> } = {},
): Promise<Response> {
  const [method = '', pattern = ''] = route.split(' ');
  const examples = Object.entries({ ...EXAMPLES, ':id': id });
  const path = examples.reduce((whole, [name, value]) => whole.replace(name, value), pattern);
  const body = method === 'POST' ? new URLSearchParams(form) : null;
  const answer = await office.routes.request(path, { method, headers: { ...headers, cookie }, body });
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
  await answer.body?.cancel();
  return new Response(null, answer);
}

/** The talk and the request that are there, by the routes that show or change one. */
async function idsOf(office: Office): Promise<(route: string) => string> {
  const [[talk], [request]] = [await office.rows('appointment'), await office.rows('request')];
  return (route) => (route.includes('/requests/') ? request?.id : talk?.id) ?? '';
}

/** The id of the first request on their page. */
const requestIn = (html: string): string => /id="request-([\w-]+)"/.exec(html)?.[1] ?? '';

/** What the buttons of a request say that staff do. */
const ACTS = [
  ...['answer', 'answer-close', 'take', 'take-over', 'note', 'hand-on', 'snooze-1', 'hand-back', 'close'],
  'insert-city',
];

const routesOf = (office: Office) => new Set(office.routes.routes.map(({ method, path }) => `${method} ${path}`));

describe('every route', () => {
  test('is known here', async () => {
    await using office = await openOffice();
    expect([...routesOf(office)].sort()).toEqual([...Object.keys(ROUTES), ...AROUND].sort());
  });

  test('that is not public is shut for nobody in particular', async () => {
    await using office = await openOffice();
    for (const route of routesOf(office)) {
      if (PUBLIC.includes(route) || AROUND.includes(route)) continue;
      const { status } = await call(office, route);
      expect([401, 404], `${route} answers ${status}`).toContain(status);
    }
  });

  test.each(CALLERS)('answers %s as the table says', async (caller) => {
    await using office = await openOffice();
    const cookie = caller === 'none' ? '' : await office.cookie(caller);
    const expected = Object.entries(ROUTES).map(([route, row]) => [route, row[CALLERS.indexOf(caller)]]);
    expect(expected.every(([, status]) => status !== undefined)).toBe(true);
    const answered = [];
    for (const route of Object.keys(ROUTES)) answered.push([route, (await call(office, route, cookie)).status]);
    expect(answered).toEqual(expected);
  });

  test('takes no method but its own', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('admin');
    for (const path of new Set(Object.keys(ROUTES).map((route) => route.split(' ')[1]))) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        // What is posted to the stream is posted to a request that is not there.
        const isRequest = method === 'POST' && path === '/staff/requests/events';
        if (isRequest || ROUTES[`${method} ${path}`] !== undefined) continue;
        const { status } = await call(office, `${method} ${path}`, cookie);
        expect(status, `${method} ${path}`).toBe(404);
      }
    }
  });

  test('that changes something is refused to other sites, whoever is signed in', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('admin');
    const closed = [...PROVIDERS, ...SCRIPTS];
    for (const route of Object.keys(ROUTES).filter((name) => name.startsWith('POST') && !closed.includes(name))) {
      for (const headers of [
        {},
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost', 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ]) {
        const { status } = await call(office, route, cookie, headers);
        expect(status, `${route} ${JSON.stringify(headers)}`).toBe(403);
      }
      expect((await call(office, route, cookie, { origin: 'http://localhost' })).status).not.toBe(403);
    }
  });

  test('of staff that is read changes nothing but the log, since a link elsewhere may lead to it', async () => {
    await using office = await openOffice();
    const reference = await office.book('amal');
    await office.hear('amal', 'human', 'My boss does not pay me');
    const cookie = await office.cookie('admin');
    const { db, t } = office.store.read;
    const idFor = await idsOf(office);
    const kept = async () => {
      const { log, ...others } = t;
      const rows = await Promise.all(Object.values(others).map(async (table) => [...(await db.select().from(table))]));
      return JSON.stringify(rows);
    };
    const before = await kept();
    expect(before).toContain(reference);
    for (const route of Object.keys(ROUTES).filter((name) => name.startsWith('GET /staff'))) {
      const answer = await call(office, route, cookie, { 'sec-fetch-site': 'cross-site' }, { id: idFor(route) });
      await answer.text();
      expect(await kept(), route).toBe(before);
    }
    // The thread, the page of the talk, its paper, and the question before it is called off.
    const looks = (await db.select().from(t.log)).map(({ what, target }) => [what, target]).sort();
    const talk = ['appointment', nameInLog(testVault(), idFor(''))];
    expect(looks).toEqual([talk, talk, talk, ['request', idFor('/requests/')]]);
  });

  test('sends the headers that keep everybody else out, and keeps nothing in a cache', async () => {
    await using office = await openOffice();
    const cookies = ['', await office.cookie('counsellor'), await office.cookie('evaluator')];
    for (const route of [...Object.keys(ROUTES), 'GET /nowhere', 'GET /staff/nowhere', 'PUT /chat/messages']) {
      for (const cookie of cookies) {
        const { headers, status } = await call(office, route, cookie);
        const said = Object.fromEntries(headers);
        expect(said, `${route} ${status}`).toMatchObject({
          'content-security-policy': expect.stringContaining("default-src 'none'"),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
        });
        expect(said['content-security-policy']).toContain("frame-ancestors 'none'");
        expect(said['content-security-policy']).not.toContain('unsafe');
        const kept = SCRIPTS.includes(route) ? 'private, no-store' : 'no-store';
        if (!route.includes('assets')) expect(said['cache-control'], route).toBe(kept);
      }
    }
  });
});

describe('somebody of the staff', () => {
  test('of another pilot sees nothing of this one, and answers nothing', async () => {
    await using office = await openOffice();
    const name = testVault().seal('house', 'counsellor:name:serbia-demo-1', 'Vesna');
    const { counsellor } = office.store.read.t;
    await office.store.tx((q) => q.db.update(counsellor).set({ name }).where(eq(counsellor.id, 'serbia-demo-1')));
    const reference = await office.book('amal');
    const words = 'My boss does not pay me';
    await office.hear('amal', 'human', words);
    const shown = async (cookie: string) => (await office.page('/staff/requests', cookie)).html;
    const id = requestIn(await shown(await office.cookie('counsellor')));
    const idFor = await idsOf(office);
    expect(idFor('/requests/')).toBe(id);
    const secrets = [reference, id, idFor(''), words, 'Vesna', 'serbia-demo', 'Belgrade'];
    const kept = async () => [
      ...(await office.rows('request')),
      ...(await office.rows('requestEntry')),
      ...(await office.rows('appointment')),
    ];
    const before = await kept();
    for (const role of ROLES) {
      for (const pilots of [[], ['milan'], ['serbia-2', 'Serbia']]) {
        const cookie = await office.cookie(role, pilots);
        for (const act of ACTS) {
          const form = { ...TYPED, do: act, why: 'other', step: 'cv', seen: '1', to: `account:${accountOf(cookie)}` };
          const answer = await call(office, 'POST /staff/requests/:id', cookie, OWN, { id, form });
          expect([401, 403, 404, 303], act).toContain(answer.status);
        }
        for (const route of Object.keys(ROUTES)) {
          const text = await (await call(office, route, cookie, OWN, { id: idFor(route) })).text();
          for (const secret of secrets) expect(text, route).not.toContain(secret);
        }
      }
    }
    await office.pump.settle();
    expect(await kept()).toEqual(before);
    expect(office.texts('amal').filter((text) => text.includes('A counsellor writes'))).toEqual([]);
    expect(await shown(await office.cookie('coordinator'))).toContain(id);
  });

  test('is out at once when their account is disabled', async () => {
    await using office = await openOffice();
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human', 'Not now');
    const [cookie, colleague] = [await office.cookie('counsellor'), await office.cookie('counsellor')];
    const { html } = await office.page('/staff/requests', cookie);
    const path = `/staff/requests/${requestIn(html)}`;
    const answer = { do: 'answer-close', words: 'Hello', language: 'en', seen: '0' };
    await office.store.tx((q) => updateAccount(q, accountOf(cookie), { disabledAt: START }));
    for (const page of ['/staff/today', '/staff/requests', path])
      expect((await office.page(page, cookie)).status, page).toBe(401);
    expect((await office.send(path, answer, cookie)).status).toBe(401);
    expect(await office.rows('request')).toMatchObject([{ state: 'open', entries: 0 }]);
    // The same answer of a colleague goes out.
    expect((await office.send(path, answer, colleague)).status).toBe(303);
    expect(await office.rows('request')).toMatchObject([{ state: 'answered' }]);
  });
});

describe('what cannot be shown', () => {
  const languages = { en: 'There is no such page.', 'sr-RS': 'Таква страница не постоји.', ar: 'لا توجد صفحة كهذه.' };

  test.each(Object.entries(languages))('is said in %s, with a way on', async (language, words) => {
    await using office = await openOffice();
    for (const [path, way] of [
      ['/nowhere', '/'],
      ['/%E0%A4%A', '/'],
      ['/assets/../../etc/passwd', '/'],
      ['/staff/nowhere', '/staff/today'],
    ] as const) {
      const { status, html } = await office.page(path, await office.cookie('admin'), { 'accept-language': language });
      expect([status, faultsOf(html)]).toEqual([404, []]);
      expect(html).toContain(`<h1>${words}</h1>`);
      expect(html).toContain(`href="${way}"`);
    }
  });

  test('is said to whoever is in, but not for this', async () => {
    await using office = await openOffice();
    const { status, html } = await office.page('/staff/today', await office.cookie('evaluator'));
    expect([status, faultsOf(html)]).toEqual([403, []]);
    expect(html).toContain('<h1>Your role does not open this page.</h1>');
    expect(html).toContain('action="/staff/leave"');
  });

  test('because of a fault is said kindly, without a word about the fault, which is logged without one about the person', async () => {
    const lines: string[] = [];
    const log = pino({ base: null, level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const config = { publicUrl: 'https://chat.example.org', production: true };
    await using stage = await openStage('sqlite', { config, log });
    await stage.store.close();
    const secret = 's'.repeat(43);
    for (const path of ['/staff/today', `/calendar/${secret}.ics`, '/chat/replies?after=1']) {
      const headers = { cookie: `__Host-staff=${secret}; __Host-chat=${secret}`, 'accept-language': 'ar' };
      const answer = await stage.routes.request(path, { headers });
      const html = await answer.text();
      expect([path, answer.status]).toEqual([path, 500]);
      expect(html).toContain('<html lang="ar" dir="rtl">');
      expect(html).toContain(content.model.texts.say('ar', 'common:failed'));
      expect(html).not.toMatch(/not open|Error|\.ts\b/);
      expect(faultsOf(html)).toEqual([]);
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
    const routes = lines.map((line) => JSON.parse(line)).map(({ level, route, reason }) => [level, route, reason]);
    expect(routes).toEqual([
      [50, '/staff/*', 'TypeError'],
      [50, '/calendar/:file{[A-Za-z0-9_-]{43}\\.ics}', 'TypeError'],
      [50, '/chat/replies', 'TypeError'],
    ]);
    expect(lines.join('')).not.toContain(secret);
  });
});
