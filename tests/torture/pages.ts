import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { openFile, openInstance, temporaryFolder } from '../bench/instance.ts';
import { barriersOn } from '../e2e/axe.ts';
import { chromiumOptions } from '../e2e/browser-server.ts';
import { content } from '../fakes/parts.ts';
import { PAGES } from '../server/page-states.ts';
import type { PageStates } from '../server/states.ts';
import { type Dice, throwDice } from './dice.ts';
import { collector, type Torture } from './verdict.ts';

/** How every page is looked at. */
const LOOKS = ['en', 'sr-Latn'].flatMap((language) =>
  (['light', 'dark'] as const).flatMap((colorScheme) => [375, 1280].map((width) => ({ language, colorScheme, width }))),
);
type Look = (typeof LOOKS)[number];

/** In how many states each page is looked at: the fullest one, and others as dice fall. */
const STATES = 4;
/** Pages that are looked at beside each other. */
const ABREAST = 2;
/** Only what hangs takes a page so long, however slow the machine is. */
const LATE_MS = 120_000;

/**
 * Every page of staff and every public one, in several of its states, as a browser shows it: nothing keeps anybody from
 * using it, and nothing scrolls sideways. The pages are those of `PAGES`, which a test holds against the router.
 */
export const pages: Torture = {
  name: 'every page',
  async run(seed, isShort) {
    const { violations, expect } = collector();
    const dice = throwDice(seed);
    const looks = isShort ? dice.shuffled(LOOKS).slice(0, 1) : LOOKS;
    using folder = temporaryFolder();
    const store = openFile(join(folder.path, 'saputnik.db'));
    await using instance = await openInstance(store);
    await using site = await show((request) => instance.app.routes.fetch(request));
    await using browser = await chromium.launch({ ...(await chromiumOptions()), headless: true });
    let [opened, barriers, sideways] = [0, 0, 0];
    for (const look of looks) {
      const wanted: { name: string; html: string }[] = [];
      for (const [name, { states }] of Object.entries(PAGES)) {
        const drawn = await draw(states, look.language, isShort ? 1 : STATES, dice);
        expect(drawn.length > 0, 'a page has no state', name);
        for (const html of drawn) wanted.push({ name, html });
      }
      await Promise.all(
        Array.from({ length: ABREAST }, async () => {
          // One for each: two chats of one browser would be one, which greets twice.
          await using context = await openContext(browser, look);
          const page = await context.newPage();
          for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
            const { name, html } = next;
            const about = [name, look.language, look.colorScheme, look.width].join(', ');
            await page.goto(site.put(html));
            await settle(page, name);
            const found = await barriersOn(page);
            for (const [rule, elements] of found) expect(false, `axe: ${rule}`, `${about}: ${elements[0]}`);
            const sticksOut = await page.evaluate<string[]>(STICKS_OUT);
            expect(sticksOut.length === 0, 'a page scrolls sideways', `${about}: ${sticksOut[0]}`);
            opened += 1;
            barriers += found.reduce((sum, [, elements]) => sum + elements.length, 0);
            sideways += sticksOut.length === 0 ? 0 : 1;
          }
        }),
      );
    }
    return {
      figures: [
        { name: 'pages', value: Object.keys(PAGES).length, unit: '' },
        { name: 'variants of language, colours and width', value: looks.length, unit: '' },
        { name: 'pages x variants, in some states each', value: opened, unit: 'looks' },
        { name: 'barriers', value: barriers, unit: 'elements' },
        { name: 'that scroll sideways', value: sideways, unit: 'looks' },
      ],
      violations,
    };
  },
};

/** The fullest state of a page in a language, and others as dice fall. Many look alike. */
async function draw(states: PageStates['states'], language: string, count: number, dice: Dice): Promise<string[]> {
  const all = new Set<string>();
  for (const state of states) all.add(String(await state(content, language)));
  const [fullest, ...others] = [...all].sort((a, b) => b.length - a.length);
  return fullest === undefined ? [] : [fullest, ...dice.shuffled(others).slice(0, count - 1)];
}

/** Serves states of pages, with the headers, the files and the chat of the app. */
async function show(app: (request: Request) => Response | Promise<Response>) {
  const shown: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const answer = await app(request);
    const state = /\/state\/(\d+)$/.exec(request.url)?.[1];
    return state === undefined ? answer : new Response(shown[Number(state)], { headers: answer.headers });
  };
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** The address of a state. */
    put: (html: string): string => `${url}/state/${shown.push(html) - 1}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openContext(browser: Browser, { language, colorScheme, width }: Look): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: language, colorScheme, viewport: { width, height: 900 } });
  context.setDefaultTimeout(LATE_MS);
  return context;
}

/** Waits for what scripts add to a page, and until nothing moves any more; opens what is folded. */
async function settle(page: Page, name: string): Promise<void> {
  if (name === 'chat') await page.locator('.choice').first().waitFor();
  if (name === 'api') await page.locator('.opblock').first().waitFor();
  await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
  await page.evaluate(STANDS_STILL);
}

/** Resolves when what moves has moved; what moves without end is not waited for. */
const STANDS_STILL = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity)
  .map(({ finished }) => finished.catch(() => {}))).then(() => {})`;

/** The elements that make a page wider than the screen, or the page itself where none does by its box. */
const STICKS_OUT = `(() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const out = [...document.body.querySelectorAll('*')].filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < 0 || right > innerWidth;
  });
  return [...out.filter((one) => !out.some((other) => other !== one && one.contains(other))), document.body]
    .map((one) => one.outerHTML.slice(0, 300));
})()`;
