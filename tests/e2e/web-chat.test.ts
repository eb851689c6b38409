import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createWebChat } from '../../src/channels/web-chat.ts';
import type { Incoming, Reply } from '../../src/conversation/message.ts';
import { webChatRoutes } from '../../src/server/chat/routes.ts';
import { type Language, makeTexts } from '../../src/text/texts.ts';
import { createLimits } from '../../src/turn/limits.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

const locales = new URL('../../locales/', import.meta.url);
const languages: Language[] = parse(readFileSync(new URL('languages.yaml', locales), 'utf8'));
const resources = languages
  .filter(({ derivedFrom }) => derivedFrom === undefined)
  .map(({ tag }) => [tag, { chat: JSON.parse(readFileSync(new URL(`${tag}/chat.json`, locales), 'utf8')) }]);
const texts = makeTexts(languages, Object.fromEntries(resources));

const PHONE = { viewport: { width: 360, height: 740 } };
const ELSEWHERE = 'https://www.wikipedia.org/';
const SAID = {
  en: {
    hello: 'Welcome. I walk with you, one step at a time.\nWhat do you need today?',
    options: [
      'Find an office near me',
      'Book an appointment with a counsellor who speaks my language',
      'Read the rules',
      'العربية',
    ],
    long: 'You can look around without saying who you are. More at https://example.org/start.\n\nمرحبًا، يمكنك القراءة هنا أيضًا.',
    echo: (words: string) => `You said: ${words}`,
  },
  ar: {
    hello: 'أهلًا بك. نمشي معًا خطوة بخطوة.\nما الذي تحتاجه اليوم؟',
    options: ['مكتب قريب مني', 'حجز موعد مع مستشارة تتحدث لغتي', 'قراءة القواعد', 'English'],
    long: 'الموعد يوم \u2068الثلاثاء 24.11.\u2069 الساعة \u206810:30\u2069، والهاتف \u2068+381 11 123 4567\u2069. المزيد: https://example.org/start.\n\nYour appointment is on Tuesday at 10:30.',
    echo: (words: string) => `قلت: \u2068${words}\u2069`,
  },
};
type Tongue = keyof typeof SAID;

/** A server whose conversation asks one question, echoes what is said and does what a few words ask for. */
function startServer() {
  const channel = createWebChat();
  const people = new Map<string, { outbox: Reply[]; turn: number; language: Tongue; seen: Set<string> }>();
  const taken: Incoming[] = [];
  const state = { failing: 0 };

  const personOf = (handle: string) => {
    const person = people.get(handle) ?? { outbox: [], turn: 0, language: 'en', seen: new Set() };
    people.set(handle, person);
    return person;
  };
  const question = (language: Tongue): Reply => {
    const { hello, options } = SAID[language];
    const shown = options.map((label, index) => ({ id: `a.${language}.${index}`, label }));
    return { kind: 'choice', language, text: hello, options: shown, from: 1 };
  };
  const answer = (content: Incoming['content'], language: Tongue): Reply[] => {
    const { echo, long } = SAID[language];
    const say = (words: string): Reply => ({ kind: 'text', language, text: words });
    if (content.kind === 'open') return [question(language)];
    if (content.kind === 'tap') return [say(long), question(language)];
    if (content.kind === 'text' && content.text === 'clear') return [{ kind: 'clear', language }, say('All clear')];
    if (content.kind === 'text' && content.text === 'card')
      return [{ kind: 'text', language, text: 'Call 000', card: true }, say('Menu')];
    if (content.kind === 'text' && ['kept', 'past'].includes(content.text))
      return [{ kind: 'document', language, text: 'Here it is', document: content.text }];
    return [say(echo(content.kind === 'text' ? content.text : content.kind))];
  };
  const tell = (handle: string, replies: Reply[]) => {
    const person = personOf(handle);
    person.turn = person.outbox.length;
    person.outbox.push(...replies);
    channel.wake(handle);
  };

  const app = webChatRoutes({
    texts,
    channel,
    async receive(incomings) {
      taken.push(...incomings);
      if (state.failing > 0) {
        state.failing -= 1;
        throw new Error('not now');
      }
      for (const { handle, externalId, content } of incomings) {
        const person = personOf(handle);
        if (person.seen.has(externalId)) continue;
        person.seen.add(externalId);
        if (content.kind === 'tap' && content.button.endsWith('.3'))
          person.language = content.button === 'a.en.3' ? 'ar' : 'en';
        tell(handle, answer(content, person.language));
      }
    },
    keepUpload: async () => 'unwanted',
    fileFor: async (_, id) =>
      id === 'kept' ? { name: 'cv.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') } : undefined,
    async replies(handle, after) {
      const { outbox, turn } = people.get(handle) ?? { outbox: [], turn: 0 };
      const all = outbox.map((reply, index) => ({ seq: index + 1, reply }));
      return { replies: all.slice(after ?? turn), now: all.length };
    },
    proofOf: (_, now) => `proof-${now}`,
    async endSession(handle) {
      people.delete(handle);
    },
    refusals: { note: () => {} },
    limits: createLimits(Date.now, { note: () => {}, noteCrowd: () => {} }),
    random: randomBytes,
    clock: () => 0,
    secure: false,
    speaks: false,
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const stop = async () => {
    await channel.stop();
    await new Promise((done) => server.close(done));
  };
  return { url, stop, people, taken, state, tell };
}

const soon = <T>(look: () => T) => expect.poll(look);

let browser: Browser;
let server: ReturnType<typeof startServer>;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await server.stop();
});

