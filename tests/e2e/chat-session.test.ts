import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tellApps } from '../../src/turn/people/apps.ts';
import { sayTo } from '../../src/turn/people/tell-person.ts';
import { MINUTE } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser, openPhone } from './browser.ts';

/** The chat, as it is deployed, and who may use it: kept and gone, case by case. */

const ELSEWHERE = 'https://www.wikipedia.org/';
const CHOOSE = 'Choose your language';
const MENU = 'How can we help you?';

let browser: Browser;
let stage: Stage;
let chat: { server: ReturnType<typeof serve>; port: number };
/** The pages of another site, by their paths. */
let pages: Record<string, string>;
let other: Server;
const chatUrl = () => `http://127.0.0.1:${chat.port}/`;
/** `localhost` is another site than `127.0.0.1`; another port of the same host is another origin of the same site. */
const otherUrl = (path: string, host = 'localhost') => `http://${host}:${(other.address() as AddressInfo).port}${path}`;

async function serveChat(routes: Stage['routes'], port = 0) {
  const server = serve({ fetch: routes.fetch, port, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
const stopChat = async () => {
  if ('closeAllConnections' in chat.server) chat.server.closeAllConnections();
  await new Promise((resolve) => chat.server.close(resolve));
};

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  stage = await openStage('sqlite');
  chat = await serveChat(stage.routes);
  pages = {};
  other = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (request.url === '/away') response.writeHead(302, { location: chatUrl() });
    else response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' });
    response.end(page);
  });
  await new Promise<void>((resolve) => other.listen(0, resolve));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await stopChat();
  other.closeAllConnections();
  await new Promise((resolve) => other.close(resolve));
  await stage[Symbol.asyncDispose]();
});

const seen = (page: Page, words: string) => page.getByText(words).last().waitFor({ timeout: LATE_MS });
const choose = async (page: Page, label: string, then: string) => {
  await page.getByRole('button', { name: label }).last().click({ timeout: LATE_MS });
  await seen(page, then);
};
const prepare = async (context: BrowserContext) => {
  context.setDefaultTimeout(LATE_MS);
  await context.route(`${ELSEWHERE}**`, (route) => route.fulfill({ contentType: 'text/html', body: 'Elsewhere' }));
};

/** Somebody who has a profile, and what leads to it. */
async function enrol(page: Page): Promise<void> {
  await page.goto(chatUrl());
  await seen(page, CHOOSE);
  await choose(page, 'English', 'Which city or country do you need information for?');
  await choose(page, 'Serbia', 'If not, you can still read everything here.');
  await choose(page, 'Yes, I agree', 'are you a woman, a man, or other?');
  stage.clock.now += MINUTE;
  await choose(page, 'Woman', MENU);
}
const joined = async () => {
  const context = await browser.newContext();
  await prepare(context);
  const page = await context.newPage();
  await enrol(page);
  return { context, page };
};
const cookieOf = async (context: BrowserContext) =>
  (await context.cookies(chatUrl())).find(({ name }) => name === 'chat')?.value;
const people = async () => (await stage.rows('person')).map(({ consented }) => consented);
/** The page goes on where she was, and so does what she says. */
async function isKept(page: Page, context: BrowserContext, cookie: string | undefined): Promise<void> {
  await seen(page, MENU);
  expect(await page.getByText(CHOOSE).count()).toBe(0);
  await choose(page, 'My data', 'What we keep');
  expect([await people(), await cookieOf(context)]).toEqual([[true], cookie]);
}

test('a screen reader hears each language of the list, and the bridge, in itself', async () => {
  const context = await browser.newContext({ locale: 'ar' });
  await prepare(context);
  const page = await context.newPage();
  await page.goto(chatUrl());
  await page.getByRole('button', { name: 'Deutsch' }).waitFor();
  const spoken = (words: string) =>
    page.evaluate<string[][]>(`[...document.querySelectorAll('.line, .choice')]
      .filter(({ textContent }) => textContent.replace(/[\u2066-\u2069]/g, '') === '${words}').map(({ lang, dir }) => [lang, dir])`);
  const { languages } = content.model.texts;
  for (const { tag, direction, endonym } of languages) {
    expect([endonym, await spoken(endonym)]).toEqual([endonym, [[tag, direction]]]);
    const question = content.model.texts.say(tag, 'language:language.text');
    expect([question, await spoken(question)]).toEqual([question, [[tag, direction]]]);
  }
  expect(await barriersOn(page)).toEqual([]);
  await choose(page, 'العربية', 'برلين');
  await choose(page, 'برلين', 'English');
  expect(await spoken('English')).toEqual([
    ['en', 'ltr'],
    ['en', 'ltr'],
  ]);
});

