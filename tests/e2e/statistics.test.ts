import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PAGES_OF_NUMBERS, pathOf } from '../../src/server/staff/statistics/view.ts';
import { freeze, PILOT, save } from '../server/figures.ts';
import { join } from '../server/members.ts';
import { type Office, openOffice } from '../server/office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

let browser: Browser;
let office: Office;
let server: Server;
let url: string;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  office = await openOffice();
  await save(office.store, PILOT);
  await freeze(office.world);
  server = serve({ fetch: office.routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server.close();
  await office[Symbol.asyncDispose]();
});

/** A browser, signed in as an evaluator by the form. Scripts are for whoever looks it over; the page has none. */
async function open(locale: string, colorScheme: 'light' | 'dark', width: number, javaScriptEnabled = false) {
  const options = { locale, colorScheme, viewport: { width, height: 900 }, javaScriptEnabled };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(LATE_MS);
  const page = await context.newPage();
  await page.goto(`${url}/staff/enter`);
  const { mail, password, code } = await join(office, { role: 'evaluator' });
  await page.fill('#mail', mail);
  await page.fill('#password', password);
  await page.fill('#code', code());
  await page.click('form.card > button');
  await page.waitForURL(`${url}/staff/statistics`);
  return page;
}

describe.each([
  ['en', 'light', 1280],
  ['en', 'dark', 320],
  ['ar', 'dark', 1280],
  ['ar', 'light', 320],
  ['fa', 'light', 768],
  ['sr-Cyrl', 'light', 768],
] as const)('in %s, %s, %i pixels wide', (locale, colorScheme, width) => {
  test('every page of numbers is readable for everybody and fits', async () => {
    const page = await open(locale, colorScheme, width, true);
    for (const question of PAGES_OF_NUMBERS) {
      await page.goto(`${url}${pathOf(question)}?pilot=serbia&period=2026-H1`);
      expect(await page.locator('table').count()).toBeGreaterThan(0);
      expect([question, await barriersOn(page)]).toEqual([question, []]);
      expect([question, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([question, width]);
    }
  });

  test('a bar begins where its row is read from, and is as long as the number', async () => {
    const page = await open(locale, colorScheme, width);
    await page.goto(`${url}${pathOf('who')}?pilot=serbia&period=2026-H1`);
    const cells = page.locator('table[aria-labelledby="values-language"] td.number');
    const numbers = (await cells.locator('.figure').allTextContents()).map(Number);
    const at = numbers.findIndex((number) => number > 0 && number < Math.max(...numbers));
    const cell = at < 0 ? cells.first() : cells.nth(at);
    const [whole, part] = [await cell.locator('svg').boundingBox(), await cell.locator('rect').boundingBox()];
    if (whole === null || part === null) expect.fail('there is no bar');
    expect(part.width / whole.width).toBeCloseTo((numbers[Math.max(0, at)] ?? 0) / Math.max(...numbers), 1);
    const isMirrored = locale === 'ar' || locale === 'fa';
    const [begin, end] = [part.x - whole.x, whole.x + whole.width - part.x - part.width].map(Math.round);
    expect(isMirrored ? end : begin).toBe(0);
  });
});

test('another question and half-year are chosen, and the sheet is saved, without scripts', async () => {
  const page = await open('en', 'light', 1280);
  await page.click('nav.questions a:has-text("Appointments")');
  await page.selectOption('#pilot', 'serbia');
  await page.selectOption('#period', '2026-H1');
  await page.click('.choice button');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
  expect(download.suggestedFilename()).toBe('demonstration-serbia-2026-H1.csv');
  await page.selectOption('#period', '2026-H2');
  await page.click('.choice button');
  expect(await page.getByText('This half-year is not closed yet').isVisible()).toBe(true);
});
