import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createWebChat, type WebChat } from '../../src/channels/web-chat.ts';
import type { Incoming, Reply } from '../../src/conversation/message.ts';
import { type WebChatDeps, webChatRoutes } from '../../src/server/chat/routes.ts';
import { layout } from '../../src/server/html/layout.ts';
import { asset } from '../../src/server/http/assets.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { type Language, makeTexts } from '../../src/text/texts.ts';
import { createLimits } from '../../src/turn/limits.ts';
import type { News } from '../../src/turn/send/transcript.ts';
import { MINUTE } from '../fakes/clock.ts';

const locales = new URL('../../locales/', import.meta.url);
const languages: Language[] = parse(readFileSync(new URL('languages.yaml', locales), 'utf8'));
const files = languages.map(({ tag }) => [tag, new URL(`${tag}/chat.json`, locales)] as const);
const resources = files
  .filter(([, file]) => existsSync(file))
  .map(([tag, file]) => [tag, { chat: JSON.parse(readFileSync(file, 'utf8')) }]);
const texts = makeTexts(languages, Object.fromEntries(resources));

const HANDLE = 'a'.repeat(43);
const OTHER = 'b'.repeat(43);
const ID = '0123456789abcdef';
const OPEN = { id: ID, content: { kind: 'open' } };
const proofOf = (handle: string, now: number) => `${handle.slice(0, 1)}-${now}`;
const newsOf = async (answer: Response | Promise<Response>): Promise<News & { proof: string }> =>
  (await answer).json() as Promise<News & { proof: string }>;
const text = (words: string, card?: true): Reply => ({
  kind: 'text',
  language: 'en',
  text: words,
  ...(card && { card }),
});