describe('what is kept', () => {
  const ARRIVALS: Record<string, (page: Page) => Promise<void>> = {
    'a link on another site': async (page) => {
      pages['/links'] = `<a href="${chatUrl()}">Chat</a>`;
      await page.goto(otherUrl('/links'));
      await page.getByRole('link', { name: 'Chat' }).click();
    },
    'a link on another origin of the same site': async (page) => {
      pages['/links'] = `<a href="${chatUrl()}">Chat</a>`;
      await page.goto(otherUrl('/links', '127.0.0.1'));
      await page.getByRole('link', { name: 'Chat' }).click();
    },
    'a redirect by another site': async (page) => {
      pages['/links'] = '<a href="/away">Chat</a>';
      await page.goto(otherUrl('/links'));
      await page.getByRole('link', { name: 'Chat' }).click();
    },
    'a form of another site': async (page) => {
      pages['/form'] = `<form action="${chatUrl()}"><button>Chat</button></form>`;
      await page.goto(otherUrl('/form'));
      await page.getByRole('button', { name: 'Chat' }).click();
    },
    'a script of another site': async (page) => {
      pages['/script'] = `<script>location.href = ${JSON.stringify(chatUrl())}</script>`;
      await page.goto(otherUrl('/script'), { waitUntil: 'commit' });
      await page.waitForURL(`${chatUrl()}**`);
    },
    'a typed address or a bookmark': async (page) => void (await page.goto(chatUrl())),
    'another tab': async (page) => void (await page.goto(chatUrl())),
    'a reload': async (page) => void (await page.reload()),
    'a restart of the server': async (page) => {
      await stopChat();
      chat = await serveChat(stage.beside().routes, chat.port);
      await page.reload();
    },
  };

  test.each(Object.keys(ARRIVALS))('over %s: her session, her profile, her newest turn', async (way) => {
    const { context, page } = await joined();
    const cookie = await cookieOf(context);
    const at = way === 'another tab' ? await context.newPage() : page;
    await ARRIVALS[way]?.(at);
    await isKept(at, context, cookie);
  });

  test('first opened by a link on another site: the session that begins there', async () => {
    const context = await browser.newContext();
    await prepare(context);
    const page = await context.newPage();
    pages['/links'] = `<a href="${chatUrl()}">Chat</a>`;
    await page.goto(otherUrl('/links'));
    await page.getByRole('link', { name: 'Chat' }).click();
    await seen(page, CHOOSE);
    const cookie = await cookieOf(context);
    await choose(page, 'English', 'Which city or country do you need information for?');
    await page.goto(otherUrl('/away'));
    await seen(page, 'Which city or country do you need information for?');
    expect([await cookieOf(context), (await people()).length]).toEqual([cookie, 1]);
  });
});

describe('a page that stays open in the background', () => {
  test('gets what came meanwhile, however old it is, and what another page sees is none of it', async () => {
    const { context, page } = await joined();
    const [person] = await stage.rows('person');
    const tell = async (words: string) => {
      await stage.store.tx((q) => sayTo(stage.world, q, person?.id ?? '', words));
      await stage.pump.settle();
    };
    const hide = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await hide(true);
    // Ends the request that is under way.
    await tell('first answer');
    await seen(page, 'first answer');
    stage.clock.now += 120 * MINUTE;
    await tell('second answer');
    stage.clock.now += 120 * MINUTE;
    const other = await context.newPage();
    await other.goto(chatUrl());
    await seen(other, MENU);
    await hide(false);
    await seen(page, 'second answer');
    expect(await other.getByText('answer').count()).toBe(0);
  });
});

test('news about her apps waits until a page has shown it, and the menu follows', async () => {
  const { page } = await joined();
  await page.goto('about:blank');
  const [[person], contacts] = [await stage.rows('person'), await stage.rows('contact')];
  await stage.store.tx((q) => tellApps(stage.world, q, person?.id ?? '', contacts, 'joined', 'a-join'));
  await stage.pump.settle();
  stage.clock.now += 300 * MINUTE;
  await page.goto(chatUrl());
  await seen(page, 'Another app reads this chat now');
  await seen(page, MENU);
  // The page asks for what is newer: then the news was shown.
  await expect.poll(async () => (await stage.rows('outbox')).map(({ state }) => state)).not.toContain('queued');
  await page.reload();
  await seen(page, MENU);
  expect(await page.getByText('Another app reads').count()).toBe(0);
});