/** A phone that has opened the chat and sees the first question. */
async function open(options: BrowserContextOptions = {}, language: Tongue = 'en', query = ''): Promise<Page> {
  server = startServer();
  const context = await browser.newContext({ ...PHONE, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(LATE_MS);
  await context.route(`${ELSEWHERE}**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Elsewhere</h1>' }),
  );
  const page = await context.newPage();
  await page.goto(server.url() + query);
  await page.getByRole('button', { name: 'العربية' }).waitFor();
  if (language === 'ar') {
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.getByRole('button', { name: 'English' }).waitFor();
    await page.locator('.mine[data-state=sent]').waitFor();
  }
  return page;
}

const write = async (page: Page, words: string) => {
  await page.locator('#text').fill(words);
  await page.locator('#text').press('Enter');
};
/** What one reads, from top to bottom: her own words with a `>` before them. */
const read = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('.message')].map((item) => {
    const words = [...item.querySelectorAll('.line')].map((line) => line.textContent).join('|');
    return (item.classList.contains('mine') ? '> ' : '') + words;
  })`);
/** What sticks out at either side. A page that is read from the right hides it there, instead of growing. */
const outside = (page: Page) =>
  page.evaluate<string[]>(`[...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth || element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
  }).filter((element) => !element.closest('.unseen, .skip')).map((element) => element.outerHTML)`);
const focused = (page: Page) =>
  page.evaluate<string>(`document.activeElement.id || document.activeElement.textContent.trim()`);
describe('a link', () => {
  test.each([
    ['?start=belgrade-info1', { kind: 'open', start: 'belgrade-info1' }],
    ['?start=<b>', { kind: 'open' }],
  ])('%s opens the chat, with what a poster may state', async (query, content) => {
    const page = await open({}, 'en', query);
    await page.getByRole('button', { name: 'العربية' }).waitFor();
    expect(server.taken.map((one) => one.content)).toEqual([content]);
  });
});

describe('a file', () => {
  test('is saved by a button, as often as it is there', async () => {
    const page = await open();
    await write(page, 'kept');
    const button = page.getByRole('button', { name: 'Save the file' });
    for (let n = 0; n < 2; n += 1) {
      const [saved] = await Promise.all([page.waitForEvent('download'), button.click()]);
      expect(saved.suggestedFilename()).toBe('cv.pdf');
    }
    expect(await barriersOn(page)).toEqual([]);
  });

  test('that is gone says so', async () => {
    const page = await open();
    await write(page, 'past');
    await page.getByRole('button', { name: 'Save the file' }).click();
    await page.getByText('This file is no longer here.').waitFor();
  });
});

describe('a cheap phone', () => {
  test('gets everything up to the first question in less than 50 KB, and from nobody else', async () => {
    server = startServer();
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    const sizes = new Map<string, number>();
    page.on('response', async (response) => {
      const body = await response.body().catch(() => Buffer.alloc(0));
      sizes.set(response.url(), (sizes.get(response.url()) ?? 0) + body.length);
    });
    await page.goto(server.url());
    await page.locator('.choice').first().waitFor();
    await soon(() => [...sizes.keys()].some((url) => url.includes('/assets/chat.js'))).toBe(true);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(10_000);
    expect(total).toBeLessThan(50_000);
    expect([...sizes.keys()].filter((url) => !url.startsWith(server.url()))).toEqual([]);
    expect(await page.title()).toBe('Chat');
  });

  test.each([
    ['en', 320],
    ['en', 360],
    ['ar', 320],
    ['ar', 360],
  ] as const)('in %s at %i pixels shows all of it across, with room for a thumb', async (language, width) => {
    const page = await open({ viewport: { width, height: 640 } }, language);
    await write(page, 'https://example.org/a-very-long-address-that-nobody-could-ever-break-anywhere-at-all');
    await soon(async () => (await read(page)).length).toBeGreaterThan(2);
    expect(await outside(page)).toEqual([]);
    for (const control of await page.locator('button, textarea, [role=button]').all()) {
      const box = await control.boundingBox();
      expect(Math.min(box?.height ?? 0, box?.width ?? 0)).toBeGreaterThanOrEqual(44);
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });

  test('with text twice as large still shows all of it across', async () => {
    const page = await open({ viewport: { width: 320, height: 640 } }, 'ar');
    await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
    expect(await outside(page)).toEqual([]);
  });

  test("without JavaScript says so in every language, the visitor's first, with a number to call", async () => {
    server = startServer();
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false, locale: 'fa-IR' });
    const page = await context.newPage();
    await page.goto(server.url());
    for (const { tag } of languages) {
      const line = page.locator(`noscript [lang=${tag}]`);
      expect([await line.textContent(), await line.isVisible()]).toEqual([
        `${texts.say(tag, 'chat:noScript')}\n${texts.say(tag, 'chat:emergency')}: 112`,
        true,
      ]);
      expect(await line.locator('a').getAttribute('href')).toBe('tel:112');
    }
    const first = page.locator('noscript p').first();
    expect([await first.getAttribute('lang'), await first.getAttribute('dir')]).toEqual(['fa', 'rtl']);
    expect((await first.locator('a').boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await page.locator('#status').isVisible()).toBe(false);
  });
});

describe('a screen reader and a keyboard', () => {
  test.each([
    ['en', 'light'],
    ['ar', 'dark'],
  ] as const)('find nothing in their way, in %s, %s', async (language, colorScheme) => {
    const page = await open({ colorScheme }, language);
    await page.locator('.choice').last().click();
    await page.locator('.choice').last().click();
    await soon(() => page.locator('.asks').count()).toBeGreaterThan(2);
    await write(page, language === 'ar' ? 'مكتب في Beograd رقم 5' : 'Hello, is somebody there?');
    await page.locator('.mine[data-state=sent]').last().waitFor();
    await page.locator('.message').last().locator('text=/قلت|You said/').waitFor();
    expect(await barriersOn(page)).toEqual([]);
  });

  test('hear each reply in its language, and the page in that of the newest', async () => {
    const page = await open({}, 'ar');
    expect(
      await page.evaluate('[document.documentElement.lang, document.documentElement.dir, document.title]'),
    ).toEqual(['ar', 'rtl', 'محادثة']);
    const spoken = await page.evaluate(
      `[...document.querySelectorAll('li.message')].map(({ lang, dir }) => [lang, dir])`,
    );
    expect(spoken).toEqual([
      ['en', 'ltr'],
      ['', ''],
      ['ar', 'rtl'],
      ['ar', 'rtl'],
    ]);
    expect(await page.locator('#exit').textContent()).toBe('خروج');
    expect(await page.locator('#text').getAttribute('placeholder')).toBe('كتابة رسالة');
    // A sentence in another script inside a reply has the direction of that script; a mixed one that of the reply.
    const directions = await page.evaluate(
      `[...document.querySelectorAll('[lang=ar] .line')].slice(0, 3).map(({ dir }) => dir)`,
    );
    expect(directions).toEqual(['', '', 'ltr']);
    // A name from elsewhere is isolated, and its line stays one of the reply.
    server.tell([...server.people.keys()][0] ?? '', [
      {
        kind: 'text',
        language: 'ar',
        text: '\u2068Info point Belgrade\u2069\n\u2068Atina SOS\u2069: \u2066+381 61 6384071\u2069\nTwo words',
      },
    ]);
    await page.getByText('Info point').waitFor();
    const told = page.locator('.message').last().locator('.line');
    expect(await told.evaluateAll((lines) => lines.map((line) => line.getAttribute('dir')))).toEqual([
      null,
      null,
      'ltr',
    ]);
    const log = page.getByRole('log');
    expect(await log.getAttribute('aria-live')).toBe('polite');
    expect(await log.getByRole('list').first().getByRole('listitem').count()).toBeGreaterThan(3);
  });

  test('lead through a conversation without a mouse', async () => {
    const page = await open();
    const order: string[] = [];
    for (let presses = 0; presses < 4; presses++) {
      await page.keyboard.press('Tab');
      order.push(await focused(page));
    }
    expect(order).toEqual(['Skip to the messages', 'exit', SAID.en.options[0], SAID.en.options[1]]);
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.asks').count()).toBe(2);
    // Where she was is where she stays, and the next question is the next thing.
    expect(await focused(page)).toBe(SAID.en.options[1]);
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Tab');
    // The address in the text stands between.
    expect(await focused(page)).toBe('https://example.org/start');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(SAID.en.options[0]);
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('text');
    await page.keyboard.type('two');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('lines');
    await page.keyboard.press('Enter');
    await page.locator('text="You said: two"').waitFor();
    expect(await focused(page)).toBe('text');
    expect(await page.locator('#text').inputValue()).toBe('');
    expect((await read(page)).at(-1)).toBe('You said: two|lines');
    expect(server.taken.map(({ content }) => content)).toEqual([
      { kind: 'open' },
      { kind: 'tap', button: 'a.en.1' },
      { kind: 'text', text: 'two\nlines' },
    ]);
  });

  test('see where the focus is, and what has it is never under a bar', async () => {
    const page = await open();
    for (let turn = 0; turn < 3; turn++) {
      await page.locator('.choice').last().press('Tab');
      await page
        .locator('.choice')
        .nth(turn * 4)
        .click();
      await soon(() => page.locator('.asks').count()).toBe(turn + 2);
    }
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('#exit').focus();
    for (let presses = 0; presses < 18; presses++) {
      await page.keyboard.press('Tab');
      const clear = await page.evaluate(`(() => {
        const { top, bottom, left, right } = document.activeElement.getBoundingClientRect();
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return document.activeElement.contains(found) && getComputedStyle(document.activeElement).outlineStyle !== 'none';
      })()`);
      expect([await focused(page), clear]).toEqual([await focused(page), true]);
    }
  });

  test('keep their place when everything is cleared', async () => {
    const page = await open();
    await page.locator('.choice').first().focus();
    server.tell([...server.people.keys()][0] ?? '', [
      { kind: 'clear', language: 'en' },
      { kind: 'text', language: 'en', text: 'All clear' },
    ]);
    await page.locator('text="All clear"').waitFor();
    expect(await read(page)).toEqual(['All clear']);
    expect(await focused(page)).toBe('messages');
  });
});

describe('what is said', () => {
  test('by a double click is said once', async () => {
    const page = await open();
    await page.locator('.choice').nth(1).dblclick();
    await soon(() => page.locator('.asks').count()).toBe(2);
    await page.locator('#text').fill('once');
    await page.locator('.send').dblclick();
    await page.locator('text="You said: once"').waitFor();
    expect(server.taken.map(({ content }) => content.kind)).toEqual(['open', 'tap', 'text']);
  });

  test('while a button is held down is said once', async () => {
    const page = await open();
    await page.locator('.choice').nth(1).focus();
    for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await soon(() => page.locator('.asks').count()).toBe(2);
    expect(server.taken).toHaveLength(2);
  });

  test('by an older button still goes out', async () => {
    const page = await open();
    await page.locator('.choice').nth(0).click();
    await soon(() => page.locator('.asks').count()).toBe(2);
    expect(await page.locator('.asks.quiet').count()).toBe(1);
    await page.locator('.choice').nth(2).click();
    await soon(() => page.locator('.asks').count()).toBe(3);
    expect(server.taken.at(-1)?.content).toEqual({ kind: 'tap', button: 'a.en.2' });
  });

  test('leaves the standing buttons alive, and an open question beside them', async () => {
    const page = await open();
    const [handle = ''] = server.people.keys();
    const choice = (text: string, ...options: [id: string, label: string][]): Reply => {
      const shown = options.map(([id, label]) => ({ id, label }));
      return { kind: 'choice', language: 'en', text, options: shown, from: 1 };
    };
    const looks = (label: string) =>
      page.evaluate<string>(`(() => {
        const buttons = [...document.querySelectorAll('.choice')].filter((one) => one.textContent === '${label}');
        const { borderTopWidth, fontWeight } = getComputedStyle(buttons.at(-1));
        return borderTopWidth + fontWeight;
      })()`);
    const [alive, quiet] = ['2px600', '1px400'];
    // As after booking: the menu comes in the same turn.
    server.tell(handle, [
      choice('Booked', ['s.move.x', 'Change the time'], ['s.cancel.x', 'Cancel it']),
      choice('Notice', ['a.7.1', 'I agree'], ['s.more', 'Read more']),
      choice('Menu', ['a.8.1', 'Book'], ['a.8.2', 'Ask']),
    ]);
    await page.getByRole('button', { name: 'Ask' }).waitFor();
    const all = () => Promise.all(['Change the time', 'Cancel it', 'Read more', 'I agree', 'Book'].map(looks));
    expect(await all()).toEqual([alive, alive, alive, quiet, alive]);
    // A reminder answers no question, and neither does a tap on it.
    server.tell(handle, [choice('Soon', ['s.confirm.x', 'I will come'])]);
    await page.route('**/chat/messages', (route) => route.fulfill({ status: 204 }), { times: 1 });
    await page.getByRole('button', { name: 'I will come' }).click();
    await page.locator('.mine[data-state=sent]').waitFor();
    expect(await all()).toEqual([alive, alive, alive, quiet, alive]);
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    expect(await all()).toEqual([alive, alive, alive, quiet, quiet]);
    expect(await barriersOn(page)).toEqual([]);
  });

  test('to a server that cannot store it is kept and comes again under the same id', async () => {
    const page = await open();
    server.state.failing = 1;
    await write(page, 'keep me');
    await page.locator('.mine[data-state=waiting]').waitFor();
    expect(await page.locator('.mine .state').textContent()).toBe('Waiting for the network');
    expect(await page.locator('#status').textContent()).toBe(texts.say('en', 'chat:offline'));
    await write(page, 'and me');
    await page.locator('text="You said: and me"').waitFor();
    await soon(() => page.locator('#status').textContent()).toBe('');
    const [, first, again, second] = server.taken;
    expect(first?.externalId).toBe(again?.externalId);
    expect(second?.content).toEqual({ kind: 'text', text: 'and me' });
    expect(await read(page)).toEqual([
      SAID.en.hello.replace('\n', '|'),
      '> keep me',
      '> and me',
      'You said: keep me',
      'You said: and me',
    ]);
  });

  test('that the server will never have says so, and can be tried again', async () => {
    const page = await open();
    await page.route('**/chat/messages', (route) => route.fulfill({ status: 400, body: '{}' }), { times: 1 });
    await write(page, 'hello');
    await page.locator('.mine[data-state=failed]').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('text="You said: hello"').waitFor();
    expect(await read(page)).toEqual([SAID.en.hello.replace('\n', '|'), '> hello', 'You said: hello']);
  });

  test('to the sign-in page of a public network does not count as sent', async () => {
    const page = await open();
    await page.route('**/chat/messages', (route) => route.fulfill({ status: 200, body: '<h1>Wi-Fi</h1>' }), {
      times: 1,
    });
    await write(page, 'hello');
    await page.locator('.mine[data-state=waiting]').waitFor();
    await page.locator('text="You said: hello"').waitFor();
  });

  test('whose answer was lost is said once', async () => {
    const page = await open();
    await page.route(
      '**/chat/messages',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await write(page, 'hello');
    await page.locator('.mine[data-state=sent]').waitFor();
    expect(server.taken).toHaveLength(3);
    expect(await read(page)).toEqual([SAID.en.hello.replace('\n', '|'), '> hello', 'You said: hello']);
  });

  test('after the session was lost begins a new one and is not lost', async () => {
    const page = await open();
    await page.context().clearCookies();
    await write(page, 'still here');
    await page.locator('text="You said: still here"').waitFor();
    expect(server.people.size).toBe(2);
  });
});

describe('a weak signal', () => {
  test('delays, but loses, repeats and reorders nothing', async () => {
    const page = await open();
    const handle = [...server.people.keys()][0] ?? '';
    await page.context().setOffline(true);
    // The poll that was already on its way ends, and the next finds no network.
    server.tell(handle, [{ kind: 'text', language: 'en', text: 'missed 1' }]);
    await write(page, 'are you there');
    await page.locator('.mine[data-state=waiting]').waitFor();
    await page.locator('#status[data-state=offline]').waitFor();
    server.tell(handle, [
      { kind: 'text', language: 'en', text: 'missed 2' },
      { kind: 'text', language: 'en', text: 'missed 3' },
    ]);
    await page.context().setOffline(false);
    await page.locator('text="You said: are you there"').waitFor();
    await soon(() => page.locator('#status').textContent()).toBe('');
    const shown = await read(page);
    expect(shown.filter((line) => !line.startsWith('>'))).toEqual([
      SAID.en.hello.replace('\n', '|'),
      'missed 1',
      'missed 2',
      'missed 3',
      'You said: are you there',
    ]);
    expect(shown.filter((line) => line.startsWith('>'))).toEqual(['> are you there']);
    expect(server.taken).toHaveLength(2);
  });

  test('looks different from waiting and from nothing', async () => {
    server = startServer();
    const context = await browser.newContext({ ...PHONE, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const held = Promise.withResolvers<void>();
    await context.route('**/chat/replies', async (route) => {
      await held.promise;
      await route.abort();
    });
    await page.goto(server.url());
    expect(await page.locator('#status').textContent()).toBe('One moment…');
    expect(await page.locator('#compose').isVisible()).toBe(false);
    held.resolve();
    await page.locator('#status[data-state=offline]').waitFor();
    expect(await page.locator('#status').textContent()).toBe(texts.say('en', 'chat:offline'));
    await context.unroute('**/chat/replies');
    await page.locator('.choice').first().waitFor();
    expect(await page.locator('#status').textContent()).toBe('');
  });

  test('without cookies ends in a plain word', async () => {
    server = startServer();
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    await context.route('**/chat/replies', (route) => route.fulfill({ status: 403, body: '{}' }));
    await page.goto(server.url());
    await page.locator('#status[data-state=broken]').waitFor();
    expect(await page.locator('#status').textContent()).toBe(texts.say('en', 'chat:broken'));
  });
});

describe('coming back', () => {
  test('left open for half an hour keeps nothing but the menu', async () => {
    server = startServer();
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(server.url());
    await page.getByRole('textbox').fill('my secret');
    await page.keyboard.press('Enter');
    await soon(() => page.getByText('You said: my secret').count()).toBe(1);
    await page.clock.fastForward('29:00');
    expect(await page.getByText('my secret').count()).toBe(2);
    await page.clock.fastForward('01:01');
    await soon(() => page.getByText('my secret').count()).toBe(0);
    await soon(() => server.taken.at(-1)?.content.kind).toBe('open');
  });

  test('shows the latest turn alone, without its card', async () => {
    const page = await open();
    await write(page, 'card');
    await page.locator('text="Menu"').waitFor();
    expect(await read(page)).toContain('Call 000');
    await page.reload();
    await page.locator('text="Menu"').waitFor();
    expect(await read(page)).toEqual(['Menu']);
    expect(server.taken).toHaveLength(2);
  });
});

describe('leaving', () => {
  const leftBy: Record<string, (page: Page) => Promise<void>> = {
    'a tap': (page) => page.locator('#exit').click({ noWaitAfter: true }),
    'the space bar': (page) => page.locator('#exit').press(' ', { noWaitAfter: true }),
    'three times Escape': async (page) => {
      for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
    },
  };

  test.each(Object.keys(leftBy))('by %s takes everything along, and the way back', async (way) => {
    const page = await open();
    await page.goto('about:blank');
    await page.goto(server.url());
    await page.locator('.choice').first().waitFor();
    await leftBy[way]?.(page);
    await page.waitForURL(ELSEWHERE);
    await soon(() => server.people.size).toBe(0);
    await soon(async () => (await page.context().cookies(server.url())).length).toBe(0);
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    await page.goto(server.url());
    await page.locator('.choice').first().waitFor();
    expect(await read(page)).toEqual([SAID.en.hello.replace('\n', '|')]);
  });

  test('empties the page before the network has a say', async () => {
    const page = await open();
    const seen: string[] = [];
    page.on('console', (message) => seen.push(message.text()));
    await page.evaluate(`(() => {
      const { fetch } = window;
      window.fetch = (path, ...rest) => {
        console.log(path + ' ' + document.body.childNodes.length);
        return fetch(path, ...rest);
      };
    })()`);
    const held = Promise.withResolvers<void>();
    await page.context().route('**/chat/exit', () => held.promise);
    await page.context().route(`${ELSEWHERE}**`, () => held.promise);
    await page.locator('#exit').click({ noWaitAfter: true });
    await soon(() => seen).toEqual(['/chat/exit 0']);
    held.resolve();
  });

  test('without a network is made good before anything is shown again', async () => {
    const page = await open();
    const handle = [...server.people.keys()][0] ?? '';
    await page.context().route('**/chat/exit', (route) => route.abort(), { times: 1 });
    await page.locator('#exit').click();
    await page.waitForURL(ELSEWHERE);
    expect(server.people.has(handle)).toBe(true);
    await page.goto(server.url());
    await page.locator('.choice').first().waitFor();
    expect(server.people.has(handle)).toBe(false);
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  test('takes the other tabs along', async () => {
    const page = await open();
    const other = await page.context().newPage();
    await other.goto(server.url());
    await other.locator('.choice').first().waitFor();
    await page.locator('#exit').click();
    await other.waitForURL(ELSEWHERE);
  });

  test('is not what Escape and something else means', async () => {
    const page = await open();
    for (const key of ['Escape', 'Escape', 'a', 'Escape']) await page.keyboard.press(key);
    expect(page.url()).toBe(server.url());
    expect(await page.locator('.choice').count()).toBe(4);
  });
});
