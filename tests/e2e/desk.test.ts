import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { put } from '../server/desk.ts';
import { type Office, openOffice } from '../server/office.ts';
import { barriersOn } from './axe.ts';
import { LATE_MS, openBrowser } from './browser.ts';

const REFRESH_MS = 5000;
const soon = <T>(look: () => T) => expect.poll(look);

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
  const { routes, pump } = office;
  await pump.start();
  server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server.closeAllConnections();
  server.close();
  await office[Symbol.asyncDispose]();
});

/** The desk of the counsellor Ana. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(LATE_MS);
  const [name = '', value = ''] = (await office.cookie('counsellor', ['serbia'], 'serbia-demo-1')).split('=');
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  if (options.javaScriptEnabled !== false) await page.clock.install();
  await page.goto(`${url}${path}`);
  return page;
}

const refresh = (page: Page) => page.clock.runFor(REFRESH_MS);
const statusOf = async (reference: string) =>
  (await office.rows('appointment')).find((one) => one.reference === reference)?.status;
const focused = (page: Page) => page.evaluate<string>('document.activeElement.id');
/** Presses the tab key until what has the focus has a name like this. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate<string>(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
    );
    if (name.test(label)) return;
  }
  throw new Error(`nothing is called ${name}`);
}

/** A day with everything: a talk of yesterday that nobody marked, one under way, one later, one tomorrow. */
async function busyDay() {
  const register = [
    'menu',
    'Steps to work',
    'Employment service',
    'Recognised refugee',
    'I look for work',
    'Ask about this',
  ];
  const talks = {
    yesterday: await office.book('amal'),
    now: await office.book('noor', { language: 'العربية', wish: 0 }),
    later: await office.book('later', { day: 2 }),
    tomorrow: await office.book('tomorrow', { day: 3 }),
  };
  await office.hear('later', ...register, 'Keep the question');
  const counsellor = 'serbia-demo-1';
  await put(office, talks.yesterday, { startAt: START - DAY, counsellor });
  await put(office, talks.now, { startAt: START - 10 * MINUTE, counsellor });
  await put(office, talks.later, { startAt: START + 4 * HOUR, counsellor });
  await put(office, talks.tomorrow, { startAt: START + DAY, counsellor });
  return talks;
}

test('a talk is marked by one key, and the mark taken back, without a mouse', async () => {
  const { yesterday, now } = await busyDay();
  const page = await open('/staff/today');
  await tabTo(page, new RegExp(`^Did not come: ${yesterday}`));
  await page.keyboard.press('Enter');
  await page.getByText(`Noted: ${yesterday}, Did not come.`).waitFor();
  expect(await statusOf(yesterday)).toBe('missed');
  expect(await page.getByText('Not marked yet').count()).toBe(0);
  await tabTo(page, new RegExp(`^Take back: ${yesterday}`));
  await page.keyboard.press('Enter');
  await page.getByText('Taken back.', { exact: true }).waitFor();
  expect(await statusOf(yesterday)).toBe('scheduled');
  // One of today stays in its place: the keyboard goes on from there.
  await tabTo(page, new RegExp(`^Came: ${now}`));
  await page.keyboard.press('Enter');
  await page.getByText(`Noted: ${now}, Came.`).waitFor();
  await page.keyboard.press('Tab');
  expect(await focused(page)).toMatch(/^row-unmark-/);
  expect(page.url()).not.toContain('notice');
});

test('the day follows what happens, and the focus and what is typed stay', async () => {
  const { now, later } = await busyDay();
  const page = await open('/staff/today');
  const field = page.getByLabel('Find a talk by its reference');
  await field.fill('KX');
  await field.focus();
  await put(office, later, { startAt: START + HOUR });
  await refresh(page);
  await soon(() => page.getByText('11:00–11:30').count()).toBe(1);
  expect([await field.inputValue(), await focused(page)]).toEqual(['KX', 'reference']);
  await tabTo(page, new RegExp(`^Came: ${now}`));
  const id = await focused(page);
  await put(office, later, { startAt: START + 2 * HOUR });
  await refresh(page);
  await soon(() => page.getByText('12:00–12:30').count()).toBe(1);
  expect(await focused(page)).toBe(id);
  // Somebody else marks it: the button that has the focus stays until the focus goes elsewhere.
  await put(office, now, { status: 'arrived' });
  office.clock.now += MINUTE;
  await refresh(page);
  await soon(() => page.locator('#refreshed-at').textContent()).toBe('Up to date at 10:01');
  expect(await focused(page)).toBe(id);
  await field.focus();
  await refresh(page);
  await soon(() => page.getByRole('button', { name: `Came: ${now}` }).count()).toBe(0);
});

test('the week is walked through by keyboard, to a talk and back', async () => {
  const { tomorrow } = await busyDay();
  const page = await open('/staff/week');
  await tabTo(page, /^Week after$/);
  await page.keyboard.press('Enter');
  await page.getByText('No talks in these seven days.').waitFor();
  await tabTo(page, /^This week$/);
  await page.keyboard.press('Enter');
  // A key that is pressed before the page is there is lost with the page before.
  await page.getByRole('link', { name: tomorrow }).waitFor();
  await tabTo(page, new RegExp(`^[0-9:]+–[0-9:]+: ${tomorrow}`));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'One talk' }).waitFor();
  expect(page.url()).toContain('/staff/appointments/');
});

test('without JavaScript a talk is marked, found, moved and called off', async () => {
  const { now, tomorrow } = await busyDay();
  const page = await open('/staff/today', { javaScriptEnabled: false });
  await page.getByRole('button', { name: `Came: ${now}` }).click();
  expect(await statusOf(now)).toBe('arrived');
  await page.getByLabel('Find a talk by its reference').fill(tomorrow.toLowerCase());
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByLabel('The office is closed').check();
  await page.locator('#move .own input').first().check();
  await page.getByRole('button', { name: 'Move it' }).click();
  await page.getByText('Moved.').waitFor();
  await page.getByRole('link', { name: 'Call it off' }).click();
  await page.getByText('The person is told on Telegram').waitFor();
  expect(await statusOf(tomorrow)).toBe('scheduled');
  await page.getByRole('button', { name: 'Yes, call it off' }).click();
  expect(await statusOf(tomorrow)).toBe('cancelled');
});

test.each([
  ['en', 'light', 1280],
  ['en', 'dark', 375],
  ['ar', 'light', 375],
  ['ar', 'dark', 1280],
] as const)('every page of the desk is sound in %s, %s, %i wide', async (locale, colorScheme, width) => {
  const { now, tomorrow, later } = await busyDay();
  const page = await open('/staff/today?whose=all', { locale, colorScheme, viewport: { width, height: 900 } });
  const rows = await office.rows('appointment');
  const at = (reference: string) => `/staff/appointments/${rows.find((one) => one.reference === reference)?.id}`;
  const paths = ['/staff/today?whose=all', '/staff/week', '/staff/find?reference=KXWD-4721', at(now), at(later)];
  for (const path of [...paths, `${at(tomorrow)}/off`]) {
    await page.goto(`${url}${path}`);
    for (const details of await page.locator('details').all())
      await details.evaluate((one) => one.setAttribute('open', ''));
    expect(await barriersOn(page), path).toEqual([]);
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide, `${path} scrolls sideways`).toBe(false);
  }
});