/** The routes over a memory that plays the outbox. */
function start({ secure = false, ...overrides }: Partial<WebChatDeps> = {}) {
  const taken: Incoming[] = [];
  const ended: string[] = [];
  const refused: string[] = [];
  const uploads: { handle: string; bytes: number }[] = [];
  const outbox = new Map<string, Reply[]>();
  /** Whose replies were looked up. */
  const reads: string[] = [];
  const time = { now: 1_000_000 };
  let drawn = 0;
  const channel = overrides.channel ?? createWebChat();
  const app = webChatRoutes({
    texts,
    channel,
    receive: async (incomings) => {
      taken.push(...incomings);
    },
    replies: async (handle, after) => {
      reads.push(handle);
      const all = (outbox.get(handle) ?? []).map((reply, index) => ({ seq: index + 1, reply }));
      return { replies: all.filter(({ seq }) => seq > (after ?? 0)), now: all.length };
    },
    proofOf: (handle, now) => proofOf(handle, now),
    keepUpload: async (handle, bytes) => {
      uploads.push({ handle, bytes: bytes.length });
      return bytes.length === 1 ? 'refused' : bytes.length === 2 ? 'unwanted' : { id: 'kept' };
    },
    fileFor: async (handle, id) =>
      handle === HANDLE && id === 'kept'
        ? { name: 'cv.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF') }
        : undefined,
    endSession: async (handle) => {
      ended.push(handle);
    },
    limits: createLimits(() => time.now, { note: () => {}, noteCrowd: () => {} }),
    refusals: { note: (code) => void refused.push(code) },
    random: (bytes) => Buffer.alloc(bytes, ++drawn),
    clock: () => time.now,
    secure,
    speaks: false,
    ...overrides,
  });
  const name = secure ? '__Host-chat' : 'chat';
  const put = (handle: string, reply: Reply) => {
    outbox.set(handle, [...(outbox.get(handle) ?? []), reply]);
    channel.wake(handle);
  };
  const ask = async (
    path: string,
    init: { method?: string; handle?: string; headers?: Record<string, string>; body?: unknown; from?: string } = {},
  ) => {
    const { method = 'GET', handle = HANDLE, headers = {}, body, from } = init;
    const own = method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin' };
    return app.request(
      path,
      {
        method,
        headers: { ...own, ...(handle && { cookie: `${name}=${handle}` }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      from ? { incoming: { socket: { remoteAddress: from } } } : {},
    );
  };
  const post = async (body: unknown, init: { handle?: string; headers?: Record<string, string>; from?: string } = {}) =>
    ask('/chat/messages', { method: 'POST', body, ...init });
  return { app, ask, post, put, channel, taken, ended, uploads, outbox, reads, refused, time };
}

const handles = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(43, '0'));

/** Far longer than any test: a wait that ends was ended. */
const FOREVER = 2 ** 31 - 1;

/** A channel whose waits for news take so long. */
function waiting(ms: number): WebChat {
  const channel = createWebChat();
  return { ...channel, waitForNews: (handle, _ms, signal) => channel.waitForNews(handle, ms, signal) };
}

describe('a file for staff', () => {
  const upload = (it: ReturnType<typeof start>, bytes: number, init = {}) =>
    it.ask('/chat/files', { method: 'POST', body: 'x'.repeat(bytes), ...init });

  test('is kept for the session, and named by the message that follows', async () => {
    const it = start();
    const answer = await upload(it, 9);
    expect([answer.status, await answer.json()]).toEqual([201, { id: 'kept' }]);
    expect(it.uploads).toEqual([{ handle: HANDLE, bytes: 9 }]);
    const content = { kind: 'media', media: 'voice', file: { ref: 'kept' } };
    expect((await it.post({ id: 'a'.repeat(16), content })).status).toBe(204);
    expect(it.taken).toMatchObject([{ content }]);
  });

  test.each([
    [1, 415],
    [2, 409],
    [10 * 1024 * 1024 + 1, 413],
  ])('of %i bytes is refused with %i', async (bytes, status) => {
    expect((await upload(start(), bytes)).status).toBe(status);
  });

  test('is taken of nobody without a session, and from no other site', async () => {
    const it = start();
    expect((await upload(it, 9, { handle: '' })).status).toBe(401);
    expect((await upload(it, 9, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect(it.uploads).toEqual([]);
  });
});

describe('a file of a reply', () => {
  test('is given to its session alone, to be saved, and kept by nobody on the way', async () => {
    const it = start();
    const fetch = (handle: string, id = 'kept') => it.ask(`/chat/documents/${id}`, { method: 'POST', handle });
    const answer = await fetch(HANDLE);
    expect([answer.status, await answer.text()]).toEqual([200, '%PDF']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="cv.pdf"',
      'cache-control': 'no-store',
    });
    expect((await fetch('x'.repeat(43))).status).toBe(404);
    expect((await fetch(HANDLE, 'gone')).status).toBe(404);
    expect((await fetch('')).status).toBe(401);
  });
});

describe('the page', () => {
  test('has no say about the session: it may have been opened from another site, without the cookie', async () => {
    const { ask } = start();
    for (const handle of ['', 'short', HANDLE]) {
      const answer = await ask('/', { handle });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    }
  });

  test('has the headers that keep everybody else out', async () => {
    const { headers } = await start().app.request('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test.each([
    ['ar-SY,ar;q=0.9,en;q=0.5', 'ar', 'rtl'],
    ['sr-Latn-RS', 'sr-Latn', 'ltr'],
    ['sr', 'sr-Cyrl', 'ltr'],
    ['xx, ar;q=0.2', 'ar', 'rtl'],
    ['xx', 'en', 'ltr'],
  ])('for %s is in %s', async (header, language, direction) => {
    const page = await (await start().app.request('/', { headers: { 'accept-language': header } })).text();
    expect(page).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(page).toContain(`<title>${texts.say(language, 'chat:title')}</title>`);
  });

  test('says in every language what it is for only once somebody talks to it', async () => {
    const page = await (await start().app.request('/')).text();
    for (const { tag } of languages) expect(page).toContain(texts.say(tag, 'chat:noScript'));
    expect(page).not.toMatch(/refugee|asylum|migra|\bjob|\bwork/i);
  });

  test('comes compressed with all that it loads, in less than 20 KB', async () => {
    const { app } = start();
    const load = async (path: string) => {
      const answer = await app.request(path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
      const sent = Buffer.from(await answer.arrayBuffer());
      expect([path, answer.status, answer.headers.get('content-encoding')]).toEqual([path, 200, 'gzip']);
      return { bytes: sent.length, text: gunzipSync(sent).toString() };
    };
    const page = await load('/');
    const paths = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css)\?[^"]+)"/g)].map(
      ([, path = '']) => path,
    );
    expect(paths.map((path) => path.replace(/\?.*/, ''))).toEqual(
      expect.arrayContaining(['/assets/base.css', '/assets/chat.css', '/assets/chat.js']),
    );
    const assets = await Promise.all(paths.map(load));
    const total = [page, ...assets].reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThan(20_000);
  });

  test('lets nothing out of the words that it carries, and escapes the rest', async () => {
    const say = (_: string, key: TextKey) => (key === 'chat:send' ? '</script><b>' : texts.say('en', key));
    const page = await (await start({ texts: { ...texts, say } }).app.request('/')).text();
    expect(page).not.toContain('</script><b>');
    expect(page).toContain('&lt;/script&gt;&lt;b&gt;');
    expect(page).toContain(String.raw`\u003c/script>`);
    const title = String(
      await layout({
        language: 'en',
        direction: 'ltr',
        title: '<i>',
        body: html`<p></p>`,
        scripts: [],
        styles: [],
      }),
    );
    expect(title).toContain('<title>&lt;i&gt;</title>');
  });
});

describe('the first request of a page', () => {
  test('brings a session cookie of 256 bits that no script reads, no other site sends and no browser keeps', async () => {
    const answer = await start().ask('/chat/replies', { handle: '' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBe(
      `chat=${Buffer.alloc(32, 2).toString('base64url')}; Path=/; HttpOnly; SameSite=Strict`,
    );
    expect(await answer.json()).toEqual({ replies: [], now: 0, proof: expect.any(String) });
  });

  test('binds the cookie to the host where people come by https', async () => {
    const answer = await start({ secure: true }).ask('/chat/replies', { handle: '' });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-chat=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  test('leaves a session alone, replaces a value that is none, and creates nobody', async () => {
    const { ask, taken } = start();
    expect((await ask('/chat/replies')).headers.get('set-cookie')).toBeNull();
    const replaced = await ask('/chat/replies', { handle: 'short' });
    expect(replaced.headers.get('set-cookie')).toMatch(/^chat=[\w-]{43};/);
    expect(taken).toEqual([]);
  });
});

describe('assets', () => {
  test('are kept for good under the address of their content, and asked for again under any other', async () => {
    const { app } = start();
    const current = await app.request(asset('chat.js'));
    expect(current.status).toBe(200);
    expect(current.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(current.headers.get('cache-control')).toContain('immutable');
    expect((await app.request('/assets/chat.js?v=old')).headers.get('cache-control')).toBe('no-cache');
    expect((await app.request('/assets/..%2fpage.ts')).status).toBe(404);
    expect(() => asset('nothing.js')).toThrow('no such asset');
  });
});

describe('a message', () => {
  test.each([
    { kind: 'open' },
    { kind: 'open', start: 'belgrade-info1' },
    { kind: 'text', text: 'مرحبا' },
    { kind: 'tap', button: 'a.7.1' },
    { kind: 'media', media: 'photo' },
  ])('of kind $kind is handed over as it is', async (content) => {
    const { post, taken, time } = start();
    const answer = await post({ id: ID, content });
    expect(answer.status).toBe(204);
    expect(taken).toEqual([{ channel: 'web-chat', externalId: ID, handle: HANDLE, content, at: time.now }]);
  });

  test('is acknowledged only once it is stored', async () => {
    const stored = Promise.withResolvers<void>();
    const receive = async ([incoming]: Incoming[]) => (incoming?.handle === HANDLE ? stored.promise : undefined);
    const { post } = start({ receive });
    let answered = false;
    const answer = post(OPEN).then((response) => {
      answered = true;
      return response;
    });
    // Somebody else's, which came later, is through.
    expect((await post(OPEN, { handle: OTHER })).status).toBe(204);
    expect(answered).toBe(false);
    stored.resolve();
    expect((await answer).status).toBe(204);
  });

  test('that could not be stored is asked for again, and keeps its id', async () => {
    const ids: string[] = [];
    const receive = async ([incoming]: Incoming[]) => {
      ids.push(incoming?.externalId ?? '');
      if (ids.length === 1) throw new Error('disk full');
    };
    const { post } = start({ receive });
    const first = await post(OPEN);
    expect(first.status).toBe(503);
    expect(first.headers.get('retry-after')).toBe('2');
    expect(await first.json()).toEqual({ status: 503, code: 'not-stored' });
    expect((await post(OPEN)).status).toBe(204);
    expect(ids).toEqual([ID, ID]);
  });

  test.each([
    ['no JSON', '{'],
    ['an unknown kind', { id: ID, content: { kind: 'dance' } }],
    ['something extra', { id: ID, content: { kind: 'open', handle: OTHER } }],
    ['a start that no link has', { id: ID, content: { kind: 'open', start: 'a b' } }],
    ['an empty text', { id: ID, content: { kind: 'text', text: '' } }],
    ['a text that is too long', { id: ID, content: { kind: 'text', text: 'x'.repeat(4097) } }],
    ['an id that can be guessed', { id: '1', content: { kind: 'open' } }],
    ['an id that is no word', { id: `${ID}\n`, content: { kind: 'open' } }],
  ])('with %s is refused', async (_, body) => {
    const { post, taken } = start();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({ status: 400, code: 'bad-message' });
    expect(taken).toEqual([]);
  });

  test('may fill 16 KB and no more, whether or not it says how long it is', async () => {
    const { post, app, taken } = start();
    const long = { id: ID, content: { kind: 'text', text: '漢'.repeat(4096) } };
    expect((await post(long)).status).toBe(204);
    const spaces = JSON.stringify(long) + ' '.repeat(16 * 1024);
    expect((await post(spaces, { headers: { 'content-length': String(spaces.length) } })).status).toBe(413);
    const stream = new Blob([spaces]).stream();
    const headers = { cookie: `chat=${HANDLE}`, 'sec-fetch-site': 'same-origin', 'transfer-encoding': 'chunked' };
    const unsized = new Request('http://localhost/chat/messages', {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect((await app.request(unsized)).status).toBe(413);
    expect(taken).toHaveLength(1);
  });

  test('needs a session', async () => {
    const { post, ask, taken } = start();
    expect((await post(OPEN, { handle: '' })).status).toBe(401);
    expect((await post(OPEN, { handle: 'short' })).status).toBe(401);
    const fetched = await ask('/chat/replies?after=0', { handle: '' });
    expect([fetched.status, fetched.headers.get('set-cookie')]).toEqual([401, null]);
    expect(taken).toEqual([]);
  });

  test.each([
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 204],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour', { 'sec-fetch-site': 'same-site', origin: 'http://localhost' }, 403],
    ['an older browser', { 'sec-fetch-site': '', origin: 'http://localhost' }, 204],
    ['an older browser behind https', { 'sec-fetch-site': '', origin: 'https://localhost' }, 204],
    ['an older browser elsewhere', { 'sec-fetch-site': '', origin: 'http://evil.example' }, 403],
    ['a sandbox', { 'sec-fetch-site': '', origin: 'null' }, 403],
    ['nobody', { 'sec-fetch-site': '' }, 403],
  ])('from %s gets the right answer', async (_, { 'sec-fetch-site': site, ...headers }, status) => {
    const { app, taken } = start();
    const named = site === '' ? headers : { ...headers, 'sec-fetch-site': site };
    const init = { method: 'POST', headers: { cookie: `chat=${HANDLE}`, ...named }, body: JSON.stringify(OPEN) };
    expect((await app.request('/chat/messages', init)).status).toBe(status);
    expect((await app.request('/chat/exit', { ...init, body: null })).status).toBe(status);
    expect(taken).toHaveLength(status === 204 ? 1 : 0);
  });
});

describe('new sessions', () => {
  test('are 60 a minute from one address; the others and the open ones go on', async () => {
    const { post, time, taken } = start();
    const [last = '', ...first] = handles(61);
    for (const handle of first) expect((await post(OPEN, { handle, from: '203.0.113.7' })).status).toBe(204);
    const refused = await post(OPEN, { handle: last, from: '203.0.113.7' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect((await post(OPEN, { handle: first[0] ?? '', from: '203.0.113.7' })).status).toBe(204);
    expect((await post(OPEN, { handle: OTHER, from: '203.0.113.8' })).status).toBe(204);
    time.now += 1000;
    expect((await post(OPEN, { handle: last, from: '203.0.113.7' })).status).toBe(204);
    expect((await post(OPEN, { handle: 'c'.repeat(43), from: '203.0.113.7' })).status).toBe(429);
    expect(taken).toHaveLength(63);
  });

  test('are full again after a minute', async () => {
    const { post, time } = start();
    for (const handle of handles(60)) await post(OPEN, { handle, from: '203.0.113.7' });
    time.now += MINUTE;
    for (const handle of handles(60)) {
      expect((await post(OPEN, { handle: handle.replace('0', 'n'), from: '203.0.113.7' })).status).toBe(204);
    }
  });

  test('are counted by what a proxy of ours says, and by nobody else', async () => {
    const open = async (from: string, headers: (index: number) => Record<string, string>) => {
      const { post } = start();
      const statuses = handles(70).map((handle, index) => post(OPEN, { handle, from, headers: headers(index) }));
      return (await Promise.all(statuses)).filter(({ status }) => status === 429).length;
    };
    const invented = (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}` });
    const appended = (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}, 203.0.113.9` });
    expect(await open('::ffff:10.0.0.2', invented)).toBe(0);
    expect(await open('::1', appended)).toBe(10);
    expect(await open('203.0.113.7', invented)).toBe(10);
  });
});

describe('replies', () => {
  test('are those after a number, with the newest number', async () => {
    const { ask, put } = start();
    for (const words of ['one', 'two', 'three']) put(HANDLE, text(words));
    const answer = await ask('/chat/replies?after=1');
    expect(await answer.json()).toEqual({
      replies: [
        { seq: 2, reply: text('two') },
        { seq: 3, reply: text('three') },
      ],
      now: 3,
      proof: proofOf(HANDLE, 3),
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('of the latest turn come to a fresh page, without a card', async () => {
    const asked: (number | null)[] = [];
    const replies: WebChatDeps['replies'] = async (_, after) => {
      asked.push(after);
      return {
        replies: [
          { seq: 6, reply: text('call us', true) },
          { seq: 7, reply: text('menu') },
        ],
        now: 7,
      };
    };
    const { ask } = start({ replies });
    expect(await newsOf(ask('/chat/replies'))).toEqual({
      replies: [{ seq: 7, reply: text('menu') }],
      now: 7,
      proof: proofOf(HANDLE, 7),
    });
    expect(asked).toEqual([null]);
  });

  test('to a page that is open bring the card', async () => {
    const { ask, put } = start();
    put(HANDLE, text('call us', true));
    const { replies } = await newsOf(ask('/chat/replies?after=0'));
    expect(replies).toEqual([{ seq: 1, reply: text('call us', true) }]);
  });

  test('wake a page that waits, and no other', async () => {
    const { ask, put, reads } = start({ channel: waiting(FOREVER) });
    const mine = newsOf(ask('/chat/replies?after=0'));
    const theirs = newsOf(ask('/chat/replies?after=0', { handle: OTHER }));
    await expect.poll(() => reads).toEqual([HANDLE, OTHER]);
    put(HANDLE, text('news'));
    expect(await mine).toMatchObject({ replies: [{ seq: 1, reply: text('news') }], now: 1 });
    await newsOf(ask('/chat/replies?after=0'));
    // The other page has not looked again meanwhile.
    expect(reads).toEqual([HANDLE, OTHER, HANDLE, HANDLE]);
    put(OTHER, text('news for them'));
    expect((await theirs).replies).toEqual([{ seq: 1, reply: text('news for them') }]);
  });

  test('are waited for no longer than a while', async () => {
    const { ask } = start({ channel: waiting(1) });
    expect(await newsOf(ask('/chat/replies?after=0'))).toMatchObject({ replies: [], now: 0 });
  });

  test('that come while the outbox is being read are not missed', async () => {
    const channel = waiting(FOREVER);
    let reads = 0;
    const replies: WebChatDeps['replies'] = async (handle) => {
      reads += 1;
      if (reads > 1) return { replies: [{ seq: 1, reply: text('news') }], now: 1 };
      channel.wake(handle);
      return { replies: [], now: 0 };
    };
    const { ask } = start({ channel, replies });
    expect((await newsOf(ask('/chat/replies?after=0'))).now).toBe(1);
  });

  test('begin anew for whoever was forgotten in between', async () => {
    const { ask, put } = start();
    put(HANDLE, text('hello again'));
    expect(await newsOf(ask('/chat/replies?after=57'))).toMatchObject({
      replies: [{ seq: 1, reply: text('hello again') }],
      now: 1,
    });
  });

  test('that are old come to the page alone that proves it was open since', async () => {
    const asked: [number | null, boolean][] = [];
    const replies: WebChatDeps['replies'] = async (_, after, isOpen) => {
      asked.push([after, isOpen]);
      return { replies: [{ seq: 9, reply: text('news') }], now: 9 };
    };
    const { ask } = start({ replies });
    const { proof } = await newsOf(ask('/chat/replies'));
    for (const given of [`9&proof=${proof}`, '9', `8&proof=${proof}`, '0', '0&proof=', `9&proof=${proofOf(OTHER, 9)}`])
      expect((await ask(`/chat/replies?after=${given}`)).status).toBe(200);
    expect(asked).toEqual([[null, false], [9, true], ...[9, 8, 0, 0, 9].map((after) => [after, false])]);
  });

  test.each([
    ['a page of ours', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
    ['a typed address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 403],
    ['a link of ours', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }, 403],
    ['an image', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
    ['a neighbour', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
    ['an older browser', { accept: '*/*' }, 200],
    ['an address typed in an older browser', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 403],
  ])('asked for by %s get the right answer', async (_, headers, status) => {
    const { ask, reads, put } = start();
    put(HANDLE, text('one'));
    for (const path of ['/chat/replies', '/chat/replies?after=0'])
      for (const handle of [HANDLE, '']) {
        const answer = await ask(path, { headers, handle });
        if (status === 403) expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
        else expect(answer.status).toBe(handle === '' && path.includes('after') ? 401 : 200);
      }
    if (status === 403) expect(reads).toEqual([]);
  });

  test('are not read for a page that has gone', async () => {
    const { app, reads } = start({ channel: waiting(FOREVER) });
    const gone = new AbortController();
    const headers = { cookie: `chat=${HANDLE}` };
    const answer = app.request(new Request('http://localhost/chat/replies?after=0', { headers, signal: gone.signal }));
    await expect.poll(() => reads).toHaveLength(1);
    gone.abort();
    await answer;
    expect(reads).toHaveLength(1);
  });

  test.each(['-1', '1.5', 'x', '', '9'.repeat(16)])('after %j are refused', async (after) => {
    expect((await start().ask(`/chat/replies?after=${after}`)).status).toBe(400);
  });

  test('wait no longer once the channel stops', async () => {
    const { ask, channel, reads } = start({ channel: waiting(FOREVER) });
    const answers = [ask('/chat/replies?after=0'), ask('/chat/replies?after=0', { handle: OTHER })];
    await expect.poll(() => reads).toHaveLength(2);
    await channel.stop();
    for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
    expect((await ask('/chat/replies?after=0')).status).toBe(200);
  });
});

describe('the requests that wait for news', () => {
  const wait = (it: ReturnType<typeof start>, handle: string, from: string) =>
    it.ask('/chat/replies?after=0', { handle, from });

  test('are three of a session: the oldest one makes room, and comes again later', async () => {
    const it = start({ channel: waiting(FOREVER) });
    const answers = [];
    for (let n = 0; n < 4; n += 1) {
      const before = it.reads.length;
      answers.push(newsOf(wait(it, HANDLE, `203.0.113.${n}`)));
      await expect.poll(() => it.reads.length).toBe(before + 1);
    }
    expect(await answers[0]).toEqual({ replies: [], now: 0, proof: proofOf(HANDLE, 0), again: 5 });
    expect(it.refused).toEqual(['limit poll']);
    it.put(HANDLE, text('news'));
    for (const answer of answers.slice(1)) {
      const news = await answer;
      expect([news.now, news]).toEqual([1, expect.not.objectContaining({ again: 5 })]);
    }
    // Each that has ended leaves its place.
    const more = [wait(it, HANDLE, '203.0.113.9'), wait(it, HANDLE, '203.0.113.9'), wait(it, HANDLE, '203.0.113.9')];
    for (const answer of more) expect((await newsOf(answer)).now).toBe(1);
    expect(it.refused).toHaveLength(1);
  });

  test('are two hundred of a network: one more is answered at once, with its news, and other networks wait', async () => {
    const it = start({ channel: waiting(FOREVER) });
    const answers = handles(200).map((handle) => newsOf(wait(it, handle, '203.0.113.9')));
    await expect.poll(() => it.reads.length).toBe(200);
    expect(await newsOf(wait(it, HANDLE, '::ffff:203.0.113.9'))).toMatchObject({ replies: [], again: 5 });
    expect(it.refused).toEqual(['limit poll']);
    it.put(HANDLE, text('news'));
    const now = await newsOf(wait(it, HANDLE, '203.0.113.9'));
    expect([now.replies.length, now]).toEqual([1, expect.not.objectContaining({ again: 5 })]);
    const other = newsOf(wait(it, OTHER, '203.0.113.10'));
    await expect.poll(() => it.reads.at(-1)).toBe(OTHER);
    it.put(OTHER, text('news'));
    expect(await other).toMatchObject({ now: 1 });
    expect(it.refused).toHaveLength(2);
    // One that ends leaves its place to another.
    it.put(handles(1)[0] ?? '', text('news'));
    expect((await answers[0])?.now).toBe(1);
    const next = newsOf(wait(it, OTHER, '203.0.113.9'));
    await it.channel.stop();
    await Promise.all([...answers, next]);
    expect(it.refused).toHaveLength(2);
  });
});

describe('leaving', () => {
  test('ends the session, takes the cookie and empties what the browser keeps', async () => {
    const { ask, ended } = start({ secure: true });
    const answer = await ask('/chat/exit', { method: 'POST' });
    expect(answer.status).toBe(204);
    expect(ended).toEqual([HANDLE]);
    expect(answer.headers.get('set-cookie')).toBe('__Host-chat=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict');
    expect(answer.headers.get('clear-site-data')).toBe('"cache", "storage"');
  });

  test('without a session is fine', async () => {
    const { ask, ended } = start();
    expect((await ask('/chat/exit', { method: 'POST', handle: '' })).status).toBe(204);
    expect(ended).toEqual([]);
  });

  test('that fails leaves the browser its cookie and its note, so that it asks again', async () => {
    const { ask } = start({
      endSession: async () => {
        throw new Error('disk full');
      },
    });
    const answer = await ask('/chat/exit', { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('clear-site-data')).toBeNull();
  });
});

test('the channel holds on to nobody', async () => {
  const channel = createWebChat();
  const stop = new AbortController();
  await channel.waitForNews(HANDLE, 5, stop.signal);
  const waits = [1, 2, 3].map(() => channel.waitForNews(HANDLE, FOREVER, stop.signal));
  stop.abort();
  await Promise.all(waits);
  await channel.waitForNews(HANDLE, FOREVER, stop.signal);
  expect(channel.can.pulls).toBe(true);
});