describe('what other sites can do', () => {
  test('is nothing: no frame, no image, no request and no form of theirs reads, writes, ends or replaces her chat', async () => {
    const { context, page } = await joined();
    const cookie = await cookieOf(context);
    const said = (await stage.rows('inbox')).length;
    const evil = await context.newPage();
    pages['/evil'] = `<iframe src="${chatUrl()}"></iframe><iframe src="${chatUrl()}chat/replies?after=0"></iframe>
      <img src="${chatUrl()}"><img src="${chatUrl()}chat/replies"><link rel="prefetch" href="${chatUrl()}">
      <form method="post" action="${chatUrl()}chat/exit"><button>Win</button></form>`;
    for (const host of ['localhost', '127.0.0.1']) {
      await evil.goto(otherUrl('/evil', host));
      await evil.waitForLoadState('networkidle');
      const outcomes = await evil.evaluate<string[]>(`Promise.all(
        [['GET', 'chat/replies?after=0'], ['GET', 'chat/replies'], ['GET', ''], ['POST', 'chat/exit'], ['POST', 'chat/messages']]
          .flatMap(([method, path]) => ['cors', 'no-cors'].map((mode) =>
            fetch(${JSON.stringify(chatUrl())} + path, { method, mode, credentials: 'include',
              ...(method === 'POST' && { body: '{"id":"0123456789abcdef","content":{"kind":"text","text":"stop"}}' }) })
              .then((answer) => answer.type, () => 'refused'))))`);
      expect(new Set(outcomes)).toEqual(new Set(['refused']));
      for (const frame of evil.frames().slice(1)) expect(await frame.content()).not.toContain(MENU);
      // A page of theirs that sends the whole window there.
      const left = evil.waitForResponse((response) => response.url().endsWith('/chat/exit'));
      await evil.getByRole('button', { name: 'Win' }).click();
      expect((await left).status()).toBe(403);
      expect([await cookieOf(context), (await stage.rows('inbox')).length, await people()]).toEqual([
        cookie,
        said,
        [true],
      ]);
    }
    await page.reload();
    await isKept(page, context, cookie);
  });

  test('nor can a typed address open what was said', async () => {
    const { context } = await joined();
    const page = await context.newPage();
    for (const path of ['chat/replies', 'chat/replies?after=0', 'chat/replies?after=3']) {
      const answer = await page.goto(`${chatUrl()}${path}`);
      expect([path, answer?.status(), await answer?.text()]).toEqual([
        path,
        403,
        expect.not.stringContaining('Serbia'),
      ]);
    }
  });
});

describe('what is gone', () => {
  test('after the exit: session, profile, everything', async () => {
    const { context, page } = await joined();
    const cookie = await cookieOf(context);
    await page.locator('#exit').click();
    await page.waitForURL(ELSEWHERE);
    await expect.poll(people).toEqual([]);
    expect(await cookieOf(context)).toBeUndefined();
    await page.goto(chatUrl());
    await seen(page, CHOOSE);
    expect(await cookieOf(context)).not.toBe(cookie);
  });

  test('on a shared phone, half an hour later: what was said; the person who comes back has her menu', async () => {
    const { context, page } = await joined();
    const cookie = await cookieOf(context);
    await choose(page, 'My data', 'What we keep');
    stage.clock.now += 31 * MINUTE;
    const later = await context.newPage();
    await later.goto(chatUrl());
    await seen(later, MENU);
    expect(await later.getByText('What we keep').count()).toBe(0);
    const asked = (after: number) =>
      later.evaluate<{ replies: unknown[] }>(`fetch('/chat/replies?after=${after}').then((answer) => answer.json())`);
    // The menu, which was asked for just now, and nothing from before.
    for (const after of [0, 1, 5]) expect((await asked(after)).replies).toHaveLength(1);
    expect([await people(), await cookieOf(context)]).toEqual([[true], cookie]);
  });

  test('with the browser: the session; what other sites were asked to remember stays', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'saputnik-phone-'));
    try {
      const before = await openPhone(profile);
      await prepare(before);
      const page = await before.newPage();
      await enrol(page);
      const cookie = await cookieOf(before);
      const [stored] = await before.cookies(chatUrl());
      expect([stored?.expires, stored?.sameSite, stored?.httpOnly]).toEqual([-1, 'Strict', true]);
      // As a control: this profile does keep what is to be kept.
      await before.addCookies([
        { name: 'kept', value: 'yes', url: chatUrl(), expires: Math.floor(Date.now() / 1000) + 86_400 },
      ]);
      await before.close();
      const after = await openPhone(profile);
      await prepare(after);
      const names = (await after.cookies(chatUrl())).map(({ name }) => name);
      expect(names).toEqual(['kept']);
      const again = await after.newPage();
      await again.goto(chatUrl());
      await seen(again, CHOOSE);
      expect(await cookieOf(after)).not.toBe(cookie);
      await after.close();
    } finally {
      await rm(profile, { recursive: true, force: true });
    }
  });
});
